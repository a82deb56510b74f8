package keys_test

import (
	"bytes"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

func TestDeriveDataKey(t *testing.T) {
	t.Parallel()
	secret := keys.NewSecret()
	if keys.DeriveDataKey(secret, "session") != keys.DeriveDataKey(secret, "session") {
		t.Error("one secret and one label give two keys")
	}
	if keys.DeriveDataKey(secret, "session") == keys.DeriveDataKey(secret, "passkey") {
		t.Error("two labels give one key")
	}
	if keys.DeriveDataKey(secret, "session") == keys.DeriveDataKey(keys.NewSecret(), "session") {
		t.Error("two secrets give one key")
	}
}

// TestToken: what a person takes for the same value gives the same token; what differs does not.
func TestToken(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Amina", "AMINA", true},
		{"  Amina\tKhan ", "amina khan", true},
		{"Zo\u00eb", "Zoe\u0308", true},
		{"\uff21mina", "Amina", true},
		{"Stra\u00dfe", "STRASSE", true},
		{"\u13a0", "\uab70", true}, // the two cases of a Cherokee letter
		{"\u03c3", "\u03c2", true}, // the two small sigmas
		{"a\u200bb", "ab", true},
		{"\u202eabc", "abc", true},
		{"Amina", "Aminah", false},
		{"a b", "ab", false},
		{"", "a", false},
	} {
		got := bytes.Equal(keys.Token(k, "name", tt.a), keys.Token(k, "name", tt.b))
		if got != tt.same {
			t.Errorf("%q and %q: same token %v, want %v", tt.a, tt.b, got, tt.same)
		}
	}
	if bytes.Equal(keys.Token(k, "name", "a"), keys.Token(k, "phone", "a")) {
		t.Error("two fields share tokens")
	}
	if bytes.Equal(keys.Token(k, "name", "a"), keys.Token(keys.NewDataKey(), "name", "a")) {
		t.Error("two keys share tokens")
	}
	if keys.Token(keys.DataKey{}, "name", "a") != nil {
		t.Error("no key makes a token")
	}
}

func TestSign(t *testing.T) {
	t.Parallel()
	k, message := keys.NewSigningKey(), []byte("message")
	signature := k.Sign(message)
	if !k.Public().Verify(message, signature) {
		t.Error("a true signature was refused")
	}
	again, err := keys.ParseSigningKey(k.Bytes())
	if err != nil || !bytes.Equal(again.Sign(message), signature) {
		t.Errorf("the key did not come back: %v", err)
	}
	v, err := keys.ParseVerifyKey(k.Public().Bytes())
	if err != nil || !v.Verify(message, signature) {
		t.Errorf("the public key did not come back: %v", err)
	}
	forged := bytes.Clone(signature)
	forged[0] ^= 1
	for name, ok := range map[string]bool{
		"another message":   k.Public().Verify([]byte("massage"), signature),
		"another signature": k.Public().Verify(message, forged),
		"another key":       keys.NewSigningKey().Public().Verify(message, signature),
		"no signature":      k.Public().Verify(message, nil),
		"no key":            keys.VerifyKey{}.Verify(message, signature),
		"signed by no key":  keys.SigningKey{}.Public().Verify(message, keys.SigningKey{}.Sign(message)),
	} {
		if ok {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestASigningKeyIsDerivedByItsLabel(t *testing.T) {
	secret := keys.NewSecret()
	one, same, other := keys.DeriveSigningKey(secret, "one"), keys.DeriveSigningKey(secret, "one"), keys.DeriveSigningKey(secret, "other")
	message := []byte("a message")
	if !one.Public().Verify(message, same.Sign(message)) {
		t.Error("the same secret and label give two keys")
	}
	if one.Public().Verify(message, other.Sign(message)) || one.Public().Verify(message, keys.DeriveSigningKey(nil, "one").Sign(message)) {
		t.Error("a key of another label, or of no secret, signs for this one")
	}
	data := keys.DeriveDataKey(secret, "one")
	if string(one.Bytes()) == string(data[:]) {
		t.Error("a signing key and a data key of one label are the same bytes")
	}
}
