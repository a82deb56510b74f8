package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

const entries = 20

// records measures opening and writing, end to end: session, gate, durable ledger entry, keys.
func records(ctx context.Context, t *table, a *app.App, c app.Coalition) error {
	ruth := c.Shelter.As(account.Advocate)
	code, err := ruth.Second.Code(time.Now())
	if err != nil {
		return err
	}
	session, err := a.Accounts.SignInStaff(ctx, ruth.SignInName, ruth.Passphrase, code)
	if err != nil {
		return err
	}
	actor, err := a.Accounts.Resume(ctx, session.Token)
	if err != nil {
		return err
	}
	who, err := a.People.Start(ctx, actor, c.Shelter.As(account.Supervisor).Account, person.Name{Chosen: "Hana"})
	if err != nil {
		return err
	}
	note := record.Draft{Kind: plan.NoteKind, Body: &plan.Note{Text: strings.Repeat("What was said and agreed today. ", 20)}}
	for range entries - 1 {
		if _, err := a.Records.Write(ctx, actor, who, gate.Care, gate.Plan, note); err != nil {
			return err
		}
	}
	open := func(int) error {
		actor, err := a.Accounts.Resume(ctx, session.Token)
		if err != nil {
			return err
		}
		rec, err := a.Records.Read(ctx, actor, who, gate.Care, gate.Identity, gate.Plan)
		if err == nil && len(rec.Entries) != entries {
			err = fmt.Errorf("%d entries were opened, want %d", len(rec.Entries), entries)
		}
		return err
	}
	spare, err := a.People.Start(ctx, actor, c.Shelter.As(account.Supervisor).Account, person.Name{})
	if err != nil {
		return err
	}
	writing := func(int) error {
		_, err := a.Records.Write(ctx, actor, spare, gate.Care, gate.Plan, note)
		return err
	}
	deciding := func(int) error {
		return a.Gate.Open(ctx, gate.Request{Actor: actor, Action: gate.Read, Purpose: gate.Care, Person: who, Compartments: []gate.Compartment{gate.Plan}},
			func(context.Context, gate.Pass) error { return nil })
	}
	insert := bareInsert(ctx, a.DB, c.Shelter.Agency.ID)
	for _, m := range []struct {
		what, goal string
		act        func(int) error
		clients    int
	}{
		{"open a record of 20 entries, 1 client", "", open, 1},
		{"open a record of 20 entries, 8 clients", "≥ 0.4", open, 8},
		{"write an entry, 1 client", "", writing, 1},
		{"write an entry, 8 clients", "", writing, 8},
		{"gate decision with its ledger entry, 8 clients", "", deciding, 8},
	} {
		one, bare, ratio, err := interleaved(m.clients, m.act, insert)
		if err != nil {
			return err
		}
		t.row(m.what, fmt.Sprintf("%.0f/s", one), fmt.Sprintf("bare durable insert %.0f/s", bare), fmt.Sprintf("%.2f", ratio), m.goal)
	}
	return nil
}

// bareInsert writes one row durably through the same store, in the same groups.
func bareInsert(ctx context.Context, db *store.DB, agency id.Agency) func(int) error {
	return func(int) error {
		return db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO idempotency (agency_id, key, at, result) VALUES ($1, $2, $3, $4)`, agency, id.Random(), 1, "bare")
			return err
		})
	}
}

// decisions measures what is pure: consent over 50 records, and one opening of a sealed key.
func decisions(_ context.Context, t *table) error {
	now := time.Now()
	who, recipient := id.Random(), id.NewAgency(now)
	item := consent.Item{Entry: id.Random(), Kind: "plan.note", Compartment: "plan"}
	list := make([]consent.Record, 50)
	for i := range list {
		list[i] = consent.Record{ID: id.New(now), Person: who, GivenBy: consent.BySelf, Giver: consent.Giver{ExclusionChecked: true}, Purpose: consent.Medical,
			Items: []consent.Item{{Entry: id.Random(), Kind: "plan.note", Compartment: "plan"}}, RecipientAgency: recipient, RecipientRoles: []consent.Role{"clinicians"},
			Actions: []consent.Action{consent.View}, Method: consent.Portal, ValidFrom: now.Add(-time.Hour), ExpiresAt: now.Add(time.Hour), State: consent.StateGiven}
	}
	list[49].Items = []consent.Item{item}
	req := consent.Request{Person: who, RecipientAgency: recipient, RecipientRole: "clinicians", Purpose: consent.Medical, Items: []consent.Item{item}, Action: consent.View}
	if d := consent.Decide(list, req, now); !d.Allowed {
		return fmt.Errorf("the measured decision is a no: %s", d.Reason)
	}
	decide := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			consent.Decide(list, req, now)
		}
	})
	private, err := keys.NewPrivateKey()
	if err != nil {
		return err
	}
	place := keys.Binding{Use: "bench"}
	sealed, err := private.Public().Seal(place, make([]byte, 32))
	if err != nil {
		return err
	}
	hpke := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			if _, err := private.Open(place, sealed); err != nil {
				b.Fatal(err)
			}
		}
	})
	t.row("consent decision over 50 records", perOp(decide), "bare HPKE open "+perOp(hpke), fmt.Sprintf("%.3f", float64(decide.NsPerOp())/float64(hpke.NsPerOp())), "< 10 µs")
	return nil
}

func perOp(r testing.BenchmarkResult) string {
	return fmt.Sprintf("%.1f µs", float64(r.NsPerOp())/1000)
}
