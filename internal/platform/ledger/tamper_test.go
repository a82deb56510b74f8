package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// tampered is what a house of 41 entries looks like to every test below: checkpoints at 10, 25 and 38 entries, one person
// erased by entry 20, three entries newer than the last checkpoint.
func tampered(t testing.TB, db *store.DB, clk *clock.Hand) (h *house, kept [][]byte) {
	h = newHouse(t, db, clk)
	h.add(10)
	kept = append(kept, h.sign().Note)
	h.add(10)
	h.erase(h.persons[1])
	h.add(4)
	kept = append(kept, h.sign().Note)
	h.add(13)
	kept = append(kept, h.sign().Note)
	h.add(3)
	if r := h.verify(kept...); !r.OK() || r.Size != 41 || r.Checkpoints != 6 {
		t.Fatalf("before anything is touched: %+v %v", r, r.Bad)
	}
	return h, kept
}

// try runs fn and Verify in one transaction and takes everything back.
func (h *house) try(kept [][]byte, fn func(ctx context.Context, tx *store.Tx) error) (report ledger.Report, err error) {
	undo := errors.New("undo")
	err = h.db.Write(h.t.Context(), h.agency, func(ctx context.Context, tx *store.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return fmt.Errorf("tampering: %w", err)
		}
		var err error
		if report, err = ledger.Verify(ctx, &tx.Reader, h.known(), kept, nil); err != nil {
			return err
		}
		return undo
	})
	if err == undo {
		err = nil
	}
	return report, err
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	type step struct {
		sql  string
		args []any
	}
	sql := func(text string, args ...any) step { return step{text, args} }
	move := func(from, to int) step {
		return sql(`UPDATE ledger_leaf SET idx = $3 WHERE agency_id = $1 AND idx = $2`, from, to)
	}
	cut := func(size int) []step {
		return []step{
			sql(`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx >= $2`, size),
			sql(`UPDATE ledger_head SET size = $2, last_hash = (SELECT leaf_hash FROM ledger_leaf WHERE agency_id = $1 AND idx = $3) WHERE agency_id = $1`, size, size-1),
		}
	}
	shift := func(from, to, by int) (steps []step) {
		step, i := 1, from
		if by > 0 {
			step, i, to = -1, to, from
		}
		for ; i != to+step; i += step {
			steps = append(steps, move(i, i+by))
		}
		return steps
	}
	insert := sql(`INSERT INTO ledger_leaf (agency_id, idx, at, kind, actor_id, content_hash, prev_hash, leaf_hash, changes, state)
SELECT agency_id, $2, at, kind, actor_id, content_hash, prev_hash, leaf_hash, changes, state FROM ledger_leaf WHERE agency_id = $1 AND idx = $3`, 30, 0)
	for _, tt := range []struct {
		name      string
		steps     []step
		wantCheck ledger.Check
		wantIndex int64
	}{
		{"a time is changed", []step{sql(`UPDATE ledger_leaf SET at = at + 1 WHERE agency_id = $1 AND idx = $2`, 7)}, ledger.Changed, 7},
		{"an entry is given to another person", []step{sql(`UPDATE ledger_leaf SET person_id = $3 WHERE agency_id = $1 AND idx = $2`, 7, id.Random())}, ledger.Changed, 7},
		{"the actor is removed", []step{sql(`UPDATE ledger_leaf SET actor_id = NULL WHERE agency_id = $1 AND idx = $2`, 7)}, ledger.Changed, 7},
		{"one entry is deleted", []step{sql(`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx = $2`, 12)}, ledger.Missing, 12},
		{"the first entry is deleted", []step{sql(`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx = $2`, 0)}, ledger.Missing, 0},
		{"one is deleted and the rest closed up", append([]step{sql(`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx = $2`, 30)}, shift(31, 40, -1)...), ledger.Reordered, 30},
		{"two neighbours are swapped", []step{move(5, 1000), move(6, 5), move(1000, 6)}, ledger.Reordered, 5},
		{"two distant entries are swapped", []step{move(5, 1000), move(33, 5), move(1000, 33)}, ledger.Reordered, 5},
		{"a copy of an earlier entry is put in between", append(shift(30, 40, 1), insert), ledger.Reordered, 30},
		{"the newest entries are deleted", []step{sql(`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx >= $2`, 39)}, ledger.Truncated, 39},
		{"the log is rolled back below a checkpoint", cut(30), ledger.Truncated, 30},
		{"the log is rolled back, with its own checkpoints and tree", append(cut(30),
			sql(`DELETE FROM ledger_checkpoint WHERE agency_id = $1 AND size > $2`, 30),
			sql(`DELETE FROM ledger_hash WHERE agency_id = $1 AND hash_index >= $2`, tlog.StoredHashCount(30))), ledger.Truncated, 30},
		{"the log is emptied", []step{sql(`DELETE FROM ledger_leaf WHERE agency_id = $1`), sql(`DELETE FROM ledger_head WHERE agency_id = $1`),
			sql(`DELETE FROM ledger_checkpoint WHERE agency_id = $1`), sql(`DELETE FROM ledger_hash WHERE agency_id = $1`)}, ledger.Truncated, 0},
		{"the head forgets the newest entry", []step{sql(`UPDATE ledger_head SET size = size - 1 WHERE agency_id = $1`)}, ledger.HeadChanged, 40},
		{"the head has another hash", []step{sql(`UPDATE ledger_head SET last_hash = $2 WHERE agency_id = $1`, make([]byte, 32))}, ledger.HeadChanged, 40},
		{"the head is deleted", []step{sql(`DELETE FROM ledger_head WHERE agency_id = $1`)}, ledger.HeadChanged, 0},
		{"a sealed part is replaced", []step{sql(`UPDATE ledger_leaf SET sealed = $3 WHERE agency_id = $1 AND idx = $2`, 22, []byte("other"))}, ledger.SealedChanged, 22},
		{"a sealed part is dropped without an erasure", []step{sql(`UPDATE ledger_leaf SET sealed = NULL WHERE agency_id = $1 AND idx = $2`, 22)}, ledger.SealedMissing, 22},
		{"a drop is laid to somebody else's erasure", []step{sql(`UPDATE ledger_leaf SET sealed = NULL, erased_by = 20 WHERE agency_id = $1 AND idx = $2`, 6)}, ledger.SealedMissing, 6},
		{"a drop is laid to an erasure that came before", []step{sql(`UPDATE ledger_leaf SET sealed = NULL, erased_by = 20 WHERE agency_id = $1 AND idx = $2`, 22)}, ledger.SealedMissing, 22},
		{"a tree hash is deleted", []step{sql(`DELETE FROM ledger_hash WHERE agency_id = $1 AND hash_index = $2`, tlog.StoredHashIndex(0, 9))}, ledger.TreeChanged, 9},
		{"a checkpoint has another root", []step{sql(`UPDATE ledger_checkpoint SET root = $3 WHERE agency_id = $1 AND size = $2`, 25, make([]byte, 32))}, ledger.Signature, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
				h, kept := tampered(t, db, clk)
				report, err := h.try(kept, func(ctx context.Context, tx *store.Tx) error {
					for _, s := range tt.steps {
						if _, err := tx.Exec(ctx, s.sql, append([]any{h.agency}, s.args...)...); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if report.Bad == nil || report.Bad.Check != tt.wantCheck || report.Bad.Index != tt.wantIndex {
					t.Errorf("found %v, want %s at entry %d", report.Bad, tt.wantCheck, tt.wantIndex)
				}
				if report.Size > tt.wantIndex {
					t.Errorf("%d entries are said to stand, want at most %d", report.Size, tt.wantIndex)
				}
			}, ledger.Schema())
		})
	}
}

// The forged entry is whole in itself and carries the hash of the one before; those that follow were moved up.
func TestAForgedEntryPutInBetweenIsNamed(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h, kept := tampered(t, db, clk)
		report, err := h.try(kept, func(ctx context.Context, tx *store.Tx) error {
			const cut = `UPDATE ledger_head SET size = $2, last_hash = (SELECT leaf_hash FROM ledger_leaf WHERE agency_id = $1 AND idx = $3) WHERE agency_id = $1`
			if _, err := tx.Exec(ctx, `UPDATE ledger_leaf SET idx = 41 WHERE agency_id = $1 AND idx = 40`, h.agency); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE ledger_leaf SET idx = 40 WHERE agency_id = $1 AND idx = 39`, h.agency); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, cut, h.agency, 39, 38); err != nil {
				return err
			}
			if _, err := ledger.Append(ctx, tx, h.entry(1)); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, cut, h.agency, 42, 41)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if report.OK() || report.Bad.Check != ledger.Reordered || report.Bad.Index != 39 {
			t.Errorf("found %v, want reordered at entry 39", report.Bad)
		}
	}, ledger.Schema())
}

// A column is changed by one bit, or filled where it was empty; the entry that Verify names is the row or one before it.
func TestAnyChangedBitIsFound(t *testing.T) {
	columns := []string{"idx", "at", "kind", "person_id", "actor_id", "sealed", "erased_by", "content_hash", "prev_hash", "leaf_hash"}
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h, kept := tampered(t, db, clk)
		rapid.Check(t, func(rt *rapid.T) {
			row := rapid.Int64Range(0, 40).Draw(rt, "row")
			column := rapid.SampledFrom(columns).Draw(rt, "column")
			bit := rapid.IntRange(0, 1<<16).Draw(rt, "bit")
			report, err := h.try(kept, func(ctx context.Context, tx *store.Tx) error {
				var old any
				if err := tx.QueryRow(ctx, `SELECT `+column+` FROM ledger_leaf WHERE agency_id = $1 AND idx = $2`, h.agency, row).Scan(&old); err != nil {
					return err
				}
				if old == nil {
					old = map[string]any{"person_id": id.Random().String(), "actor_id": id.Random().String(), "sealed": []byte("x"), "erased_by": int64(20)}[column]
				} else if old = flip(old, bit); column == "idx" {
					old = row ^ int64(1)<<(6+bit%58) // beyond all others: the key is unique
				}
				_, err := tx.Exec(ctx, `UPDATE ledger_leaf SET `+column+` = $3 WHERE agency_id = $1 AND idx = $2`, h.agency, row, old)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
			if report.OK() || report.Bad.Index > row {
				rt.Errorf("%s of entry %d was changed, found %v", column, row, report.Bad)
			}
		})
	}, ledger.Schema())
}

// The same for what stands around the entries: the head, the tree and the checkpoints (their time is not part of the log).
func TestAnyChangedBitAroundTheEntriesIsFound(t *testing.T) {
	columns := []struct{ table, column, key string }{
		{"ledger_head", "size", "size"}, {"ledger_head", "last_hash", "size"},
		{"ledger_hash", "hash", "hash_index"}, {"ledger_hash", "hash_index", "hash_index"},
		{"ledger_checkpoint", "root", "size"}, {"ledger_checkpoint", "note", "size"}, {"ledger_checkpoint", "size", "size"},
	}
	keys := map[string][]int64{"ledger_head": {41}, "ledger_checkpoint": {10, 25, 38}}
	for i := range tlog.StoredHashCount(38) {
		keys["ledger_hash"] = append(keys["ledger_hash"], i)
	}
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h, kept := tampered(t, db, clk)
		rapid.Check(t, func(rt *rapid.T) {
			c := rapid.SampledFrom(columns).Draw(rt, "column")
			key := rapid.SampledFrom(keys[c.table]).Draw(rt, "key")
			bit := rapid.IntRange(0, 1<<16).Draw(rt, "bit")
			where := ` WHERE agency_id = $1 AND ` + c.key + ` = $2`
			report, err := h.try(kept, func(ctx context.Context, tx *store.Tx) error {
				var old any
				if err := tx.QueryRow(ctx, `SELECT `+c.column+` FROM `+c.table+where, h.agency, key).Scan(&old); err != nil {
					return err
				}
				changed := flip(old, bit)
				if c.column == c.key && c.table != "ledger_head" {
					changed = key ^ int64(1)<<(7+bit%57) // beyond all others: the key is unique
				}
				_, err := tx.Exec(ctx, `UPDATE `+c.table+` SET `+c.column+` = $3`+where, h.agency, key, changed)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
			if report.OK() {
				rt.Errorf("a changed %s.%s (%d) was not found", c.table, c.column, key)
			}
		})
	}, ledger.Schema())
}

// flip changes one bit of a column's value. Texts keep to characters that PostgreSQL takes.
func flip(v any, bit int) any {
	switch v := v.(type) {
	case int64:
		return v ^ int64(1)<<(bit%64)
	case string:
		b := []byte(v)
		i := bit / 7 % len(b)
		for b[i] >= 0x80 {
			i-- // the dash of a signature line is a longer character
		}
		b[i] ^= 1 << (bit % 7)
		return string(b)
	case []byte:
		b := append([]byte(nil), v...)
		b[bit/8%len(b)] ^= 1 << (bit % 8)
		return b
	}
	return v
}

// Whoever can write the database can hash a changed entry anew, and all that follow it: only a checkpoint kept elsewhere
// tells, and it tells where the log stood last.
func TestARewrittenLogIsFoundByACheckpointKeptElsewhere(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h, forger := newHouse(t, db, clk), newHouse(t, db, clk)
		forger.agency, forger.persons, forger.actor = h.agency, h.persons, h.actor
		h.add(20)
		first := h.sign()
		h.add(20)
		second := h.sign()
		report, err := h.try([][]byte{second.Note, first.Note}, func(ctx context.Context, tx *store.Tx) error {
			for _, text := range []string{`DELETE FROM ledger_checkpoint WHERE agency_id = $1`, `DELETE FROM ledger_hash WHERE agency_id = $1`,
				`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx >= 30`,
				`UPDATE ledger_head SET size = 30, last_hash = (SELECT leaf_hash FROM ledger_leaf WHERE agency_id = $1 AND idx = 29) WHERE agency_id = $1`} {
				if _, err := tx.Exec(ctx, text, h.agency); err != nil {
					return err
				}
			}
			var forged []ledger.Entry
			for i := range 15 {
				forged = append(forged, forger.entry(i))
			}
			_, err := ledger.AppendAll(ctx, tx, forged)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := ledger.Finding{Index: 20, Check: ledger.Rewritten, Checkpoint: 40}
		if report.OK() || report.Bad.Index != want.Index || report.Bad.Check != want.Check || report.Bad.Checkpoint != want.Checkpoint {
			t.Errorf("found %v, want %v", report.Bad, want)
		}
	}, ledger.Schema())
}
