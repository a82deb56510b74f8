package disclosure_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// job does what the clock does by itself.
func (s *story) job(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	for _, h := range []id.Agency{s.Shelter.Agency.ID, s.Clinic.Agency.ID} {
		if err := errors.Join(s.Disclosure.ExpireDue(ctx, h), s.Disclosure.Flush(ctx, h)); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *story) orphans(t testing.TB) (list []consent.Reason) {
	t.Helper()
	found, err := s.Disclosure.Orphans(t.Context(), s.Shelter.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range found {
		list = append(list, o.Why)
	}
	return list
}

// TestINV02AConsentEndsAtItsVerySecond holds T3.3: with no job run, for a page already open, across the day on which the
// clocks change (29 March in Europe, inside these thirty days).
func TestINV02AConsentEndsAtItsVerySecond(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ends := s.Clock.Now().Add(30 * 24 * time.Hour)
		p := s.share(t, s.notes[0])
		reference := s.only(t)
		s.Clock.Set(ends.Add(-time.Microsecond))
		s.renew(t)
		if err := s.look(t, reference); err != nil {
			t.Fatalf("a moment before the end: %v", err)
		}
		s.Clock.Set(ends)
		s.shut(t, "at the end", reference)
		if open, notices := s.inbox(t); len(open) != 0 || len(notices) != 0 {
			t.Errorf("at the end the inbox shows %d and %d", len(open), len(notices))
		}
		if err := s.Disclosure.Suspend(t.Context(), s.worker, s.hana, p); fault.KindOf(err) != fault.Stale {
			t.Errorf("suspending what has ended: %v", err)
		}
		if got := s.orphans(t); !slices.Equal(got, []consent.Reason{consent.Expired}) {
			t.Errorf("before the job the check names %v", got)
		}
		s.job(t)
		s.job(t)
		if got := s.orphans(t); len(got) != 0 {
			t.Errorf("after the job the check names %v", got)
		}
		if _, notices := s.inbox(t); len(notices) != 1 || notices[0].Reference == reference {
			t.Errorf("after the job the notices are %+v", notices)
		}
		s.shut(t, "after the job", reference)
		choices, err := s.Disclosure.Choices(t.Context(), s.me, s.hana)
		if err != nil || choices[0].Reason != consent.Expired || !choices[0].ExpiresAt.Equal(ends) || choices[0].RecalledAt.IsZero() {
			t.Errorf("the person sees %+v, %v", choices[0], err)
		}
		if !value[bool](t, s, s.Shelter.Agency.ID, `SELECT key_half IS NULL FROM disclosure WHERE agency_id = $1`) {
			t.Error("the half that stayed is still here")
		}
	})
}

// TestINV02NothingQueuedLeavesAfterItsEnd: what waits in the outbox when its consent ends or is taken back stays there.
func TestINV02NothingQueuedLeavesAfterItsEnd(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		down := true
		b := s.stand(func(disclosure.Header) bool { return down })
		ends := s.Clock.Now().Add(30 * 24 * time.Hour)
		s.share(t, s.notes[0])
		s.Clock.Advance(time.Second)
		taken := s.share(t, s.notes[1])
		if err := s.Disclosure.Withdraw(t.Context(), s.me, s.hana, taken); err != nil {
			t.Errorf("taking back while the line is down: %v", err)
		}
		down = false
		s.Clock.Set(ends)
		s.job(t)
		s.job(t)
		if slices.Contains(b.delivered, disclosure.KindPackage) || !slices.Contains(b.delivered, disclosure.KindRecall) {
			t.Errorf("delivered was %v", b.delivered)
		}
		s.renew(t)
		if open, notices := s.inbox(t); len(open) != 0 || len(notices) != 2 {
			t.Errorf("the inbox shows %d and %d", len(open), len(notices))
		}
	})
}

// TestARecallThatOvertakesItsPackage holds T3.4: the package then arrives withdrawn.
func TestARecallThatOvertakesItsPackage(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		b := s.stand(packages)
		p := s.share(t, s.notes[0])
		late := b.envelopes[0]
		if err := s.Disclosure.Withdraw(t.Context(), s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Disclosure.Deliver(t.Context(), s.Clinic.Agency.ID, late); err != nil {
			t.Errorf("the late package: %v", err)
		}
		if open, notices := s.inbox(t); len(open) != 0 || len(notices) != 1 || notices[0].SenderName != s.Shelter.Agency.Name {
			t.Errorf("the inbox shows %d and %+v", len(open), notices)
		}
		if n := value[int](t, s, s.Clinic.Agency.ID, `SELECT count(*) FROM package WHERE agency_id = $1 AND envelope IS NOT NULL`); n != 0 {
			t.Error("the bytes of the late package were kept")
		}
	})
}

// TestINV02TakingBackStopsTheNextLook: in the same second, with the page still open, and under no address of before.
func TestINV02TakingBackStopsTheNextLook(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		p := s.share(t, s.notes[0], s.notes[1])
		reference := s.only(t)
		if err := s.look(t, reference); err != nil {
			t.Fatal(err)
		}
		if err := s.Disclosure.Withdraw(ctx, s.doctor, s.hana, p); fault.KindOf(err) != fault.Refused {
			t.Errorf("the recipient takes it back: %v", err)
		}
		if err := s.Disclosure.Withdraw(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "taken back", reference)
		_, notices := s.inbox(t)
		if len(notices) != 1 || notices[0].Reference == reference || !notices[0].AttestBy.Equal(s.Clock.Now().Add(7*24*time.Hour)) {
			t.Fatalf("the notices are %+v", notices)
		}
		s.shut(t, "under the address of the notice", notices[0].Reference)
		if err := s.Disclosure.Attest(ctx, s.SignIn(s.Clinic.As(account.Supervisor)), notices[0].Reference); err != gate.ErrRefused {
			t.Errorf("another team attests: %v", err)
		}
		attested := func() int64 {
			return value[int64](t, s, s.Shelter.Agency.ID, `SELECT attested_at FROM disclosure WHERE agency_id = $1`)
		}
		if n := value[int](t, s, s.Clinic.Agency.ID, `SELECT count(*) FROM outbox WHERE agency_id = $1`); n != 0 || attested() != 0 {
			t.Error("a refused attestation was sent")
		}
		said := s.Clock.Now().UnixMicro()
		for range 2 {
			if err := s.Disclosure.Attest(ctx, s.doctor, notices[0].Reference); err != nil {
				t.Fatal(err)
			}
			if attested() != said {
				t.Errorf("the attestation of %d arrived as %d", said, attested())
			}
			s.Clock.Advance(time.Second)
		}
		if n := value[int](t, s, s.Clinic.Agency.ID, `SELECT count(*) FROM outbox WHERE agency_id = $1`); n != 1 {
			t.Errorf("%d attestations were sent", n)
		}
		if got := s.orphans(t); len(got) != 0 {
			t.Errorf("the check names %v", got)
		}
		looks, err := s.Records.Looks(ctx, s.me, s.hana, ledger.Latest)
		if err != nil || looks[0].Action == "" {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(looks, func(l record.Look) bool {
			return l.Action == gate.Serve && l.Outcome == gate.Allowed && l.Who == s.Clinic.As(account.Clinician).Name && l.AgencyName == s.Clinic.Agency.Name
		}) {
			t.Errorf("the person does not see who looked")
		}
	})
}

// TestOnlyTheTeamItWasSentTo: colleagues of other teams and other agencies find nothing, with the address in hand.
func TestOnlyTheTeamItWasSentTo(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.share(t, s.notes[0])
		reference := s.only(t)
		var others []apptest.Member
		for _, h := range s.Houses() {
			for _, m := range h.Members {
				if m.Account != s.doctor.Account && m.Account != s.worker.Account {
					others = append(others, m)
				}
			}
		}
		for _, m := range others {
			a := s.SignIn(m)
			if _, err := s.Disclosure.Look(t.Context(), a, reference); err != gate.ErrRefused {
				t.Errorf("%s: %v", m.Role, err)
			}
			if open, notices, err := s.Disclosure.Inbox(t.Context(), a); err != nil || len(open)+len(notices) != 0 {
				t.Errorf("%s finds %d and %d, %v", m.Role, len(open), len(notices), err)
			}
		}
		for _, wrong := range []string{"", "\x00", "\xff", "aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
			s.shut(t, "an address of nothing", wrong)
		}
	})
}

// TestASuspensionStopsTheNextLook: by a worker, at once, and the end that was agreed stays the end.
func TestASuspensionStopsTheNextLook(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ends := s.Clock.Now().Add(30 * 24 * time.Hour)
		p := s.share(t, s.notes[0])
		reference := s.only(t)
		if err := s.Disclosure.Suspend(t.Context(), s.worker, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "suspended", reference)
		if got := s.orphans(t); len(got) != 0 {
			t.Errorf("the check names %v", got)
		}
		s.Clock.Set(ends)
		s.job(t)
		if n := value[string](t, s, s.Shelter.Agency.ID, `SELECT state FROM flow_instance WHERE agency_id = $1 AND machine = 'consent'`); n != string(consent.StateExpired) {
			t.Errorf("at its end a suspended consent is %s", n)
		}
	})
}

// TestAnErasureCallsBackWhatWasShared: what is made of erased entries opens for nobody, elsewhere too.
func TestAnErasureCallsBackWhatWasShared(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.share(t, s.notes[0])
		reference := s.only(t)
		if err := s.Records.Erase(t.Context(), s.me, s.hana); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "erased", reference)
		s.job(t)
		if open, notices := s.inbox(t); len(open) != 0 || len(notices) != 1 {
			t.Errorf("after the erasure the inbox shows %d and %d", len(open), len(notices))
		}
	})
}

// TestAnEndCannotBeMoved holds T3.7 below the screens: a consent that was kept is not kept again with another end.
func TestAnEndCannotBeMoved(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		p := s.share(t, s.notes[0])
		before := value[int64](t, s, s.Shelter.Agency.ID, `SELECT expires_at FROM consent WHERE agency_id = $1`)
		longer := consent.Record{ID: p, Person: s.hana, RecipientAgency: s.Clinic.Agency.ID, ValidFrom: s.Clock.Now(), ExpiresAt: s.Clock.Now().AddDate(0, 6, 0)}
		err := s.DB.Write(t.Context(), s.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error { return consent.Keep(ctx, tx, longer) })
		if err == nil {
			t.Error("a consent was kept twice")
		}
		if after := value[int64](t, s, s.Shelter.Agency.ID, `SELECT expires_at FROM consent WHERE agency_id = $1`); after != before {
			t.Error("an end was moved")
		}
	})
}

// TestADisclosureWithoutABasisIsFound holds T3.8.
func TestADisclosureWithoutABasisIsFound(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.share(t, s.notes[0])
		reference := s.only(t)
		if got := s.orphans(t); len(got) != 0 {
			t.Fatalf("the check names %v", got)
		}
		shelter := s.Shelter.Agency.ID
		s.exec(t, shelter, `UPDATE disclosure SET recipient_agency = $2 WHERE agency_id = $1`, s.LegalAid.Agency.ID)
		if got := s.orphans(t); !slices.Equal(got, []consent.Reason{consent.NoConsent}) {
			t.Errorf("sent to somebody else: the check names %v", got)
		}
		s.exec(t, shelter, `UPDATE disclosure SET recipient_agency = $2, consent_id = $3 WHERE agency_id = $1`, s.Clinic.Agency.ID, id.Random())
		if got := s.orphans(t); !slices.Equal(got, []consent.Reason{consent.NoConsent}) {
			t.Errorf("sent without a consent: the check names %v", got)
		}
		s.shut(t, "without a consent", reference)
	})
}
