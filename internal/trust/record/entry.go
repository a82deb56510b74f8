package record

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// An Entry is one thing that was written.
type Entry struct {
	ID          id.ID
	Kind        string
	Compartment gate.Compartment
	Author      id.ID
	AuthorName  string
	AuthorRole  string
	At          time.Time
	Supersedes  id.ID // the entry that this one corrects
	About       id.ID // the entry that this statement stands beside
	Body        any   // of the kind's declared type; nil when Locked
	Locked      bool  // the reader's keys do not open it (yet)
}

// content is what is sealed of an entry: the author's name as it was, and the body as JSON. It is written as a version byte,
// the length of the name, the name and the body, so that a body is parsed once, by the type that it is declared with.
type content struct {
	author string
	body   []byte
}

const contentVersion = 1

func (c content) encode() []byte {
	b := binary.AppendUvarint([]byte{contentVersion}, uint64(len(c.author)))
	return append(append(b, c.author...), c.body...)
}

func decodeContent(b []byte) (content, error) {
	if len(b) == 0 || b[0] != contentVersion {
		return content{}, ErrKind
	}
	length, n := binary.Uvarint(b[1:])
	if n <= 0 || length > uint64(len(b)-1-n) {
		return content{}, ErrKind
	}
	rest := b[1+n:]
	return content{string(rest[:length]), rest[length:]}, nil
}

// sealedEntry is a row as it is stored.
type sealedEntry struct {
	Entry
	version int64
	sealed  []byte
}

// entryBinding ties a body to its whole row: who wrote it in what role and when, what it corrects and what it stands
// beside cannot be changed in the database without the body refusing to open.
func entryBinding(agency id.Agency, person id.ID, e Entry, version int64) keys.Binding {
	use := fmt.Sprintf("%s/%s/%s/%d/%s/%s", e.Kind, e.Author, e.AuthorRole, clock.Micros(e.At), e.Supersedes, e.About)
	return keys.Binding{Agency: agency, Person: person, Compartment: string(e.Compartment), Entry: e.ID, Version: version, Use: use}
}

// open decrypts the rows with the data keys that the reader holds. An entry whose key is missing stays Locked.
func (r *Registry) open(agency id.Agency, person id.ID, rows []sealedEntry, ring keyring) ([]Entry, error) {
	out := make([]Entry, len(rows))
	for i, row := range rows {
		e := row.Entry
		key, ok, err := ring.key(e.Compartment, row.version)
		if err != nil {
			return nil, err
		}
		if !ok {
			e.Locked = true
			out[i] = e
			continue
		}
		plain, err := key.OpenPadded(entryBinding(agency, person, e, row.version), row.sealed)
		if err != nil {
			return nil, err
		}
		c, err := decodeContent(plain)
		if err != nil {
			return nil, err
		}
		if e.Body, err = r.decode(e.Kind, c.body); err != nil {
			return nil, err
		}
		e.AuthorName = c.author
		out[i] = e
	}
	return out, nil
}

// ErrSuperseded says that somebody has corrected the entry meanwhile; both corrections are kept by looking again.
var ErrSuperseded = fault.New(fault.Stale, "record.error.superseded")

// ErrNoEntry says that the pass opens no such entry.
var ErrNoEntry = fault.New(fault.Refused, "error.not_found")

// insert stores an entry. Of two corrections of one entry the second finds its place taken.
func insert(ctx context.Context, pass gate.Pass, e sealedEntry) error {
	n, err := pass.Tx().Exec(ctx, insertEntry, pass.Agency(), pass.Person(), e.ID, e.Compartment, e.Kind, e.Author, e.AuthorRole,
		clock.Micros(e.At), e.Supersedes, e.About, e.version, e.sealed)
	if err == nil && n == 0 {
		return ErrSuperseded
	}
	return err
}

// loadEntries reads the rows of the compartments that the view opens, oldest first.
func loadEntries(ctx context.Context, view gate.View) ([]sealedEntry, error) {
	rows, err := view.Reader().Query(ctx, selectEntries, view.Agency(), view.Person())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []sealedEntry
	for rows.Next() {
		var e sealedEntry
		var at int64
		if err := rows.Scan(&e.ID, &e.Compartment, &e.Kind, &e.Author, &e.AuthorRole, &at, &e.Supersedes, &e.About, &e.version, &e.sealed); err != nil {
			return nil, err
		}
		if !view.OpensItem(e.Compartment, e.ID) {
			continue
		}
		e.At = clock.FromMicros(at)
		list = append(list, e)
	}
	inOrder(list)
	return list, rows.Err()
}

// inOrder sorts entries oldest first. Among those of one moment, what corrects an entry or stands beside it comes after it,
// so that whoever takes the last of a kind takes the newest.
func inOrder(list []sealedEntry) {
	at := make(map[id.ID]int, len(list))
	for i, e := range list {
		at[e.ID] = i
	}
	depth := make(map[id.ID]int, len(list))
	for _, e := range list {
		d := 0
		for next, ok := e.follows(), true; ok && !next.IsZero() && d <= len(list); d++ {
			var i int
			if i, ok = at[next]; ok {
				next = list[i].follows()
			}
		}
		depth[e.ID] = d
	}
	slices.SortStableFunc(list, func(a, b sealedEntry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(depth[a.ID], depth[b.ID]))
	})
}

// follows is the entry that e was written after, if it was written about one.
func (e Entry) follows() id.ID {
	if !e.Supersedes.IsZero() {
		return e.Supersedes
	}
	return e.About
}

const (
	insertEntry = `INSERT INTO entry (agency_id, person_id, entry_id, compartment, kind, author_id, author_role, at, supersedes, about, key_version, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (agency_id, person_id, supersedes) DO NOTHING`
	selectEntries = `SELECT entry_id, compartment, kind, author_id, author_role, at, supersedes, about, key_version, sealed
		FROM entry WHERE agency_id = $1 AND person_id = $2 ORDER BY entry_id`
	selectOneEntry   = `SELECT compartment, kind, author_id FROM entry WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`
	countSuperseding = `SELECT count(*) FROM entry WHERE agency_id = $1 AND person_id = $2 AND supersedes = $3`
)
