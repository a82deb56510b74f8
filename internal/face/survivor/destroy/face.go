// Package destroy lets the person have everything destroyed that is kept about them. It comes after a page about what that
// means, with the ways that keep more, and asks for their words once more.
package destroy

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/takeaway"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

// Path is where it is asked for.
const Path = "/my/destroy"

// Face answers the requests of this page.
type Face struct {
	*room.Room
	records *record.Service
}

// New returns the face.
func New(m *room.Room, records *record.Service) *Face { return &Face{m, records} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("destroy", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "destroy.heading", About: "destroy.about", URL: Path}}
}

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: room.Own(), Handler: f.At(f.before)},
		{Method: http.MethodPost, Pattern: Path, Door: room.Through(gate.Erase), Handler: f.At(f.destroy)},
	}
}

// before is the page about what it means, and what keeps more.
func (f *Face) before(v room.Visit) error { return f.showBefore(v, nil) }

func (f *Face) showBefore(v room.Visit, problems webkit.Problems) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("destroy.heading"), Lead: l.T("destroy.lead")}, Back: room.MorePath}
	s.Problems(l, problems)
	instead := room.Links{Heading: l.T("destroy.instead")}
	for _, way := range append([]room.Way{plan.Pause, plan.Close}, takeaway.Ways()...) {
		instead.Items = append(instead.Items, way.In(l))
	}
	s.Add(room.Text{Heading: l.T("destroy.means"), Lines: []string{l.T("destroy.gone"), l.T("destroy.card"), l.T("destroy.people"), l.T("destroy.shared"), l.T("destroy.stays")}},
		instead,
		room.Text{Heading: l.T("destroy.before"), Lines: []string{l.T("destroy.court")}},
		room.Form{Action: Path, Key: id.Reference(), Fields: []webkit.Component{
			webkit.Checkboxes{Field: webkit.Field{Name: "sure", Label: l.T("destroy.sure"), Error: page.FieldError(l, problems, "sure")},
				Choices: []webkit.Choice{{Value: "yes", Text: l.T("destroy.sure_yes")}}},
		}, Buttons: []webkit.Button{{Text: l.T("destroy.go")}, {Text: l.T("destroy.not_now"), URL: "/my"}}})
	return f.ShowSheet(v, s)
}

// Sent twice it is done once: the second finds nobody signed in.
var fields = webkit.Form{Repeatable: true, Fields: []webkit.FormField{{Name: "sure", Kind: webkit.KindBool}}}

// destroy answers with a page outside the space, which is no more.
func (f *Face) destroy(v room.Visit) error {
	values, problems := fields.Read(v.R)
	if !problems.Any() && !values.Bool("sure") {
		problems = webkit.Problems{{Field: "sure", Key: "destroy.error.sure"}}
	}
	if problems.Any() {
		return f.showBefore(v, problems)
	}
	if err := f.records.Erase(v.R.Context(), v.Me, v.Me.Person); err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("destroy.done"), Lead: v.L.T("destroy.done_text")}}
	s.Add(webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("destroy.done_go"), URL: "/"}}})
	return f.ShowOutside(v, s)
}
