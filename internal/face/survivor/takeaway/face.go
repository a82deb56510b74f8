// Package takeaway gives the person everything that is kept about them as one plain page, to keep where they like. It comes
// after a page about who could find it, and asks for their words once more. The file opens without a network, loads nothing,
// and has a name that says nothing. Somebody who comes back after everything was destroyed can bring back what they want of it.
package takeaway

import (
	"context"
	"embed"
	"html/template"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

//go:embed templates/file.html
var fileText string

// Path is where the file is asked for.
const Path = "/my/take"

// fileName says nothing of what is in it or where it comes from.
const fileName = "notes.html"

// Reading is how the other pages of the space put things into words, so that the file says what they say.
type Reading interface {
	// TextOf puts what an entry holds into lines.
	TextOf(l *locale.Localiser, body any) (lines []string, ok bool)
	// LookLines puts one line of "who looked" into words.
	LookLines(l *locale.Localiser, look record.Look) []string
	// ChoiceLines puts one choice about sharing into words.
	ChoiceLines(l *locale.Localiser, choice disclosure.Choice) []string
}

// Services are what the page asks.
type Services struct {
	Accounts   *account.Service
	Records    *record.Service
	Disclosure *disclosure.Service
	Feedback   *feedback.Service
	Plans      *plan.Service
	Statement  *statement.Service
	Reading    Reading
}

// Face answers the requests of this page.
type Face struct {
	Services
	*room.Room
	file *template.Template
}

// New returns the face.
func New(m *room.Room, s Services) (*Face, error) {
	file, err := template.New("file").Parse(fileText)
	return &Face{Services: s, Room: m, file: file}, err
}

// Words are the words of these pages and of the file.
func Words() locale.Source { return locale.Embedded("takeaway", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "takeaway.heading", About: "takeaway.about", URL: Path}}
}

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: room.Own(), Handler: f.At(f.before)},
		{Method: http.MethodPost, Pattern: Path, Door: room.Through(gate.Take), Handler: f.At(f.take)},
		{Method: http.MethodGet, Pattern: BackPath, Door: room.Own(), Handler: f.At(f.back)},
		{Method: http.MethodPost, Pattern: lookPath, Door: room.Own(), MaxBody: maxFile + 64<<10, Bulk: true, Handler: f.At(f.look)},
		{Method: http.MethodPost, Pattern: BackPath, Door: room.Through(gate.Write), MaxBody: maxFile, Bulk: true, Handler: f.At(f.bring)},
	}
}

// before is the page about safety: where such a file lies, and who could find it.
func (f *Face) before(v room.Visit) error { return f.showBefore(v, nil) }

func (f *Face) showBefore(v room.Visit, problems webkit.Problems) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("takeaway.heading"), Lead: l.T("takeaway.lead")}, Back: room.MorePath}
	s.Problems(l, problems)
	s.Add(room.Text{Heading: l.T("takeaway.think"), Lines: []string{l.T("takeaway.lies"), l.T("takeaway.finds"), l.T("takeaway.shared"), l.T("takeaway.no_need")}},
		room.Form{Action: Path, Key: id.Reference(), Fields: []webkit.Component{
			webkit.Checkboxes{Field: webkit.Field{Name: "sure", Label: l.T("takeaway.sure"), Error: page.FieldError(l, problems, "sure")},
				Choices: []webkit.Choice{{Value: "yes", Text: l.T("takeaway.sure_yes")}}},
		}, Buttons: []webkit.Button{{Text: l.T("takeaway.go")}, {Text: l.T("takeaway.not_now"), URL: "/my"}}},
		room.Links{Heading: l.T("takeaway.back.again"), Items: []room.Link{{Text: l.T("takeaway.back.heading"), About: l.T("takeaway.back.about"), URL: BackPath}}})
	return f.ShowSheet(v, s)
}

var takeFields = webkit.Form{Repeatable: true, Fields: []webkit.FormField{{Name: "sure", Kind: webkit.KindBool}}}

// take answers with the file.
func (f *Face) take(v room.Visit) error {
	values, problems := takeFields.Read(v.R)
	if !problems.Any() && !values.Bool("sure") {
		problems = webkit.Problems{{Field: "sure", Key: "takeaway.error.sure"}}
	}
	if problems.Any() {
		return f.showBefore(v, problems)
	}
	file, err := f.collect(v)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+fileName+`"`)
	return f.file.Execute(v.W, file)
}

// looks reads all of who looked, newest first.
func (f *Face) looks(ctx context.Context, me account.Actor) ([]record.Look, error) {
	var all []record.Look
	for before := ledger.Latest; ; before = all[len(all)-1].Index {
		some, err := f.Records.Looks(ctx, me, me.Person, before)
		if err != nil || len(some) == 0 {
			return all, err
		}
		if all = append(all, some...); len(some) < record.LooksPerPage {
			return all, nil
		}
	}
}
