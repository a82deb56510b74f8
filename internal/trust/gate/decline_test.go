package gate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestWhatIsDeclinedIsARefusal: the rules permitted it and the person's own words did not. The log says so and why, what was
// counted stays, and the answer is the act's own.
func TestWhatIsDeclinedIsARefusal(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		me := w.Survivor(ruth, hana, "quiet river stone")
		req := gate.Request{Actor: ruth, Action: gate.Message, Purpose: gate.Care, Person: hana, Compartments: []gate.Compartment{gate.Contact}}
		wrong := errors.New("not now")
		for _, want := range []error{nil, wrong} {
			err := w.Gate.Open(t.Context(), req, func(ctx context.Context, pass gate.Pass) error {
				pass.By("sms")
				_, err := pass.Tx().Exec(ctx, `UPDATE person SET version = version + 1 WHERE agency_id = $1 AND person_id = $2`, pass.Agency(), hana)
				return errors.Join(err, gate.Decline("paused", want))
			})
			if err != want {
				t.Errorf("the answer is %v, want %v", err, want)
			}
		}
		if err := w.Gate.Open(t.Context(), req, func(_ context.Context, pass gate.Pass) error { pass.By("sms"); return nil }); err != nil {
			t.Fatal(err)
		}
		looks, err := w.Records.Looks(t.Context(), me, hana, ledger.Latest)
		if err != nil || len(looks) < 4 {
			t.Fatalf("%d looks, %v", len(looks), err)
		}
		sent, declined := looks[1], looks[2] // the newest is the person's own look at the log
		if sent.Outcome != gate.Allowed || sent.Way != "sms" || declined.Outcome != gate.Refused || declined.Reason != "paused" || declined.Way != "" || declined.Action != gate.Message {
			t.Errorf("the log says %+v and %+v", sent.Event, declined.Event)
		}
		if v := number(t, w, `SELECT version FROM person WHERE agency_id = $1 AND person_id = $2`, hana); v != 4 { // 1, the account, and twice above
			t.Errorf("what was counted before it was declined did not stay: version %d", v)
		}
	})
}

// TestTheHouseTellsThePerson: what was done without anybody's key is in the log for the person to read, and about nobody
// there is nothing to write.
func TestTheHouseTellsThePerson(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		me := w.Survivor(ruth, hana, "quiet river stone")
		before := number(t, w, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1`)
		for _, person := range []id.ID{hana, id.Random()} {
			err := w.DB.Write(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
				return w.Gate.Tell(ctx, tx, person, w.Clock.Now(), gate.Event{Action: gate.Message, Purpose: gate.Care, Outcome: gate.Allowed, Reason: "sent", Way: "email"})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		looks, err := w.Records.Looks(t.Context(), me, hana, ledger.Latest)
		if err != nil || looks[1].Way != "email" || looks[1].Who != "" || looks[1].Role != "" || looks[1].Reason != "sent" {
			t.Errorf("the log says %+v, %v", looks, err)
		}
		if after := number(t, w, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1`); after != before+2 { // the message, and the look
			t.Errorf("%d entries were written", after-before)
		}
	})
}

func number(t testing.TB, w *apptest.World, query string, args ...any) (n int) {
	t.Helper()
	err := w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, append([]any{r.Agency()}, args...)...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
