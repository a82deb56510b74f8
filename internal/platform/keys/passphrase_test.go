package keys_test

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"sync"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

func TestPassphrase(t *testing.T) {
	t.Parallel()
	sealed := must(t)(keys.SealWithPassphrase(cheap, []byte("one two three"), place(), page))
	if got := must(t)(keys.OpenWithPassphrase([]byte("one two three"), place(), sealed)); !bytes.Equal(got, page) {
		t.Error("another text came back")
	}
	for _, wrong := range []string{"", "one two thre", "One two three", "one two three ", "one two three\x00"} {
		got, err := keys.OpenWithPassphrase([]byte(wrong), place(), sealed)
		wantShut(t, "a wrong passphrase", got, err)
	}
	again := must(t)(keys.SealWithPassphrase(cheap, []byte("one two three"), place(), page))
	if bytes.Equal(again[11:27], sealed[11:27]) {
		t.Error("two ciphertexts have one salt")
	}
}

// TestDefaultCosts holds the costs to RFC 9106 and opens what is sealed with them.
func TestDefaultCosts(t *testing.T) {
	t.Parallel()
	if got, want := keys.DefaultParams(), (keys.Params{Time: 3, Memory: 64 << 10, Threads: 4}); got != want {
		t.Errorf("default costs %+v, want %+v", got, want)
	}
	sealed := must(t)(keys.SealWithPassphrase(keys.DefaultParams(), []byte("words"), place(), page))
	must(t)(keys.OpenWithPassphrase([]byte("words"), place(), sealed))
	if keys.NeedsRaise(keys.DefaultParams(), sealed) {
		t.Error("the default costs need a raise")
	}
	low := must(t)(keys.SealWithPassphrase(cheap, []byte("words"), place(), page))
	if !keys.NeedsRaise(keys.DefaultParams(), low) || !keys.NeedsRaise(cheap, nil) {
		t.Error("low costs pass for enough")
	}
}

// TestCraftedCosts writes costs out of bounds into a ciphertext: they are refused before any memory is taken. It does not
// run in parallel, so that the count is its own.
func TestCraftedCosts(t *testing.T) {
	sealed := must(t)(keys.SealWithPassphrase(cheap, []byte("words"), place(), page))
	for _, p := range []keys.Params{
		{Time: 0, Memory: 64, Threads: 1},
		{Time: 1, Memory: 0, Threads: 1},
		{Time: 1, Memory: 64, Threads: 0},
		{Time: 1, Memory: 64, Threads: 255},
		{Time: 11, Memory: 64, Threads: 1},
		{Time: 1<<32 - 1, Memory: 64, Threads: 1},
		{Time: 1, Memory: 256<<10 + 1, Threads: 1},
		{Time: 1, Memory: 1<<32 - 1, Threads: 1},
		{Time: 1, Memory: 7, Threads: 1},
	} {
		c := bytes.Clone(sealed)
		binary.BigEndian.PutUint32(c[2:], p.Time)
		binary.BigEndian.PutUint32(c[6:], p.Memory)
		c[10] = p.Threads
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := keys.OpenWithPassphrase([]byte("words"), place(), c)
		runtime.ReadMemStats(&after)
		wantShut(t, "crafted costs", got, err)
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<10 {
			t.Errorf("costs %+v took %d bytes before they were refused", p, used)
		}
		if _, err := keys.SealWithPassphrase(p, []byte("words"), place(), page); err == nil {
			t.Errorf("sealed with costs %+v", p)
		}
	}
}

// TestPassphraseSealsKeysOnly: long content is refused on both sides, and so is no passphrase at all.
func TestPassphraseSealsKeysOnly(t *testing.T) {
	t.Parallel()
	if _, err := keys.SealWithPassphrase(cheap, []byte("words"), place(), make([]byte, 1025)); err == nil {
		t.Error("sealed 1025 bytes")
	}
	if _, err := keys.SealWithPassphrase(cheap, nil, place(), page); err == nil {
		t.Error("sealed under an empty passphrase")
	}
	sealed := must(t)(keys.SealWithPassphrase(cheap, []byte("words"), place(), make([]byte, 1024)))
	must(t)(keys.OpenWithPassphrase([]byte("words"), place(), sealed))
	got, err := keys.OpenWithPassphrase([]byte("words"), place(), append(sealed, 0))
	wantShut(t, "a ciphertext above the bound", got, err)
}

// TestManyDerivations runs more derivations of the largest size than the memory for them allows at once; all succeed.
func TestManyDerivations(t *testing.T) {
	t.Parallel()
	p := keys.Params{Time: 1, Memory: 128 << 10, Threads: 1}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := keys.SealWithPassphrase(p, []byte("words"), place(), page); err != nil {
				t.Errorf("sealing beside others: %v", err)
			}
		})
	}
	wg.Wait()
}
