package store

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// ErrTampered is returned for a change of a guarded row that the program did not write as it stands, and where the guard's
// own state was replaced by one from before. Nothing was changed.
var ErrTampered = fault.New(fault.Internal, "error.internal")

// ErrUnguarded says that a guarded table was reached without a guard key, or by a statement that the guard cannot follow. It
// is a defect of the program.
var ErrUnguarded = errors.New("store: a guarded table is reached without its guard")

// ErrUnsigned says that rows of a table that is Signed were left changed without an entry of the ledger that somebody signed. It
// is a defect of the program.
var ErrUnsigned = errors.New("store: who may open was changed, and nobody signed for it")

// A guard protects the rows that decide against whoever can write to the database but does not hold its key.
//
// Each guarded row carries an authenticator over all of its columns: HMAC-SHA-256 (RFC 2104). It is checked whenever the row
// is read; a row that does not fit is treated as if it were not there, and noted. What an authenticator cannot tell, that a
// row was deleted or put back from before, a set hash tells: MSet-Add-Hash of Clarke, Devadas, van Dijk, Gassend and Suh
// (ASIACRYPT 2003), which they made for the same purpose, memory that an adversary can write. It is the sum modulo 2^256 of
// a keyed hash of each authenticator, with the number of rows, and is stored sealed, so that two states tell nothing of the
// hashes between them. There is one for each bucket (the rows of one table that share a value, such as those of one
// person), and one for the agency over all buckets, in the head, which counts the changes too.
type guard struct {
	element, commit []byte    // keys of HMAC
	rows            sync.Pool // of rowMAC, for authenticators: the key is hashed once for many rows
	state           keys.DataKey
	tables          map[string]*guardedTable
	plans           sync.Map // of statements, by their text
	planned         atomic.Int64

	mu    sync.Mutex
	seen  map[id.Agency]uint64 // the newest count of changes that this process wrote or read
	found map[Tampering]struct{}
}

func newGuard(key keys.DataKey) *guard {
	derive := func(label string) []byte { k := keys.DeriveDataKey(key[:], label); return k[:] }
	row := derive("guard/row")
	return &guard{element: derive("guard/element"), commit: derive("guard/commit"),
		rows:  sync.Pool{New: func() any { return &rowMAC{mac: hmac.New(sha256.New, row)} }},
		state: keys.DeriveDataKey(key[:], "guard/state"), tables: map[string]*guardedTable{}, seen: map[id.Agency]uint64{}, found: map[Tampering]struct{}{}}
}

// A guardedTable is a guarded table with the columns that the database has for it.
type guardedTable struct {
	name    string
	bucket  string   // the column whose values divide the rows into buckets
	columns []string // by name, without guard
	key     []string // the primary key
	shared  bool     // a reference table: its rows belong to the installation
	signed  bool     // see Table.Signed

	setGuard, selectBucket, selectAll string
}

// A rowMAC computes authenticators, one after the other.
type rowMAC struct {
	mac     hash.Hash
	message []byte
	sum     [sha256.Size]byte
}

// of is the HMAC over the table's name and every column that is not empty. An empty value (NULL, 0, false, an empty text) is
// left out, so that a column that is added later leaves the rows before it as they are. The next call overwrites it.
func (m *rowMAC) of(t *guardedTable, values []any) ([]byte, error) {
	b := appendText(m.message[:0], t.name)
	for i, v := range values {
		var err error
		if b, err = appendColumn(b, t.columns[i], v); err != nil {
			return nil, err
		}
	}
	m.message = b
	m.mac.Reset()
	m.mac.Write(b)
	return m.mac.Sum(m.sum[:0]), nil
}

// authenticator is what is stored with a row.
func (g *guard) authenticator(t *guardedTable, values []any) ([]byte, error) {
	m := g.rows.Get().(*rowMAC)
	defer g.rows.Put(m)
	a, err := m.of(t, values)
	return slices.Clone(a), err
}

func appendColumn(b []byte, column string, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return b, nil
	case bool:
		if v {
			return appendColumn(b, column, int64(1))
		}
		return b, nil
	case int64:
		if v == 0 {
			return b, nil
		}
		return binary.BigEndian.AppendUint64(append(appendText(b, column), 'i'), uint64(v)), nil
	case string:
		if v == "" {
			return b, nil
		}
		return appendText(append(appendText(b, column), 's'), v), nil
	case []byte:
		if len(v) == 0 {
			return b, nil
		}
		return appendText(append(appendText(b, column), 's'), v), nil
	}
	return nil, fmt.Errorf("%w: column %s holds a %T", ErrUnguarded, column, v)
}

func appendText[T string | []byte](b []byte, s T) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

func sum(key, message []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(message)
	return mac.Sum(nil)
}

// fits reports whether a row is one that the program wrote.
func (g *guard) fits(t *guardedTable, values []any, stored any) bool {
	b, ok := stored.([]byte)
	if !ok {
		return false
	}
	m := g.rows.Get().(*rowMAC)
	defer g.rows.Put(m)
	want, err := m.of(t, values)
	return err == nil && hmac.Equal(want, b)
}

// A Tampering is something that the guard found: a row, or a bucket of rows, that is not what the program wrote.
type Tampering struct {
	Agency id.Agency // zero in a reference table
	Table  string
	Key    string // the row's primary key without the agency, or the bucket's value: identifiers, never content
	What   TamperingKind
}

// A TamperingKind says what is wrong.
type TamperingKind string

const (
	RowChanged   TamperingKind = "row.changed"    // a row was put in or changed by something else than the program
	RowsMissing  TamperingKind = "rows.missing"   // rows of the bucket were deleted, or put back from before
	RowsUnsigned TamperingKind = "rows.unsigned"  // the bucket decides who may open, and is not what its last author signed
	HeadMissing  TamperingKind = "head.missing"   // the sum over all rows is gone
	HeadChanged  TamperingKind = "head.changed"   // the sum over all rows does not open, or is not that of the buckets
	HeadFromPast TamperingKind = "head.from-past" // the sum over all rows is one from before
)

func (t Tampering) String() string { return fmt.Sprintf("%s %s: %s", t.Table, t.Key, t.What) }

// maxFound bounds what is remembered until somebody asks: whoever changes more rows than that is found all the same.
const maxFound = 1000

func (g *guard) note(t Tampering) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.found) < maxFound {
		g.found[t] = struct{}{}
	}
}

// Tampered returns what reading and writing found since it was asked last.
func (db *DB) Tampered() []Tampering {
	if db.guard == nil {
		return nil
	}
	db.guard.mu.Lock()
	defer db.guard.mu.Unlock()
	list := make([]Tampering, 0, len(db.guard.found))
	for t := range db.guard.found {
		list = append(list, t)
	}
	clear(db.guard.found)
	slices.SortFunc(list, func(a, b Tampering) int { return cmp.Compare(a.String(), b.String()) })
	return list
}

// rowKey names a row without its agency.
func (t *guardedTable) rowKey(values []any) string {
	var parts []string
	for _, k := range t.key {
		if k == "agency_id" && len(t.key) > 1 {
			continue
		}
		parts = append(parts, text(values[t.index(k)]))
	}
	return strings.Join(parts, " ")
}

func (t *guardedTable) index(column string) int {
	i, _ := slices.BinarySearch(t.columns, column)
	return i
}

func (t *guardedTable) bucketOf(values []any) string { return text(values[t.index(t.bucket)]) }

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// setHash is the state of MSet-Add-Hash: the sum of the elements modulo 2^256, and how many there are.
type setHash struct {
	sum   [4]uint64 // least significant first
	count uint64
}

func (g *guard) elementOf(authenticator []byte) (e [4]uint64) {
	b := sum(g.element, authenticator)
	for i := range e {
		e[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return e
}

func (s *setHash) add(e [4]uint64) {
	var carry uint64
	for i := range s.sum {
		s.sum[i], carry = bits.Add64(s.sum[i], e[i], carry)
	}
	s.count++
}

func (s *setHash) remove(e [4]uint64) {
	var borrow uint64
	for i := range s.sum {
		s.sum[i], borrow = bits.Sub64(s.sum[i], e[i], borrow)
	}
	s.count--
}

// join adds all that d holds; counts that were taken out are negative, modulo 2^64.
func (s *setHash) join(d setHash) {
	count := s.count + d.count
	s.add(d.sum)
	s.count = count
}

const setHashSize = 40

func (s setHash) encode() []byte {
	b := make([]byte, 0, setHashSize)
	for _, w := range s.sum {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return binary.LittleEndian.AppendUint64(b, s.count)
}

func decodeSetHash(b []byte) (s setHash, ok bool) {
	if len(b) != setHashSize {
		return s, false
	}
	for i := range s.sum {
		s.sum[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	s.count = binary.LittleEndian.Uint64(b[32:])
	return s, true
}

// A bucket is the rows of one table that share a value.
type bucket struct {
	agency       id.Agency // zero for a reference table
	table, value string
}

// binding ties a sealed state to its place.
func (b bucket) binding() keys.Binding {
	return keys.Binding{Agency: b.agency, Use: "guard/" + b.table + "/" + b.value}
}

// headOf is where the head of an agency's buckets is sealed. No table has its name.
func headOf(agency id.Agency) bucket { return bucket{agency: agency, table: "*"} }

// guardHead is the state over all guarded rows of one agency.
type guardHead struct {
	changes uint64 // how many transactions have changed guarded rows
	all     setHash
	tables  []string // the tables that were guarded when it was written
}

func (h guardHead) encode() []byte {
	b := binary.LittleEndian.AppendUint64(nil, h.changes)
	return append(append(b, h.all.encode()...), strings.Join(h.tables, " ")...)
}

func decodeGuardHead(b []byte) (h guardHead, ok bool) {
	if len(b) < 8+setHashSize {
		return h, false
	}
	h.changes = binary.LittleEndian.Uint64(b)
	h.all, ok = decodeSetHash(b[8 : 8+setHashSize])
	h.tables = strings.Fields(string(b[8+setHashSize:]))
	return h, ok
}

// A GuardState is what a ledger entry commits to: how many transactions have changed guarded rows, and a commitment to all
// of these rows as they stand after the last of them.
type GuardState struct {
	Changes    int64
	Commitment [sha256.Size]byte
}

func (g *guard) stateOf(agency id.Agency, h guardHead) GuardState {
	s := GuardState{Changes: int64(h.changes)}
	copy(s.Commitment[:], sum(g.commit, append(agency.Bytes(), h.encode()...)))
	return s
}

// GuardState returns the state of the guarded rows of the reader's agency as of this snapshot. In a transaction that has
// changed guarded rows it is asked for at its end (see Tx.AtEnd).
func (r *Reader) GuardState(ctx context.Context) (GuardState, error) {
	if r.guard == nil {
		return GuardState{}, nil
	}
	h, _, err := r.guardHead(ctx, r.agency, textsOf(r.agency).head)
	if err != nil {
		return GuardState{}, err
	}
	return r.guard.stateOf(r.agency, h), nil
}
