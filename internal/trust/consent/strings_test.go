package consent_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// wordsOf loads the words, which checks that no language lacks a key.
func wordsOf(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(consent.Words())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEveryErrorHasWords, and every purpose has what it may bring and what may go wrong.
func TestEveryErrorHasWords(t *testing.T) {
	b := wordsOf(t)
	var used []string
	for _, name := range []string{"validate.go", "states.go"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(consent\.error\.\w+)"`).FindAllStringSubmatch(string(source), -1) {
			used = append(used, m[1])
		}
	}
	for _, p := range consent.Purposes() {
		used = append(used, "consent.good."+string(p), "consent.risk."+string(p))
	}
	slices.Sort(used)
	if used = slices.Compact(used); !slices.Equal(used, b.Keys()) {
		t.Errorf("the code says\n%v\nand the files have\n%v", used, b.Keys())
	}
}

func TestWordsAreKind(t *testing.T) {
	for _, f := range wordsOf(t).Banned() {
		t.Errorf("%+v", f)
	}
}
