package disclosure_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// vault is everything of an agency that somebody else could get hold of as an identifier or a reference.
type vault struct {
	people, entries, consents, accounts []id.ID
	references                          []string
}

// advocates enrols two advocates of an agency, and signs the first one in.
func advocates(t testing.TB, s *story, h apptest.House) (account.Actor, id.ID) {
	t.Helper()
	var made []apptest.Member
	for range 2 {
		made = append(made, s.Join(h, account.Advocate, "Ada"))
	}
	return s.SignIn(made[0]), made[1].Account
}

// size counts what an agency has written down; anything that somebody did to it changes this.
func size(t testing.TB, s *story, agency id.Agency) (counts []int64) {
	t.Helper()
	for _, query := range []string{`SELECT count(*) FROM entry WHERE agency_id = $1`, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1`,
		`SELECT count(*) FROM flow_history WHERE agency_id = $1`, `SELECT count(*) FROM outbox WHERE agency_id = $1`, `SELECT count(*) FROM compartment_key WHERE agency_id = $1`,
		`SELECT count(*) FROM assignment WHERE agency_id = $1`, `SELECT count(*) FROM session WHERE agency_id = $1`} {
		counts = append(counts, value[int64](t, s, agency, query))
	}
	return counts
}

// TestINV01NothingOfOneAgencyResolvesInAnother holds T16.11: whatever somebody of another agency does with whatever
// identifier or reference of this one, it is refused, and this agency's vault does not even notice.
func TestINV01NothingOfOneAgencyResolvesInAnother(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, shelter, legal := t.Context(), s.Shelter.Agency.ID, s.LegalAid.Agency.ID
		shared, open := s.share(t, s.notes[0]), s.propose(t, s.notes[1])
		a := vault{people: []id.ID{s.hana}, entries: s.notes, consents: []id.ID{shared, open}, accounts: []id.ID{s.worker.Account, s.me.Account},
			references: []string{s.only(t), value[string](t, s, shelter, `SELECT reference FROM person WHERE agency_id = $1`)}}
		eve, cover := advocates(t, s, s.LegalAid)
		own, err := s.Records.Start(ctx, eve, cover, record.Draft{Kind: apptest.NoteKind, Body: apptest.NoteBody("own")})
		if err != nil {
			t.Fatal(err)
		}
		operations := foreignOperations(s, eve, own, cover)
		var names []string
		for name := range operations {
			names = append(names, name)
		}
		before := size(t, s, shelter)
		rapid.Check(t, func(rt *rapid.T) {
			name := rapid.SampledFrom(names).Draw(rt, "operation")
			with := draw{rapid.SampledFrom(a.people).Draw(rt, "person"), rapid.SampledFrom(a.entries).Draw(rt, "entry"), rapid.SampledFrom(a.consents).Draw(rt, "consent"),
				rapid.SampledFrom(a.accounts).Draw(rt, "account"), rapid.SampledFrom(a.references).Draw(rt, "reference")}
			if err := operations[name](ctx, with); err == nil {
				rt.Fatalf("%s went through", name)
			}
		})
		if after := size(t, s, shelter); !slices.Equal(after, before) {
			t.Errorf("the shelter's vault has changed: %v, then %v", before, after)
		}
		people, err := s.Records.People(ctx, eve)
		if err != nil || len(people) != 1 || people[0].ID != own {
			t.Errorf("the other agency lists %d people, %v", len(people), err)
		}
		if list, _, err := s.Disclosure.Inbox(ctx, eve); err != nil || len(list) != 0 {
			t.Errorf("the other agency's inbox has %d packages, %v", len(list), err)
		}
		if n := value[int64](t, s, legal, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1 AND person_id = $2`, s.hana); n != 0 {
			t.Errorf("the other agency's log names the person %d times", n)
		}
	})
}

type draw struct {
	person, entry, consent, account id.ID
	reference                       string
}

// foreignOperations is everything that eve, of another agency and with a person of her own, can try.
func foreignOperations(s *story, eve account.Actor, own, cover id.ID) map[string]func(context.Context, draw) error {
	d, note := s.Disclosure, func(change func(*record.Draft)) record.Draft {
		n := record.Draft{Kind: apptest.NoteKind, Body: apptest.NoteBody("x")}
		change(&n)
		return n
	}
	write := func(ctx context.Context, person id.ID, n record.Draft) error {
		_, err := s.Records.Write(ctx, eve, person, gate.Care, gate.Plan, n)
		return err
	}
	propose := func(ctx context.Context, person, entry id.ID) error {
		_, err := d.Propose(ctx, eve, person, proposal(s, entry))
		return err
	}
	return map[string]func(context.Context, draw) error{
		"read": func(ctx context.Context, x draw) error {
			_, err := s.Records.Read(ctx, eve, x.person, gate.Care, gate.Plan)
			return err
		},
		"looks": func(ctx context.Context, x draw) error {
			_, err := s.Records.Looks(ctx, eve, x.person, ledger.Latest)
			return err
		},
		"write": func(ctx context.Context, x draw) error { return write(ctx, x.person, note(func(*record.Draft) {})) },
		"correct": func(ctx context.Context, x draw) error {
			return write(ctx, own, note(func(n *record.Draft) { n.Supersedes = x.entry }))
		},
		"stand beside": func(ctx context.Context, x draw) error {
			return write(ctx, own, note(func(n *record.Draft) { n.About = x.entry }))
		},
		"erase":          func(ctx context.Context, x draw) error { return s.Records.Erase(ctx, eve, x.person) },
		"propose theirs": func(ctx context.Context, x draw) error { return propose(ctx, x.person, x.entry) },
		"propose as own": func(ctx context.Context, x draw) error { return propose(ctx, own, x.entry) },
		"give":           func(ctx context.Context, x draw) error { return d.Give(ctx, eve, x.person, x.consent, yes(x.entry)) },
		"give as own":    func(ctx context.Context, x draw) error { return d.Give(ctx, eve, own, x.consent, yes(x.entry)) },
		"withdraw":       func(ctx context.Context, x draw) error { return d.Withdraw(ctx, eve, x.person, x.consent) },
		"withdraw own":   func(ctx context.Context, x draw) error { return d.Withdraw(ctx, eve, own, x.consent) },
		"decline":        func(ctx context.Context, x draw) error { return d.Decline(ctx, eve, own, x.consent) },
		"suspend":        func(ctx context.Context, x draw) error { return d.Suspend(ctx, eve, own, x.consent) },
		"dispute":        func(ctx context.Context, x draw) error { return d.Dispute(ctx, eve, x.person, x.consent) },
		"choices": func(ctx context.Context, x draw) error {
			_, err := d.Choices(ctx, eve, x.person)
			return err
		},
		"look": func(ctx context.Context, x draw) error {
			_, err := d.Look(ctx, eve, x.reference)
			return err
		},
		"attest": func(ctx context.Context, x draw) error { return d.Attest(ctx, eve, x.reference) },
		"enrol": func(ctx context.Context, x draw) error {
			_, err := s.Records.Enrol(ctx, eve, x.person, passphrase)
			return err
		},
		"let go": func(ctx context.Context, x draw) error {
			_, err := s.Gate.ProposeLeaving(ctx, eve, x.account, cover, true)
			return err
		},
		"take over":  func(ctx context.Context, x draw) error { return s.Gate.AcceptLeaving(ctx, eve, x.account) },
		"co-sign":    func(ctx context.Context, x draw) error { return s.Gate.CosignLeaving(ctx, eve, x.account) },
		"keep on":    func(ctx context.Context, x draw) error { return s.Gate.TakeBackLeaving(ctx, eve, x.account) },
		"not follow": func(ctx context.Context, x draw) error { return s.Gate.DeclineLeaving(ctx, eve, x.account) },
		"start with their worker": func(ctx context.Context, x draw) error {
			_, err := s.Records.Start(ctx, eve, x.account)
			return err
		},
		"address": func(ctx context.Context, x draw) error {
			p, err := s.Gate.PersonByReference(ctx, eve.Agency, x.reference)
			if err != nil || p == x.person {
				return err
			}
			return gate.ErrRefused
		},
		"public key": func(ctx context.Context, x draw) error {
			return s.DB.Read(ctx, eve.Agency, func(ctx context.Context, r *store.Reader) error {
				_, err := account.PublicKey(ctx, r, x.account)
				return err
			})
		},
		"basis": func(ctx context.Context, x draw) error {
			return s.DB.Read(ctx, eve.Agency, func(ctx context.Context, r *store.Reader) error {
				why, err := consent.Basis{Consent: x.consent, Recipient: s.Clinic.Agency.ID}.Stands(ctx, r, s.Clock.Now())
				if err != nil || why == gate.BasisStands {
					return err
				}
				return disclosure.ErrNoProposal
			})
		},
	}
}
