package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hpke"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
)

var update = flag.Bool("update", false, "make testdata/vectors.json anew; only for a new format version")

const vectorFile = "testdata/vectors.json"

// Vectors are the known answers: what was sealed once opens for ever.
type vectors struct {
	Binding   jsonBinding
	DataKey   hexBytes
	Seed      hexBytes // of the key pair
	PublicKey hexBytes
	Words     string // the passphrase
	Plain     string
	Sealed    []sealedVector
	Derived   []derivedVector
	Signature signatureVector
	Recovery  recoveryVector
}

type jsonBinding struct {
	Agency, Person, Compartment, Entry string
	Version                            int64
	Use                                string
}

type sealedVector struct {
	Kind           string
	AssociatedData hexBytes
	Ciphertext     hexBytes
}

type derivedVector struct {
	Function, Label, Value string
	Out                    hexBytes
}

type signatureVector struct {
	Seed, PublicKey hexBytes
	Message         string
	Signature       hexBytes
}

type recoveryVector struct {
	Seed   hexBytes
	Shares [3]string
}

// hexBytes are written in base 16, which every other language reads.
type hexBytes []byte

func (h hexBytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

func (h *hexBytes) UnmarshalText(b []byte) (err error) {
	*h, err = hex.DecodeString(string(b))
	return err
}

// TestVectors opens what was sealed once. With -update it seals everything anew first.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	v := readVectors(t)
	b := v.binding(t)
	key, pair := DataKey(v.DataKey), parsePair(t, v.Seed)
	if !bytes.Equal(pair.Public().Bytes(), v.PublicKey) {
		t.Error("the seed gives another public key")
	}
	open := openers(key, pair, []byte(v.Words))
	for _, s := range v.Sealed {
		o, known := open[s.Kind]
		if !known {
			t.Errorf("%s: no such kind", s.Kind)
			continue
		}
		delete(open, s.Kind)
		plain, err := o.open(b, s.Ciphertext)
		if err != nil || string(plain) != v.Plain {
			t.Errorf("%s: opened to %d bytes, %v", s.Kind, len(plain), err)
		}
		if got := b.encode(newHeader(o.kind)); !bytes.Equal(got, s.AssociatedData) {
			t.Errorf("%s: associated data %x, want %x", s.Kind, got, s.AssociatedData)
		}
	}
	for kind := range open {
		t.Errorf("%s: no vector", kind)
	}
	for _, d := range v.Derived {
		if got := derive(t, key, d); !bytes.Equal(got, d.Out) {
			t.Errorf("%s of %q for %q: %x, want %x", d.Function, d.Value, d.Label, got, d.Out)
		}
	}
	checkSignature(t, v.Signature)
	checkRecovery(t, v.Recovery)
}

// TestVectorsWithoutThisPackage opens two vectors with the standard library and the associated data of the file alone,
// as a second reader would.
func TestVectorsWithoutThisPackage(t *testing.T) {
	v := readVectors(t)
	for _, s := range v.Sealed {
		body := s.Ciphertext[2:]
		var plain []byte
		var err error
		switch s.Kind {
		case "data key":
			var block cipher.Block
			if block, err = aes.NewCipher(v.DataKey); err != nil {
				t.Fatal(err)
			}
			var gcm cipher.AEAD
			if gcm, err = cipher.NewGCM(block); err != nil {
				t.Fatal(err)
			}
			plain, err = gcm.Open(nil, body[:12], body[12:], s.AssociatedData)
		case "public key":
			var k hpke.PrivateKey
			if k, err = hpke.MLKEM768X25519().NewPrivateKey(v.Seed); err != nil {
				t.Fatal(err)
			}
			plain, err = hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), s.AssociatedData, body)
		default:
			continue
		}
		if err != nil || string(plain) != v.Plain {
			t.Errorf("%s: opened to %d bytes, %v", s.Kind, len(plain), err)
		}
	}
}

type opener struct {
	kind kind
	open func(Binding, []byte) ([]byte, error)
}

func openers(key DataKey, pair PrivateKey, words []byte) map[string]opener {
	return map[string]opener{
		"public key":       {kindPublic, pair.Open},
		"data key":         {kindData, key.Open},
		"data key, padded": {kindPadded, key.OpenPadded},
		"file": {kindFile, func(b Binding, s []byte) ([]byte, error) {
			r, err := key.OpenFile(b, bytes.NewReader(s))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}},
		"passphrase": {kindPassphrase, func(b Binding, s []byte) ([]byte, error) {
			return OpenWithPassphrase(words, b, s)
		}},
	}
}

func derive(t *testing.T, key DataKey, d derivedVector) []byte {
	switch d.Function {
	case "DeriveDataKey":
		k := DeriveDataKey([]byte(d.Value), d.Label)
		return k[:]
	case "Token":
		return Token(key, d.Label, d.Value)
	}
	t.Fatalf("no function %s", d.Function)
	return nil
}

func checkSignature(t *testing.T, v signatureVector) {
	k, err := ParseSigningKey(v.Seed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(k.Sign([]byte(v.Message)), v.Signature) || !bytes.Equal(k.Public().Bytes(), v.PublicKey) {
		t.Error("the signing key signs otherwise")
	}
}

func checkRecovery(t *testing.T, v recoveryVector) {
	var shares [3]Share
	for i, text := range v.Shares {
		var err error
		if shares[i], err = ParseShare(text); err != nil {
			t.Fatalf("share %d: %v", i+1, err)
		}
	}
	for i := range shares {
		k, err := Combine(shares[i], shares[(i+1)%3])
		if err != nil || !bytes.Equal(k.Bytes(), v.Seed) {
			t.Errorf("shares %d and %d give another key: %v", i+1, (i+1)%3+1, err)
		}
	}
}

func (v vectors) binding(t testing.TB) Binding {
	t.Helper()
	b := Binding{Compartment: v.Binding.Compartment, Version: v.Binding.Version, Use: v.Binding.Use}
	for text, into := range map[string]*id.ID{
		v.Binding.Agency: &b.Agency.ID, v.Binding.Person: &b.Person, v.Binding.Entry: &b.Entry,
	} {
		var err error
		if *into, err = id.Parse(text); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func parsePair(t testing.TB, seed []byte) PrivateKey {
	t.Helper()
	k, err := ParsePrivateKey(seed)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	text, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
