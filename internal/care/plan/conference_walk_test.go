package plan_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestAMeetingIsThePersonsToo: what they take off stays off, their own word stands above what was said aloud, a stale agenda
// loses nothing, and nobody else reaches it.
func TestAMeetingIsThePersonsToo(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := begin(t, w)
		ctx := t.Context()
		c := plan.Conference{What: "how it goes on", At: w.Clock.Now().Add(48 * time.Hour), Who: []string{"Ruth"}, Items: []plan.AgendaItem{{Words: "the flat"}, {Words: "her brother"}}}
		meeting, err := w.Plans.Confer(ctx, s.ruth, s.hana, c, plan.Edit{Key: "once"})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.Plans.Confer(ctx, s.ruth, s.hana, c, plan.Edit{Key: "once"}); err != nil || again != meeting {
			t.Errorf("sent twice it is %v, %v", again, err)
		}
		items := s.open(t, s.me).Conferences[0].Current().Body.Items
		s.pass()
		aloud := plan.ConferenceSay{Come: plan.Yes, Agreed: w.Clock.Now()}
		own := plan.ConferenceSay{Come: plan.No, Off: []id.ID{items[1].ID}}
		for name, try := range map[string]struct{ got, want error }{
			"an answer of a worker without a day": {w.Plans.SayToConference(ctx, s.ruth, s.hana, meeting, own, ""), plan.ErrAgreed},
			"an item of no agenda":                {w.Plans.SayToConference(ctx, s.me, s.hana, meeting, plan.ConferenceSay{Off: []id.ID{id.Random()}}, ""), plan.ErrAgenda},
			"a meeting that is not there":         {w.Plans.SayToConference(ctx, s.me, s.hana, id.Random(), own, ""), plan.ErrNothing},
			"somebody of another agency":          {w.Plans.SayToConference(ctx, w.SignIn(w.Clinic.As(account.Clinician)), s.hana, meeting, aloud, ""), gate.ErrRefused},
			"aloud":                               {w.Plans.SayToConference(ctx, s.ruth, s.hana, meeting, aloud, ""), nil},
			"their own":                           {w.Plans.SayToConference(ctx, s.me, s.hana, meeting, own, ""), nil},
			"the person calls no meeting":         {second(w.Plans.Confer(ctx, s.me, s.hana, c, plan.Edit{})), plan.ErrNothing},
		} {
			if !errors.Is(try.got, try.want) || try.want == nil && try.got != nil {
				t.Errorf("%s: %v, want %v", name, try.got, try.want)
			}
		}
		s.pass()
		if err := w.Plans.SayToConference(ctx, s.me, s.hana, meeting, own, ""); err != nil {
			t.Fatal(err)
		}
		if err := w.Plans.SayToConference(ctx, s.ruth, s.hana, meeting, aloud, ""); !errors.Is(err, plan.ErrOwnSay) {
			t.Errorf("a worker speaks over the person: %v", err)
		}
		s.pass()
		c.Items = append(items, plan.AgendaItem{Words: "the lawyer"})
		if _, err := w.Plans.Confer(ctx, s.imani, s.hana, c, plan.Edit{Replaces: meeting}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Plans.Confer(ctx, s.ruth, s.hana, c, plan.Edit{Replaces: meeting}); !errors.Is(err, record.ErrSuperseded) {
			t.Errorf("a stale agenda: %v", err)
		}
		sheet := s.open(t, s.ruth).Conferences[0].Sheet()
		if len(sheet) != 2 || sheet[0].Words != "the flat" || sheet[1].Words != "the lawyer" {
			t.Errorf("the sheet is %+v", sheet)
		}
	})
}

func second[T any](_ T, err error) error { return err }
