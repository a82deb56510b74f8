package reporter

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A basicForm is the form with which somebody writes without script.
type basicForm struct {
	L        *locale.Localiser
	Lang     string
	Key      string // of a form that came back; the page itself is the same for everybody and has none
	First    []webkit.Component
	More     []webkit.Component
	Original webkit.Component
	Contact  []webkit.Component
	Last     []webkit.Component
	Open     bool // one of the further questions is answered
	Reach    bool
}

func (f *Face) newBasicForm(q questions, open places) *basicForm {
	b := &basicForm{L: q.l, Lang: q.l.Lang(), First: []webkit.Component{q.channel()}}
	if len(open) > 1 {
		b.First = append(b.First, q.agency(open))
	}
	b.First = append(b.First, q.aboutRole(), q.aboutAgency(""), q.danger(), q.text())
	b.More = []webkit.Component{q.concernFor(), q.hinted("relationship", maxShort), q.age(), q.needs(),
		q.line("speak", maxShort), q.line("read", maxShort), q.sign(), q.area()}
	original := q.field("original")
	original.Label = q.l.T("reporter.basic.original")
	b.Original = webkit.Checkboxes{Field: original, Choices: []webkit.Choice{{Value: "yes", Text: q.l.T("reporter.files.original"),
		Hint: q.l.T("reporter.files.original.hint"), Checked: q.typed.Has("original", "yes")}}}
	b.Contact = append(q.contact(false), q.reach()...)
	b.Last = []webkit.Component{q.keep(), q.pin(), q.urgent()}
	given := func(name string) bool { return q.typed.Get(name) != "" }
	b.Open = slices.ContainsFunc([]string{"for", "relationship", "age", "needs", "speak", "read", "sign", "area"}, given)
	b.Reach = given("contact") || given("address")
	return b
}

// A comeForm is the form with which somebody comes back.
type comeForm struct {
	L      *locale.Localiser
	Lang   string
	Fields []webkit.Component
}

func newComeForm(q questions) *comeForm { return &comeForm{q.l, q.l.Lang(), q.receipt()} }

// An againPage is a form that could not be taken, with what was typed.
type againPage struct {
	L      *locale.Localiser
	Lang   string
	Errors webkit.ErrorSummary
	Basic  *basicForm
	Come   *comeForm
}

// An answered form is one that comes back.
type answered struct {
	do       string
	v        webkit.Values
	problems webkit.Problems
	status   int // of the problems where it is 0
}

// again shows a form with what was typed and what to do about it. Files have to be chosen again.
func (f *Face) again(w http.ResponseWriter, r *http.Request, a answered) error {
	do, v, problems, status := a.do, a.v, a.problems, cmp.Or(a.status, a.problems.Status())
	shell, l := f.shell(r.PathValue("language"))
	model := againPage{L: l, Lang: l.Lang(), Errors: errorsOf(l, do, problems)}
	switch do {
	case doSend:
		all, err := f.places(r.Context())
		if err != nil {
			return err
		}
		model.Basic = f.newBasicForm(questions{l: l, prefix: "b-", typed: v, bad: problems}, all.basic())
		model.Basic.Key = cmp.Or(v.Key(), id.Reference())
	case doMessage, doAnswer, doWithdraw, doKeep:
		return f.showThread(w, status, l.Lang(), reporting.BasicThread{}, v, problems)
	default:
		model.Come = newComeForm(questions{l: l, prefix: "c-", typed: v, bad: problems})
	}
	return page.Show(w, f.pages, status, "templates/again", webkit.View{Shell: shell, Page: model})
}

// errorsOf lists what to put right, each with the way to its field.
func errorsOf(l *locale.Localiser, do string, problems webkit.Problems) webkit.ErrorSummary {
	s := webkit.ErrorSummary{Heading: l.T("reporter.basic.problem")}
	prefix := map[string]string{doSend: "b-", doMessage: "m-"}[do]
	if prefix == "" {
		prefix = "c-"
	}
	for _, p := range problems {
		item := webkit.Link{Text: l.T(p.Key, p.Args...)}
		if p.Field == fileField || slices.ContainsFunc(formOf(do).Fields, func(f webkit.FormField) bool { return f.Name == p.Field }) {
			item.URL = "#" + prefix + p.Field
		}
		s.Items = append(s.Items, item)
	}
	return s
}

// A receivedPage shows the receipt, once.
type receivedPage struct {
	L          *locale.Localiser
	Lang       string
	Words      []string
	Numbers    []string
	NumbersTop bool
	PIN        bool
	Where      string
	Note       string
	Next       []string
}

func (f *Face) newReceivedPage(l *locale.Localiser, receipt reporting.Receipt, sent reporting.BasicReport, all places, note []byte) receivedPage {
	list := reporting.WordListFor(l.Lang())
	p := receivedPage{L: l, Lang: l.Lang(), Words: receipt.Words(list), Numbers: receipt.Numbers(), NumbersTop: l.Lang() != "en" && list == reporting.English,
		PIN: sent.PIN != "", Note: string(note)}
	at, channel := all.at(sent)
	if len(all) > 1 {
		p.Where = l.T("reporter.received.where", "name", at.Name)
	}
	switch {
	case sent.Urgent && at.Channels[channel].Staffed:
		p.Next = append(p.Next, l.T("reporter.end.urgent"))
	case sent.Urgent:
		p.Next = append(p.Next, l.T("reporter.end.urgent.away"))
	}
	p.Next = append(p.Next, l.T("reporter.end.day"), l.T("reporter.end.come"), l.T("reporter.end.kept", "n", sent.Keep), l.T("reporter.end.rest"))
	return p
}

// at is the organisation and the channel to which a report went.
func (p places) at(sent reporting.BasicReport) (reporting.ManifestAgency, reporting.Channel) {
	to, channel := sent.Agency, sent.Channel
	from := p.of(to)
	if sent.AboutAgency {
		return p.of(from.Oversight), reporting.Concern
	}
	return from, channel
}

func (p places) of(agency id.Agency) reporting.ManifestAgency {
	for _, a := range p {
		if a.ID == agency {
			return a
		}
	}
	return reporting.ManifestAgency{}
}

// A threadPage is what somebody without script sees when they come back.
type threadPage struct {
	L       *locale.Localiser
	Lang    string
	Errors  webkit.ErrorSummary
	Words   string // what opens it, for the forms of the page
	Own     string
	Empty   bool
	Unsure  bool
	Replies []replyShown
	Text    webkit.Component
	Contact []webkit.Component
	Keep    webkit.Component
}

type replyShown struct {
	Heading string
	Lang    string
	Text    string
	Nonce   string // of a question whether a record may be begun
}

func (f *Face) showThread(w http.ResponseWriter, status int, lang string, thread reporting.BasicThread, v webkit.Values, problems webkit.Problems) error {
	shell, l := f.shell(lang)
	q := questions{l: l, prefix: "m-", typed: v, bad: problems}
	model := threadPage{L: l, Lang: lang, Words: v.Get("words"), Own: v.Get("own"), Text: q.text(), Contact: append(q.contact(true), q.reach()...), Keep: q.keep()}
	if problems.Any() {
		model.Errors = errorsOf(l, v.Get("do"), problems)
	}
	for _, r := range thread.Replies {
		if !r.Sure {
			model.Unsure = true
			continue
		}
		shown := replyShown{Heading: l.T("reporter.box.from", "name", r.From, "day", dayName(l, r.Day)), Lang: r.Lang, Text: r.Text}
		if r.Ask == "record" {
			shown.Nonce = r.Nonce
		}
		model.Replies = append(model.Replies, shown)
	}
	model.Empty = len(model.Replies) == 0 && !model.Unsure && !problems.Any()
	return page.Show(w, f.pages, status, "templates/thread", webkit.View{Shell: shell, Page: model})
}

// dayName is a day of the protocol in the reader's words.
func dayName(l *locale.Localiser, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return l.Day(t, time.UTC)
}

// A donePage says that something was done.
type donePage struct {
	L             *locale.Localiser
	Lang          string
	Heading, Text string
}

func (f *Face) finish(w http.ResponseWriter, lang, heading, text string, args ...any) error {
	shell, l := f.shell(lang)
	model := donePage{L: l, Lang: lang, Heading: l.T(heading), Text: l.T(text, args...)}
	return page.Show(w, f.pages, http.StatusOK, "templates/done", webkit.View{Shell: shell, Page: model})
}
