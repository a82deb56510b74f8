package keys_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

func BenchmarkPublicKey(b *testing.B) {
	pair, data := newPair(b), keys.NewDataKey()
	public := pair.Public()
	sealed := must(b)(public.Seal(place(), data[:]))
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			must(b)(public.Seal(place(), data[:]))
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			must(b)(pair.Open(place(), sealed))
		}
	})
	seed := pair.Bytes()
	b.Run("parse private", func(b *testing.B) {
		for b.Loop() {
			if _, err := keys.ParsePrivateKey(seed); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDataKey(b *testing.B) {
	data, plain := keys.NewDataKey(), make([]byte, 4000)
	sealed := must(b)(data.SealPadded(place(), plain))
	b.Run("seal 4 KiB padded", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			must(b)(data.SealPadded(place(), plain))
		}
	})
	b.Run("open 4 KiB padded", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			must(b)(data.OpenPadded(place(), sealed))
		}
	})
}

func BenchmarkFile(b *testing.B) {
	data, plain := keys.NewDataKey(), make([]byte, 1<<20)
	sealed := must(b)(sealFile(data, place(), plain))
	b.Run("seal 1 MiB", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			must(b)(sealFile(data, place(), plain))
		}
	})
	b.Run("open 1 MiB", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			must(b)(openFile(data, place(), sealed))
		}
	})
}

// BenchmarkPassphrase is one derivation at the default costs: what a sign-in and each guess cost.
func BenchmarkPassphrase(b *testing.B) {
	sealed := must(b)(keys.SealWithPassphrase(keys.DefaultParams(), []byte("words"), place(), make([]byte, 32)))
	for b.Loop() {
		must(b)(keys.OpenWithPassphrase([]byte("words"), place(), sealed))
	}
}
