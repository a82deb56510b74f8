package keys

import (
	"crypto/ed25519"
	"crypto/rand"
)

// A SigningKey signs with Ed25519. A key has one use, so that a signature made for one thing is never shown for another.
// The zero SigningKey makes signatures that no key verifies.
type SigningKey struct{ k ed25519.PrivateKey }

// A VerifyKey checks signatures. The zero VerifyKey accepts none.
type VerifyKey struct{ k ed25519.PublicKey }

// NewSigningKey makes a random signing key.
func NewSigningKey() SigningKey {
	var seed [ed25519.SeedSize]byte
	_, _ = rand.Read(seed[:]) // documented never to fail
	return SigningKey{ed25519.NewKeyFromSeed(seed[:])}
}

// ParseSigningKey reads what SigningKey.Bytes wrote. It returns ErrKey for any other length.
func ParseSigningKey(seed []byte) (SigningKey, error) {
	if len(seed) != ed25519.SeedSize {
		return SigningKey{}, ErrKey
	}
	return SigningKey{ed25519.NewKeyFromSeed(seed)}, nil
}

// Bytes returns the 32-byte seed of RFC 8032; the zero SigningKey returns nil.
func (k SigningKey) Bytes() []byte {
	if k.k == nil {
		return nil
	}
	return k.k.Seed()
}

// Expanded returns the seed and the public key, for ParseExpanded: so the public key is not computed anew. It is nil for the zero
// SigningKey.
func (k SigningKey) Expanded() []byte { return append([]byte(nil), k.k...) }

// ParseExpanded reads what SigningKey.Expanded wrote. It believes the public key in it: the bytes come from where nobody else
// writes. It returns ErrKey for any other length.
func ParseExpanded(b []byte) (SigningKey, error) {
	if len(b) != ed25519.PrivateKeySize {
		return SigningKey{}, ErrKey
	}
	return SigningKey{append(ed25519.PrivateKey(nil), b...)}, nil
}

// Public returns the key that checks k's signatures.
func (k SigningKey) Public() VerifyKey {
	if k.k == nil {
		return VerifyKey{}
	}
	return VerifyKey{k.k.Public().(ed25519.PublicKey)}
}

// Sign returns the 64-byte signature of message; the zero SigningKey returns nil.
func (k SigningKey) Sign(message []byte) []byte {
	if k.k == nil {
		return nil
	}
	return ed25519.Sign(k.k, message)
}

// ParseVerifyKey reads what VerifyKey.Bytes wrote. It returns ErrKey for any other length.
func ParseVerifyKey(b []byte) (VerifyKey, error) {
	if len(b) != ed25519.PublicKeySize {
		return VerifyKey{}, ErrKey
	}
	return VerifyKey{append(ed25519.PublicKey(nil), b...)}, nil
}

// Bytes returns the 32 bytes of the public key.
func (k VerifyKey) Bytes() []byte { return append([]byte(nil), k.k...) }

// IsZero reports whether k is no key.
func (k VerifyKey) IsZero() bool { return len(k.k) == 0 }

// Verify reports whether signature is k's signature of message.
func (k VerifyKey) Verify(message, signature []byte) bool {
	return len(k.k) == ed25519.PublicKeySize && ed25519.Verify(k.k, message, signature)
}
