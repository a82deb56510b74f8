// Package id makes the identifiers of the house.
//
// An ID is a UUID version 7: it sorts by the moment it was made, which keeps inserts together, and it is made in Go, so
// that nothing depends on the order or gaplessness of a database sequence. Because it tells when it was made, an ID never
// stands in an address that a survivor or a partner can see: a Reference, which is only random, stands there.
package id

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ID identifies one row inside one agency. The zero ID identifies nothing and is stored as SQL NULL.
type ID struct{ u uuid.UUID }

// Agency identifies the agency whose vault a row lives in. It has a type of its own so that the compiler stops it from
// being swapped with the other identifiers of a call.
type Agency struct{ ID }

// New returns a UUIDv7 for the moment at, to a quarter of a microsecond (RFC 9562, section 6.2, method 3): what was made in
// another microsecond sorts in the order in which it was made.
func New(at time.Time) ID {
	var u uuid.UUID
	_, _ = rand.Read(u[:]) // documented never to fail
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(u[:6], ms[2:])
	part := at.Nanosecond() % int(time.Millisecond) << 12 / int(time.Millisecond)
	u[6], u[7] = byte(part>>8)|0x70, byte(part)
	u[8] = u[8]&0x3f | 0x80
	return ID{u}
}

// NewAgency returns a new agency identifier.
func NewAgency(at time.Time) Agency { return Agency{New(at)} }

// Random returns an identifier (UUIDv4) that tells nothing about when it was made.
func Random() ID { return ID{uuid.New()} }

// Drawn returns an identifier like that of Random from sixteen bytes or more that are random already. The same bytes give the
// same identifier.
func Drawn(random []byte) ID {
	var u uuid.UUID
	copy(u[:], random)
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return ID{u}
}

// Named returns the UUIDv5 of name within space: the same name always gives the same identifier.
func Named(space ID, name string) ID { return ID{uuid.NewSHA1(space.u, []byte(name))} }

// Parse reads the 36-character text form and nothing else (no braces, no "urn:", no upper case).
func Parse(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || u.String() != s {
		return ID{}, fmt.Errorf("not an identifier")
	}
	return ID{u}, nil
}

// ParseAgency reads the text form of an agency identifier.
func ParseAgency(s string) (Agency, error) {
	i, err := Parse(s)
	return Agency{i}, err
}

// IsZero reports whether i identifies nothing.
func (i ID) IsZero() bool { return i.u == uuid.Nil }

// Bytes returns the sixteen bytes of i.
func (i ID) Bytes() []byte { return i.u[:] }

func (i ID) String() string { return i.u.String() }

// Value stores i as text, and the zero ID as NULL.
func (i ID) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.u.String(), nil
}

// Scan reads what Value stored.
func (i *ID) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i = ID{}
		return nil
	case string:
		p, err := Parse(v)
		*i = p
		return err
	case []byte:
		p, err := Parse(string(v))
		*i = p
		return err
	}
	return fmt.Errorf("reading an identifier from %T", v)
}

// MarshalText writes the text form; the zero ID is the empty text.
func (i ID) MarshalText() ([]byte, error) {
	if i.IsZero() {
		return []byte{}, nil
	}
	return []byte(i.u.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (i *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = ID{}
		return nil
	}
	p, err := Parse(string(b))
	*i = p
	return err
}

var letters = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// Reference returns a random public reference of 26 characters (130 bits drawn, 128 used) for use in addresses. It says
// nothing about time, order or place.
func Reference() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return letters.EncodeToString(b[:])
}

// IsReference reports whether s has the shape of a Reference.
func IsReference(s string) bool {
	if len(s) != 26 {
		return false
	}
	return strings.Trim(s, "abcdefghijkmnpqrstuvwxyz23456789") == ""
}
