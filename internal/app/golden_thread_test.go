package app_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A thread is the survivor's steps of J1: what is offered, what is agreed to, what is taken back. Asking for help and being
// answered, the steps before, are walked at the reporter's page and at the intake desk.
type thread struct {
	*site
	t    *testing.T
	tab  *browser.Tab
	say  func(key string, args ...any) string
	hana id.ID
	card string
	ruth account.Actor
}

// TestTheGoldenThreadByKeyboard walks them with the keyboard alone on a small screen: in Amharic with the page's script off,
// in Arabic with it on.
func TestTheGoldenThreadByKeyboard(t *testing.T) {
	all, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for lang, script := range map[string]bool{"am": false, "ar": true} {
		t.Run(lang, func(t *testing.T) {
			db, clk := storetestSQLite(t)
			j := &thread{site: newSite(t, db, clk, script), t: t, say: all.For(lang).T}
			j.begins(lang)
			j.offers()
			j.saysYes()
			j.takesBack()
		})
	}
}

func (j *thread) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

// begins: a worker, a need that cannot wait, two things that could be shared, and Hana at her phone.
func (j *thread) begins(lang string) {
	j.t.Helper()
	ctx := j.t.Context()
	j.ruth = j.SignIn(j.Shelter.As(account.Advocate))
	j.hana = j.Person(j.ruth, "Hana")
	_, err := j.Plans.Write(ctx, j.ruth, j.hana, &plan.Need{Domain: plan.Housing, Immediate: true, Words: "somewhere to sleep"}, plan.Edit{})
	j.must(err)
	note, err := j.Plans.Write(ctx, j.ruth, j.hana, &plan.Note{Text: "wants to see a doctor"}, plan.Edit{})
	j.must(err)
	_, err = j.Disclosure.Propose(ctx, j.ruth, j.hana, disclosure.Proposal{Recipient: j.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical,
		Items: []consent.Item{{Entry: note, Kind: plan.NoteKind, Compartment: string(gate.Plan)}}, Days: 30})
	j.must(err)
	j.card, err = j.Records.Enrol(ctx, j.ruth, j.hana, hanasWords)
	j.must(err)
	j.tab = browser.Open(j.t, browser.Options{Width: 320, Height: 568, Script: j.script, Language: lang})
	j.tab.Visit(j.address + "/sign-in")
	j.tab.Fill(j.say("survivor.sign_in.card"), j.card)
	j.tab.Fill(j.say("survivor.sign_in.words"), hanasWords)
	j.press(j.say("survivor.sign_in.go"))
}

// reach goes to a thing with the Tab key, and to a choice among several with an arrow.
func (j *thread) reach(what string) {
	j.t.Helper()
	for range 120 {
		if plainly(j.tab.Focused()) == what {
			return
		}
		j.tab.Keys("Tab")
	}
	j.t.Fatalf("the keyboard does not reach %q; it is at %q", what, j.tab.Focused())
}

func (j *thread) press(what string) {
	j.t.Helper()
	j.reach(plainly(what))
	j.tab.Keys("Enter")
}

// pick marks a choice: by the space bar where the Tab key leads to it, else by arrows from the first of its group.
func (j *thread) pick(what string) {
	j.t.Helper()
	for range 120 {
		at := plainly(j.tab.Focused())
		if at == plainly(what) {
			j.tab.Keys("Space")
			return
		}
		if browser.Eval[bool](j.tab, `document.activeElement.type === "radio"`) && browser.Eval[bool](j.tab, radioHolds(plainly(what))) {
			j.tab.Keys("ArrowDown")
			continue
		}
		j.tab.Keys("Tab")
	}
	j.t.Fatalf("the keyboard does not reach the choice %q", what)
}

// offers: mind, law and learning are offered beside the bed; "not now" and silence change nothing and send nothing.
func (j *thread) offers() {
	j.t.Helper()
	j.press(j.say("myplan.wait.offers"))
	j.press(j.say("plan.say.later")) // to the first of them
	view, err := j.Plans.Open(j.t.Context(), j.ruth, j.hana)
	j.must(err)
	answered := 0
	for _, o := range view.Offers {
		if o.Said().Say != "" {
			answered++
		}
	}
	if len(view.Offers) != 3 || answered != 1 {
		j.t.Errorf("%d offers, %d answered", len(view.Offers), answered)
	}
	choices, err := j.Disclosure.Choices(j.t.Context(), j.ruth, j.hana)
	j.must(err)
	if len(choices) != 1 || !choices[0].Open() {
		j.t.Errorf("an answer to an offer made %d choices about sharing", len(choices)-1)
	}
}

// saysYes is the talk-through, one idea a page, to the last page's receipt.
func (j *thread) saysYes() {
	j.t.Helper()
	next := func() { j.t.Helper(); j.press(j.say("survivor.talk.next")) }
	j.tab.Visit(j.address + "/my")
	j.press(j.say("survivor.today.look"))
	next()
	j.pick(j.say("kept.kind.plan.note"))
	next()
	j.pick(j.say("survivor.talk.days_n", "n", 30))
	next()
	next()
	j.pick(j.say("survivor.talk.alone.alone"))
	next()
	for _, answer := range []string{"what.listed", "help.same", "undo.any"} {
		j.pick(j.say("survivor.talk.q." + answer))
	}
	next()
	j.tab.See("wants to see a doctor")
	j.press(j.say("survivor.talk.yes"))
	j.tab.See(j.say("survivor.receipt.allowed"))
	j.must(j.Disclosure.Flush(j.t.Context(), j.Shelter.Agency.ID))
	if got := j.clinicReads(); got != 1 {
		j.t.Errorf("the clinic reads %d items", got)
	}
}

func (j *thread) clinicReads() int {
	j.t.Helper()
	j.Clock.Advance(time.Minute) // a code is good once
	okafor := j.SignIn(j.Clinic.As(account.Clinician))
	waiting, _, err := j.Disclosure.Inbox(j.t.Context(), okafor)
	j.must(err)
	if len(waiting) == 0 {
		return 0
	}
	got, err := j.Disclosure.Look(j.t.Context(), okafor, waiting[0].Reference)
	if err != nil {
		return 0
	}
	return len(got.Items)
}

// takesBack: two presses, and in the same second the clinic reads nothing; the plan is as it was.
func (j *thread) takesBack() {
	j.t.Helper()
	before, err := j.Plans.Open(j.t.Context(), j.ruth, j.hana)
	j.must(err)
	j.press(j.say("survivor.withdraw.button"))
	j.press(j.say("survivor.withdraw.do"))
	j.tab.See(j.say("survivor.receipt.withdrawn"))
	if got := j.clinicReads(); got != 0 {
		j.t.Errorf("the clinic still reads %d items", got)
	}
	after, err := j.Plans.Open(j.t.Context(), j.ruth, j.hana)
	j.must(err)
	if len(before.Needs) != len(after.Needs) || len(before.Offers) != len(after.Offers) || before.Stands.State != after.Stands.State {
		j.t.Error("taking a yes back changed the help")
	}
}

// plainly is text as a person reads it, without the marks that isolate what runs another way.
func plainly(s string) string {
	for _, mark := range []string{"\u2066", "\u2067", "\u2068", "\u2069"} {
		s = strings.ReplaceAll(s, mark, "")
	}
	return strings.Join(strings.Fields(s), " ")
}

// radioHolds is the question whether the choice is in the group that has the focus.
func radioHolds(what string) string {
	quoted, _ := json.Marshal(what)
	return `[...document.getElementsByName(document.activeElement.name)].some((one) =>
		one.labels[0].innerText.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim() === ` + string(quoted) + `)`
}
