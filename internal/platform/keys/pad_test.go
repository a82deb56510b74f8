package keys_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

func TestSizeClass(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ n, want int }{
		{0, 256}, {255, 256}, {256, 1024}, {1023, 1024}, {1024, 4096}, {4095, 4096}, {4096, 16384},
		{16383, 16384}, {16384, 32768}, {32767, 32768}, {32768, 49152},
	} {
		if got := keys.SizeClass(tt.n); got != tt.want {
			t.Errorf("SizeClass(%d) = %d, want %d", tt.n, got, tt.want)
		}
	}
}

// TestPad: what is padded comes back, also where it ends like the padding, and shows only its class.
func TestPad(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	overhead := len(must(t)(k.SealPadded(place(), nil))) - 256
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 1200).Draw(t, "plain")
		plain = append(plain, rapid.SampledFrom([]string{"", "\x80", "\x00", "\x80\x00\x00"}).Draw(t, "tail")...)
		got, err := keys.Unpad(keys.Pad(plain))
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes came back as %d: %v", len(plain), len(got), err)
		}
		sealed, err := k.SealPadded(place(), plain)
		if err != nil || len(sealed) != keys.SizeClass(len(plain))+overhead {
			t.Fatalf("%d bytes are sealed in %d: %v", len(plain), len(sealed), err)
		}
	})
}

// TestUnpadRefuses what Pad does not make.
func TestUnpadRefuses(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"nothing":        nil,
		"only zeros":     make([]byte, 256),
		"no mark":        bytes.Repeat([]byte("x"), 256),
		"no class":       keys.Pad([]byte("x"))[:255],
		"too much":       append(keys.Pad([]byte("x")), make([]byte, 768)...),
		"mark too early": append(keys.Pad(nil), make([]byte, 16384-256)...),
	} {
		got, err := keys.Unpad(b)
		wantShut(t, name, got, err)
	}
}
