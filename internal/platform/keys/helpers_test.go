package keys_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// cheap keeps the derivations of the tests short. The costs in use are measured by BenchmarkPassphrase.
var cheap = keys.Params{Time: 1, Memory: 64, Threads: 1}

// place returns a binding with every field set.
func place() keys.Binding {
	return keys.Binding{
		Agency:      named("agency"),
		Person:      named("person").ID,
		Compartment: "compartment",
		Entry:       named("entry").ID,
		Version:     7,
		Use:         "entry",
	}
}

// named returns an identifier that is the same in every run.
func named(s string) id.Agency { return id.Agency{ID: id.Named(id.ID{}, s)} }

func newPair(t testing.TB) keys.PrivateKey {
	t.Helper()
	k, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatalf("making a key pair: %v", err)
	}
	return k
}

// must returns what a sealing or an opening that has to work gave.
func must(t testing.TB) func([]byte, error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatalf("unexpected error: %v", err)
		}
		return b
	}
}

// wantShut fails unless an opening was refused with ErrOpen and gave nothing.
func wantShut(t interface {
	Helper()
	Errorf(string, ...any)
}, what string, plain []byte, err error) {
	t.Helper()
	if !errors.Is(err, keys.ErrOpen) || len(plain) != 0 {
		t.Errorf("%s: got %d bytes and error %v, want nothing and ErrOpen", what, len(plain), err)
	}
}

var page = []byte(strings.Repeat("words that a person wrote; ", 30))
