package plan_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// alone counts the persons who lack a named worker or a cover, both of them working here and not the same.
const alone = `SELECT count(*) FROM person p WHERE p.agency_id = $1 AND NOT (
	EXISTS (SELECT 1 FROM assignment w JOIN account a ON a.agency_id = w.agency_id AND a.account_id = w.account_id
		WHERE w.agency_id = p.agency_id AND w.person_id = p.person_id AND w.relation = 'worker' AND a.state = 'active') AND
	EXISTS (SELECT 1 FROM assignment c JOIN account b ON b.agency_id = c.agency_id AND b.account_id = c.account_id
		WHERE c.agency_id = p.agency_id AND c.person_id = p.person_id AND c.relation = 'cover' AND b.state = 'active'))`

// team is the worker and the cover of the story's person.
func (s *story) team(t testing.TB) (worker, cover id.ID) {
	t.Helper()
	members, err := s.Records.Team(t.Context(), s.me, s.hana)
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 2 || members[0].Relation != gate.Worker || members[1].Relation != gate.Cover {
		t.Fatalf("who works with the person: %+v", members)
	}
	return members[0].Account, members[1].Account
}

// TestAHandOverIsThePersonsChoice: among those who were offered, by name, in their own space or aloud.
func TestAHandOverIsThePersonsChoice(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		_, ada := s.colleague(t, "Ada")
		_, bo := s.colleague(t, "Bo")
		_, cy := s.colleague(t, "Cy")
		could, err := s.Plans.Successors(ctx, s.ruth)
		if err != nil || len(could) != 4 || slices.ContainsFunc(could, func(c plan.Colleague) bool { return c.Account == s.ruth.Account }) {
			t.Errorf("%+v, %v", could, err)
		}
		for name, h := range map[string]plan.HandOver{
			"nobody":            {},
			"herself":           {Offered: []plan.Colleague{{Account: s.ruth.Account}}},
			"the administrator": {Offered: []plan.Colleague{{Account: s.Shelter.As(account.Admin).Account, Name: "x"}}},
			"another agency's":  {Offered: []plan.Colleague{{Account: s.LegalAid.As(account.Supervisor).Account, Name: "x"}}},
			"from yesterday on": {Offered: []plan.Colleague{{Account: ada.Account}}, Until: s.Clock.Now().Add(-day)},
		} {
			if _, err := s.Plans.OfferHandOver(ctx, s.ruth, s.hana, h, ""); err == nil {
				t.Errorf("%s is offered", name)
			}
		}
		offer, err := s.Plans.OfferHandOver(ctx, s.ruth, s.hana, plan.HandOver{Words: "I move to another town", Until: s.Clock.Now().Add(30 * day),
			Offered: []plan.Colleague{{Account: ada.Account, Name: "not her name"}, {Account: bo.Account}, {Account: s.imani.Account}}}, "")
		if err != nil {
			t.Fatal(err)
		}
		if h, _ := s.open(t, s.me).Hands[0].Proposed(); h.Body.Offered[0].Name != "Ada" || len(h.Body.Offered) != 3 {
			t.Errorf("the person reads %+v", h.Body.Offered)
		}
		choose := func(by account.Actor, who id.ID, agreed time.Time) error {
			s.pass()
			return s.Plans.Choose(ctx, by, s.hana, offer, who, agreed, "")
		}
		refused(t, "somebody who was not offered", choose(s.me, cy.Account, time.Time{}), plan.ErrWorker)
		refused(t, "by a worker on nobody's word", choose(s.ruth, ada.Account, time.Time{}), plan.ErrAgreed)
		refused(t, "by the one who wants it", choose(ada, ada.Account, s.Clock.Now()), gate.ErrRefused)
		if w, c := s.team(t); w != s.ruth.Account || c != s.imani.Account {
			t.Error("something that was refused changed who works with the person")
		}
		if err := choose(s.ruth, bo.Account, s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if w, c := s.team(t); w != bo.Account || c != s.imani.Account {
			t.Errorf("chosen aloud: %v, %v", w, c)
		}
		_, err = s.Plans.Open(ctx, s.ruth, s.hana)
		refused(t, "the worker before looks", err, gate.ErrRefused)
		s.open(t, bo)
		if err := choose(s.me, ada.Account, time.Time{}); err != nil {
			t.Fatalf("the person chooses again: %v", err)
		}
		if w, c := s.team(t); w != ada.Account || c != s.imani.Account {
			t.Errorf("chosen in the own space: %v, %v", w, c)
		}
		refused(t, "a worker over the person's own choice", choose(ada, bo.Account, s.Clock.Now()), plan.ErrOwnSay)
		if err := choose(s.me, s.imani.Account, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if w, c := s.team(t); w != s.imani.Account || c != ada.Account {
			t.Errorf("who stood in is the worker: %v, %v", w, c)
		}
		if n := s.count(t, alone); n != 0 {
			t.Errorf("%d persons are without a worker or a cover", n)
		}
	})
}

// TestT45WhoLeavesLeavesNobodyAlone, and somebody who has left can be chosen no more.
func TestT45WhoLeavesLeavesNobodyAlone(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		_, ada := s.colleague(t, "Ada")
		_, bo := s.colleague(t, "Bo")
		offer, err := s.Plans.OfferHandOver(ctx, s.ruth, s.hana, plan.HandOver{Offered: []plan.Colleague{{Account: ada.Account}, {Account: bo.Account}}}, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Leaves(s.Shelter, ada.Account, id.ID{}); err != nil {
			t.Fatal(err)
		}
		refused(t, "somebody who left", s.Plans.Choose(ctx, s.me, s.hana, offer, ada.Account, time.Time{}, ""), gate.ErrSuccessor)
		if err := s.Leaves(s.Shelter, s.ruth.Account, bo.Account); err != nil {
			t.Fatal(err)
		}
		if w, c := s.team(t); w != s.imani.Account || c != bo.Account {
			t.Errorf("after the worker left: %v, %v", w, c)
		}
		if n := s.count(t, alone); n != 0 {
			t.Errorf("%d persons are without a worker or a cover", n)
		}
		if err := s.Plans.Choose(ctx, s.me, s.hana, offer, bo.Account, time.Time{}, ""); err != nil {
			t.Fatal(err)
		}
		if w, c := s.team(t); w != bo.Account || c != s.imani.Account {
			t.Errorf("the choice still stands open: %v, %v", w, c)
		}
	})
}

// TestINV14NobodyIsAloneAtAnyCommit: over random hand-overs, choices and leavings, of several persons at once, everybody
// has a named worker and somebody else who stands in, both of them working here.
func TestINV14NobodyIsAloneAtAnyCommit(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, chance := t.Context(), rand.New(rand.NewPCG(14, 4))
		staff := []account.Actor{s.ruth, s.imani}
		for _, name := range []string{"Ada", "Bo", "Cy", "Di", "Ed"} {
			_, a := s.colleague(t, name)
			staff = append(staff, a)
		}
		second, err := s.Records.Start(ctx, s.ruth, s.imani.Account)
		if err != nil {
			t.Fatal(err)
		}
		third, err := s.Records.Start(ctx, s.imani, s.ruth.Account)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for step := range 60 {
			at := chance.IntN(len(staff))
			actor := staff[at]
			person := []id.ID{s.hana, second, third}[chance.IntN(3)]
			offered := []plan.Colleague{{Account: staff[chance.IntN(len(staff))].Account}}
			switch {
			case step%20 == 19 && len(staff) > 3:
				if s.Leaves(s.Shelter, actor.Account, staff[chance.IntN(len(staff))].Account) == nil {
					staff = slices.Delete(staff, at, at+1)
					done++
				}
			default:
				offer, err := s.Plans.OfferHandOver(ctx, actor, person, plan.HandOver{Offered: offered}, "")
				if err != nil {
					break
				}
				by, agreed := actor, s.Clock.Now()
				if person == s.hana && chance.IntN(2) == 0 {
					by, agreed = s.me, time.Time{}
				}
				if s.Plans.Choose(ctx, by, person, offer, offered[0].Account, agreed, "") == nil {
					done++
				}
			}
			if n := s.count(t, alone); n != 0 {
				t.Fatalf("after step %d %d persons are without a worker or a cover", step, n)
			}
			if n := s.count(t, `SELECT count(*) FROM assignment WHERE agency_id = $1`); n != 6 {
				t.Fatalf("after step %d there are %d assignments", step, n)
			}
		}
		if done < 5 {
			t.Errorf("only %d changes were made: the walk shows little", done)
		}
		t.Logf("%d changes", done)
	})
}
