package gate_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestINV04NotYoursIsNotThere: a person who is somebody else's, of another agency, or of nobody gets the same error, and
// each refusal is one entry of the same kind and size in the ledger (INV-07).
func TestINV04NotYoursIsNotThere(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth, priya := w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.LegalAid.As(account.Supervisor))
		hana := w.Person(ruth, "Hana")
		ada := enrol(t, w, account.Advocate, "Ada")
		colleague := w.SignIn(ada)
		me := w.Survivor(ruth, w.Person(ruth, "Sara"), "quiet river stone")
		for name, c := range map[string]struct {
			actor  account.Actor
			person id.ID
		}{
			"a colleague without an assignment": {colleague, hana}, "nobody, asked by a colleague": {colleague, id.Random()},
			"another agency": {priya, hana}, "nobody, asked by another agency": {priya, id.Random()}, "no identifier": {ruth, id.ID{}},
			"the administrator": {w.SignIn(w.Shelter.As(account.Admin)), hana}, "another person": {me, hana},
		} {
			before := len(log(t, w, c.actor.Agency, c.actor.Account, 100))
			if err := look(t, w, c.actor, c.person); err != gate.ErrRefused {
				t.Errorf("%s: %v", name, err)
			}
			entries := log(t, w, c.actor.Agency, c.actor.Account, 100)
			if len(entries) != before+1 || entries[0].Kind != "read.refused" {
				t.Fatalf("%s: the refusal left %d entries", name, len(entries)-before)
			}
			want := id.ID{}
			if c.person == hana && c.actor.Agency == ruth.Agency {
				want = hana
			}
			if entries[0].Person != want {
				t.Errorf("%s: the entry is about somebody else", name)
			}
		}
		sizes := map[int]bool{}
		for _, e := range log(t, w, colleague.Agency, colleague.Account, 2) {
			sizes[len(e.Sealed)] = true
		}
		if len(sizes) != 1 {
			t.Errorf("the two refusals of one actor have sizes %v", sizes)
		}
	})
}

// TestINV07ALookAndItsEntryAreOne: what was permitted leaves one entry; what failed leaves neither change nor entry.
func TestINV07ALookAndItsEntryAreOne(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		before := len(log(t, w, ruth.Agency, ruth.Account, 100))
		if err := look(t, w, ruth, hana); err != nil {
			t.Fatal(err)
		}
		failed := errors.New("failed")
		err := w.Gate.Open(t.Context(), gate.Request{Actor: ruth, Action: gate.Write, Purpose: gate.Care, Person: hana, Compartments: []gate.Compartment{gate.Plan}},
			func(ctx context.Context, pass gate.Pass) error {
				_, err := pass.Tx().Exec(ctx, `UPDATE person SET version = 99 WHERE agency_id = $1 AND person_id = $2`, pass.Agency(), pass.Person())
				return errors.Join(err, failed)
			})
		if !errors.Is(err, failed) {
			t.Errorf("the act's own error is lost: %v", err)
		}
		entries := log(t, w, ruth.Agency, ruth.Account, 100)
		if len(entries) != before+1 || entries[0].Kind != "read.allowed" {
			t.Errorf("%d entries, the newest %s", len(entries)-before, entries[0].Kind)
		}
	})
}

// TestNobodySignedInIsRefused: a request without an actor gets the same answer and no panic.
func TestNobodySignedInIsRefused(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		pretended := account.Actor{Agency: ruth.Agency, Account: ruth.Account, Role: ruth.Role, SecondFactor: true}
		raised := ruth
		raised.Role = account.Supervisor
		for name, a := range map[string]account.Actor{"nobody": {}, "no agency": {Account: ruth.Account}, "no session": pretended, "another role": raised} {
			if err := look(t, w, a, hana); err != gate.ErrRefused {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Gate.OpenList(t.Context(), account.Actor{}, nil); err != gate.ErrRefused {
			t.Errorf("a list for nobody: %v", err)
		}
		if err := w.Gate.Fetch(t.Context(), account.Actor{}, nil, nil); err != gate.ErrRefused {
			t.Errorf("a package for nobody: %v", err)
		}
		if err := w.Gate.Refuse(t.Context(), account.Actor{}, gate.Read); err != gate.ErrRefused {
			t.Errorf("a refusal for nobody: %v", err)
		}
		if err := (gate.Pass{}).SetAccount(t.Context(), hana); err != gate.ErrRefused {
			t.Errorf("a pass that nobody gave: %v", err)
		}
		for _, reference := range []string{"", "\x00", "\xff\xfe", "aaaaaaaaaaaaaaaaaaaaaaaaaa", hana.String()} {
			p, err := w.Gate.PersonByReference(t.Context(), ruth.Agency, reference)
			if err != nil || p == hana || p.IsZero() {
				t.Errorf("the reference %q: %v, %v", reference, p, err)
			}
		}
	})
}

// TestStandingEndsAtTheVerySecond holds T16.7 and S21: a certificate, an attestation and a session stop counting in the
// moment of their end, for a request that had begun too.
func TestStandingEndsAtTheVerySecond(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, m := t.Context(), w.Shelter.As(account.Advocate)
		signIn := func(at time.Time) account.Actor {
			w.Clock.Set(at)
			return w.SignIn(m)
		}
		hana := w.Person(w.SignIn(m), "Hana")
		ends := w.Clock.Now().Add(365 * 24 * time.Hour) // the demo's attestation and certificate
		ruth := signIn(ends.Add(-time.Microsecond))
		if err := look(t, w, ruth, hana); err != nil {
			t.Fatalf("a moment before the end: %v", err)
		}
		w.Clock.Set(ends)
		if err := look(t, w, ruth, hana); err != gate.ErrRefused {
			t.Errorf("at the end of both: %v", err)
		}
		if people, err := w.Records.People(ctx, ruth); err != nil || len(people) != 0 {
			t.Errorf("at the end of both the list shows %d people, %v", len(people), err)
		}
		if e := log(t, w, ruth.Agency, ruth.Account, 1); e[0].Kind != "list.refused" {
			t.Errorf("the list that showed nothing left %s", e[0].Kind)
		}
		if err := w.Accounts.Attest(ctx, ruth); err != nil {
			t.Fatal(err)
		}
		if err := look(t, w, ruth, hana); err != gate.ErrRefused {
			t.Errorf("attested, with an old certificate: %v", err)
		}
		until := ends.Add(time.Minute)
		for _, day := range []time.Time{until, until.Add(-time.Hour)} { // an earlier day does not shorten a later one
			if err := w.Accounts.Certify(ctx, w.Acting(w.Shelter.As(account.Admin)), ruth.Account, account.Confidentiality, day); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Set(until.Add(-time.Microsecond))
		if err := look(t, w, ruth, hana); err != nil {
			t.Errorf("with both in force: %v", err)
		}
		w.Clock.Set(until)
		if err := look(t, w, ruth, hana); err != gate.ErrRefused {
			t.Errorf("at the end of the certificate alone: %v", err)
		}
		if err := w.Accounts.Certify(ctx, w.Acting(w.Shelter.As(account.Admin)), ruth.Account, account.Confidentiality, until.AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(ends.Add(30*time.Minute - 2*time.Microsecond))
		if err := look(t, w, ruth, hana); err != nil {
			t.Errorf("before the session is idle for too long: %v", err)
		}
		w.Clock.Set(ends.Add(30 * time.Minute))
		if err := look(t, w, ruth, hana); err != gate.ErrRefused {
			t.Errorf("a session that is over: %v", err)
		}
	})
}

// TestINV14NobodyIsWithoutAWorkerAndACover: a record does not begin without both, and who leaves is replaced in both places
// in the same transaction, or does not leave.
func TestINV14NobodyIsWithoutAWorkerAndACover(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		ruth, imani := w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.Shelter.As(account.Supervisor))
		for name, cover := range map[string]id.ID{"nobody": {}, "the worker": ruth.Account, "a stranger": id.Random(),
			"the administrator": w.Shelter.As(account.Admin).Account, "another agency's": w.LegalAid.As(account.Supervisor).Account} {
			if _, err := w.Records.Start(ctx, ruth, cover); !errors.Is(err, gate.ErrCover) {
				t.Errorf("a record with %s as cover: %v", name, err)
			}
		}
		hers, covered := w.Person(ruth, "Hana"), id.ID{}
		covered, err := w.Records.Start(ctx, imani, ruth.Account)
		if err != nil {
			t.Fatal(err)
		}
		ada := enrol(t, w, account.Advocate, "Ada")
		check := func(when string, person, worker, cover id.ID) {
			t.Helper()
			got := assigned(t, w, person)
			if len(got) != 2 || len(got[gate.Worker]) != 1 || len(got[gate.Cover]) != 1 || got[gate.Worker][0] != worker || got[gate.Cover][0] != cover {
				t.Errorf("%s: %v", when, got)
			}
		}
		for name, successor := range map[string]id.ID{"nobody": {}, "themselves": ruth.Account, "a stranger": id.Random(), "who is with the person": imani.Account,
			"the administrator": w.Shelter.As(account.Admin).Account, "another agency's": w.LegalAid.As(account.Supervisor).Account} {
			if err := w.Leaves(w.Shelter, ruth.Account, successor); !errors.Is(err, gate.ErrSuccessor) {
				t.Errorf("leaving with %s as successor: %v", name, err)
			}
			check(name, hers, ruth.Account, imani.Account)
			check(name, covered, imani.Account, ruth.Account)
		}
		if err := look(t, w, ruth, hers); err != nil {
			t.Errorf("a refused leaving ended something: %v", err)
		}
		if err := w.Leaves(w.Shelter, ruth.Account, ada.Account); err != nil {
			t.Fatal(err)
		}
		check("the worker left", hers, imani.Account, ada.Account)
		check("the cover left", covered, imani.Account, ada.Account)
		if err := look(t, w, ruth, hers); err != gate.ErrRefused {
			t.Errorf("who left still looks: %v", err)
		}
		if err := w.Leaves(w.Shelter, id.Random(), id.ID{}); !errors.Is(err, account.ErrNoAccount) {
			t.Errorf("nobody left: %v", err)
		}
	})
}
