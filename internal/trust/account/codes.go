package account

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// How two people make sure of each other's keys. It is the exchange of short authentication strings of S. Vaudenay
// (CRYPTO 2005): the newcomer first commits to their keys and a random number; then the colleague gives a random number of
// theirs; only then does the newcomer's page open the commitment. From all of it both sides derive two short codes, one for
// each to read out. Whoever stands between them, in the database too, must choose keys before either code can be known, and
// guesses right once in a million attempts, of which there are three.

// nonceSize is the length of the random numbers in bytes.
const nonceSize = 32

// A meeting is what the codes are about.
type meeting struct {
	agency     id.Agency
	account    id.ID // of the newcomer
	role       Role
	sign, seal []byte // the newcomer's keys, as the roster will have them
	root       []byte // of the agency, as each side knows it
	by         id.ID  // the colleague
	theirs     []byte // the newcomer's random number
	ours       []byte // the colleague's
}

func (m meeting) hash(use string, with ...[]byte) []byte {
	h := sha256.New()
	for _, part := range append([][]byte{[]byte("amparo/let-in"), []byte(use), m.agency.Bytes(), m.account.Bytes(), []byte(m.role), m.sign, m.seal, m.root, m.theirs}, with...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write(part)
	}
	return h.Sum(nil)
}

// commitment is what the newcomer shows first.
func (m meeting) commitment() []byte { return m.hash("commitment") }

// codes are the two short codes: the one that the newcomer reads out, and the one that the colleague does.
func (m meeting) codes() (newcomer, colleague string) {
	h := m.hash("codes", m.by.Bytes(), m.ours)
	return sixDigits(h[:8]), sixDigits(h[8:16])
}

// agreed is what the newcomer signs once they have picked the colleague's code.
func (m meeting) agreed() []byte { return m.hash("agreed", m.by.Bytes(), m.ours) }

// sixDigits is a number below a million, in two groups. Of 64 bits the remainder is as good as even.
func sixDigits(b []byte) string {
	n := binary.BigEndian.Uint64(b) % 1_000_000
	return fmt.Sprintf("%03d %03d", n/1000, n%1000)
}

// choicesOf puts a code among three others, in the order of their digits.
func choicesOf(code string) ([]string, error) {
	list := []string{code}
	for len(list) < 4 {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			return nil, err
		}
		if other := fmt.Sprintf("%03d %03d", n.Int64()/1000, n.Int64()%1000); !slices.Contains(list, other) {
			list = append(list, other)
		}
	}
	slices.Sort(list)
	return list, nil
}

func sameCode(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// signedBy reports whether the newcomer with this signing key has picked the colleague's code.
func (m meeting) signedBy(signature []byte) bool {
	key, err := keys.ParseVerifyKey(m.sign)
	return err == nil && key.Verify(m.agreed(), signature)
}

func (m meeting) committed(to []byte) bool { return bytes.Equal(m.commitment(), to) }
