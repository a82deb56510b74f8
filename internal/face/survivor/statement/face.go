// Package statement is "My statement": what happened, in the person's own words, told once and kept for them alone. A part of
// it is shown to the people who work with them by their own act, and how often it had to be told again is counted.
package statement

import (
	"embed"
	"net/http"

	told "github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

const (
	home      = "/my/statement"
	newPath   = home + "/new"
	againPath = home + "/again"
	partPath  = home + "/{handle}"
	showPath  = partPath + "/show"
)

// Face answers the requests of these pages.
type Face struct {
	*room.Room
	statement *told.Service
}

// New returns the face.
func New(m *room.Room, s *told.Service) *Face { return &Face{m, s} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("my statement", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "my_statement.heading", About: "my_statement.about", URL: home}}
}

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	const get, post = http.MethodGet, http.MethodPost
	read, write, share := room.Through(gate.Read), room.Through(gate.Write), room.Through(gate.Share)
	return []webkit.Route{
		{Method: get, Pattern: home, Door: read, Handler: f.At(f.all)},
		{Method: get, Pattern: newPath, Door: room.Own(), Handler: f.At(f.newPage)},
		{Method: post, Pattern: newPath, Door: write, Handler: f.At(f.add)},
		{Method: get, Pattern: againPath, Door: room.Own(), Handler: f.At(f.againPage)},
		{Method: post, Pattern: againPath, Door: write, Handler: f.At(f.again)},
		{Method: get, Pattern: partPath, Door: read, Handler: f.At(f.editPage)},
		{Method: post, Pattern: partPath, Door: write, Handler: f.At(f.edit)},
		{Method: get, Pattern: showPath, Door: read, Handler: f.At(f.showPage)},
		{Method: post, Pattern: showPath, Door: share, Handler: f.At(f.show)},
	}
}

// all shows every part with its earlier wordings, and how often it was told.
func (f *Face) all(v room.Visit) error {
	s, err := f.statement.Open(v.R.Context(), v.Me)
	if err != nil {
		return err
	}
	sheet := room.Sheet{Top: room.Top{Heading: v.L.T("my_statement.heading"), Lead: v.L.T("my_statement.lead")}, Back: room.MorePath}
	if done := v.R.URL.Query().Get("done"); done == "shown" || done == "kept" {
		sheet.Notice = &webkit.Notice{Heading: v.L.T("my_statement." + done), Text: v.L.T("my_statement." + done + "_text")}
	}
	sheet.Add(webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("my_statement.write"), URL: newPath, Kind: webkit.Primary}}})
	if len(s.Parts) == 0 {
		sheet.Add(webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("my_statement.empty"), Text: v.L.T("my_statement.empty_text")})
	}
	for _, p := range s.Parts {
		sheet.Add(f.part(v, p))
	}
	sheet.Add(f.count(v, s)...)
	return f.ShowSheet(v, sheet)
}

// part is one part in its newest wording, with what can be done.
func (f *Face) part(v room.Visit, p told.Part) room.Card {
	now := p.Now()
	when := f.Moment(v.L, now.At)
	c := room.Card{Heading: now.Heading, Name: now.Heading != "", Who: v.L.T("room.you"), When: &when, Parts: []webkit.Component{room.Said{Lines: room.Lines(now.Text)}}}
	for _, w := range p.Wordings {
		for _, at := range w.ShownAt {
			key := "my_statement.shown_on"
			if w.Entry != now.Entry {
				key = "my_statement.shown_before"
			}
			c.Parts = append(c.Parts, room.Text{Quiet: true, Lines: []string{v.L.T(key, "day", v.L.Day(at, f.House.Zone))}})
		}
	}
	if len(p.Wordings) > 1 {
		earlier := room.Details{Summary: v.L.T("my_statement.earlier")}
		for i := len(p.Wordings) - 2; i >= 0; i-- {
			at := f.Moment(v.L, p.Wordings[i].At)
			earlier.Parts = append(earlier.Parts, room.Card{Under: true, Heading: p.Wordings[i].Heading, Name: true, When: &at,
				Parts: []webkit.Component{room.Said{Lines: room.Lines(p.Wordings[i].Text)}}})
		}
		c.Parts = append(c.Parts, earlier)
	}
	at := home + "/" + f.Handles.Of(v.Me, p.ID())
	buttons := []webkit.Button{{Text: v.L.T("my_statement.edit"), URL: at}}
	if len(now.ShownAt) == 0 {
		buttons = append(buttons, webkit.Button{Text: v.L.T("my_statement.show"), URL: at + "/show"})
	}
	c.Parts = append(c.Parts, webkit.Actions{Buttons: buttons})
	return c
}

// count says how often the person had to tell it again, which nobody else is told.
func (f *Face) count(v room.Visit, s told.Statement) []webkit.Component {
	lines := []string{v.L.T("my_statement.retold", "n", len(s.Retold))}
	parts := []webkit.Component{room.Text{Heading: v.L.T("my_statement.retold_heading"), Lines: lines}}
	if len(s.Retold) > 0 {
		list := room.Pairs{}
		for _, r := range s.Retold {
			list.Rows = append(list.Rows, webkit.Pair{Term: v.L.Day(r.Day, f.House.Zone), Text: locale.Isolate(r.To)})
		}
		parts = append(parts, list)
	}
	return append(parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("my_statement.again"), URL: againPath}}})
}

// partOf finds the part that an address leads to.
func (f *Face) partOf(v room.Visit) (told.Part, error) {
	s, err := f.statement.Open(v.R.Context(), v.Me)
	if err != nil {
		return told.Part{}, err
	}
	for _, p := range s.Parts {
		if _, ok := f.Handles.Find(v.Me, v.R.PathValue("handle"), []id.ID{p.ID()}); ok {
			return p, nil
		}
	}
	return told.Part{}, room.ErrNotHere
}

// mend turns what can be put right into the problems of a form; every other error is the router's.
func mend(err error) (webkit.Problems, error) {
	if problems, ok := page.ProblemOf(err); ok {
		return problems, nil
	}
	return nil, err
}
