package desk

import (
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// HandlesOf are the handles of colleagues, as the options of a field.
func (d *Desk) HandlesOf(v Visit, colleagues []account.Colleague) []string {
	out := make([]string, len(colleagues))
	for i, c := range colleagues {
		out[i] = d.Handles.Of(v.Actor, c.Account)
	}
	return out
}

// ColleagueChoices offers colleagues by name; nobody is chosen beforehand.
func (d *Desk) ColleagueChoices(v Visit, colleagues []account.Colleague, chosen string) []webkit.Choice {
	out := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, c := range colleagues {
		h := d.Handles.Of(v.Actor, c.Account)
		out = append(out, webkit.Choice{Value: h, Text: d.colleague(v, c), Checked: h == chosen})
	}
	return out
}

// colleague is a colleague's name with the role; the sign-in name stands for a name that this account cannot open yet.
func (d *Desk) colleague(v Visit, c account.Colleague) string {
	name := c.Name
	if name == "" {
		name = c.Handle
	}
	return v.L.T("staff.who", "name", locale.Isolate(name), "role", v.L.T("staff.role."+string(c.Role)))
}
