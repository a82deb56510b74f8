package ledger

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrEntry is returned by Append for an entry that no caller should have made: a kind that is not a code or is reserved,
// no time, or a transaction without an agency. It is a defect of the caller, not of what a person typed.
var ErrEntry = fault.New(fault.Internal, "ledger.entry")

// Append adds an entry to the log of the transaction's agency. The entry stands when the transaction commits and not
// before: an act and its entry are written in one transaction, so that neither exists without the other. The agency's
// head stays locked until then, so Append comes late in a transaction and long work does not follow it.
func Append(ctx context.Context, tx *store.Tx, e Entry) (Leaf, error) {
	leaves, err := AppendAll(ctx, tx, []Entry{e})
	if err != nil {
		return Leaf{}, err
	}
	return leaves[0], nil
}

// AppendAll is Append for several entries, in their order, with one change of the head.
func AppendAll(ctx context.Context, tx *store.Tx, entries []Entry) ([]Leaf, error) {
	for _, e := range entries {
		if e.Kind == KindErased || e.Kind == KindBegun {
			return nil, ErrEntry
		}
	}
	return write(ctx, tx, entries)
}

// Begin writes, into a log whose first entry is older than the guard over rows, how the rows stand for which somebody has to
// sign (store.Table.Signed). They are taken as they stand. It is done once for such a log, and never for another: Verify finds
// a second one, since whoever could write it could sign for everybody.
func Begin(ctx context.Context, db *store.DB, agency id.Agency, at time.Time) error {
	due := false
	if err := db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		due, err = beginDue(ctx, r)
		return err
	}); err != nil || !due {
		return err
	}
	return db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		if due, err := beginDue(ctx, &tx.Reader); err != nil || !due {
			return err
		}
		if _, err := tx.GuardState(ctx); err != nil {
			return err
		}
		if err := tx.MarkSigned(ctx); err != nil {
			return err
		}
		_, err := write(ctx, tx, []Entry{{Kind: KindBegun, At: at}})
		return err
	})
}

func beginDue(ctx context.Context, r *store.Reader) (bool, error) {
	var old, begun int64
	err := r.QueryRow(ctx, selectBegun, r.Agency(), KindBegun).Scan(&old, &begun)
	return old > 0 && begun == 0, err
}

// Cover appends an entry that stands for what was written since the last one of this transaction, where anything was. It has
// no readable part: what was done is told by the entry before.
func Cover(ctx context.Context, tx *store.Tx, e Entry) error {
	if !tx.HasWritten() {
		return nil
	}
	_, err := Append(ctx, tx, e)
	return err
}

// Erase drops the sealed part of every entry about person, and writes the entry that says so, with who did it and when.
// The proof stands: each entry keeps the hash of what was sealed. A sealed part that is gone without such an entry is
// reported by Verify. What backups still hold is made unreadable by destroying the person's log key, which is the caller's.
func Erase(ctx context.Context, tx *store.Tx, person, actor id.ID, author keys.SigningKey, at time.Time) (Leaf, error) {
	if person.IsZero() {
		return Leaf{}, ErrEntry
	}
	// The entry first: it locks the head, so no entry about the person can come between it and the erasure.
	leaves, err := write(ctx, tx, []Entry{{Kind: KindErased, Person: person, Actor: actor, At: at, Author: author}})
	if err != nil {
		return Leaf{}, err
	}
	if _, err := tx.Exec(ctx, dropSealed, tx.Agency(), person, leaves[0].Index); err != nil {
		return Leaf{}, fmt.Errorf("dropping sealed parts: %w", err)
	}
	return leaves[0], nil
}

func write(ctx context.Context, tx *store.Tx, entries []Entry) ([]Leaf, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	for _, e := range entries {
		if tx.Agency().IsZero() || !validKind(e.Kind) || clock.Micros(e.At) == 0 {
			return nil, ErrEntry
		}
	}
	state, err := tx.GuardState(ctx) // before the head of the log is locked, like everywhere
	if err != nil {
		return nil, fmt.Errorf("adding up what was written: %w", err)
	}
	wrote, signed := tx.TakeWritten()
	if signed && entries[0].Author.Public().IsZero() {
		return nil, store.ErrUnsigned
	}
	next, prev, err := holdHead(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("reserving a place in the log: %w", err)
	}
	leaves := make([]Leaf, len(entries))
	for i, e := range entries {
		r := Record{Entry: e, Leaf: Leaf{Agency: tx.Agency(), Index: next + int64(i)}, Content: contentHash(e.Sealed), Prev: prev, State: state, Wrote: wrote}
		if e.Author.Public().Bytes() != nil {
			r.AuthorKey = e.Author.Public().Bytes()
		}
		r.Hash, wrote = r.leafHash(), nil
		if len(r.AuthorKey) > 0 {
			r.Signature = e.Author.Sign(append([]byte(authorDomain), r.Hash[:]...))
		}
		if err := insert(ctx, tx, &r); err != nil {
			return nil, fmt.Errorf("writing entry %d: %w", r.Index, err)
		}
		leaves[i], prev = r.Leaf, r.Hash
	}
	if _, err := tx.Exec(ctx, moveHead, tx.Agency(), next+int64(len(entries)), prev[:]); err != nil {
		return nil, fmt.Errorf("moving the head: %w", err)
	}
	return leaves, nil
}

// holdHead returns how many entries there are, and the hash of the last. The head row is locked until the transaction ends,
// which is what makes indices gapless and the chain a line: SQLite has one writer.
func holdHead(ctx context.Context, tx *store.Tx) (size int64, prev tlog.Hash, err error) {
	lock := selectHeadRow
	if tx.Dialect() == store.Postgres {
		lock = selectHeadRowPostgres
	}
	var last []byte
	err = tx.QueryRow(ctx, lock, tx.Agency()).Scan(&size, &last)
	if store.IsNoRows(err) {
		if _, err := tx.Exec(ctx, makeHead, tx.Agency(), prev[:]); err != nil {
			return 0, prev, err
		}
		err = tx.QueryRow(ctx, lock, tx.Agency()).Scan(&size, &last)
	}
	if err == nil && (len(last) != tlog.HashSize || size < 0) {
		err = ErrBroken
	}
	if err != nil {
		return 0, prev, err
	}
	return size, tlog.Hash(last), nil
}

func insert(ctx context.Context, tx *store.Tx, r *Record) error {
	var sealed []byte // an empty part is stored as NULL, like none
	if len(r.Sealed) > 0 {
		sealed = r.Sealed
	}
	_, err := tx.Exec(ctx, insertLeaf, r.Agency, r.Index, clock.Micros(r.At), r.Kind, r.Person, r.Actor, sealed,
		r.Content[:], r.Prev[:], r.Hash[:], r.State.Changes, stateBytes(r), none(r.Wrote), none(r.AuthorKey), none(r.Signature))
	return err
}

// none stores an empty part as NULL.
func none(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

func stateBytes(r *Record) []byte {
	if !r.second() {
		return nil
	}
	return r.State.Commitment[:]
}

const (
	selectHeadRow         = `SELECT size, last_hash FROM ledger_head WHERE agency_id = $1`
	selectHeadRowPostgres = `SELECT size, last_hash FROM ledger_head WHERE agency_id = $1 FOR UPDATE`
	makeHead              = `INSERT INTO ledger_head (agency_id, size, last_hash) VALUES ($1, 0, $2) ON CONFLICT (agency_id) DO NOTHING`
	moveHead              = `UPDATE ledger_head SET size = $2, last_hash = $3 WHERE agency_id = $1`
	insertLeaf            = `INSERT INTO ledger_leaf (agency_id, idx, at, kind, person_id, actor_id, sealed, content_hash, prev_hash, leaf_hash,
changes, state, wrote, author, signature)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	selectBegun = `SELECT COUNT(CASE WHEN idx = 0 AND state IS NULL AND wrote IS NULL AND author IS NULL THEN 1 END), COUNT(CASE WHEN kind = $2 THEN 1 END)
FROM ledger_leaf WHERE agency_id = $1 AND (idx = 0 OR kind = $2)`
	dropSealed = `UPDATE ledger_leaf SET sealed = NULL, erased_by = $3
WHERE agency_id = $1 AND person_id = $2 AND idx < $3 AND sealed IS NOT NULL`
)
