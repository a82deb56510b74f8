package keys

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NewSecret returns 32 random bytes, for a cookie or another place outside the database that completes a key.
func NewSecret() []byte {
	k := NewDataKey()
	return k[:]
}

// DeriveDataKey derives a data key from a secret that is random already, such as the one in a session's cookie, with
// HKDF-SHA-256. Different labels give keys that say nothing about each other. A passphrase does not belong here: see
// SealWithPassphrase. An empty secret gives the zero DataKey, which opens nothing.
func DeriveDataKey(secret []byte, label string) DataKey {
	if len(secret) == 0 {
		return DataKey{}
	}
	return DataKey(expand(secret, "derive", label))
}

// DeriveSigningKey derives a signing key from a secret that is random already, as DeriveDataKey does. An empty secret gives
// the zero SigningKey, whose signatures no key verifies.
func DeriveSigningKey(secret []byte, label string) SigningKey {
	if len(secret) == 0 {
		return SigningKey{}
	}
	return SigningKey{ed25519.NewKeyFromSeed(expand(secret, "sign", label))}
}

// expand is HKDF-SHA-256 to 32 bytes without a salt.
func expand(secret []byte, purpose, label string) []byte {
	info := appendText(appendText(appendText(nil, domain), purpose), label)
	out, err := hkdf.Key(sha256.New, secret, nil, string(info), 32)
	if err != nil {
		panic("keys: HKDF to 32 bytes: " + err.Error()) // only for outputs above 8160 bytes
	}
	return out
}

// Token returns the keyed search token of value: HMAC-SHA-256 under a key made from key. The same value in the same
// field (label) gives the same token, and only the holder of key can make or test one. Values that a person takes for
// the same give the same token: see normalise. The zero key returns nil, which matches nothing.
//
// Equal tokens show that two rows hold the same value. Use it where values are rarely shared.
func Token(key DataKey, label, value string) []byte {
	if key.isZero() {
		return nil
	}
	mac := hmac.New(sha256.New, expand(key[:], "token", label))
	mac.Write([]byte(normalise(value)))
	return mac.Sum(nil)
}

// normalise makes values that look alike equal: compatibility forms, case, the width of spaces and invisible format
// characters do not count (after NFKC_Casefold, Unicode 3.13).
func normalise(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(firstOfCase, cases.Fold().String(norm.NFKC.String(s)))
	return strings.Join(strings.Fields(norm.NFKC.String(s)), " ")
}

// firstOfCase returns the lowest of the letters that differ from r in case only. It stands after cases.Fold, which makes
// one letter into several where Unicode does, but swaps the two cases of Cherokee and so leaves them apart.
func firstOfCase(r rune) rune {
	first := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		first = min(first, o)
	}
	return first
}
