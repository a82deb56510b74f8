package keys

import (
	"crypto/hpke"
	"crypto/sha256"
	"crypto/subtle"
)

// The suite of RFC 9180 in use: the hybrid of ML-KEM-768 and X25519, so that what is recorded today stays shut when
// either of the two falls.
func suite() (hpke.KEM, hpke.KDF, hpke.AEAD) {
	return hpke.MLKEM768X25519(), hpke.HKDFSHA256(), hpke.AES256GCM()
}

// PrivateKeySize is the length of PrivateKey.Bytes in bytes.
const PrivateKeySize = 32

// A PublicKey seals to an account, a team or an agency. The zero PublicKey seals nothing.
type PublicKey struct{ k hpke.PublicKey }

// A PrivateKey opens what was sealed to its public half. The zero PrivateKey opens nothing.
type PrivateKey struct{ k hpke.PrivateKey }

// NewPrivateKey makes a key pair.
func NewPrivateKey() (PrivateKey, error) {
	kem, _, _ := suite()
	k, err := kem.GenerateKey()
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKey{k}, nil
}

// ParsePrivateKey reads what PrivateKey.Bytes wrote. It returns ErrKey for anything else.
func ParsePrivateKey(b []byte) (PrivateKey, error) {
	kem, _, _ := suite()
	k, err := kem.NewPrivateKey(b)
	if err != nil {
		return PrivateKey{}, ErrKey
	}
	return PrivateKey{k}, nil
}

// Bytes returns the seed of k. It is stored sealed and never otherwise; the zero PrivateKey returns nil.
func (k PrivateKey) Bytes() []byte {
	if k.k == nil {
		return nil
	}
	b, err := k.k.Bytes()
	if err != nil {
		return nil
	}
	return b
}

// Public returns the half that may be known to everybody.
func (k PrivateKey) Public() PublicKey {
	if k.k == nil {
		return PublicKey{}
	}
	return PublicKey{k.k.PublicKey()}
}

// Zero drops the key. Copies made before stay usable, and the memory is cleared only when Go reuses it.
func (k *PrivateKey) Zero() { k.k = nil }

// Open opens what PublicKey.Seal sealed with the same binding. Every failure is ErrOpen.
func (k PrivateKey) Open(b Binding, sealed []byte) ([]byte, error) {
	h := newHeader(kindPublic)
	body, ok := h.cut(sealed)
	if !ok || k.k == nil {
		return nil, ErrOpen
	}
	_, kdf, aead := suite()
	plain, err := hpke.Open(k.k, kdf, aead, b.encode(h), body)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// ParsePublicKey reads what PublicKey.Bytes wrote. It returns ErrKey for anything else.
func ParsePublicKey(b []byte) (PublicKey, error) {
	kem, _, _ := suite()
	k, err := kem.NewPublicKey(b)
	if err != nil {
		return PublicKey{}, ErrKey
	}
	return PublicKey{k}, nil
}

// Bytes returns the encoding of k that is stored in the clear; the zero PublicKey returns nil.
func (k PublicKey) Bytes() []byte {
	if k.k == nil {
		return nil
	}
	return k.k.Bytes()
}

// Equal reports whether k and other are the same key. A zero key equals none.
func (k PublicKey) Equal(other PublicKey) bool {
	return k.k != nil && subtle.ConstantTimeCompare(k.Bytes(), other.Bytes()) == 1
}

// A Fingerprint is the SHA-256 of a public key. It names the key where the whole key is too long.
type Fingerprint [sha256.Size]byte

// Fingerprint returns the name of k.
func (k PublicKey) Fingerprint() Fingerprint { return sha256.Sum256(k.Bytes()) }

// Seal seals plain to the holder of the private half: HPKE base mode, with the binding as the info. The length of plain
// shows: keys are all of one length, and content goes through Pad first. It returns ErrKey for the zero key.
//
// Anybody can seal to a public key, so opening proves nothing about who sealed: where that matters, sign.
func (k PublicKey) Seal(b Binding, plain []byte) ([]byte, error) {
	if k.k == nil {
		return nil, ErrKey
	}
	if b.Use == "" {
		return nil, errUse
	}
	h := newHeader(kindPublic)
	_, kdf, aead := suite()
	body, err := hpke.Seal(k.k, kdf, aead, b.encode(h), plain)
	if err != nil {
		return nil, err
	}
	return append(h.bytes(), body...), nil
}
