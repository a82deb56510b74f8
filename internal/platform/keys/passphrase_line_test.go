package keys

import (
	"testing"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// TestFullLineIsRefused fills the line before the derivations: the next caller is told to wait, and told the same for
// sealing and for opening. It does not run in parallel, since the line is the process's.
func TestFullLineIsRefused(t *testing.T) {
	p := Params{Time: 1, Memory: 64, Threads: 1}
	b := Binding{Use: "test"}
	sealed, err := SealWithPassphrase(p, []byte("words"), b, nil)
	if err != nil {
		t.Fatal(err)
	}
	const whole = lineLength * maxMemory
	if !inLine.TryAcquire(whole) {
		t.Fatal("the line is not empty")
	}
	_, sealErr := SealWithPassphrase(p, []byte("words"), b, nil)
	_, openErr := OpenWithPassphrase([]byte("words"), b, sealed)
	inLine.Release(whole)
	for _, err := range []error{sealErr, openErr} {
		if fault.KindOf(err) != fault.Throttled {
			t.Errorf("in a full line: %v, want a throttled fault", err)
		}
	}
	if _, err := OpenWithPassphrase([]byte("words"), b, sealed); err != nil {
		t.Errorf("after the line has cleared: %v", err)
	}
}
