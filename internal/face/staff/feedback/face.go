// Package feedback is the desk where what people say about the help is read and answered. A reader sees what they hold a key
// to, and nothing of what is about themselves unless the person wants that. It opens nobody's record.
package feedback

import (
	"cmp"
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

// Path is the first of these pages.
const Path = "/desk/feedback"

const onePath = Path + "/{handle}"

// Face is these pages.
type Face struct {
	*desk.Desk
	feedback *feedback.Service
}

// New returns the pages over a desk.
func New(d *desk.Desk, s *feedback.Service) *Face { return &Face{d, s} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("feedback desk", words, false) }

var (
	readers = desk.Roles(account.Advocate, account.Supervisor, account.ShelterManager, account.Clinician, account.Lawyer, account.PrivacyOfficer)
	answers = desk.Roles(feedback.Readers()...)
)

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: desk.AccountDoor(readers), Handler: f.At(f.list)},
		{Method: http.MethodGet, Pattern: onePath, Door: desk.PersonDoor(gate.Intake, readers), Handler: f.At(f.one)},
		{Method: http.MethodPost, Pattern: onePath, Door: desk.PersonDoor(gate.Intake, answers), Handler: f.At(f.answer)},
	}
}

// list shows what waits and what was answered, unopened.
func (f *Face) list(v desk.Visit) error {
	all, err := f.feedback.Waiting(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("feedback_desk.heading"), Lead: v.L.T("feedback_desk.lead")}
	if v.R.URL.Query().Get("done") == "answered" {
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("feedback_desk.answered"), Text: v.L.T("feedback_desk.answered_text")})
	}
	if len(all) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("feedback_desk.none"), Text: v.L.T("feedback_desk.none_text")})
		return f.Show(v, http.StatusOK, s)
	}
	t := webkit.Table{Caption: v.L.T("feedback_desk.heading"), CaptionHidden: true, Columns: []webkit.Column{
		{Text: v.L.T("feedback_desk.came")}, {Text: v.L.T("feedback_desk.due")}, {Text: v.L.T("feedback_desk.stands")}}}
	for _, w := range all {
		t.Rows = append(t.Rows, []webkit.Cell{
			{Text: v.L.Day(w.Day, f.House.Zone), URL: Path + "/" + f.Handles.Of(v.Actor, w.ID)},
			{Text: v.L.Day(w.Due.AddDate(0, 0, -1), f.House.Zone)},
			{Text: v.L.T("feedback_desk." + stands(w))},
		})
	}
	s.Parts = append(s.Parts, t)
	return f.Show(v, http.StatusOK, s)
}

func stands(w feedback.Waiting) string {
	switch {
	case w.Answered:
		return "is_answered"
	case w.Late:
		return "is_late"
	}
	return "waits"
}

// find turns the handle of an address into a telling that the actor may read. One that leads nowhere is asked for all the
// same, so that the log shows it and it is answered like everything that is not there.
func (f *Face) find(v desk.Visit) (id.ID, error) {
	all, err := f.feedback.Waiting(v.R.Context(), v.Actor)
	if err != nil {
		return id.ID{}, err
	}
	for _, w := range all {
		if _, ok := f.Handles.Find(v.Actor, v.R.PathValue("handle"), []id.ID{w.ID}); ok {
			return w.ID, nil
		}
	}
	return id.ID{}, nil
}

func (f *Face) one(v desk.Visit) error {
	return f.showOne(v, "", id.Reference(), desk.Problem{})
}

var answerFields = webkit.Form{Fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline, Max: 20_000, Required: true}}}

// answer says something back, once for each form.
func (f *Face) answer(v desk.Visit) error {
	values, problems := answerFields.Read(v.R)
	key := desk.KeyOf(values)
	if problems.Any() {
		return f.showOne(v, values.Get("words"), key, desk.Sent(problems))
	}
	one, err := f.find(v)
	if err != nil {
		return err
	}
	if err := f.feedback.Answer(v.R.Context(), v.Actor, one, values.Get("words"), key); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showOne(v, values.Get("words"), key, p)
	}
	webkit.SeeOther(v.W, Path+"?done=answered")
	return nil
}

func (f *Face) showOne(v desk.Visit, typed, key string, p desk.Problem) error {
	one, err := f.find(v)
	if err != nil {
		return err
	}
	item, err := f.feedback.Open(v.R.Context(), v.Actor, one)
	if err != nil {
		return err
	}
	l := v.L
	s := desk.Sheet{Heading: l.T("feedback.topic." + string(item.Topic)), Errors: p.Summary(v)}
	about := []webkit.Pair{{Term: l.T("feedback_desk.came"), Text: l.Day(item.Day, f.House.Zone)}, {Term: l.T("feedback_desk.due"), Text: l.Day(item.Due.AddDate(0, 0, -1), f.House.Zone)}}
	if item.About != "" {
		about = append(about, webkit.Pair{Term: l.T("feedback_desk.about"), Text: item.About})
	}
	about = append(about, webkit.Pair{Term: l.T("feedback_desk.from"), Text: cmp.Or(item.From, l.T("feedback_desk.from_none"))})
	s.Parts = append(s.Parts, desk.Facts{Pairs: about}, desk.Text{Heading: l.T("feedback_desk.said"), Lines: desk.Lines(item.Words)})
	for _, a := range item.Answers {
		s.Parts = append(s.Parts, desk.Text{Heading: l.T("feedback_desk.answer_of", "name", locale.Isolate(a.Name), "day", l.Day(a.Day, f.House.Zone)), Lines: desk.Lines(a.Words)})
	}
	if item.MayAnswer {
		s.Parts = append(s.Parts, desk.Form{OnCard: true, Key: key, Fields: []webkit.Component{webkit.Textarea{
			Field: webkit.Field{Name: "words", Label: l.T("feedback_desk.words"), Hint: l.T("feedback_desk.words_hint"), Error: p.Of(v, "words")}, Value: typed}},
			Buttons: []webkit.Button{{Text: l.T("feedback_desk.send"), Kind: webkit.Primary}, {Text: l.T("feedback_desk.back"), URL: Path}}})
	} else {
		s.Parts = append(s.Parts, desk.Text{Quiet: true, Lines: []string{l.T("feedback.error.not_yours")}})
	}
	return f.Show(v, p.Code(), s)
}
