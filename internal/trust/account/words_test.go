package account_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestINV25TheWordsAreThereAndKind: in every language, for each kind of device and each thing that can happen.
func TestINV25TheWordsAreThereAndKind(t *testing.T) {
	words, err := locale.New(account.Words())
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range words.Banned() {
		t.Error(found)
	}
	for _, kind := range []account.DeviceKind{"", account.Phone, account.Tablet, account.Computer} {
		if !words.Has(kind.Word()) {
			t.Errorf("%q has no words", kind)
		}
	}
	for _, h := range account.Happenings() {
		if !words.Has(h.Word()) {
			t.Errorf("%q has no words", h)
		}
	}
}
