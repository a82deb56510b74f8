package plan

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// The walk writes whatever somebody with access to the record could write, past the service too: any body by anybody, in the
// place of any entry of its kind, answers by workers without a conversation, answers to nothing. What must hold holds for all.

type walker struct {
	*book
	team   account.TeamKey
	key    keys.PrivateKey
	texts  map[id.ID][]string // what was typed into an entry
	shut   map[id.ID]string   // what was typed into a hidden note
	opened map[id.ID]bool
}

func newWalker(t *rapid.T) *walker {
	key, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return &walker{newBook(), account.TeamKey{Team: id.Random(), Function: account.Advocates, Version: 1, Key: key.Public()}, key,
		map[id.ID][]string{}, map[id.ID]string{}, map[id.ID]bool{}}
}

func (w *walker) text(t *rapid.T) string {
	return "«" + rapid.StringMatching(`[a-z]{8}`).Draw(t, "text") + "»"
}

func (w *walker) body(t *rapid.T, by hand) Body {
	pick := func(label string) int { return rapid.IntRange(0, 5).Draw(t, label) }
	switch rapid.SampledFrom([]string{NeedKind, GoalKind, StepKind, OrderKind, OptionsKind, DecisionKind, NoteKind, AskKind, PauseKind, TryKind, ClosingKind, HandOverKind}).Draw(t, "kind") {
	case NeedKind:
		return &Need{Domain: Domains()[pick("domain")], Immediate: pick("immediate") > 2, Words: w.text(t), Over: pick("over") == 0}
	case GoalKind:
		return &Goal{Pillar: Pillars()[pick("pillar")/2], Words: w.text(t), State: GoalStates()[pick("state")/2]}
	case StepKind:
		return &Step{Words: w.text(t), Owner: Owners()[pick("owner")/2], Due: noon, State: StepStates()[pick("state")/2]}
	case OrderKind:
		return &Order{rapid.Permutation(Pillars()).Draw(t, "order")}
	case OptionsKind:
		return &Options{About: w.text(t), List: []Option{{What: w.text(t)}, {What: w.text(t)}}}
	case DecisionKind:
		return &Decision{What: w.text(t), Reason: w.text(t)}
	case AskKind:
		return &Ask{Words: w.text(t)}
	case PauseKind:
		p := &Pause{On: pick("on") > 2, Check: w.text(t)}
		if by != hana && pick("aloud") > 2 {
			p.Agreed = noon
		}
		return p
	case TryKind:
		return &Try{Way: "sms", Reached: pick("reached") == 0}
	case ClosingKind:
		return &Closing{Reason: NotSaid, Words: w.text(t)}
	case HandOverKind:
		return &HandOver{Offered: []Colleague{{id.Random(), w.text(t)}}, Words: w.text(t)}
	}
	return &Note{w.text(t)}
}

// any is one of the entries, or none.
func (w *walker) any(t *rapid.T, wanted func(record.Entry) bool) id.ID {
	list := []id.ID{{}}
	for _, e := range w.entries {
		if wanted(e) {
			list = append(list, e.ID)
		}
	}
	return rapid.SampledFrom(list).Draw(t, "entry")
}

// free are the entries that nothing has taken the place of: the database lets each be replaced once.
func (w *walker) free(kind string) func(record.Entry) bool {
	return func(e record.Entry) bool {
		return e.Kind == kind && !slices.ContainsFunc(w.entries, func(o record.Entry) bool { return o.Supersedes == e.ID })
	}
}

func all(record.Entry) bool { return true }

// An event is what one act was, for what is asked of it afterwards.
type event struct {
	by     hand
	entry  id.ID
	body   any
	about  id.ID
	aloud  bool // a worker's, with a conversation
	before Plan
}

func (w *walker) act(t *rapid.T) event {
	ev := event{by: rapid.SampledFrom([]hand{hana, ruth, imani}).Draw(t, "by"), before: w.plan()}
	switch rapid.IntRange(0, 9).Draw(t, "act") {
	case 0, 1, 2:
		a := &Answer{Say: rapid.SampledFrom(Says()).Draw(t, "say"), Words: w.text(t)}
		if rapid.IntRange(0, 3).Draw(t, "offer") == 0 {
			a.Domain = rapid.SampledFrom(Domains()).Draw(t, "domain")
		}
		if ev.by != hana && rapid.Bool().Draw(t, "aloud") {
			a.Agreed, ev.aloud = noon, true
		}
		ev.body, ev.about = a, w.any(t, all)
		ev.entry = w.write(ev.by, a, ev.about, id.ID{})
	case 3:
		s := &record.Statement{Text: w.text(t)}
		ev.body, ev.about = s, w.any(t, all)
		ev.entry = w.write(ev.by, s, ev.about, id.ID{})
	case 4:
		text := w.text(t)
		n, err := hide(id.Agency{}, id.ID{}, rapid.SampledFrom(HideReasons()).Draw(t, "reason"), text, w.team)
		if err != nil {
			t.Fatal(err)
		}
		ev.body, ev.entry = n, w.new(ev.by, n)
		w.shut[ev.entry] = text
	case 5:
		ev.about = w.any(t, func(e record.Entry) bool { return e.Kind == HiddenKind })
		l := &LookAgain{Reason: Privileged, Words: w.text(t)}
		if i := slices.IndexFunc(w.entries, func(e record.Entry) bool { return e.ID == ev.about }); i >= 0 && rapid.Bool().Draw(t, "show") {
			n := w.entries[i].Body.(*HiddenNote)
			key, err := w.key.Open(n.keyBinding(id.Agency{}, id.ID{}), n.Key)
			if err != nil {
				t.Fatal(err)
			}
			l.Key, w.opened[ev.about] = key, true
		}
		ev.body, ev.entry = l, w.write(ev.by, l, ev.about, id.ID{})
	default:
		b := w.body(t, ev.by)
		if p, ok := b.(*Pause); ok {
			ev.aloud = !p.Agreed.IsZero()
		}
		ev.body, ev.entry = b, w.write(ev.by, b, id.ID{}, w.any(t, w.free(b.Kind())))
	}
	switch b := ev.body.(type) {
	case *record.Statement:
		w.texts[ev.entry] = []string{b.Text}
	case Body:
		w.texts[ev.entry] = b.Texts()
	}
	return ev
}

// inForce is what of a plan is the person's to decide.
func inForce(p Plan) string {
	force := struct {
		Pillars []Pillar
		Needs   []Need
		Goals   []Goal
		Steps   []Step
		Closing []Closing
		Offers  map[Domain]Say
		Options map[string]int
	}{Pillars: p.Pillars(), Offers: map[Domain]Say{}, Options: map[string]int{}}
	force.Needs, force.Goals, force.Steps, force.Closing = nows(p.Needs), nows(p.Goals), nows(p.Steps), nows(p.Closing)
	for _, o := range p.Offers {
		if s := o.Said().Say; s != "" {
			force.Offers[o.Domain] = s
		}
	}
	for _, o := range p.Options {
		for _, v := range o.Versions {
			if s := v.Said(); s.Say == Yes {
				force.Options[v.Entry.String()] = s.Option
			}
		}
	}
	b, err := json.Marshal(force)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func nows[T any](list []Thing[T]) (out []T) {
	for _, t := range list {
		if v, ok := t.Now(); ok {
			out = append(out, v.Body)
		}
	}
	return out
}

// TestNoWorkersActChangesThePlanByItself: over random acts of two workers and the person nothing that is the person's to
// decide changes but by the person, or by a conversation that a worker names; and a pause ends in no other way.
func TestNoWorkersActChangesThePlanByItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			ev := w.act(t)
			after := w.plan()
			if ev.by == hana || ev.aloud {
				continue
			}
			if before, now := inForce(ev.before), inForce(after); before != now {
				t.Fatalf("%s wrote %T and the plan changed:\n%s\n%s", ev.by.name, ev.body, before, now)
			}
			if ev.before.Pause.On && !after.Pause.On {
				t.Fatalf("%s ended a pause on nobody's word", ev.by.name)
			}
		}
	})
}

// TestTheFoldShowsEverythingButWhatIsHidden: every entry is told once or more, every text can be read, and of a hidden note
// nothing but that it is there, by whom and why, until a second look shows it.
func TestTheFoldShowsEverythingButWhatIsHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			w.act(t)
		}
		p := w.plan()
		found := toldOf(p)
		for _, e := range w.entries {
			if !found[e.ID] {
				t.Fatalf("an entry %s is told nowhere", e.Kind)
			}
		}
		if len(found) != len(w.entries) {
			t.Fatalf("%d entries are told of %d", len(found), len(w.entries))
		}
		page, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		for entry, texts := range w.texts {
			for _, text := range texts {
				if !strings.Contains(string(page), text) {
					t.Fatalf("the text of %v is nowhere", entry)
				}
			}
		}
		for entry, text := range w.shut {
			if strings.Contains(string(page), text) != w.opened[entry] {
				t.Fatalf("a hidden note, shown %v, can be read %v", w.opened[entry], !w.opened[entry])
			}
			i := slices.IndexFunc(p.Hidden, func(h Hidden) bool { return h.Entry == entry })
			if i < 0 || !slices.Contains(HideReasons(), p.Hidden[i].Reason) || p.Hidden[i].At.IsZero() {
				t.Fatal("a hidden note does not show that it is there and why")
			}
		}
	})
}

// TestINV03ANoChangesNothingElse: whatever is answered to an offer, nothing but that offer's answer is different.
func TestINV03ANoChangesNothingElse(t *testing.T) {
	answered := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		w.new(rapid.SampledFrom([]hand{hana, ruth}).Draw(t, "by"), &Need{Domain: rapid.SampledFrom(Domains()).Draw(t, "domain"), Immediate: true})
		for range rapid.IntRange(0, 20).Draw(t, "acts") {
			w.act(t)
		}
		before := w.plan()
		open := slices.DeleteFunc(slices.Clone(before.Offers), func(o Offer) bool { return !o.Open })
		if len(open) == 0 {
			return
		}
		answered++
		o := rapid.SampledFrom(open).Draw(t, "offer")
		w.answer(hana, rapid.SampledFrom(o.Needs).Draw(t, "need"), Answer{Say: rapid.SampledFrom(Says()).Draw(t, "say"), Domain: o.Domain})
		after := w.plan()
		for _, p := range []Plan{before, after} {
			i := slices.IndexFunc(p.Offers, func(x Offer) bool { return x.Domain == o.Domain })
			p.Offers[i].Answers = nil
		}
		if !reflect.DeepEqual(before, after) {
			t.Fatal("an answer to an offer changed something else")
		}
	})
	if answered == 0 {
		t.Error("no offer was ever open: the property was not tried")
	}
}

// TestINV27WhatThePersonWroteStands: whatever others write, each wording of the person's is there as they wrote it, and it
// counts until they say something else, or agree to something else.
func TestINV27WhatThePersonWroteStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		mine := Goal{Pillar: Recovery, Words: "to sleep through a night"}
		goal := w.new(hana, &mine)
		note := w.new(hana, &Note{"I was not told"})
		beside := w.write(hana, &record.Statement{Text: "in my own words"}, note, id.ID{})
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			w.act(t)
		}
		p := w.plan()
		ownWordStands(t, p.Goals)
		ownWordStands(t, p.Needs)
		ownWordStands(t, p.Steps)
		g, ok := holding(p.Goals, goal)
		if !ok || g.Versions[0].Body != mine || !g.Versions[0].Counts() {
			t.Fatal("the person's goal is not what they wrote")
		}
		n, ok := holding(p.Notes, note)
		if now, counts := n.Now(); !ok || !counts || !now.Own {
			t.Fatal("somebody else's wording stands in the place of the person's note")
		}
		if !slices.ContainsFunc(n.Beside, func(b Beside) bool { return b.Entry == beside && b.Text == "in my own words" }) {
			t.Fatal("the person's statement is gone")
		}
	})
}

// ownWordStands holds that where the person has answered themselves, their last answer is the one that counts.
func ownWordStands[T any](t *rapid.T, list []Thing[T]) {
	for _, thing := range list {
		for _, v := range thing.Versions {
			var own Said
			for _, s := range v.Answers {
				if s.Own {
					own = s
				}
			}
			if own.Own && v.Said() != own {
				t.Fatalf("the person said %s, and %s counts", own.Say, v.Said().Say)
			}
		}
	}
}

// TestAFoldIsPure: the same entries make the same plan, and are not changed by it; a page of entries that is cut off
// anywhere makes one too.
func TestAFoldIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		for range rapid.IntRange(1, 15).Draw(t, "acts") {
			w.act(t)
		}
		kept := slices.Clone(w.entries)
		if !reflect.DeepEqual(Fold(w.entries), Fold(w.entries)) || !reflect.DeepEqual(kept, w.entries) {
			t.Fatal("the fold depends on something else, or changes what it reads")
		}
		cut := w.entries[rapid.IntRange(0, len(w.entries)).Draw(t, "cut"):]
		if found := toldOf(Fold(cut)); len(found) != len(cut) {
			t.Fatalf("%d entries are told of %d", len(found), len(cut))
		}
	})
}
