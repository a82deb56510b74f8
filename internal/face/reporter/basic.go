package reporter

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// basic answers a form without script. What it brought is held in memory until the answer is made.
func (f *Face) basic(w http.ResponseWriter, r *http.Request) error {
	lang := r.PathValue("language")
	if !f.speaks(lang) {
		return errNoList
	}
	s, err := f.readSent(r)
	if err != nil {
		r = r.WithContext(context.WithoutCancel(r.Context())) // a line that was too slow ends it, and somebody still waits there
		v, _ := s.read(doSend)                                // what did arrive
		return f.again(w, r, answered{do: doSend, v: v, problems: webkit.Problems{{Key: "reporter.basic.read"}}})
	}
	do := s.values.Get("do")
	v, problems := s.read(do)
	if s.large {
		problems = webkit.Problems{{Field: "files", Key: "reporter.basic.large"}}
	}
	if problems.Any() {
		return f.again(w, r, answered{do: do, v: v, problems: problems})
	}
	if v.Key() != "" { // a form that came back: the browser may send it in other bytes
		s.imprint = f.seen.of(v.Key())
	}
	if f.seen.has(s.imprint) {
		return f.finish(w, lang, "reporter.basic.sent", "reporter.basic.sent.text")
	}
	err = f.do(w, r, answering{lang: lang, do: do, v: v, files: s.files})
	if problems := problemsOf(err); problems.Any() {
		return f.again(w, r, answered{do: do, v: v, problems: problems})
	}
	if err == nil {
		f.seen.note(s.imprint)
		return nil
	}
	if kind := fault.KindOf(err); kind.Ours() && f.again(w, r, answered{do: do, v: v, problems: f.notKept(err, s), status: kind.Status()}) == nil {
		return nil
	}
	return err // the page of the house gives back what was typed
}

// notKept says that a form could not be kept, and whom to ring instead.
func (f *Face) notKept(err error, s sent) webkit.Problems {
	problems := webkit.Problems{{Key: fault.KeyOf(err)}}
	if f.house.Helper.Phone != "" {
		problems = append(problems, webkit.Problem{Key: "reporter.basic.ring", Args: []any{"phone", f.house.Helper.Phone}})
	}
	if len(s.files) > 0 {
		problems = append(problems, webkit.Problem{Field: fileField, Key: "page.given.files"})
	}
	return problems
}

// An answering is one form on its way to its answer.
type answering struct {
	lang, do string
	v        webkit.Values
	files    []upload
}

func (f *Face) do(w http.ResponseWriter, r *http.Request, a answering) error {
	words, pin := a.v.Get("words"), a.v.Get("own")
	switch a.do {
	case doSend:
		return f.sendBasic(w, r, a)
	case doOpen:
		return f.openBasic(w, r, a)
	case doMessage, doAnswer:
		m, err := f.messageOf(a)
		if err != nil {
			return err
		}
		if err := f.core.BasicMessage(r.Context(), words, pin, m); err != nil {
			return err
		}
		return f.finish(w, a.lang, "reporter.done.heading", "reporter.done.sent")
	case doWithdraw:
		if err := f.core.BasicAct(r.Context(), words, pin, reporting.Withdraw, 0); err != nil {
			return err
		}
		return f.finish(w, a.lang, "reporter.done.heading", "reporter.done.withdrawn")
	case doKeep:
		days := keepOf(a.v)
		if err := f.core.BasicAct(r.Context(), words, pin, reporting.Keep, days); err != nil {
			return err
		}
		return f.finish(w, a.lang, "reporter.done.heading", "reporter.done.kept", "n", days)
	}
	return errNoList
}

func keepOf(v webkit.Values) int {
	if days, err := strconv.Atoi(v.Get("keep")); err == nil {
		return days
	}
	return reporting.DefaultKeep
}

// problemsOf are what a person can put right about an error; none for what is the router's to answer.
func problemsOf(err error) webkit.Problems {
	var refusal *reporting.Refusal
	if errors.As(err, &refusal) {
		key, known := map[string]string{"busy": "reporter.basic.busy", "closed": "reporter.basic.closed", "full": "reporter.sending.full"}[refusal.Code]
		if !known {
			key = "reporter.sending.refused"
		}
		return webkit.Problems{{Key: key}}
	}
	if p, ok := page.ProblemOf(err); ok {
		return p
	}
	if fault.KindOf(err) == fault.TooLarge {
		return webkit.Problems{{Field: fileField, Key: fault.KeyOf(err)}}
	}
	return nil
}

func (f *Face) sendBasic(w http.ResponseWriter, r *http.Request, a answering) error {
	all, err := f.places(r.Context())
	if err != nil {
		return err
	}
	report, err := f.reportOf(a, all)
	if err != nil {
		return err
	}
	receipt, note, err := f.core.BasicSend(r.Context(), report)
	if err != nil {
		return err
	}
	defer receipt.Zero()
	shell, l := f.shell(a.lang)
	return page.Show(w, f.pages, http.StatusOK, "templates/received", webkit.View{Shell: shell, Page: f.newReceivedPage(l, receipt, report, all, note)})
}

// reportOf is what a form asks to be sent.
func (f *Face) reportOf(a answering, all places) (reporting.BasicReport, error) {
	v := a.v
	agency, err := agencyOf(v, all.basic())
	if err != nil {
		return reporting.BasicReport{}, err
	}
	c, err := f.contactOf(v)
	if err != nil {
		return reporting.BasicReport{}, err
	}
	b := reporting.BasicReport{Agency: agency, Channel: reporting.Channel(v.Get("channel")), Lang: a.lang, Text: v.Get("text"), Contact: c, PIN: v.Get("pin"),
		Urgent: v.Get("urgent") == "yes", Keep: keepOf(v), AboutAgency: v.Has("whole", "yes"), AboutRole: roleOf(v),
		Answers: reporting.Answers{ConcernFor: v.Get("for"), Relationship: v.Get("relationship"), Danger: v.Get("danger"), Urgent: v.Get("urgent"), Age: v.Get("age"), Area: v.Get("area"),
			Needs: v.All("needs"), Speak: v.Get("speak"), Read: v.Get("read"), SignLanguage: v.Has("sign", "yes")}}
	if b.Channel == "" {
		b.Channel = reporting.Help
	}
	if b.AboutRole == "custodian" { // nobody here receives complaints about those who receive them
		b.AboutAgency = true
	}
	for _, u := range a.files {
		b.Files = append(b.Files, u.clean(v.Has("original", "yes")))
	}
	return b, nil
}

var errAgency = fault.In("agency", "error.choice")

func agencyOf(v webkit.Values, open places) (id.Agency, error) {
	chosen := v.Get("agency")
	for _, a := range open {
		if chosen == a.ID.String() || chosen == "" && len(open) == 1 {
			return a.ID, nil
		}
	}
	if len(open) == 0 {
		return id.Agency{}, reporting.ErrNoBasic
	}
	return id.Agency{}, errAgency
}

func roleOf(v webkit.Values) string {
	for _, r := range roles {
		if v.Get("role") == string(r) {
			return string(r)
		}
	}
	return ""
}

var errAddress = fault.In("address", "reporter.contact.address.error")

// contactOf is how somebody said that they may be reached; nil where they said nothing, or no.
func (f *Face) contactOf(v webkit.Values) (*contact.SafeContact, error) {
	way := v.Get("contact")
	if way == "" || way == "none" || way == "take" {
		return nil, nil
	}
	if strings.TrimSpace(v.Get("address")) == "" {
		return nil, errAddress
	}
	c := &contact.SafeContact{Channel: contact.Channel(way), Address: v.Get("address"), Zone: zoneName(f.house.Zone), CodeWord: v.Get("code"),
		Voicemail: way == string(contact.Call) && v.Get("voicemail") == "yes", OthersSee: v.Get("others")}
	for _, d := range v.All("days") {
		n, _ := strconv.Atoi(d) // one of the choices
		c.Days = append(c.Days, time.Weekday(n))
	}
	if len(c.Days) == 0 {
		c.Days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	chosen := hours[len(hours)-1]
	for _, h := range hours {
		if h.name == v.Get("hours") {
			chosen = h
		}
	}
	c.From, c.To = chosen.from, chosen.to
	days, err := strconv.Atoi(v.Get("again"))
	if err != nil {
		days = againDays[len(againDays)-1]
	}
	c.AskAgain = f.house.Clock().AddDate(0, 0, days).UTC().Truncate(time.Minute)
	return c, nil
}

// zoneName is the clock of the house. A browser without script does not say by which clock somebody lives.
func zoneName(z *time.Location) string {
	if z == nil || z.String() == "Local" {
		return "UTC"
	}
	return z.String()
}

func (f *Face) messageOf(a answering) (m reporting.BasicMessage, err error) {
	m = reporting.BasicMessage{Lang: a.lang, Text: a.v.Get("text"), NoContact: a.v.Get("contact") == "take"}
	if a.do == doAnswer {
		m.Answer = &reporting.Answer{To: a.v.Get("to"), Agree: a.v.Get("agree") == "yes"}
	}
	m.Contact, err = f.contactOf(a.v)
	return m, err
}

// openBasic shows what has been answered.
func (f *Face) openBasic(w http.ResponseWriter, r *http.Request, a answering) error {
	thread, err := f.core.BasicOpen(r.Context(), a.v.Get("words"), a.v.Get("own"))
	if err != nil {
		return err
	}
	return f.showThread(w, http.StatusOK, a.lang, thread, a.v, nil)
}
