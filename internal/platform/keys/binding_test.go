package keys_test

import (
	"bytes"
	"io"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// A sealer is one way of sealing, with the way to open it again.
type sealer struct {
	name string
	seal func(keys.Binding, []byte) ([]byte, error)
	open func(keys.Binding, []byte) ([]byte, error)
}

func sealers(t testing.TB) []sealer {
	key, pair, words := keys.NewDataKey(), newPair(t), []byte("four words make one")
	return []sealer{
		{"public key", pair.Public().Seal, pair.Open},
		{"data key", key.Seal, key.Open},
		{"data key, padded", key.SealPadded, key.OpenPadded},
		{"file", func(b keys.Binding, p []byte) ([]byte, error) {
			return sealFile(key, b, p)
		}, func(b keys.Binding, s []byte) ([]byte, error) {
			return openFile(key, b, s)
		}},
		{"passphrase", func(b keys.Binding, p []byte) ([]byte, error) {
			return keys.SealWithPassphrase(cheap, words, b, p)
		}, func(b keys.Binding, s []byte) ([]byte, error) {
			return keys.OpenWithPassphrase(words, b, s)
		}},
	}
}

func sealFile(k keys.DataKey, b keys.Binding, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := k.SealFile(b, &out)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

func openFile(k keys.DataKey, b keys.Binding, sealed []byte) ([]byte, error) {
	r, err := k.OpenFile(b, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return plain, nil
}

// bindings draws from few values, so that two draws often differ in one field only, and with texts that would run into
// each other if they were joined without their lengths.
func bindings() *rapid.Generator[keys.Binding] {
	return rapid.Custom(func(t *rapid.T) keys.Binding {
		ids := rapid.SampledFrom([]id.ID{{}, named("a").ID, named("b").ID})
		texts := rapid.SampledFrom([]string{"", "a", "aa", "ab", "b", "\x00", "a\x00"})
		return keys.Binding{
			Agency:      id.Agency{ID: ids.Draw(t, "agency")},
			Person:      ids.Draw(t, "person"),
			Compartment: texts.Draw(t, "compartment"),
			Entry:       ids.Draw(t, "entry"),
			Version:     rapid.SampledFrom([]int64{-1, 0, 1, 256}).Draw(t, "version"),
			Use:         rapid.SampledFrom([]string{"a", "aa", "b", "entry"}).Draw(t, "use"),
		}
	})
}

// TestMovedCiphertextStaysShut seals at one place and opens at another: it opens exactly where the two are the same.
func TestMovedCiphertextStaysShut(t *testing.T) {
	t.Parallel()
	for _, s := range sealers(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				from, to := bindings().Draw(t, "from"), bindings().Draw(t, "to")
				plain := rapid.SliceOfN(rapid.Byte(), 0, 900).Draw(t, "plain")
				sealed, err := s.seal(from, plain)
				if err != nil {
					t.Fatalf("sealing: %v", err)
				}
				got, err := s.open(from, sealed)
				if err != nil || !bytes.Equal(got, plain) {
					t.Fatalf("opening where it was sealed: %v", err)
				}
				if from != to {
					got, err = s.open(to, sealed)
					wantShut(t, "opening elsewhere", got, err)
				}
			})
		})
	}
}

// TestEachFieldBinds changes one field at a time, so that no field rests on the luck of the draw.
func TestEachFieldBinds(t *testing.T) {
	t.Parallel()
	change := map[string]func(*keys.Binding){
		"agency":      func(b *keys.Binding) { b.Agency = named("other") },
		"person":      func(b *keys.Binding) { b.Person = named("other").ID },
		"compartment": func(b *keys.Binding) { b.Compartment = "other" },
		"entry":       func(b *keys.Binding) { b.Entry = named("other").ID },
		"version":     func(b *keys.Binding) { b.Version++ },
		"use":         func(b *keys.Binding) { b.Use = "grant" },
	}
	for _, s := range sealers(t) {
		sealed := must(t)(s.seal(place(), page))
		for field, f := range change {
			b := place()
			f(&b)
			got, err := s.open(b, sealed)
			wantShut(t, s.name+" with another "+field, got, err)
		}
	}
}

// TestDamagedCiphertextStaysShut flips each bit of the beginning and the end, cuts, and lengthens.
func TestDamagedCiphertextStaysShut(t *testing.T) {
	t.Parallel()
	for _, s := range sealers(t) {
		sealed := must(t)(s.seal(place(), []byte("short")))
		shut := func(what string, c []byte) {
			got, err := s.open(place(), c)
			wantShut(t, s.name+": "+what, got, err)
		}
		for i := range sealed {
			c := bytes.Clone(sealed)
			c[i] ^= 1 << (i % 8)
			shut("one bit flipped", c)
			shut("cut", sealed[:i])
		}
		shut("lengthened", append(bytes.Clone(sealed), 0))
		shut("empty", nil)
	}
}

// TestKindsDoNotMix opens each ciphertext in the way of each other kind.
func TestKindsDoNotMix(t *testing.T) {
	t.Parallel()
	all := sealers(t)
	for _, a := range all {
		sealed := must(t)(a.seal(place(), page))
		for _, b := range all {
			if a.name == b.name {
				continue
			}
			got, err := b.open(place(), sealed)
			wantShut(t, a.name+" opened as "+b.name, got, err)
			relabelled := bytes.Clone(sealed)
			relabelled[1] = must(t)(b.seal(place(), nil))[1]
			got, err = b.open(place(), relabelled)
			wantShut(t, a.name+" relabelled as "+b.name, got, err)
		}
	}
}

// TestNoUseNoSeal: a binding that does not say what the ciphertext is was forgotten, not meant.
func TestNoUseNoSeal(t *testing.T) {
	t.Parallel()
	for _, s := range sealers(t) {
		b := place()
		b.Use = ""
		if _, err := s.seal(b, page); err == nil {
			t.Errorf("%s: sealed without a use", s.name)
		}
	}
}
