package keys

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// writeVectors seals one of everything with new keys.
func writeVectors(t *testing.T) {
	t.Helper()
	pair, err := NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	key := NewDataKey()
	v := vectors{
		Binding: jsonBinding{
			Agency:      id.Random().String(),
			Person:      id.Random().String(),
			Compartment: "plan",
			Entry:       id.Random().String(),
			Version:     3,
			Use:         "entry",
		},
		DataKey:   key[:],
		Seed:      pair.Bytes(),
		PublicKey: pair.Public().Bytes(),
		Words:     "five plain words in a row",
		Plain:     "what was sealed once opens for ever",
	}
	b := v.binding(t)
	for _, kind := range []string{"public key", "data key", "data key, padded", "file", "passphrase"} {
		sealed := sealVector(t, kind, b, key, pair, v)
		ad := b.encode(newHeader(openers(key, pair, nil)[kind].kind))
		v.Sealed = append(v.Sealed, sealedVector{Kind: kind, AssociatedData: ad, Ciphertext: sealed})
	}
	for _, d := range []derivedVector{
		{Function: "DeriveDataKey", Label: "session", Value: "32 bytes of a cookie in a vector"},
		{Function: "Token", Label: "name", Value: "  \uff21mina\u0301  KHAN "},
		{Function: "Token", Label: "phone", Value: "+15555550100"},
	} {
		d.Out = derive(t, key, d)
		v.Derived = append(v.Derived, d)
	}
	signing := NewSigningKey()
	v.Signature = signatureVector{Seed: signing.Bytes(), PublicKey: signing.Public().Bytes(), Message: v.Plain}
	v.Signature.Signature = signing.Sign([]byte(v.Plain))
	v.Recovery = newRecoveryVector(t)
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func sealVector(t *testing.T, kind string, b Binding, key DataKey, pair PrivateKey, v vectors) (sealed []byte) {
	t.Helper()
	plain := []byte(v.Plain)
	var err error
	switch kind {
	case "public key":
		sealed, err = pair.Public().Seal(b, plain)
	case "data key":
		sealed, err = key.Seal(b, plain)
	case "data key, padded":
		sealed, err = key.SealPadded(b, plain)
	case "passphrase":
		sealed, err = SealWithPassphrase(Params{Time: 2, Memory: 1 << 10, Threads: 2}, []byte(v.Words), b, plain)
	case "file":
		var out bytes.Buffer
		w, openErr := key.SealFile(b, &out)
		if openErr != nil {
			t.Fatal(openErr)
		}
		if _, err = w.Write(plain); err == nil {
			err = w.Close()
		}
		sealed = out.Bytes()
	}
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return sealed
}

func newRecoveryVector(t *testing.T) recoveryVector {
	t.Helper()
	_, shares, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	k, err := Combine(shares[0], shares[1])
	if err != nil {
		t.Fatal(err)
	}
	v := recoveryVector{Seed: k.Bytes()}
	for i, s := range shares {
		v.Shares[i] = s.String()
	}
	return v
}
