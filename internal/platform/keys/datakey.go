package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
)

// A DataKey seals the content of one compartment of one person, or another small group of ciphertexts that is erased
// together. The zero DataKey is the mark of a key that was never made: it seals and opens nothing.
//
// The nonces are random, so one key seals at most 2^32 messages (NIST SP 800-38D, section 8.3).
type DataKey [32]byte

// NewDataKey makes a random data key.
func NewDataKey() DataKey {
	var k DataKey
	_, _ = rand.Read(k[:]) // documented never to fail
	return k
}

// ParseDataKey reads the 32 bytes of a data key. It returns ErrKey for any other length and for the zero key.
func ParseDataKey(b []byte) (DataKey, error) {
	var k DataKey
	if len(b) != len(k) {
		return k, ErrKey
	}
	copy(k[:], b)
	if k.isZero() {
		return k, ErrKey
	}
	return k, nil
}

// Zero overwrites k. Copies made before stay as they are.
func (k *DataKey) Zero() { clear(k[:]) }

func (k DataKey) isZero() bool { return k == DataKey{} }

// Seal seals plain with AES-256-GCM. The length of plain shows: content that a person wrote goes to SealPadded.
func (k DataKey) Seal(b Binding, plain []byte) ([]byte, error) { return k.seal(kindData, b, plain) }

// Open opens what Seal sealed with the same binding. Every failure is ErrOpen.
func (k DataKey) Open(b Binding, sealed []byte) ([]byte, error) { return k.open(kindData, b, sealed) }

// SealPadded is Seal for content that a person wrote: the ciphertext shows only the size class of plain (see Pad).
func (k DataKey) SealPadded(b Binding, plain []byte) ([]byte, error) {
	return k.seal(kindPadded, b, Pad(plain))
}

// OpenPadded opens what SealPadded sealed with the same binding. Every failure is ErrOpen.
func (k DataKey) OpenPadded(b Binding, sealed []byte) ([]byte, error) {
	padded, err := k.open(kindPadded, b, sealed)
	if err != nil {
		return nil, err
	}
	return Unpad(padded)
}

func (k DataKey) seal(kd kind, b Binding, plain []byte) ([]byte, error) {
	if k.isZero() {
		return nil, ErrKey
	}
	if b.Use == "" {
		return nil, errUse
	}
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	h := newHeader(kd)
	out := make([]byte, 0, headerSize+len(plain)+aead.Overhead())
	return aead.Seal(append(out, h.bytes()...), nil, plain, b.encode(h)), nil
}

func (k DataKey) open(kd kind, b Binding, sealed []byte) ([]byte, error) {
	h := newHeader(kd)
	body, ok := h.cut(sealed)
	if !ok || k.isZero() {
		return nil, ErrOpen
	}
	aead, err := k.aead()
	if err != nil {
		return nil, ErrOpen
	}
	plain, err := aead.Open(nil, nil, body, b.encode(h))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// aead returns AES-256-GCM that draws a random nonce for each message and puts it in front.
func (k DataKey) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
