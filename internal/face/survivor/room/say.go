package room

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Moment writes a time in words where it is near.
func (m *Room) Moment(l *locale.Localiser, t time.Time) webkit.Moment {
	zone := m.House.Zone
	return webkit.Moment{Words: l.Near(t, m.House.Clock(), zone), Full: l.DateTime(t, zone), Machine: t.UTC().Format(time.RFC3339)}
}

// Who names somebody by the name that they use here and what they do.
func Who(l *locale.Localiser, name string, role account.Role) string {
	switch {
	case name == "" && !role.Valid():
		return l.T("room.someone")
	case name == "":
		return l.T("room.role." + string(role))
	case !role.Valid():
		return locale.Isolate(name)
	}
	return l.T("room.who", "name", locale.Isolate(name), "role", l.T("room.role."+string(role)))
}

// You or somebody else, by whether the person wrote it themselves.
func By(l *locale.Localiser, own bool, name string, role account.Role) string {
	if own {
		return l.T("room.you")
	}
	return Who(l, name, role)
}

// Lines are the paragraphs of what somebody wrote, without empty ones.
func Lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}
