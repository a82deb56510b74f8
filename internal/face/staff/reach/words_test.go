package reach_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/face/staff/reach"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// TestEveryWordIsUsedAndNobodyIsBlamed: words that no page says are not kept, and none is one of those that survivors do not
// want to read, over a worker's shoulder either.
func TestEveryWordIsUsedAndNobodyIsBlamed(t *testing.T) {
	own := reach.Words()
	own.Survivor = true
	words, err := locale.New(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range words.Banned() {
		t.Error(found)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") {
			source.Write(text)
		}
	}
	for _, key := range words.Keys() {
		if strings.HasPrefix(key, "reach.") && !used(source.String(), key) {
			t.Errorf("%s is not used", key)
		}
	}
}

// used reports whether the key, or a beginning that it is put together from, is written in the source.
func used(source, key string) bool {
	if strings.Contains(source, `"`+key+`"`) || strings.Contains(source, `"`+strings.TrimSuffix(key, "_hint")+`"`) {
		return true
	}
	for i := strings.LastIndexByte(key, '.'); i > 0; i = strings.LastIndexByte(key[:i], '.') {
		if strings.Contains(source, `"`+key[:i+1]+`"`) {
			return true
		}
	}
	return false
}
