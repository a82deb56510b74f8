package disclosure_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// aloud is a yes to the notes that the worker writes down, with the supervisor as the witness.
func (s *story) aloud(notes ...id.ID) disclosure.Yes {
	y := yes(notes...)
	y.Spoken = &disclosure.Spoken{Method: consent.SpokenWitnessed, Witness: s.Shelter.As(account.Supervisor).Account}
	return y
}

// hears writes down a yes aloud to everything that was proposed.
func (s *story) hears(t testing.TB, notes ...id.ID) id.ID {
	t.Helper()
	p := s.propose(t, notes...)
	if err := s.Disclosure.Hear(t.Context(), s.worker, s.hana, p, s.aloud(notes...), ""); err != nil {
		t.Fatal(err)
	}
	return p
}

// heard is the entry that waits for the witness.
func (s *story) heard(t testing.TB, p id.ID) id.ID {
	t.Helper()
	c := s.choice(t, p)
	if c.Hearing == nil {
		t.Fatal("nothing was heard")
	}
	return c.Hearing.Entry
}

// choice is a choice as the person finds it.
func (s *story) choice(t testing.TB, p id.ID) disclosure.Choice {
	t.Helper()
	list, err := s.Disclosure.Choices(t.Context(), s.me, s.hana)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(list, func(c disclosure.Choice) bool { return c.ID == p })
	if at < 0 {
		t.Fatal("the person does not find the choice")
	}
	return list[at]
}

// imani is the supervisor, who stands in for the worker; the clock moves, since a code is accepted once.
func (s *story) imani() account.Actor {
	s.Clock.Advance(time.Minute)
	return s.SignIn(s.Shelter.As(account.Supervisor))
}

// confirm is the witness's word for what was heard about p.
func (s *story) confirm(t testing.TB, p id.ID) {
	t.Helper()
	if err := s.Disclosure.Confirm(t.Context(), s.imani(), s.hana, s.heard(t, p)); err != nil {
		t.Fatal(err)
	}
}

// TestTheRecorderAloneGivesNothing: what one worker wrote down opens nothing, whatever else they do, until the witness has
// said, signed in as themselves, that they heard it.
func TestTheRecorderAloneGivesNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.hears(t, s.notes[0])
		heard := s.heard(t, p)
		nothing := func(when string) {
			t.Helper()
			if open, _ := s.inbox(t); len(open) != 0 {
				t.Errorf("%s: the package left", when)
			}
			if c := s.choice(t, p); !c.Open() {
				t.Errorf("%s: the choice stands as %s", when, c.Reason)
			}
		}
		nothing("written down")
		for name, who := range map[string]account.Actor{"the recorder": s.worker, "the person": s.me, "another agency": s.doctor,
			"a colleague who does not work with the person": s.SignIn(s.Shelter.As(account.ShelterManager))} {
			if err := s.Disclosure.Confirm(ctx, who, s.hana, heard); fault.KindOf(err) != fault.Refused {
				t.Errorf("%s confirms: %v", name, err)
			}
			nothing(name)
		}
		imani := s.imani()
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, id.Random()); fault.KindOf(err) != fault.Refused {
			t.Errorf("something never heard is confirmed: %v", err)
		}
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, heard); err != nil {
			t.Fatal(err)
		}
		if err := s.look(t, s.only(t)); err != nil {
			t.Error(err)
		}
		c := s.choice(t, p)
		if !c.Stands() || c.Hearing == nil || c.Hearing.Recorder != s.worker.Name || c.HeardBy != imani.Name || c.Witness != imani.Account || c.RecordedBy != s.worker.Account {
			t.Errorf("the person finds %+v", c)
		}
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, heard); fault.KindOf(err) != fault.Refused {
			t.Errorf("confirmed once more: %v", err)
		}
	})
}

// TestTheEngineTakesNoSpokenYesAlone: below the service, the state machine refuses it too.
func TestTheEngineTakesNoSpokenYesAlone(t *testing.T) {
	for _, tr := range consent.Machine().Offers(flow.State(consent.StateExplained), flow.Kind(consent.Recorder)) {
		if tr.To == flow.State(consent.StateGiven) && !tr.SecondPerson {
			t.Errorf("a recorder gives a consent by %s, alone", tr.Event)
		}
	}
	for _, tr := range consent.Machine().Offers(flow.State(consent.StateSuspended), flow.Kind(consent.OtherWorker)) {
		if tr.To == flow.State(consent.StateActive) && !tr.SecondPerson {
			t.Errorf("a worker resumes a consent by %s, without the person", tr.Event)
		}
	}
}

// TestWhatWasHeardIsConfirmedAsItIs: not after it was put differently, not after a no, and not when a week has gone by.
func TestWhatWasHeardIsConfirmedAsItIs(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.hears(t, s.notes[0], s.notes[1])
		first := s.heard(t, p)
		key := id.Reference()
		for range 2 { // a second sending does nothing
			if err := s.Disclosure.Hear(ctx, s.worker, s.hana, p, s.aloud(s.notes[1]), key); err != nil {
				t.Fatal(err)
			}
		}
		imani := s.imani()
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, first); fault.KindOf(err) != fault.Refused {
			t.Errorf("what was put differently is confirmed: %v", err)
		}
		if err := s.Disclosure.Decline(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, s.said(t, p)); !errors.Is(err, flow.ErrNotNow) {
			t.Errorf("confirmed after the person's no: %v", err)
		}
		if err := s.Disclosure.Hear(ctx, s.worker, s.hana, p, s.aloud(s.notes[0]), ""); !errors.Is(err, flow.ErrStale) {
			t.Errorf("heard after the person's no: %v", err)
		}
		late := s.hears(t, s.notes[0])
		entry := s.heard(t, late)
		s.Clock.Advance(7 * 24 * time.Hour)
		s.renew(t)
		if err := s.Disclosure.Confirm(ctx, s.imani(), s.hana, entry); !errors.Is(err, consent.ErrHeardLate) {
			t.Errorf("confirmed a week later: %v", err)
		}
		if c := s.choice(t, late); c.Hearing != nil || !c.Open() {
			t.Errorf("a week later the person finds %+v", c.Hearing)
		}
		if n := value[int](t, s, s.Shelter.Agency.ID, `SELECT count(*) FROM outbox WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d envelopes left", n)
		}
	})
}

// said is the newest entry that says what was heard about p, whatever became of it.
func (s *story) said(t testing.TB, p id.ID) (entry id.ID) {
	t.Helper()
	rec, err := s.Records.Read(t.Context(), s.me, s.hana, gate.OwnLife, gate.Plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rec.Entries {
		if b, ok := e.Body.(*disclosure.Heard); ok && b.Record.ID == p {
			entry = e.ID
		}
	}
	return entry
}

// TestWhoCanBeAWitness: somebody who works with the person and can open what is shared, and not the recorder.
func TestWhoCanBeAWitness(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		list, err := s.Disclosure.Witnesses(t.Context(), s.worker, s.hana)
		if err != nil || len(list) != 1 || list[0].Account != s.Shelter.As(account.Supervisor).Account {
			t.Errorf("the witnesses are %+v, %v", list, err)
		}
		if _, err := s.Disclosure.Witnesses(t.Context(), s.doctor, s.hana); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("another agency asks: %v", err)
		}
		p := s.propose(t, s.notes[0])
		for name, who := range map[string]account.Role{"does not work with the person": account.ShelterManager, "the recorder": account.Advocate, "opens no record": account.Admin} {
			y := s.aloud(s.notes[0])
			y.Spoken.Witness = s.Shelter.As(who).Account
			if err := s.Disclosure.Hear(t.Context(), s.worker, s.hana, p, y, ""); fault.KindOf(err) != fault.BadInput {
				t.Errorf("a witness who %s: %v", name, err)
			}
		}
	})
}

// TestINV06OnTheLivePath: whoever hurt the person, or the other parent, gives nothing for them, and the rules for young
// people hold, before anything is written.
func TestINV06OnTheLivePath(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		mother := consent.Giver{Relation: "parent", Basis: "parental", ExclusionChecked: true}
		with := func(change func(*consent.Giver)) consent.Giver {
			g := mother
			change(&g)
			return g
		}
		p := s.propose(t, s.notes[0])
		for name, c := range map[string]struct {
			by    consent.GivenBy
			giver consent.Giver
			minor bool
			want  string // empty: it waits for the witness
		}{
			"who hurt the person":            {consent.ByGuardian, with(func(g *consent.Giver) { g.AllegedAbuser = true }), true, "consent.error.giver_barred"},
			"who hurt the other parent":      {consent.ByMinorPlusCaregiver, with(func(g *consent.Giver) { g.AbuserOfOtherParent = true }), true, "consent.error.giver_barred"},
			"who supports and hurt":          {consent.BySupportedDecision, with(func(g *consent.Giver) { g.AllegedAbuser = true }), false, "consent.error.giver_barred"},
			"nobody asked about":             {consent.ByGuardian, with(func(g *consent.Giver) { g.ExclusionChecked = false }), true, "consent.error.giver_unchecked"},
			"without a ground":               {consent.ByGuardian, with(func(g *consent.Giver) { g.Basis = "" }), true, "consent.error.giver_basis"},
			"unnamed":                        {consent.ByGuardian, with(func(g *consent.Giver) { g.Relation = "" }), true, "consent.error.giver_unnamed"},
			"the worker themselves":          {consent.ByGuardian, with(func(g *consent.Giver) { g.Account = s.worker.Account }), true, "consent.error.giver_is_worker"},
			"a young person as an adult":     {consent.BySelf, consent.Giver{}, true, "consent.error.minor"},
			"a young person with support":    {consent.BySupportedDecision, mother, true, "consent.error.minor"},
			"a caregiver beside an adult":    {consent.ByMinorPlusCaregiver, mother, false, "consent.error.adult"},
			"a young person, with no law":    {consent.BySelfMinor, consent.Giver{ExclusionChecked: true}, true, "consent.error.giver_basis"},
			"a young person whom a law lets": {consent.BySelfMinor, consent.Giver{Basis: "law", ExclusionChecked: true}, true, ""},
			"both":                           {consent.ByMinorPlusCaregiver, mother, true, ""},
			"a guardian":                     {consent.ByGuardian, mother, true, ""},
		} {
			y := s.aloud(s.notes[0])
			y.Spoken.GivenBy, y.Spoken.Giver, y.Spoken.Minor = c.by, c.giver, c.minor
			err := s.Disclosure.Hear(t.Context(), s.worker, s.hana, p, y, "")
			if (err == nil) != (c.want == "") || err != nil && fault.KeyOf(err) != c.want {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
			if s.choice(t, p).Hearing != nil != (c.want == "") {
				t.Errorf("%s: what waits is wrong", name)
			}
			if c.want == "" { // the next begins afresh
				p = s.propose(t, s.notes[0])
			}
		}
	})
}

// TestEveryProblemIsTold: a form can show at each field what is missing there.
func TestEveryProblemIsTold(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		p := s.propose(t, s.notes[0])
		err := s.Disclosure.Hear(t.Context(), s.worker, s.hana, p, disclosure.Yes{Days: 31, Items: []id.ID{s.notes[2]}}, "")
		var several fault.Several
		if !errors.As(err, &several) || !errors.Is(err, disclosure.ErrDays) || !errors.Is(err, disclosure.ErrItems) {
			t.Fatalf("%v", err)
		}
		var fields []string
		for _, e := range several {
			fields = append(fields, e.Field)
		}
		for _, want := range []string{"days", "items", "method", "language", "notice", "understanding_check", "told", "told_can_say_no", "alone_check"} {
			if !slices.Contains(fields, want) {
				t.Errorf("nothing is said about %s among %v", want, fields)
			}
		}
	})
}

// TestWhatIsAboutSharingIsNotShared: who was asked what, and said what, goes into no package.
func TestWhatIsAboutSharingIsNotShared(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		p := s.hears(t, s.notes[0])
		bundle := proposal(s)
		bundle.Items = []consent.Item{{Entry: s.heard(t, p), Kind: disclosure.HeardKind, Compartment: string(gate.Plan)}}
		if _, err := s.Disclosure.Propose(t.Context(), s.worker, s.hana, bundle); !errors.Is(err, disclosure.ErrItems) {
			t.Errorf("what was heard is proposed: %v", err)
		}
	})
}

// TestAForgedHearingIsNotConfirmed: an entry that says that another worker heard it is nobody's word.
func TestAForgedHearingIsNotConfirmed(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		p := s.hears(t, s.notes[0])
		r := s.choice(t, p).Hearing.Record
		imani := s.imani()
		r.RecordedBy, r.Witness = s.worker.Account, imani.Account
		forged, err := s.Records.Write(t.Context(), imani, s.hana, gate.Care, gate.Plan, record.Draft{Kind: disclosure.HeardKind, Body: &disclosure.Heard{Record: r}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Disclosure.Confirm(t.Context(), imani, s.hana, forged); fault.KindOf(err) != fault.Refused {
			t.Errorf("confirmed: %v", err)
		}
	})
}

// TestTheWordOfAWorkerWhoLeftCountsNoMore: neither what they wrote down nor what they say that they asked.
func TestTheWordOfAWorkerWhoLeftCountsNoMore(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		stopped, heard := s.share(t, s.notes[1]), s.hears(t, s.notes[0])
		entry, imani := s.heard(t, heard), s.imani()
		if err := errors.Join(s.Disclosure.Dispute(ctx, s.me, s.hana, stopped), s.Disclosure.AskedAlone(ctx, imani, s.hana, stopped)); err != nil {
			t.Fatal(err)
		}
		leaves := func(who id.ID) {
			t.Helper()
			if err := s.Leaves(s.Shelter, who, s.Join(s.Shelter, account.Advocate, "Tariq").Account); err != nil {
				t.Fatal(err)
			}
		}
		leaves(s.worker.Account)
		if err := s.Disclosure.Confirm(ctx, imani, s.hana, entry); fault.KeyOf(err) != "consent.error.recorded_by" {
			t.Errorf("what somebody wrote down who left is confirmed: %v", err)
		}
		leaves(imani.Account)
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, stopped); fault.KeyOf(err) != "consent.error.recorded_by" {
			t.Errorf("resumed by the word of somebody who left: %v", err)
		}
	})
}
