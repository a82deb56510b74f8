package keys

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// The seeds of the ciphertexts are the vectors: ciphertexts that open, from which the fuzzer goes astray.

// sealedSeeds adds the vectors of the named kinds to f and returns the file they came from.
func sealedSeeds(f *testing.F, kinds ...string) vectors {
	v := readVectors(f)
	for _, s := range v.Sealed {
		for _, k := range kinds {
			if s.Kind == k {
				f.Add([]byte(s.Ciphertext))
			}
		}
	}
	f.Add([]byte(nil))
	return v
}

// opensOrErrOpen fails unless open gives the vector's plain text, or nothing and ErrOpen: no input makes a third thing.
func opensOrErrOpen(t *testing.T, v vectors, plain []byte, err error) {
	t.Helper()
	if err == nil && string(plain) == v.Plain {
		return
	}
	if !errors.Is(err, ErrOpen) || len(plain) != 0 {
		t.Errorf("opened to %d bytes with error %v", len(plain), err)
	}
}

func FuzzOpen(f *testing.F) {
	v := sealedSeeds(f, "data key", "data key, padded", "public key")
	b, key, pair := v.binding(f), DataKey(v.DataKey), parsePair(f, v.Seed)
	f.Fuzz(func(t *testing.T, sealed []byte) {
		for _, open := range []func(Binding, []byte) ([]byte, error){key.Open, key.OpenPadded, pair.Open} {
			plain, err := open(b, sealed)
			opensOrErrOpen(t, v, plain, err)
		}
	})
}

func FuzzOpenFile(f *testing.F) {
	v := sealedSeeds(f, "file")
	b, key := v.binding(f), DataKey(v.DataKey)
	f.Fuzz(func(t *testing.T, sealed []byte) {
		r, err := key.OpenFile(b, bytes.NewReader(sealed))
		if err != nil {
			opensOrErrOpen(t, v, nil, err)
			return
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			plain = nil // chunks before the damaged one are given out, as OpenFile says
		}
		opensOrErrOpen(t, v, plain, err)
	})
}

func FuzzOpenWithPassphrase(f *testing.F) {
	v := sealedSeeds(f, "passphrase")
	b := v.binding(f)
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if body, ok := newHeader(kindPassphrase).cut(sealed); ok && len(body) >= paramsSize {
			if p := readParams(body); p.valid() && p.Time*p.Memory > 4<<10 {
				return // within bounds and slow; TestCraftedCosts has those out of bounds
			}
		}
		plain, err := OpenWithPassphrase([]byte(v.Words), b, sealed)
		opensOrErrOpen(t, v, plain, err)
	})
}

func FuzzUnpad(f *testing.F) {
	f.Add(Pad(nil))
	f.Add(Pad([]byte("text")))
	f.Add(make([]byte, 256))
	f.Fuzz(func(t *testing.T, padded []byte) {
		plain, err := Unpad(padded)
		if err != nil {
			opensOrErrOpen(t, vectors{}, plain, err)
			return
		}
		if !bytes.Equal(Pad(plain), padded) {
			t.Errorf("%d bytes were taken off something that Pad does not make", len(padded)-len(plain))
		}
	})
}

// FuzzParseKey: what parses as a key is written back as it was read, and everything else is ErrKey.
func FuzzParseKey(f *testing.F) {
	v := readVectors(f)
	for _, b := range [][]byte{v.DataKey, v.Seed, v.PublicKey, v.Signature.PublicKey, nil, make([]byte, 32)} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		check := func(name string, out []byte, err error) {
			if err == nil && !bytes.Equal(out, in) || err != nil && !errors.Is(err, ErrKey) {
				t.Errorf("%s: %x became %x with error %v", name, in, out, err)
			}
		}
		data, err := ParseDataKey(in)
		check("data key", data[:], err)
		private, err := ParsePrivateKey(in)
		check("private key", private.Bytes(), err)
		public, err := ParsePublicKey(in)
		check("public key", public.Bytes(), err)
		_, _ = public.Seal(Binding{Use: "fuzz"}, nil) // a crafted point may be refused, and must not panic
		signing, err := ParseSigningKey(in)
		check("signing key", signing.Bytes(), err)
		verify, err := ParseVerifyKey(in)
		check("verify key", verify.Bytes(), err)
		_ = verify.Verify(in, append(in, in...)) // must not panic, whatever the point
	})
}

func FuzzParseShare(f *testing.F) {
	for _, text := range readVectors(f).Recovery.Shares {
		f.Add(text)
	}
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseShare(text)
		if err != nil {
			if !errors.Is(err, ErrShare) {
				t.Errorf("%v, want ErrShare", err)
			}
			return
		}
		if again, err := ParseShare(s.String()); err != nil || again != s {
			t.Errorf("the share did not come back: %v", err)
		}
	})
}

// FuzzNormalise: normalising twice is normalising once, or a token would depend on who typed first.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"Amina", " a  b ", "\uff21", "\u0130", "\u1e9e", "\u0345\u0391", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := normalise(s)
		if twice := normalise(once); twice != once {
			t.Errorf("%q became %q, then %q", s, once, twice)
		}
	})
}
