package plan_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A walk is acts at random of the person and two workers, through the service and the database.
type walk struct {
	*story
	*rand.Rand
	typed, shut []string
}

func (w *walk) text() string {
	text := fmt.Sprintf("«%d»", w.Uint64())
	w.typed = append(w.typed, text)
	return text
}

// tip is the newest wording of something at random, or none: then something new is written.
func tip[T any](w *walk, list []plan.Thing[T]) id.ID {
	if i := w.IntN(len(list) + 1); i < len(list) {
		return list[i].Tip()
	}
	return id.ID{}
}

// some is any wording of something.
func some[T any](w *walk, list []plan.Thing[T]) (about []id.ID) {
	for _, t := range list {
		about = append(about, t.Versions[w.IntN(len(t.Versions))].Entry)
	}
	return about
}

// act does one thing and reports whether it was the person's, or agreed aloud.
func (w *walk) act(t *testing.T, v plan.View) (theirs bool, err error) {
	t.Helper()
	ctx, by := t.Context(), []account.Actor{w.me, w.ruth, w.imani}[w.IntN(3)]
	e := plan.Edit{}
	if !by.IsSurvivor() && w.IntN(3) == 0 {
		e.Agreed = w.Clock.Now()
	}
	theirs = by.IsSurvivor() || !e.Agreed.IsZero()
	typed := len(w.typed)
	defer func() {
		if err != nil {
			w.typed = w.typed[:typed] // it was refused, and is kept nowhere
		}
	}()
	write := func(b plan.Body, replaces id.ID) error {
		e.Replaces = replaces
		_, err := w.Plans.Write(ctx, by, w.hana, b, e)
		return err
	}
	switch w.IntN(12) {
	case 0:
		err = write(&plan.Goal{Pillar: plan.Pillars()[w.IntN(3)], Words: w.text()}, tip(w, v.Goals))
	case 1:
		err = write(&plan.Need{Domain: plan.Domains()[w.IntN(6)], Immediate: w.IntN(2) == 0, Words: w.text()}, tip(w, v.Needs))
	case 2:
		err = write(&plan.Step{Words: w.text(), Owner: plan.ByPerson, Due: w.Clock.Now().Add(day)}, tip(w, v.Steps))
	case 3:
		err = write(&plan.Order{Pillars: []plan.Pillar{plan.Justice, plan.Safety, plan.Recovery}}, v.Order.Tip())
	case 4:
		e.Agreed = time.Time{}
		err = write(&plan.Note{Text: w.text()}, tip(w, v.Notes))
	case 5:
		text := w.text()
		w.typed, w.shut = w.typed[:len(w.typed)-1], append(w.shut, text)
		if _, err = w.Plans.Hide(ctx, by, w.hana, plan.HideReasons()[w.IntN(3)], text, ""); err != nil {
			w.shut = w.shut[:len(w.shut)-1]
		}
		return theirs, err
	case 6:
		err = w.Plans.Pause(ctx, by, w.hana, plan.Pause{On: w.IntN(2) == 0, Agreed: e.Agreed}, "")
	case 7:
		offers := v.Offers
		if len(offers) == 0 || len(offers[0].Needs) == 0 {
			return theirs, nil
		}
		err = w.Plans.Answer(ctx, by, w.hana, offers[0].Needs[0], plan.Answer{Say: plan.Says()[w.IntN(3)], Words: w.text(), Agreed: e.Agreed, Domain: offers[0].Domain}, "")
	default:
		about := append(append(some(w, v.Goals), some(w, v.Needs)...), some(w, v.Steps)...)
		if len(about) == 0 {
			return theirs, nil
		}
		err = w.Plans.Answer(ctx, by, w.hana, about[w.IntN(len(about))], plan.Answer{Say: plan.Says()[w.IntN(3)], Words: w.text(), Agreed: e.Agreed}, "")
	}
	return theirs, err
}

// TestThePersonSeesEverythingStoredButWhatIsHidden walks at random on both engines: after each act the person and the
// workers fold one plan, which tells of every entry there is; no worker's act changes what is the person's to decide without
// their word; and of a hidden note the person reads nothing.
func TestThePersonSeesEverythingStoredButWhatIsHidden(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		w := &walk{story: s, Rand: rand.New(rand.NewPCG(4, 2026))}
		done := 0
		for step := range 90 {
			s.pass()
			before := s.open(t, s.me)
			theirs, err := w.act(t, before)
			after, theirsView := s.open(t, s.me), s.open(t, s.imani)
			if err == nil {
				done++
			}
			if was, is := plan.InForce(before.Plan), plan.InForce(after.Plan); was != is && (!theirs || err != nil) {
				t.Fatalf("step %d, which ended with %v, changed the plan by itself:\n%s\n%s", step, err, was, is)
			}
			for i := range theirsView.Hidden {
				if theirsView.Hidden[i].Text == "" {
					t.Fatalf("step %d: the worker cannot read what is hidden", step)
				}
				theirsView.Hidden[i].Text = ""
			}
			if !reflect.DeepEqual(after.Plan, theirsView.Plan) {
				t.Fatalf("after step %d the person and the worker read two plans", step)
			}
			if stored := s.count(t, `SELECT count(*) FROM entry WHERE agency_id = $1 AND person_id = $2 AND compartment = 'plan'`, s.hana); plan.Told(after.Plan) != stored {
				t.Fatalf("after step %d %d entries are told of %d", step, plan.Told(after.Plan), stored)
			}
		}
		page := fmt.Sprintf("%+v", s.open(t, s.me).Plan)
		for _, text := range w.shut {
			if strings.Contains(page, text) {
				t.Error("the person reads what is hidden")
			}
		}
		for _, text := range w.typed {
			if !strings.Contains(page, text) {
				t.Errorf("%s was kept and is told nowhere", text)
			}
		}
		if done < 40 || len(w.shut) == 0 {
			t.Errorf("only %d acts were done, %d notes hidden: the walk shows little", done, len(w.shut))
		}
		t.Logf("%d acts, %d texts, %d of them hidden", done, len(w.typed)+len(w.shut), len(w.shut))
	})
}
