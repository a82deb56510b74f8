package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// An Entry is one thing that was done, or refused.
type Entry struct {
	Kind   string    // a code such as "record.read": 1 to 64 of a–z, 0–9, '.', '_', '-'
	Person id.ID     // the person it is about; zero if none
	Actor  id.ID     // who did it; zero for the house itself
	At     time.Time // kept to the microsecond
	Sealed []byte    // the readable part, sealed by the caller to the person's own log key; may be empty

	// Author is the signing key of the actor, where they are there to sign. Jobs have none; what they write says nobody.
	Author keys.SigningKey
}

// KindErased is the kind of the entry that Erase writes. Append refuses it.
const KindErased = "ledger.erased"

// KindBegun is the kind of the entry that Begin writes. Append refuses it.
const KindBegun = "ledger.begun"

// A Leaf is the receipt for one entry: its place in the log of its agency and the hash that commits to all of it. It tells
// nothing about the content, so it can be given to anyone.
type Leaf struct {
	Agency id.Agency
	Index  int64 // from 0, without gaps
	Hash   tlog.Hash
}

// A Record is an entry as it stands in the log.
type Record struct {
	Entry
	Leaf
	Content tlog.Hash // SHA-256 of the sealed part as it was written, kept after its erasure
	Prev    tlog.Hash // the Leaf hash of the entry before; zero for the first
	Erased  bool      // the sealed part was dropped by Erase

	// What an entry commits to besides itself; zero in entries from before this was kept.
	State     store.GuardState // of the agency's guarded rows, after what was written with the entry
	Wrote     []byte           // the buckets of guarded rows that were written with it (see store.Tx.TakeWritten)
	AuthorKey []byte           // the public half of Author; empty without one
	Signature []byte           // of Author over Hash
}

const (
	leafDomain   = "amparo/ledger/leaf/v1\x00"
	leafDomain2  = "amparo/ledger/leaf/v2\x00"
	authorDomain = "amparo/ledger/author/v1\x00"
	maxKind      = 64
)

// second reports whether the entry has the second form: one that commits to guarded rows, or has an author.
func (r *Record) second() bool {
	return r.State != (store.GuardState{}) || len(r.Wrote) > 0 || len(r.AuthorKey) > 0
}

// signed reports whether the signature is that of the author whom the entry names; an entry without an author has none.
func (r *Record) signed() bool {
	if len(r.AuthorKey) == 0 {
		return len(r.Signature) == 0
	}
	key, err := keys.ParseVerifyKey(r.AuthorKey)
	return err == nil && key.Verify(append([]byte(authorDomain), r.Hash[:]...), r.Signature)
}

// leafHash commits to everything an entry says, to its place, and through prev to all entries before it. Every field has
// a fixed width except kind, whose length is written before it, so that no two entries share an encoding. It is the RFC 6962
// leaf hash of that encoding, which is what the Merkle tree is built on. The second form has a name of its own, and goes on
// with the state of the guarded rows, the hash of what was written, and the author's key.
func (r *Record) leafHash() tlog.Hash {
	b := make([]byte, 0, len(leafDomain)+3*16+3*8+1+maxKind+5*tlog.HashSize)
	if r.second() {
		b = append(b, leafDomain2...)
	} else {
		b = append(b, leafDomain...)
	}
	b = append(b, r.Agency.Bytes()...)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Index))
	b = binary.BigEndian.AppendUint64(b, uint64(clock.Micros(r.At)))
	b = append(b, byte(len(r.Kind)))
	b = append(b, r.Kind...)
	b = append(b, r.Person.Bytes()...) // the zero id stands for none: no row holds it as a text
	b = append(b, r.Actor.Bytes()...)
	b = append(b, r.Content[:]...)
	b = append(b, r.Prev[:]...)
	if r.second() {
		b = binary.BigEndian.AppendUint64(b, uint64(r.State.Changes))
		b = append(b, r.State.Commitment[:]...)
		wrote, author := contentHash(r.Wrote), contentHash(r.AuthorKey)
		b = append(append(b, wrote[:]...), author[:]...)
	}
	return tlog.RecordHash(b)
}

// contentHash is the commitment to a sealed part. Sealing is randomised, so the hash tells nothing about what was sealed.
func contentHash(sealed []byte) tlog.Hash { return sha256.Sum256(sealed) }

func validKind(kind string) bool {
	if kind == "" || len(kind) > maxKind {
		return false
	}
	for _, c := range []byte(kind) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
