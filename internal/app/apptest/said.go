package apptest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// Said holds the words of the package under test, whose keys begin with room: words that no page says are not kept, and none
// is one of those that survivors do not want to read, over a worker's shoulder either (INV-25).
func Said(t *testing.T, own locale.Source, room string) {
	t.Helper()
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
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, key := range words.Keys() {
		if strings.HasPrefix(key, room) && !said(source.String(), key) {
			t.Errorf("%s is not used", key)
		}
	}
}

// said reports whether the key, or a beginning that it is put together from, is written in the source.
func said(source, key string) bool {
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
