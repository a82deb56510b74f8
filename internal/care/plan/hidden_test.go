package plan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

const secret = "another resident is her cousin"

// TestT41ANoteIsHiddenForAListedReasonOnly. The person sees that it is there, by whom and why, and nothing in their keys
// opens it; the people who work with them read it.
func TestT41ANoteIsHiddenForAListedReasonOnly(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		for _, reason := range []plan.HideReason{"", "embarrassing", "Privileged", "privileged "} {
			_, err := s.Plans.Hide(ctx, s.ruth, s.hana, reason, secret, "")
			refused(t, string(reason), err, plan.ErrHide)
		}
		_, err := s.Plans.Hide(ctx, s.me, s.hana, plan.Privileged, secret, "")
		refused(t, "by the person", err, plan.ErrNothing)
		_, err = s.Plans.Hide(ctx, s.ruth, s.hana, plan.HarmsAnother, " ", "")
		refused(t, "with nothing in it", err, plan.ErrWords)
		if n := s.count(t, `SELECT count(*) FROM entry WHERE agency_id = $1 AND kind = $2`, plan.HiddenKind); n != 0 {
			t.Errorf("%d refused notes were kept", n)
		}
		for _, reason := range plan.HideReasons() {
			s.pass()
			if _, err := s.Plans.Hide(ctx, s.ruth, s.hana, reason, secret, ""); err != nil {
				t.Fatal(err)
			}
		}
		for i, h := range s.open(t, s.me).Hidden {
			if h.Text != "" || h.Shown || h.Reason != plan.HideReasons()[i] || h.Name == "" || h.At.IsZero() {
				t.Errorf("the person sees %+v", h)
			}
		}
		for _, a := range []account.Actor{s.ruth, s.imani} {
			if h := s.open(t, a).Hidden; len(h) != 3 || h[0].Text != secret {
				t.Errorf("%s reads %+v", a.Role, h)
			}
		}
		raw, err := json.Marshal(s.read(t, s.me, gate.Plan))
		if err != nil || strings.Contains(string(raw), "cousin") {
			t.Errorf("what the person's keys open says it: %v", err)
		}
	})
}

// TestAHiddenNoteCanBeChallenged: the person's no is answered by somebody other than who hid it; a second look either shows
// the note with its author and day, or tells the person why it stays.
func TestAHiddenNoteCanBeChallenged(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		hide := func(by account.Actor) id.ID {
			t.Helper()
			n, err := s.Plans.Hide(ctx, by, s.hana, plan.OngoingSafety, secret, "")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		note := hide(s.ruth)
		refused(t, "a yes to being hidden", s.Plans.Answer(ctx, s.me, s.hana, note, plan.Answer{Say: plan.Yes}, ""), plan.ErrNothing)
		s.answer(t, s.me, note, plan.Answer{Say: plan.No, Words: "it is about me"})
		challenged := func() bool { _, ok := s.open(t, s.imani).Hidden[0].Challenged(); return ok }
		if !challenged() {
			t.Error("nobody sees the challenge")
		}
		keep := plan.LookAgain{Reason: plan.HarmsAnother, Words: "it would put somebody else at risk"}
		refused(t, "its author lets it stay", s.Plans.LookAgain(ctx, s.ruth, s.hana, note, false, keep, ""), plan.ErrOtherLook)
		refused(t, "for no reason", s.Plans.LookAgain(ctx, s.imani, s.hana, note, false, plan.LookAgain{Words: "x"}, ""), plan.ErrHide)
		refused(t, "without telling the person", s.Plans.LookAgain(ctx, s.imani, s.hana, note, false, plan.LookAgain{Reason: plan.Privileged}, ""), plan.ErrWords)
		refused(t, "by the person", s.Plans.LookAgain(ctx, s.me, s.hana, note, true, keep, ""), plan.ErrNothing)
		s.pass()
		if err := s.Plans.LookAgain(ctx, s.imani, s.hana, note, false, keep, ""); err != nil {
			t.Fatal(err)
		}
		h := s.open(t, s.me).Hidden[0]
		if challenged() || h.Shown || h.Text != "" || len(h.Looks) != 1 || h.Looks[0].Words != keep.Words {
			t.Errorf("it stays hidden: %+v", h)
		}
		s.answer(t, s.me, note, plan.Answer{Say: plan.No})
		if !challenged() {
			t.Error("it cannot be challenged again")
		}
		s.pass()
		if err := s.Plans.LookAgain(ctx, s.imani, s.hana, note, true, plan.LookAgain{Words: "there is no risk now"}, ""); err != nil {
			t.Fatal(err)
		}
		h = s.open(t, s.me).Hidden[0]
		if !h.Shown || h.Text != secret || h.Author != s.ruth.Account || challenged() {
			t.Errorf("it is shown: %+v", h)
		}
		refused(t, "shown twice", s.Plans.LookAgain(ctx, s.imani, s.hana, note, true, plan.LookAgain{Words: "x"}, ""), plan.ErrNothing)
		own := hide(s.imani)
		if err := s.Plans.LookAgain(ctx, s.imani, s.hana, own, true, plan.LookAgain{Words: "it need not be hidden"}, ""); err != nil {
			t.Errorf("its author cannot show it: %v", err)
		}
	})
}

// TestAHiddenNoteOutlivesAChangeOfTheTeam: after somebody left and the team has a new key, those who stay read the old
// notes, a new colleague reads them too, and who left reads nothing.
func TestAHiddenNoteOutlivesAChangeOfTheTeam(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		if _, err := s.Plans.Hide(ctx, s.ruth, s.hana, plan.HarmsAnother, secret, ""); err != nil {
			t.Fatal(err)
		}
		m, ada := s.colleague(t, "Ada")
		if err := s.Leaves(s.Shelter, s.ruth.Account, ada.Account); err != nil {
			t.Fatal(err)
		}
		if err := s.Accounts.Tend(ctx, s.imani); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(1e11)
		s.imani, ada = s.SignIn(s.Shelter.As(account.Supervisor)), s.SignIn(m)
		s.pass()
		if _, err := s.Plans.Hide(ctx, s.imani, s.hana, plan.Privileged, "sealed to the new key", ""); err != nil {
			t.Fatal(err)
		}
		for _, a := range []account.Actor{s.imani, ada} {
			if h := s.open(t, a).Hidden; len(h) != 2 || h[0].Text != secret || h[1].Text != "sealed to the new key" {
				t.Errorf("%s reads %+v", a.Role, h)
			}
		}
		_, err := s.Plans.Open(ctx, s.ruth, s.hana)
		refused(t, "who left", err, gate.ErrRefused)
	})
}
