package disclosure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestAProposalNamesOneRecipientItemsAndAnEnd holds T3.1 and T3.2: what lacks one of them is refused before anything is
// written.
func TestAProposalNamesOneRecipientItemsAndAnEnd(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		for name, c := range map[string]struct {
			change func(*disclosure.Proposal)
			want   error
		}{
			"no end":            {func(p *disclosure.Proposal) { p.Days = 0 }, disclosure.ErrDays},
			"an end before":     {func(p *disclosure.Proposal) { p.Days = -1 }, disclosure.ErrDays},
			"more than a year":  {func(p *disclosure.Proposal) { p.Days = 366 }, disclosure.ErrDays},
			"no recipient":      {func(p *disclosure.Proposal) { p.Recipient = id.Agency{} }, disclosure.ErrRecipient},
			"themselves":        {func(p *disclosure.Proposal) { p.Recipient = s.Shelter.Agency.ID }, disclosure.ErrRecipient},
			"nobody":            {func(p *disclosure.Proposal) { p.Recipient = id.Agency{ID: id.Random()} }, disclosure.ErrRecipient},
			"everybody there":   {func(p *disclosure.Proposal) { p.Function = account.Staff }, disclosure.ErrRecipient},
			"no items":          {func(p *disclosure.Proposal) { p.Items = nil }, disclosure.ErrItems},
			"an open item":      {func(p *disclosure.Proposal) { p.Items = []consent.Item{{Compartment: "plan"}} }, disclosure.ErrItems},
			"somebody's item":   {func(p *disclosure.Proposal) { p.Items[0].Entry = id.Random() }, disclosure.ErrItems},
			"a therapy item":    {func(p *disclosure.Proposal) { p.Items[0].Compartment = "therapy" }, disclosure.ErrItems},
			"called other":      {func(p *disclosure.Proposal) { p.Items[0].Kind = "safety.measure" }, disclosure.ErrItems},
			"no purpose":        {func(p *disclosure.Proposal) { p.Purpose = "" }, disclosure.ErrPurpose},
			"purpose not known": {func(p *disclosure.Proposal) { p.Purpose = "curiosity" }, disclosure.ErrPurpose},
		} {
			p := proposal(s, s.notes[0])
			c.change(&p)
			if _, err := s.Disclosure.Propose(t.Context(), s.worker, s.hana, p); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		p := proposal(s, s.notes[0])
		p.Key = "form"
		first, err := s.Disclosure.Propose(t.Context(), s.worker, s.hana, p)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Disclosure.Propose(t.Context(), s.worker, s.hana, p); err != nil || again != first {
			t.Errorf("the same form again: %v, %v", again, err)
		}
		choices, err := s.Disclosure.Choices(t.Context(), s.me, s.hana)
		if err != nil || len(choices) != 1 || !choices[0].Open() {
			t.Errorf("the person finds %d proposals, %v", len(choices), err)
		}
		if open, _ := s.inbox(t); len(open) != 0 {
			t.Error("a proposal left the agency")
		}
	})
}

// TestAYesIsInformedAndOnce: less than was proposed may go, never more; and what was not told is no consent.
func TestAYesIsInformedAndOnce(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.propose(t, s.notes[0], s.notes[1])
		for name, change := range map[string]func(*disclosure.Yes){
			"more items": func(y *disclosure.Yes) { y.Items = append(y.Items, s.notes[2]) }, "no items": func(y *disclosure.Yes) { y.Items = nil },
			"longer": func(y *disclosure.Yes) { y.Days = 31 }, "no end": func(y *disclosure.Yes) { y.Days = 0 }, "ended": func(y *disclosure.Yes) { y.Days = -3 },
			"an item twice": func(y *disclosure.Yes) { y.Items = []id.ID{s.notes[0], s.notes[0]} }, "no language": func(y *disclosure.Yes) { y.Language = "" },
			"not understood": func(y *disclosure.Yes) { y.Answers[1].Understood = false }, "risks not told": func(y *disclosure.Yes) { y.Told.Risks = false },
			"overheard": func(y *disclosure.Yes) { y.Alone = consent.Overheard }, "no notice": func(y *disclosure.Yes) { y.NoticeHash = "" },
		} {
			y := yes(s.notes[0], s.notes[1])
			change(&y)
			if err := s.Disclosure.Give(ctx, s.me, s.hana, p, y); fault.KindOf(err) != fault.BadInput {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := value[int](t, s, s.Shelter.Agency.ID, `SELECT count(*) FROM outbox WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d envelopes left without a consent", n)
		}
		if err := s.Disclosure.Give(ctx, s.me, s.hana, p, yes(s.notes[1])); err != nil {
			t.Fatal(err)
		}
		if err := s.Disclosure.Give(ctx, s.me, s.hana, p, yes(s.notes[1])); !errors.Is(err, disclosure.ErrNoProposal) {
			t.Errorf("the same yes again: %v", err)
		}
		if pkg, err := s.Disclosure.Look(ctx, s.doctor, s.only(t)); err != nil || len(pkg.Items) != 1 || !bytes.Contains(pkg.Items[0].Body, []byte("sleeps badly")) {
			t.Errorf("the clinic sees %+v, %v", pkg.Items, err)
		}
		declined := s.propose(t, s.notes[2])
		if err := s.Disclosure.Decline(ctx, s.me, s.hana, declined); err != nil {
			t.Fatal(err)
		}
		if err := s.Disclosure.Give(ctx, s.me, s.hana, declined, yes(s.notes[2])); err == nil {
			t.Error("a proposal that was declined was given after all")
		}
	})
}

// TestASpokenYesNeedsAWitnessWhoWorksHere: a worker records and does not invent.
func TestASpokenYesNeedsAWitnessWhoWorksHere(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.propose(t, s.notes[0])
		supervisor := s.Shelter.As(account.Supervisor).Account
		for name, spoken := range map[string]*disclosure.Spoken{
			"nothing said of how": nil, "in the person's own space": {Method: consent.Portal}, "no witness": {Method: consent.SpokenWitnessed},
			"their own witness":    {Method: consent.SpokenWitnessed, Witness: s.worker.Account},
			"an invented witness":  {Method: consent.SpokenWitnessed, Witness: id.Random()},
			"the person":           {Method: consent.SpokenWitnessed, Witness: s.me.Account},
			"another agency's":     {Method: consent.SpokenWitnessed, Witness: s.doctor.Account},
			"a recording":          {Method: consent.SpokenRecorded, Witness: supervisor},
			"a mark and no one by": {Method: consent.MarkOrThumb},
		} {
			y := yes(s.notes[0])
			y.Spoken = spoken
			if err := s.Disclosure.Hear(ctx, s.worker, s.hana, p, y, ""); fault.KindOf(err) != fault.BadInput {
				t.Errorf("%s: %v", name, err)
			}
		}
		y := yes(s.notes[0])
		y.Spoken = &disclosure.Spoken{Method: consent.SpokenWitnessed, Witness: supervisor}
		if err := s.Disclosure.Give(ctx, s.worker, s.hana, p, y); fault.KindOf(err) != fault.BadInput {
			t.Errorf("a worker gives it alone: %v", err)
		}
		if err := s.Disclosure.Hear(ctx, s.worker, s.hana, p, y, ""); err != nil {
			t.Fatal(err)
		}
		s.confirm(t, p)
		reference := s.only(t)
		if err := s.look(t, reference); err != nil {
			t.Fatal(err)
		}
		// T3.11: the person says that this is not what they agreed to.
		if err := s.Disclosure.Dispute(ctx, s.worker, s.hana, p); fault.KindOf(err) != fault.Refused {
			t.Errorf("a worker disputes for the person: %v", err)
		}
		if err := s.Disclosure.Dispute(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "disputed", reference)
		choices, err := s.Disclosure.Choices(ctx, s.me, s.hana)
		if err != nil || choices[0].Reason != consent.Suspended {
			t.Errorf("the person sees %v, %v", choices[0].Reason, err)
		}
		if err := s.Disclosure.Withdraw(ctx, s.me, s.hana, p); err != nil {
			t.Errorf("taking back what is suspended: %v", err)
		}
		s.shut(t, "taken back", reference)
	})
}

// TestINV01ExactlyTheListedItems: whatever stands in a record and whatever subset of it was agreed to, the recipient sees
// that subset, byte by byte, and nothing that leads back into the sender's vault.
func TestINV01ExactlyTheListedItems(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		texts := map[id.ID]string{}
		rapid.Check(t, func(rt *rapid.T) {
			if len(texts) > 60 {
				return // as large as a record gets
			}
			words := rapid.SliceOfN(rapid.StringN(0, 60, 300), 1, 4).Draw(rt, "words")
			var written []id.ID
			for _, text := range words {
				e := s.note(t, text)
				texts[e], written = text, append(written, e)
			}
			proposed := rapid.SliceOfNDistinct(rapid.SampledFrom(written), 1, len(written), rapid.ID).Draw(rt, "proposed")
			agreed := rapid.SliceOfNDistinct(rapid.SampledFrom(proposed), 1, len(proposed), rapid.ID).Draw(rt, "agreed")
			p := s.propose(t, proposed...)
			if err := s.Disclosure.Give(t.Context(), s.me, s.hana, p, yes(agreed...)); err != nil {
				rt.Fatal(err)
			}
			pkg, err := s.Disclosure.Look(t.Context(), s.doctor, s.only(t))
			if err != nil {
				rt.Fatal(err)
			}
			var got, want []string
			for _, item := range pkg.Items {
				got = append(got, string(item.Body))
			}
			for _, e := range agreed {
				body, err := json.Marshal(apptest.NoteBody(texts[e]))
				if err != nil {
					rt.Fatal(err)
				}
				want = append(want, string(body))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				rt.Fatalf("the clinic sees %q, agreed was %q", got, want)
			}
			whole, err := json.Marshal(pkg.Content)
			if err != nil {
				rt.Fatal(err)
			}
			for _, inside := range append(written, s.hana, s.me.Account, s.worker.Account, p, s.Shelter.Agency.ID.ID) {
				if bytes.Contains(whole, []byte(inside.String())) {
					rt.Fatal("the package carries an identifier of the sender's vault")
				}
			}
			if err := s.Disclosure.Withdraw(t.Context(), s.me, s.hana, p); err != nil {
				rt.Fatal(err)
			}
		})
	})
}

// TestTheOwnWordsGoWithTheItem: what the person wrote beside an item goes with it as they put it last.
func TestTheOwnWordsGoWithTheItem(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		say := func(a account.Actor, words string, about, instead id.ID) id.ID {
			e, err := s.Records.Write(t.Context(), a, s.hana, gate.Care, gate.Plan, record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: words}, About: about, Supersedes: instead})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		first := say(s.me, "not quite", s.notes[0], id.ID{})
		say(s.me, "only at night", s.notes[0], first)
		say(s.me, "beside another", s.notes[1], id.ID{})
		say(s.worker, "a colleague's remark", s.notes[0], id.ID{})
		s.share(t, s.notes[0])
		pkg, err := s.Disclosure.Look(t.Context(), s.doctor, s.only(t))
		if err != nil || len(pkg.Items) != 1 || strings.Join(pkg.Items[0].Statements, "|") != "only at night" {
			t.Errorf("the clinic sees %+v, %v", pkg.Items, err)
		}
	})
}
