package plan_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A walker writes into a plan at random, through the services, as the person and two people who work with them.
type walker struct {
	*site
	typed  []string // what was typed and kept, but for hidden notes
	hidden map[id.ID]string
	shown  map[id.ID]bool // hidden notes that a second look opened
}

var token = regexp.MustCompile(`«[a-z]{10}»`)

func (w *walker) text(t *rapid.T) string {
	return "«" + rapid.StringMatching(`[a-z]{10}`).Draw(t, "text") + "»"
}

// act does one thing, which may be refused; then nothing of it is kept.
func (w *walker) act(t *rapid.T) {
	w.Clock.Advance(time.Second)
	by := rapid.SampledFrom([]account.Actor{w.me(), w.me(), w.ruth, w.imani}).Draw(t, "by")
	agreed := time.Time{}
	if !by.IsSurvivor() && rapid.Bool().Draw(t, "aloud") {
		agreed = w.Clock.Now()
	}
	ctx, texts, err := w.t.Context(), []string{}, error(nil)
	word := func() string {
		texts = append(texts, w.text(t))
		return texts[len(texts)-1]
	}
	about := w.any(t)
	switch rapid.SampledFrom([]string{"write", "write", "write", "answer", "answer", "beside", "hide", "look", "pause", "close", "offer", "reply", "postpone", "try"}).Draw(t, "act") {
	case "write":
		b := body(t, word, w.Clock.Now())
		_, err = w.Plans.Write(ctx, by, w.hana, b, plan.Edit{Replaces: w.tip(t, b.Kind()), Agreed: agreed})
	case "answer":
		a := plan.Answer{Say: rapid.SampledFrom(plan.Says()).Draw(t, "say"), Words: word(), Agreed: agreed}
		if rapid.IntRange(0, 3).Draw(t, "offer") == 0 {
			a.Domain = rapid.SampledFrom(plan.Domains()).Draw(t, "domain")
		}
		err = w.Plans.Answer(ctx, by, w.hana, about, a, "")
	case "beside":
		_, err = w.Plans.Beside(ctx, by, w.hana, about, word(), "")
	case "hide":
		text := w.text(t)
		entry, failed := w.Plans.Hide(ctx, by, w.hana, rapid.SampledFrom(plan.HideReasons()).Draw(t, "reason"), text, "")
		if failed == nil {
			w.hidden[entry] = text
		}
	case "look":
		show := rapid.Bool().Draw(t, "show")
		if err = w.Plans.LookAgain(ctx, by, w.hana, about, show, plan.LookAgain{Reason: plan.Privileged, Words: word()}, ""); err == nil && show {
			w.shown[about] = true
		}
	case "pause":
		err = w.Plans.Pause(ctx, by, w.hana, plan.Pause{On: rapid.Bool().Draw(t, "on"), Check: word(), Agreed: agreed}, "")
	case "close":
		err = w.Plans.AskToClose(ctx, by, w.hana, plan.Closing{Reason: plan.NotSaid, Words: word()}, "")
	case "offer":
		_, err = w.Plans.OfferHandOver(ctx, by, w.hana, plan.HandOver{Offered: []plan.Colleague{{Account: w.imani.Account}}, Words: word()}, "")
	case "reply":
		err = w.Plans.Reply(ctx, by, w.hana, about, plan.Reply{Yes: rapid.Bool().Draw(t, "yes"), Words: word(), Review: word()}, "")
	case "try":
		_, err = w.Plans.Try(ctx, by, w.hana, plan.Try{Way: "sms"}, "")
	case "postpone":
		err = w.Plans.Postpone(ctx, by, w.hana, plan.Postponing{To: w.Clock.Now().Add(20 * day), Agreed: agreed}, "")
	}
	if err == nil {
		w.typed = append(w.typed, texts...)
	}
}

func body(t *rapid.T, word func() string, now time.Time) plan.Body {
	n := func(label string) int { return rapid.IntRange(0, 2).Draw(t, label) }
	switch rapid.SampledFrom([]string{plan.StrengthKind, plan.AssessmentKind, plan.NeedKind, plan.GoalKind, plan.StepKind, plan.OrderKind, plan.OptionsKind, plan.DecisionKind, plan.AskKind, plan.ReviewKind, plan.NoteKind, plan.DateKind, plan.PaperKind}).Draw(t, "kind") {
	case plan.StrengthKind:
		return &plan.Strength{Words: word(), Over: n("over") == 0}
	case plan.AssessmentKind:
		return &plan.Assessment{Area: rapid.SampledFrom(plan.Areas()).Draw(t, "area"), Going: rapid.SampledFrom(plan.Goings()).Draw(t, "going"), Words: word()}
	case plan.NeedKind:
		return &plan.Need{Domain: rapid.SampledFrom(plan.Domains()).Draw(t, "domain"), Immediate: n("immediate") > 0, Words: word(), Over: n("over") == 0}
	case plan.GoalKind:
		return &plan.Goal{Pillar: plan.Pillars()[n("pillar")], Words: word(), Why: word(), State: plan.GoalStates()[n("state")]}
	case plan.StepKind:
		return &plan.Step{Words: word(), Owner: plan.Owners()[n("owner")], Who: word(), Due: now, State: plan.StepStates()[n("state")]}
	case plan.DateKind:
		return &plan.Date{What: word(), At: now, Place: word(), With: word(), Off: n("off") == 0}
	case plan.PaperKind:
		return &plan.Paper{What: word(), State: plan.PaperStates()[n("state")], Where: word(), Over: n("over") == 0}
	case plan.OrderKind:
		return &plan.Order{Pillars: rapid.Permutation(plan.Pillars()).Draw(t, "order")}
	case plan.OptionsKind:
		one := func() plan.Option { return plan.Option{What: word(), Next: word(), Risks: word(), Helps: word()} }
		return &plan.Options{About: word(), List: []plan.Option{one(), one()}}
	case plan.DecisionKind:
		return &plan.Decision{What: word(), Options: []string{word()}, Reason: word(), By: word(), Review: word()}
	case plan.AskKind:
		return &plan.Ask{Words: word(), Safety: n("safety") == 0}
	case plan.ReviewKind:
		return &plan.Review{Words: word()}
	}
	return &plan.Note{Text: word()}
}

func (w *walker) entries() []record.Entry {
	rec, err := w.Records.Read(w.t.Context(), w.me(), w.hana, gate.OwnLife, gate.Plan)
	if err != nil {
		w.t.Fatal(err)
	}
	return rec.Entries
}

// isEvent reports whether an entry is something that happened once, which has a page with the words beside it.
func (w *walker) isEvent(entry id.ID) bool {
	return slices.ContainsFunc(w.entries(), func(e record.Entry) bool {
		return e.ID == entry && (e.Kind == plan.TryKind || e.Kind == plan.PauseKind)
	})
}

// any is one of the entries.
func (w *walker) any(t *rapid.T) id.ID {
	list := []id.ID{{}}
	for _, e := range w.entries() {
		list = append(list, e.ID)
	}
	return rapid.SampledFrom(list).Draw(t, "entry")
}

// tip is the newest wording of something of a kind, or nothing.
func (w *walker) tip(t *rapid.T, kind string) id.ID {
	all, list := w.entries(), []id.ID{{}}
	for _, e := range all {
		if e.Kind == kind && !slices.ContainsFunc(all, func(o record.Entry) bool { return o.Supersedes == e.ID }) {
			list = append(list, e.ID)
		}
	}
	return rapid.SampledFrom(list).Draw(t, "tip")
}

// read is every text of the walk that stands on a page of the plan, or on one to which such a page leads.
func (w *walker) read(from ...string) []string {
	var found []string
	for i := 0; i < len(from); i++ {
		body := w.get(from[i])
		found = append(found, token.FindAllString(body, -1)...)
		for _, link := range linksOf(body) {
			forms := strings.HasSuffix(link, "/edit") || strings.HasSuffix(link, "/words") || strings.Contains(link, "/new-") // they show it once more
			if strings.HasPrefix(link, "/my/plan") && !forms && !slices.Contains(from, link) {
				from = append(from, link)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestThePersonSeesAllThatIsStoredButWhatIsHidden (INV-27: nothing that was said is ever gone): over random plans the pages of the plan say every text that is stored in it,
// and the record says all of them; of a hidden note both say that it is there, and neither says its text.
func TestThePersonSeesAllThatIsStoredButWhatIsHidden(t *testing.T) {
	db, clk := storetest.SQLite(t)
	house := newSite(t, apptest.New(t, db, clk))
	rapid.Check(t, func(t *rapid.T) {
		w := &walker{site: house.another(), hidden: map[id.ID]string{}, shown: map[id.ID]bool{}}
		for range rapid.IntRange(1, 15).Draw(t, "acts") {
			w.act(t)
		}
		apart := map[string]bool{} // what stands in the record only, such as words beside an answer
		for _, e := range w.plan().Rest {
			if s, ok := e.Body.(*record.Statement); ok && !w.isEvent(e.About) {
				apart[s.Text] = true
			}
		}
		want := slices.Clone(w.typed)
		for entry, text := range w.hidden {
			if w.shown[entry] {
				want = append(want, text)
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := w.read("/my/record"); !slices.Equal(got, want) {
			t.Fatalf("the record says %v, and stored is %v", got, want)
		}
		want = slices.DeleteFunc(want, func(text string) bool { return apart[text] })
		if got := w.read("/my/plan", "/my/people", "/my/pause", "/my/dates", "/my/papers"); !slices.Equal(got, want) {
			t.Fatalf("the pages say %v, and stored is %v", got, want)
		}
	})
}
