package record_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestINV11ACompartmentOpensForItsRolesOnly: what a role's table does not list does not exist for it, and what a rule
// would permit by mistake no key opens.
func TestINV11ACompartmentOpensForItsRolesOnly(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		actors := map[account.Role]account.Actor{account.Advocate: ruth}
		for _, role := range []account.Role{account.Clinician, account.Lawyer, account.ShelterManager, account.PrivacyOfficer, account.Admin} {
			actors[role] = w.colleague(t, role, hana, gate.Worker)
		}
		reads := map[account.Role][]gate.Compartment{
			account.Advocate:  {gate.Identity, gate.Contact, gate.Plan, gate.Safety},
			account.Clinician: {gate.Health, gate.Therapy},
			account.Lawyer:    {gate.Identity, gate.Legal, gate.Evidence},
		}
		writes := map[account.Role][]gate.Compartment{account.Lawyer: {gate.Legal, gate.Evidence}}
		for role, a := range actors {
			for _, c := range gate.Compartments() {
				want := reads[role]
				if writes[role] != nil {
					want = writes[role]
				}
				if _, err := w.write(t, a, hana, c, fmt.Sprintf("%s in %s", role, c), nil); (err == nil) != slices.Contains(want, c) || (err != nil && err != gate.ErrRefused) {
					t.Errorf("%s writes in %s: %v", role, c, err)
				}
				rec, err := w.records.Read(ctx, a, hana, gate.Care, c)
				if (err == nil) != slices.Contains(reads[role], c) || (err != nil && err != gate.ErrRefused) {
					t.Errorf("%s reads %s: %v", role, c, err)
				}
				for _, e := range rec.Entries {
					if e.Locked || e.Compartment != c {
						t.Errorf("%s sees an entry of %s, locked %v", role, e.Compartment, e.Locked)
					}
				}
				if _, err := w.records.Read(ctx, a, hana, gate.Care, gate.Plan, c, gate.Health); err != gate.ErrRefused {
					t.Errorf("%s reads %s with more than their own: %v", role, c, err)
				}
			}
		}
		looks, err := w.records.Looks(ctx, actors[account.PrivacyOfficer], hana, ledger.Latest)
		if err != nil || len(looks) == 0 {
			t.Errorf("the privacy officer reads %d looks, %v", len(looks), err)
		}
		if _, err := w.records.Looks(ctx, ruth, hana, ledger.Latest); err != gate.ErrRefused {
			t.Errorf("the worker reads who looked: %v", err)
		}
	})
}

// TestOnlyTheListedItemsAreOpened: and an empty list is nothing, not everything.
func TestOnlyTheListedItemsAreOpened(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		first := w.note(t, ruth, hana, "first")
		w.note(t, ruth, hana, "second")
		for name, c := range map[string]struct {
			items []id.ID
			want  []string
		}{"one": {[]id.ID{first}, []string{"first"}}, "none": {nil, nil}, "somebody's": {[]id.ID{id.Random()}, nil}} {
			rec, err := w.records.ReadItems(ctx, ruth, hana, gate.Care, c.items, gate.Plan)
			if err != nil || !slices.Equal(texts(rec.Entries), c.want) {
				t.Errorf("%s: %v, %v", name, texts(rec.Entries), err)
			}
		}
		if _, err := w.records.ReadItems(ctx, ruth, hana, gate.Care, []id.ID{first}, gate.Health); err != gate.ErrRefused {
			t.Errorf("an item asked for in a compartment that is closed: %v", err)
		}
	})
}

// TestThePersonIsHandedEveryKey: what was written in compartments that the enrolling worker does not open is there, locked,
// until somebody who opens them looks.
func TestThePersonIsHandedEveryKey(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		doctor, lawyer := w.colleague(t, account.Clinician, hana, gate.Worker), w.colleague(t, account.Lawyer, hana, gate.Worker)
		for c, a := range map[gate.Compartment]account.Actor{gate.Plan: ruth, gate.Health: doctor, gate.Legal: lawyer} {
			if _, err := w.write(t, a, hana, c, string(c), nil); err != nil {
				t.Fatal(err)
			}
		}
		me := w.Survivor(ruth, hana, "quiet river stone")
		locked := func() (n int) {
			for _, e := range w.read(t, me, hana, gate.Compartments()...) {
				if e.Locked {
					n++
				}
			}
			return n
		}
		if n := locked(); n != 2 {
			t.Errorf("%d entries are locked after setting up the sign-in, want those of health and legal", n)
		}
		w.read(t, doctor, hana, gate.Health)
		if n := locked(); n != 1 {
			t.Errorf("%d entries are locked after the clinician looked", n)
		}
		if _, err := w.write(t, lawyer, hana, gate.Legal, "more", nil); err != nil {
			t.Fatal(err)
		}
		if n := locked(); n != 0 {
			t.Errorf("%d entries are locked after the lawyer wrote", n)
		}
	})
}

// TestINV21ErasedIsErasedForEverybody: without their keys the entries open for nobody, the readable part of the log is
// gone, and the log still proves itself.
func TestINV21ErasedIsErasedForEverybody(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		w.note(t, ruth, hana, "in the plan")
		if _, err := w.write(t, ruth, hana, gate.Safety, "in safety", nil); err != nil {
			t.Fatal(err)
		}
		officer := w.colleague(t, account.PrivacyOfficer, hana, gate.Cover)
		me := w.Survivor(ruth, hana, "quiet river stone")
		for _, a := range []account.Actor{ruth, officer} {
			if err := w.records.Erase(ctx, a, hana); err != gate.ErrRefused {
				t.Errorf("%s erases: %v", a.Role, err)
			}
		}
		if err := w.records.Erase(ctx, me, hana); err != nil {
			t.Fatal(err)
		}
		for _, a := range []account.Actor{me, ruth} {
			if _, err := w.records.Read(ctx, a, hana, gate.Care, gate.Plan); err != gate.ErrRefused {
				t.Errorf("after the erasure %s reads: %v", a.Role, err)
			}
			if _, err := w.write(t, a, hana, gate.Safety, "again", nil); err != gate.ErrRefused {
				t.Errorf("after the erasure %s writes: %v", a.Role, err)
			}
		}
		for _, a := range []account.Actor{me, officer} {
			if _, err := w.records.Looks(ctx, a, hana, ledger.Latest); err != gate.ErrRefused {
				t.Errorf("after the erasure %s reads who looked: %v", a.Role, err)
			}
		}
		verifies(t, w, hana)
	})
}

// verifies checks the log of the shelter, and that nothing readable about a person is left from before their erasure.
func verifies(t *testing.T, w *world, person id.ID) {
	t.Helper()
	ctx, shelter := t.Context(), w.Shelter.Agency.ID
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(shelter, private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ledger.NewVerifier(shelter, public)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.SignCheckpoint(ctx, w.DB, shelter, signer, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	err = w.DB.Read(ctx, shelter, func(ctx context.Context, r *store.Reader) error {
		report, err := ledger.Verify(ctx, r, note.VerifierList(verifier), nil, nil)
		if err == nil && !report.OK() {
			err = errors.New(report.Bad.String())
		}
		if err == nil && report.Erased == 0 {
			err = errors.New("nothing was erased")
		}
		if err != nil {
			return err
		}
		records, err := ledger.ForPerson(ctx, r, person, ledger.Latest, 200)
		erased := false
		for _, rec := range records { // newest first
			if erased && len(rec.Sealed) > 0 {
				t.Errorf("entry %d (%s) from before the erasure is still readable", rec.Index, rec.Kind)
			}
			erased = erased || rec.Kind == ledger.KindErased
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestThePersonSeesWhatIsStored: whoever writes whatever wherever, the person reads all of it and nothing else, and each
// worker reads exactly what stands in their compartments.
func TestThePersonSeesWhatIsStored(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		writers := []account.Actor{ruth, w.colleague(t, account.Clinician, hana, gate.Worker), w.colleague(t, account.Lawyer, hana, gate.Worker)}
		writers = append(writers, w.Survivor(ruth, hana, "quiet river stone"))
		stored := map[gate.Compartment][]string{}
		rapid.Check(t, func(rt *rapid.T) {
			a := rapid.SampledFrom(writers).Draw(rt, "writer")
			c := rapid.SampledFrom(gate.Compartments()).Draw(rt, "compartment")
			words := rapid.StringN(0, 40, 200).Draw(rt, "words")
			if _, err := w.write(t, a, hana, c, words, nil); err == nil {
				stored[c] = append(stored[c], words)
			} else if err != gate.ErrRefused {
				rt.Fatal(err)
			}
		})
		for _, a := range writers[1:3] { // each has looked, so the person holds every key
			for _, c := range gate.Compartments() {
				_, _ = w.records.Read(t.Context(), a, hana, gate.Care, c) // a refusal is one of the answers
			}
		}
		var all []string
		for c, words := range stored {
			all = append(all, words...)
			for _, a := range writers[:3] {
				rec, err := w.records.Read(t.Context(), a, hana, gate.Care, c)
				if err == nil && !slices.Equal(texts(rec.Entries), sorted(words)) {
					t.Errorf("%s reads something else in %s than was written", a.Role, c)
				}
			}
		}
		if got := texts(w.read(t, writers[3], hana, gate.Compartments()...)); !slices.Equal(got, sorted(all)) || len(all) == 0 {
			t.Errorf("the person reads %d texts, %d were written", len(got), len(all))
		}
	})
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}
