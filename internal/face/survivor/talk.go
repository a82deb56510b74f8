package survivor

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// The steps of the talk-through, in order. They share one address, and what was chosen travels in the form: nothing is
// stored before the yes, and leaving at any step leaves nothing behind.
var steps = []string{"what", "items", "who", "weigh", "alone", "check", "answer"}

// questions are the three short ones, each with its answers; the first of the pair is what the steps before have said.
var questions = []struct{ code, right, other string }{
	{"what", "listed", "all"},
	{"help", "same", "less"},
	{"undo", "any", "never"},
}

// lengths are the ends that are offered, in days, where they are no longer than what was proposed.
var lengths = []int{7, 14, 30}

// A talk is where somebody is in the talk-through, with what they chose so far.
type talk struct {
	choice  disclosure.Choice
	step    string
	items   []string // handles
	days    string
	alone   string
	answers map[string]string
	key     string

	problems webkit.Problems
	again    []string // questions to explain once more
}

func newTalk(c disclosure.Choice) *talk {
	return &talk{choice: c, step: steps[0], answers: map[string]string{}, key: id.Reference()}
}

// talk takes one step: on, back, no, later, or at the end yes.
func (f *Face) talk(w http.ResponseWriter, r *http.Request) error {
	me := page.Actor(r.Context())
	c, err := f.choiceOf(r.Context(), me, r.PathValue("handle"))
	if err != nil {
		return err
	}
	if !c.Open() { // answered already, here or in another window: the receipt says how
		webkit.SeeOther(w, f.choiceURL(me, c))
		return nil
	}
	v, problems := f.talkForm(me, c).Read(r)
	t := readTalk(c, v)
	if problems.Any() {
		t.problems = problems
		return f.showStep(w, r, t)
	}
	switch v.Get("go") {
	case "no":
		return f.decline(w, r, t)
	case "later":
		webkit.SeeOther(w, "/my/choices")
		return nil
	case "back":
		t.step = steps[max(0, slices.Index(steps, t.step)-1)]
		return f.showStep(w, r, t)
	case "yes":
		return f.give(w, r, t)
	}
	if t.settle(t.step); t.settled() && !t.overheard() {
		t.step = steps[min(len(steps)-1, slices.Index(steps, t.step)+1)]
	}
	return f.showStep(w, r, t)
}

func (f *Face) talkForm(me account.Actor, c disclosure.Choice) webkit.Form {
	fields := []webkit.FormField{
		{Name: "step", Kind: webkit.KindChoice, Required: true, Options: steps},
		{Name: "go", Kind: webkit.KindChoice, Required: true, Options: []string{"next", "back", "no", "later", "yes"}},
		{Name: "items", Kind: webkit.KindChoices, Options: f.itemHandles(me, c)},
		{Name: "days", Kind: webkit.KindChoice, Options: dayOptions(c)},
		{Name: "alone", Kind: webkit.KindChoice, Options: alonenesses},
	}
	for _, q := range questions {
		fields = append(fields, webkit.FormField{Name: "q_" + q.code, Kind: webkit.KindChoice, Options: []string{q.right, q.other}})
	}
	return webkit.Form{Fields: fields}
}

var alonenesses = []string{string(consent.Alone), string(consent.WithSupport), string(consent.Overheard)}

func readTalk(c disclosure.Choice, v webkit.Values) *talk {
	t := &talk{choice: c, step: v.Get("step"), items: v.All("items"), days: v.Get("days"), alone: v.Get("alone"), answers: map[string]string{}, key: room.KeyOr(v.Key())}
	if !slices.Contains(steps, t.step) {
		t.step = steps[0]
	}
	for _, q := range questions {
		t.answers[q.code] = v.Get("q_" + q.code)
	}
	return t
}

// settle checks what one step asks for.
func (t *talk) settle(step string) {
	need := func(missing bool, field, key string) {
		if missing {
			t.problems = append(t.problems, webkit.Problem{Field: field, Key: key})
		}
	}
	switch step {
	case "items":
		need(len(t.items) == 0, "items", "survivor.talk.items_none")
	case "who":
		need(t.days == "", "days", "survivor.talk.days_none")
	case "alone":
		need(t.alone == "", "alone", "survivor.talk.alone_none")
	case "check":
		for _, q := range questions {
			need(t.answers[q.code] == "", "q_"+q.code, "survivor.talk.check_none")
			if t.answers[q.code] == q.other {
				t.again = append(t.again, q.code)
				t.answers[q.code] = ""
			}
		}
	}
}

func (t *talk) settled() bool { return len(t.problems) == 0 && len(t.again) == 0 }

// overheard reports whether somebody can hear whom the person did not choose. A yes cannot be said then.
func (t *talk) overheard() bool { return t.alone == string(consent.Overheard) }

// give says yes with what was chosen. Every step is checked again, since a form can be sent from anywhere; the first that
// is not settled is shown.
func (f *Face) give(w http.ResponseWriter, r *http.Request, t *talk) error {
	for _, step := range steps {
		if t.settle(step); !t.settled() || (step == "alone" && t.overheard()) {
			t.step = step
			return f.showStep(w, r, t)
		}
	}
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	err := f.Disclosure.Give(r.Context(), me, me.Person, t.choice.ID, f.yes(l, me, t))
	if err != nil {
		return f.notDone(w, r, t, err)
	}
	webkit.SeeOther(w, f.choiceURL(me, t.choice))
	return nil
}

// notDone answers a yes or a no that could not be taken. The same form sent twice at once has been answered by the first;
// anything else that can be mended begins the talk again.
func (f *Face) notDone(w http.ResponseWriter, r *http.Request, t *talk, err error) error {
	me := page.Actor(r.Context())
	if now, failed := f.choiceOf(r.Context(), me, r.PathValue("handle")); failed == nil && !now.Open() {
		webkit.SeeOther(w, f.choiceURL(me, now))
		return nil
	}
	if kind := fault.KindOf(err); kind != fault.BadInput && kind != fault.Stale {
		return err
	}
	t.step, t.problems = steps[0], webkit.Problems{{Key: "survivor.talk.changed"}}
	return f.showStep(w, r, t)
}

func (f *Face) decline(w http.ResponseWriter, r *http.Request, t *talk) error {
	me := page.Actor(r.Context())
	if err := f.Disclosure.Decline(r.Context(), me, me.Person, t.choice.ID); err != nil {
		return f.notDone(w, r, t, err)
	}
	webkit.SeeOther(w, f.choiceURL(me, t.choice))
	return nil
}

// yes is what the person agreed to and how they were informed: the step "weigh" has told the benefits, the risks, the other
// ways and that they can say no.
func (f *Face) yes(l *locale.Localiser, me account.Actor, t *talk) disclosure.Yes {
	days, _ := strconv.Atoi(t.days)
	y := disclosure.Yes{Days: days, Language: l.Lang(), NoticeVersion: NoticeVersion, NoticeHash: noticeHash(f.House.Words, l),
		Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Aloneness(t.alone)}
	for _, item := range t.choice.Record.Items {
		if slices.Contains(t.items, f.Handles.Of(me, item.Entry)) {
			y.Items = append(y.Items, item.Entry)
		}
	}
	for i, q := range questions {
		said := t.answers[q.code]
		y.Answers[i] = consent.Answer{Question: q.code, Said: l.T("survivor.talk.q." + q.code + "." + said), Understood: said == q.right}
	}
	return y
}

// itemHandles are the handles of what can be ticked. What the person cannot read they cannot share.
func (f *Face) itemHandles(me account.Actor, c disclosure.Choice) []string {
	var list []string
	for _, e := range c.Items {
		if !e.Locked {
			list = append(list, f.Handles.Of(me, e.ID))
		}
	}
	return list
}

func dayOptions(c disclosure.Choice) []string {
	longest := int(c.ExpiresAt.Sub(c.ValidFrom) / (24 * time.Hour))
	var list []string
	for _, d := range lengths {
		if d <= longest {
			list = append(list, strconv.Itoa(d))
		}
	}
	if len(list) == 0 { // shorter than any of them
		list = append(list, strconv.Itoa(longest))
	}
	return list
}
