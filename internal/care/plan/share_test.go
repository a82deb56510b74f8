package plan_test

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

var room = plan.Goal{Pillar: plan.Safety, Words: "a room with a lock"}

// TestT42BothSeeTheSameAndOnlyThePersonDecides: a worker's edit waits, the person's answer is what makes it count, what was
// agreed aloud can be disputed, and both read one plan.
func TestT42BothSeeTheSameAndOnlyThePersonDecides(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		flat := room
		flat.Words = "a flat"
		goal := s.write(t, s.me, &room, plan.Edit{})
		edit := s.write(t, s.ruth, &flat, plan.Edit{Replaces: goal})
		now := func() plan.Version[plan.Goal] { v, _ := s.open(t, s.me).Goals[0].Now(); return v }
		if now().Body != room {
			t.Error("a proposal counts")
		}
		s.answer(t, s.me, edit, plan.Answer{Say: plan.Yes})
		if now().Body != flat || now().Own || now().Name == "" {
			t.Errorf("after the yes: %+v", now())
		}
		town := room
		town.Words = "a room in town"
		third := s.write(t, s.imani, &town, plan.Edit{Replaces: edit, Agreed: s.Clock.Now().Add(-day)})
		if now().Body != town || now().Agreed().IsZero() {
			t.Errorf("agreed in conversation: %+v", now())
		}
		s.answer(t, s.me, third, plan.Answer{Say: plan.No, Words: "I said the river, not the town"})
		if now().Body != flat {
			t.Errorf("disputed: %+v", now())
		}
		refused(t, "a worker on what the person has answered", s.Plans.Answer(ctx, s.ruth, s.hana, third, plan.Answer{Say: plan.Yes, Agreed: s.Clock.Now()}, ""), plan.ErrOwnSay)
		mine, theirs := s.open(t, s.me).Plan, s.open(t, s.imani).Plan
		if !reflect.DeepEqual(mine, theirs) {
			t.Error("the person and the worker read two plans")
		}
		if len(mine.Goals) != 1 || len(mine.Goals[0].Versions) != 3 {
			t.Errorf("a wording is lost: %+v", mine.Goals)
		}
	})
}

// TestWhoMayAnswerWhat: nobody answers for themselves, for the person without a day, or what was not asked.
func TestWhoMayAnswerWhat(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, now := t.Context(), s.Clock.Now()
		mine := s.write(t, s.me, &room, plan.Edit{})
		theirs := s.write(t, s.ruth, &plan.Need{Domain: plan.Legal, Words: "papers"}, plan.Edit{})
		note := s.write(t, s.ruth, &plan.Note{Text: "called"}, plan.Edit{})
		option := plan.Option{What: "a", Next: "b", Risks: "c", Helps: "d"}
		page := s.write(t, s.ruth, &plan.Options{About: "x", List: []plan.Option{option, option}}, plan.Edit{})
		for name, c := range map[string]struct {
			by    account.Actor
			about id.ID
			a     plan.Answer
			want  error
		}{
			"a worker without a day":          {s.ruth, theirs, plan.Answer{Say: plan.Yes}, plan.ErrAgreed},
			"a worker with the day of later":  {s.ruth, theirs, plan.Answer{Say: plan.Yes, Agreed: now.Add(day)}, plan.ErrAgreed},
			"the person with a day":           {s.me, theirs, plan.Answer{Say: plan.Yes, Agreed: now}, plan.ErrAgreed},
			"to one's own words":              {s.me, mine, plan.Answer{Say: plan.Yes}, plan.ErrSay},
			"to a note":                       {s.me, note, plan.Answer{Say: plan.No}, plan.ErrNothing},
			"to nothing":                      {s.me, id.Random(), plan.Answer{Say: plan.No}, plan.ErrNothing},
			"to an offer that is not there":   {s.me, theirs, plan.Answer{Say: plan.No, Domain: plan.Mind}, plan.ErrNothing},
			"the third of two options":        {s.me, page, plan.Answer{Say: plan.Yes, Option: 3}, plan.ErrChosen},
			"an option of what is no options": {s.me, theirs, plan.Answer{Say: plan.Yes, Option: 1}, plan.ErrChosen},
			"no word":                         {s.me, theirs, plan.Answer{}, plan.ErrSay},
		} {
			refused(t, name, s.Plans.Answer(ctx, c.by, s.hana, c.about, c.a, ""), c.want)
		}
		if n := s.count(t, `SELECT count(*) FROM entry WHERE agency_id = $1 AND kind = $2`, plan.AnswerKind); n != 0 {
			t.Errorf("%d refused answers were kept", n)
		}
		s.answer(t, s.me, page, plan.Answer{Say: plan.Yes, Option: 2})
		s.answer(t, s.ruth, theirs, plan.Answer{Say: plan.Yes, Agreed: now})
		v := s.open(t, s.me)
		if o, _ := v.Options[0].Now(); o.Said().Option != 2 {
			t.Errorf("chosen: %+v", o.Said())
		}
		if n, ok := v.Needs[0].Now(); !ok || n.Agreed().IsZero() {
			t.Error("what was agreed aloud does not count")
		}
		if _, err := s.Plans.Write(ctx, s.me, s.hana, &plan.Decision{What: "x", Reason: "x", By: "x", Review: "x"}, plan.Edit{}); err == nil {
			t.Error("the person writes a decision of the house")
		}
		if _, err := s.Plans.Write(ctx, s.ruth, s.hana, &plan.Ask{Words: "x"}, plan.Edit{}); err == nil {
			t.Error("a worker asks for the person on nobody's word")
		}
		ask := s.write(t, s.ruth, &plan.Ask{Words: "another room"}, plan.Edit{Agreed: now})
		s.answer(t, s.me, ask, plan.Answer{Say: plan.No, Words: "I said this room is fine"})
		if _, err := s.Plans.Write(ctx, s.ruth, s.hana, &plan.Note{Text: "x"}, plan.Edit{Agreed: now}); err == nil {
			t.Error("a note was agreed to")
		}
		if _, err := s.Plans.Write(ctx, s.ruth, s.hana, &plan.Pause{}, plan.Edit{}); err == nil {
			t.Error("a pause was written past its own door")
		}
	})
}

// TestT47TwoWhoEditAtOnceLoseNothing: of those who change the same wording in the same moment one is taken, the others are
// told, and by looking again everything is there.
func TestT47TwoWhoEditAtOnceLoseNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		goal := s.write(t, s.me, &room, plan.Edit{})
		var wg sync.WaitGroup
		hands := []account.Actor{s.me, s.ruth, s.imani, s.me, s.ruth, s.imani}
		results := make([]error, len(hands))
		for i, by := range hands {
			wg.Go(func() {
				edit := room
				edit.Why = string(rune('a' + i))
				_, results[i] = s.Plans.Write(t.Context(), by, s.hana, &edit, plan.Edit{Replaces: goal})
			})
		}
		wg.Wait()
		taken := 0
		for _, err := range results {
			if err == nil {
				taken++
				continue
			}
			refused(t, "the slower ones", err, record.ErrSuperseded)
		}
		g := s.open(t, s.me).Goals
		if taken != 1 || len(g) != 1 || len(g[0].Versions) != 2 {
			t.Fatalf("%d were taken, %+v", taken, g)
		}
		again := room
		again.Why = "after all"
		s.write(t, s.me, &again, plan.Edit{Replaces: g[0].Tip()})
		if v, _ := s.open(t, s.ruth).Goals[0].Now(); v.Body != again || len(s.open(t, s.ruth).Goals[0].Versions) != 3 {
			t.Errorf("after looking again: %+v", v)
		}
		if _, err := s.Plans.Write(t.Context(), s.ruth, s.hana, &plan.Order{Pillars: plan.Pillars()}, plan.Edit{Replaces: goal}); err == nil {
			t.Error("an order in the place of a goal")
		}
	})
}

// TestAFormSentTwiceIsOneAct, with all that it does.
func TestAFormSentTwiceIsOneAct(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		first := s.write(t, s.ruth, &room, plan.Edit{Agreed: s.Clock.Now(), Key: "k"})
		if second := s.write(t, s.ruth, &room, plan.Edit{Agreed: s.Clock.Now(), Key: "k"}); second != first {
			t.Errorf("%v and %v", first, second)
		}
		edit := room
		edit.Why = "to rest"
		for range 2 {
			s.write(t, s.me, &edit, plan.Edit{Replaces: first, Key: "\x00\xff"})
		}
		if g := s.open(t, s.me).Goals; len(g) != 1 || len(g[0].Versions) != 2 || len(g[0].Versions[0].Answers) != 1 {
			t.Errorf("%+v", g)
		}
	})
}

// TestINV03AnOfferSendsNothingAnywhere: an immediate need opens three questions; whatever is answered, no package, no
// consent, no message and no job comes of it, and the need stands as it was.
func TestINV03AnOfferSendsNothingAnywhere(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		outside := func() (n int) {
			for _, q := range []string{
				`SELECT count(*) FROM disclosure WHERE agency_id = $1`, `SELECT count(*) FROM outbox WHERE agency_id = $1`,
				`SELECT count(*) FROM package WHERE agency_id = $1`, `SELECT count(*) FROM flow_instance WHERE agency_id = $1 AND machine = 'consent'`,
			} {
				n += s.count(t, q)
			}
			return n
		}
		bed := s.write(t, s.ruth, &plan.Need{Domain: plan.Housing, Immediate: true}, plan.Edit{Agreed: s.Clock.Now()})
		offers := s.open(t, s.me).Offers
		if len(offers) != 3 {
			t.Fatalf("%d offers", len(offers))
		}
		for i, say := range []plan.Say{plan.Yes, plan.No, plan.Later} {
			before := s.open(t, s.me).Needs
			s.answer(t, s.me, offers[i].Needs[0], plan.Answer{Say: say, Domain: offers[i].Domain})
			if after := s.open(t, s.me).Needs; !reflect.DeepEqual(before, after) {
				t.Errorf("%s to %s changed the need", say, offers[i].Domain)
			}
		}
		if n := outside(); n != 0 {
			t.Errorf("%d things left or wait to leave", n)
		}
		for i, o := range s.open(t, s.ruth).Offers {
			if o.Said().Say != []plan.Say{plan.Yes, plan.No, plan.Later}[i] || o.Needs[0] != bed {
				t.Errorf("%+v", o)
			}
		}
	})
}

// TestINV27ThePersonsWordsStandBesideAnyNote, and nobody else puts them differently.
func TestINV27ThePersonsWordsStandBesideAnyNote(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		note := s.write(t, s.ruth, &plan.Note{Text: "did not come on Monday"}, plan.Edit{})
		s.pass()
		if _, err := s.Plans.Beside(ctx, s.me, s.hana, note, "the bus did not come", ""); err != nil {
			t.Fatal(err)
		}
		mine := s.write(t, s.me, &plan.Note{Text: "I wrote to you on Sunday"}, plan.Edit{})
		_, err := s.Plans.Write(ctx, s.ruth, s.hana, &plan.Note{Text: "she says she wrote"}, plan.Edit{Replaces: mine})
		refused(t, "a worker on the person's note", err, record.ErrNoEntry)
		s.pass()
		// Past the service the entry can be written, and still does not take the place of the person's words.
		if _, err := s.Records.Write(ctx, s.ruth, s.hana, gate.Care, gate.Plan, record.Draft{Kind: plan.NoteKind, Body: &plan.Note{Text: "x"}, Supersedes: mine}); err != nil {
			t.Fatal(err)
		}
		for _, actor := range []account.Actor{s.me, s.ruth} {
			notes := s.open(t, actor).Notes
			if b := notes[0].Beside; len(b) != 1 || b[0].Text != "the bus did not come" || !b[0].Own {
				t.Errorf("beside the note: %+v", b)
			}
			if now, _ := notes[1].Now(); now.Body.Text != "I wrote to you on Sunday" || len(notes[1].Versions) != 2 {
				t.Errorf("the person's note reads %q", now.Body.Text)
			}
		}
		fixed := s.write(t, s.imani, &plan.Note{Text: "the meeting was moved"}, plan.Edit{Replaces: note})
		if n := s.open(t, s.me).Notes[0]; len(n.Versions) != 2 || n.Tip() != fixed || n.Versions[0].Name == n.Versions[1].Name {
			t.Errorf("T4.7: both wordings with their authors: %+v", n.Versions)
		}
	})
}

// TestStrangersSeeNothing: a plan opens for the person and those who work with them, and for nobody else.
func TestStrangersSeeNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		s.write(t, s.me, &room, plan.Edit{})
		_, ada := s.colleague(t, "Ada")
		other := s.Survivor(s.ruth, s.Person(s.ruth, "Sara"), passphrase)
		for name, a := range map[string]account.Actor{"a colleague": ada, "another person": other, "another agency": s.SignIn(s.LegalAid.As(account.Supervisor)),
			"the administrator": s.SignIn(s.Shelter.As(account.Admin)), "nobody": {}} {
			_, err := s.Plans.Open(ctx, a, s.hana)
			refused(t, name+" opens", err, gate.ErrRefused)
			_, err = s.Plans.Of(ctx, a, s.hana, nil)
			refused(t, name+" asks where it stands", err, gate.ErrRefused)
			_, err = s.Plans.Write(ctx, a, s.hana, &room, plan.Edit{Agreed: s.Clock.Now()})
			if err == nil {
				t.Errorf("%s writes", name)
			}
			if a.Account.IsZero() {
				continue
			}
			said := s.Clock.Now()
			if a.IsSurvivor() {
				said = time.Time{}
			}
			refused(t, name+" answers", s.Plans.Answer(ctx, a, s.hana, id.Random(), plan.Answer{Say: plan.No, Agreed: said}, ""), gate.ErrRefused)
			refused(t, name+" pauses", s.Plans.Pause(ctx, a, s.hana, plan.Pause{On: true, Agreed: said}, ""), gate.ErrRefused)
			refused(t, name+" chooses", s.Plans.Choose(ctx, a, s.hana, id.Random(), ada.Account, said, ""), gate.ErrRefused)
		}
	})
}
