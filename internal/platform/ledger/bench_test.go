package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

var bare = store.Schema{
	Name: "bare",
	Files: fstest.MapFS{"migrations/00001_bare.sql": {Data: []byte(
		"-- +goose Up\nCREATE TABLE bare (agency_id TEXT NOT NULL, bare_id TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (agency_id, bare_id));\n")}},
	Tables: []store.Table{{Name: "bare", Kind: store.Tenant}},
}

// BenchmarkAppend measures a durable entry with 200 sealed bytes. "of-bare" is its throughput beside that of one bare
// durable insert of 200 bytes on the same store, measured in turns within the same run.
func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprintf("sqlite/clients=%d", clients), func(b *testing.B) {
			db, clk := storetest.SQLite(b, ledger.Schema(), bare)
			agency, person, body := id.NewAgency(clk.Now()), id.New(clk.Now()), bytes.Repeat([]byte("b"), 200)
			insert := func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO bare (agency_id, bare_id, body) VALUES ($1, $2, $3)`, tx.Agency(), id.Random(), body)
				return err
			}
			add := func(ctx context.Context, tx *store.Tx) error {
				_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: "bench.act", Person: person, Actor: person, At: clk.Now(), Sealed: body})
				return err
			}
			const turns = 8
			var bareTime, addTime time.Duration
			for turn := range turns {
				n := (b.N + turn) / turns
				b.StopTimer()
				bareTime += timed(b, db, agency, n, clients, insert)
				b.StartTimer()
				addTime += timed(b, db, agency, n, clients, add)
			}
			b.ReportMetric(float64(bareTime)/float64(addTime), "of-bare")
			b.ReportMetric(float64(b.N)/addTime.Seconds(), "entries/s")
		})
	}
}

func timed(b *testing.B, db *store.DB, agency id.Agency, n, clients int, fn func(ctx context.Context, tx *store.Tx) error) time.Duration {
	now := clock.System()
	start := now()
	var wg sync.WaitGroup
	for c := range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range (n + c) / clients {
				if err := db.Write(b.Context(), agency, fn); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	return now().Sub(start)
}

// BenchmarkVerify measures the check of one entry in a log of two thousand.
func BenchmarkVerify(b *testing.B) {
	db, clk := storetest.SQLite(b, ledger.Schema())
	h := newHouse(b, db, clk)
	const size = 2_000
	var entries []ledger.Entry
	for i := range size {
		entries = append(entries, h.entry(i))
	}
	h.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := ledger.AppendAll(ctx, tx, entries)
		return err
	})
	c := h.sign()
	for b.Loop() {
		if r := h.verify(c.Note); !r.OK() || r.Size != size {
			b.Fatalf("%+v %v", r, r.Bad)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/size, "µs/entry")
}
