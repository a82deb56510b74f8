package roster

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// ErrEncoding says that bytes are not the one encoding of an entry.
var ErrEncoding = errors.New("roster: not an entry in its one encoding")

// A Hash names an entry with all that comes before it.
type Hash [sha256.Size]byte

// An Entry is one line of an agency's list. It says exactly one of the six things.
type Entry struct {
	Agency id.Agency `json:"agency"`
	Place  int64     `json:"place"`            // 0 is the root
	Before []byte    `json:"before,omitempty"` // the hash of the entry before; none at place 0
	By     id.ID     `json:"by"`               // who signs: an account, or zero for the root

	Root        *Root        `json:"root,omitempty"`
	Member      *Member      `json:"member,omitempty"`
	End         *End         `json:"end,omitempty"`
	Team        *Team        `json:"team,omitempty"`
	Certificate *Certificate `json:"certificate,omitempty"`
	Peer        *Peer        `json:"peer,omitempty"`

	Signature []byte `json:"signature,omitempty"`
}

// A Root begins a list.
type Root struct {
	Verify       []byte `json:"verify"`       // the root's public half
	Recovery     []byte `json:"recovery"`     // the public half of the recovery key, to which every team key is sealed too
	Installation []byte `json:"installation"` // what the agency signs with where no person does: checkpoints and envelopes
}

// A Member is let in. Entered again with the same keys, an account has another role from that place on.
type Member struct {
	Account    id.ID       `json:"account"`
	Role       Role        `json:"role"`
	Sign       []byte      `json:"sign"` // the public half of what they sign with
	Seal       []byte      `json:"seal"` // SHA-256 of the public key to which their keys are sealed
	Invitation *Invitation `json:"invitation,omitempty"`
}

// An Invitation is the first of the two signatures for a member: a role for an account number, which has no keys yet.
type Invitation struct {
	By        id.ID  `json:"by"`
	Seen      int64  `json:"seen"` // the last place of the list when it was written: an older one does not count again
	Signature []byte `json:"signature"`
}

// An End is the end of an account. It never comes back.
type End struct {
	Account id.ID `json:"account"`
}

// A Team is a version of a team's key.
type Team struct {
	Function Function `json:"function"`
	Team     id.ID    `json:"team"`
	Version  int64    `json:"version"`
	Key      []byte   `json:"key"` // SHA-256 of the public half
}

// A Certificate is training that was done, or the code of conduct that was signed.
type Certificate struct {
	Account id.ID  `json:"account"`
	Kind    string `json:"kind"`
	ValidTo int64  `json:"valid_to"` // Unix time in microseconds
}

// Conduct is the certificate that its owner signs: the code of conduct.
const Conduct = "conduct"

// A Peer is another agency's root as this agency knows it.
type Peer struct {
	Agency id.Agency `json:"agency"`
	Root   []byte    `json:"root"`
}

// said lists what an entry says, by the name of the kind. Of one that Decode returned it is one.
func (e Entry) said() (kinds []string) {
	for i, said := range []bool{e.Root != nil, e.Member != nil, e.End != nil, e.Team != nil, e.Certificate != nil, e.Peer != nil} {
		if said {
			kinds = append(kinds, []string{"root", "member", "end", "team", "certificate", "peer"}[i])
		}
	}
	return kinds
}

// Kind is the name of what an entry says.
func (e Entry) Kind() string { return strings.Join(e.said(), ".") }

// Encode returns the one encoding of an entry.
func (e Entry) Encode() ([]byte, error) { return json.Marshal(e) }

// Decode reads what Encode wrote. Anything else, also another spelling of the same entry, is ErrEncoding.
func Decode(b []byte) (e Entry, err error) {
	if err := json.Unmarshal(b, &e); err != nil || len(e.said()) != 1 {
		return Entry{}, ErrEncoding
	}
	again, err := e.Encode()
	if err != nil || !bytes.Equal(again, b) {
		return Entry{}, ErrEncoding
	}
	return e, nil
}

// hashOf is the hash of an encoded entry, signature included.
func hashOf(body []byte) Hash {
	return sha256.Sum256(append([]byte("amparo/roster/hash\x00"), body...))
}

// signed is what the signature of an entry is over: all of it but the signature.
func (e Entry) signed() ([]byte, error) {
	e.Signature = nil
	b, err := json.Marshal(e)
	return append([]byte("amparo/roster/entry\x00"), b...), err
}

// Invite signs an invitation. The key is that of the account by; seen is the last place of the list.
func Invite(agency id.Agency, account id.ID, role Role, by id.ID, seen int64, key keys.SigningKey) Invitation {
	i := Invitation{By: by, Seen: seen}
	i.Signature = key.Sign(i.signed(agency, account, role))
	return i
}

func (i Invitation) signed(agency id.Agency, account id.ID, role Role) []byte {
	b, err := json.Marshal([]any{agency, account, role, i.By, i.Seen})
	if err != nil {
		return nil // texts and numbers alone: it does not happen, and no key signs nothing
	}
	return append([]byte("amparo/roster/invitation\x00"), b...)
}

// RootKey is the private half of an agency's root, from the recovery key that two shares give.
func RootKey(recovery keys.PrivateKey) keys.SigningKey {
	return keys.DeriveSigningKey(recovery.Bytes(), "roster root")
}

// MemberKey is what an account signs with, from the bytes of the private half of its own key.
func MemberKey(own []byte) keys.SigningKey { return keys.DeriveSigningKey(own, "roster") }
