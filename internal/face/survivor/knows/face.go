// Package knows is "Who knows what about me": people and agencies on one side, what is written on the other. It says what
// each can read at this moment, and leads to where that is changed.
package knows

import (
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

// Path is the address of the page.
const Path = "/my/knows"

// Services are what the page asks.
type Services struct {
	Records    *record.Service
	Disclosure *disclosure.Service
}

// Face answers the requests of this page.
type Face struct {
	Services
	*room.Room
}

// New returns the face.
func New(m *room.Room, s Services) *Face { return &Face{Services: s, Room: m} }

// Words are the words of this page.
func Words() locale.Source { return locale.Embedded("knows", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "knows.heading", About: "knows.about", URL: Path}}
}

// Routes lists the page with its door.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{{Method: http.MethodGet, Pattern: Path, Door: room.Through(gate.Read), Handler: f.At(f.grid)}}
}

// A reader is one column: somebody who works with the person, or an agency that something was shared with.
type reader struct {
	name  string
	reads func(part gate.Compartment) bool
	cell  webkit.Cell // of what they read
}

// parts are the rows. Who looked is not among them: whoever watches over it reads it, for everybody alike.
func parts() []gate.Compartment {
	return slices.DeleteFunc(gate.Compartments(), func(c gate.Compartment) bool { return c == gate.Log })
}

func (f *Face) grid(v room.Visit) error {
	team, err := f.Records.Team(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	choices, err := f.Disclosure.Choices(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	var readers []reader
	for _, m := range team {
		readers = append(readers, f.colleague(v, m))
	}
	for _, c := range choices {
		if c.Reason == consent.Allowed {
			readers = append(readers, f.agency(v, c))
		}
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("knows.heading"), Lead: v.L.T("knows.lead")}, Back: room.MorePath}
	read, unread := shared(readers)
	lines := []string{v.L.T("knows.only_listed"), v.L.T("knows.statement")}
	if len(unread) > 0 {
		lines = append([]string{v.L.T("knows.nobody", "parts", inWords(v, unread))}, lines...)
	}
	s.Add(table(v, readers, read), room.Text{Lines: lines},
		room.Links{Heading: v.L.T("knows.change"), Items: []room.Link{
			{Text: v.L.T("knows.choices"), About: v.L.T("knows.choices_about"), URL: "/my/choices"},
			{Text: v.L.T("knows.looks"), About: v.L.T("knows.looks_about"), URL: "/my/looks"},
		}})
	return f.ShowSheet(v, s)
}

// shared parts the rows into those that somebody reads and those that nobody does.
func shared(readers []reader) (read, unread []gate.Compartment) {
	for _, part := range parts() {
		if slices.ContainsFunc(readers, func(r reader) bool { return r.reads(part) }) {
			read = append(read, part)
		} else {
			unread = append(unread, part)
		}
	}
	return read, unread
}

func inWords(v room.Visit, list []gate.Compartment) string {
	var words []string
	for _, part := range list {
		words = append(words, v.L.T("knows.part."+string(part)))
	}
	return strings.Join(words, " · ")
}

func table(v room.Visit, readers []reader, rows []gate.Compartment) webkit.Table {
	t := webkit.Table{Caption: v.L.T("knows.heading"), CaptionHidden: true, Columns: []webkit.Column{{Text: v.L.T("knows.what")}}}
	for _, r := range readers {
		t.Columns = append(t.Columns, webkit.Column{Text: r.name})
	}
	for _, part := range rows {
		row := []webkit.Cell{{Text: v.L.T("knows.part." + string(part))}}
		for _, r := range readers {
			cell := webkit.Cell{Text: v.L.T("knows.no")}
			if r.reads(part) {
				cell = r.cell
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// colleague reads what is sealed to a team of their role.
func (f *Face) colleague(v room.Visit, m record.TeamMember) reader {
	name := locale.Isolate(m.ShownName)
	if m.BeingIntroduced() {
		name = room.Who(v.L, "", m.Role)
	}
	return reader{name, func(part gate.Compartment) bool {
		return slices.ContainsFunc(part.Teams(), func(team account.Function) bool { return slices.Contains(m.Role.Functions(), team) })
	}, webkit.Cell{Text: v.L.T("knows.reads")}}
}

// agency reads what was listed, until the choice ends.
func (f *Face) agency(v room.Visit, c disclosure.Choice) reader {
	return reader{locale.Isolate(c.RecipientName), func(part gate.Compartment) bool {
		return slices.ContainsFunc(c.Record.Items, func(i consent.Item) bool { return i.Compartment == string(part) })
	}, webkit.Cell{Text: v.L.T("knows.until", "day", v.L.Day(c.ExpiresAt, f.House.Zone)), URL: "/my/choices/" + f.Handles.Of(v.Me, c.ID)}}
}
