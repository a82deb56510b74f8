package roster

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the one table of this package. A row of it that is changed, moved, put there or taken out makes the whole list be
// refused, so that nobody of the agency opens anything until it is put right.
func Schema() store.Schema {
	return store.Schema{Name: "roster", Files: migrations, Tables: []store.Table{{Name: "roster", Kind: store.Tenant, Guard: "agency_id"}}}
}

// A Cache remembers, for each agency and root, the last list that was checked, so that a request whose list has no more entries
// since costs one small query. What it remembers was checked whole, and a list only grows: rows that are changed beneath it, or
// put in the place of others, change nothing until the process ends, and the audit of the rows finds them.
type Cache struct {
	mu    sync.Mutex
	known map[under]Roster
}

type under struct {
	agency id.Agency
	root   string
}

// NewCache returns an empty one.
func NewCache() *Cache { return &Cache{known: map[under]Roster{}} }

// readings is how often a list is read anew where somebody else was adding to it: between two statements of a transaction that
// writes, another may be committed.
const readings = 3

// Read returns the roster of the reader's agency, checked against root. Where there is no list it returns the zero Roster.
func (c *Cache) Read(ctx context.Context, r *store.Reader, root keys.VerifyKey) (Roster, error) {
	at := under{r.Agency(), string(root.Bytes())}
	for range readings {
		var size int64
		if err := r.QueryRow(ctx, selectSize, r.Agency()).Scan(&size); err != nil || size == 0 {
			return Roster{}, err
		}
		c.mu.Lock()
		known, ok := c.known[at]
		c.mu.Unlock()
		if ok && known.size == size {
			return known, nil
		}
		read, whole, err := c.check(ctx, r, root)
		if err != nil {
			return Roster{}, err
		}
		if whole && read.size == size {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.known[at] = read
			return read, nil
		}
	}
	return Roster{}, &Broken{0, "its end is another than the ledger has"}
}

// check reads the list and verifies it. whole is false where the agency's ledger has another last entry: the end was cut off.
func (c *Cache) check(ctx context.Context, r *store.Reader, root keys.VerifyKey) (read Roster, whole bool, err error) {
	entries, err := bodies(ctx, r)
	if err != nil {
		return Roster{}, false, err
	}
	if read, err = Verify(entries, root); err != nil {
		return Roster{}, false, err
	}
	if read.agency != r.Agency() {
		return Roster{}, false, &Broken{0, "it is another agency's"}
	}
	last, err := ledger.ForPerson(ctx, r, LeavesOf(r.Agency()), ledger.Latest, 1)
	return read, err == nil && len(last) == 1 && bytes.Equal(last[0].Sealed, read.head[:]), err
}

func bodies(ctx context.Context, r *store.Reader) (entries [][]byte, err error) {
	rows, err := r.Query(ctx, selectBodies, r.Agency())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		entries = append(entries, body)
	}
	return entries, rows.Err()
}

// Entries are the entries of the reader's agency as they are stored. Whoever reads them has checked the list (see Cache.Read).
func Entries(ctx context.Context, r *store.Reader) ([]Entry, error) {
	all, err := bodies(ctx, r)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(all))
	for i, body := range all {
		if entries[i], err = Decode(body); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Append adds an entry to the agency's list, signed with key, in the caller's transaction, and its hash to the ledger. The
// first entry's row is locked until then, so that of two who append at once the second finds the entry of the first.
func (c *Cache) Append(ctx context.Context, tx *store.Tx, root keys.VerifyKey, e Entry, key keys.SigningKey, at time.Time) (Roster, error) {
	if _, err := tx.Exec(ctx, lockHead, tx.Agency()); err != nil {
		return Roster{}, err
	}
	now, err := c.Read(ctx, &tx.Reader, root)
	if err != nil {
		return Roster{}, err
	}
	if now.IsZero() {
		if e.Root == nil {
			return Roster{}, &Broken{0, "there is no list yet"}
		}
		now, e.Agency = Begin(root), tx.Agency()
	}
	next, body, err := now.Add(e, key)
	if err != nil {
		return Roster{}, err
	}
	if _, err := tx.Exec(ctx, insertEntry, tx.Agency(), next.size-1, body, next.head[:]); err != nil {
		return Roster{}, fmt.Errorf("adding to the roster: %w", err)
	}
	_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: "roster." + e.Kind(), Person: LeavesOf(tx.Agency()), Actor: e.By, At: at, Sealed: next.head[:], Author: key})
	return next, err
}

// LeavesOf is the number under which the ledger keeps the leaves of an agency's list, where those about a person have theirs. Their
// kind is what the entry says, and what stands where others have a sealed part is the entry's hash, which is no secret.
func LeavesOf(agency id.Agency) id.ID { return id.Named(agency.ID, "roster") }

const (
	selectSize   = `SELECT COALESCE(MAX(place) + 1, 0) FROM roster WHERE agency_id = $1`
	selectBodies = `SELECT body FROM roster WHERE agency_id = $1 ORDER BY place`
	insertEntry  = `INSERT INTO roster (agency_id, place, body, hash) VALUES ($1, $2, $3, $4)`
	lockHead     = `UPDATE roster SET place = place WHERE agency_id = $1 AND place = 0`
)
