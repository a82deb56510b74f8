package survivor_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestNothingBannedIsSaid(t *testing.T) {
	for _, found := range bundle(t).Banned() {
		t.Error(found)
	}
}

// Every key that is written out in the code exists, and every key of this package is used.
func TestKeysExistAndAreUsed(t *testing.T) {
	b := bundle(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	source := all.String()
	for _, quoted := range regexp.MustCompile(`"((?:survivor|kept|page)\.[a-z_.]+[a-z])"`).FindAllStringSubmatch(source, -1) {
		if !b.Has(quoted[1]) && !strings.Contains(source, `"`+quoted[1]+`"+`) {
			t.Errorf("%s is not defined", quoted[1])
		}
	}
	for _, key := range b.Keys() {
		if strings.HasPrefix(key, "survivor.") && !used(source, key) {
			t.Errorf("%s is not used", key)
		}
	}
}

// used reports whether the key, or the beginning from which it is put together, is written in the source.
func used(source, key string) bool {
	if strings.Contains(source, `"`+key+`"`) || strings.HasPrefix(key, "survivor.contact.error.") {
		return true
	}
	for i := strings.LastIndexAny(key, "._"); i > len("survivor"); i = strings.LastIndexAny(key[:i], "._") {
		if strings.Contains(source, `"`+key[:i+1]+`"`) {
			return true
		}
	}
	return strings.HasPrefix(key, "survivor.withdraw.") || strings.HasPrefix(key, "survivor.dispute.") || strings.HasPrefix(key, "survivor.resume.") || strings.HasPrefix(key, "survivor.contact.address.")
}
