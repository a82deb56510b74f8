package consent_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// wordsOf reads the strings files as a source of the locale package, and New checks that no language lacks a key.
func wordsOf(t *testing.T) *locale.Bundle {
	t.Helper()
	files, err := fs.Glob(os.DirFS("."), "strings.*.json")
	if err != nil {
		t.Fatal(err)
	}
	words := fstest.MapFS{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		words[strings.TrimPrefix(name, "strings.")] = &fstest.MapFile{Data: data}
	}
	b, err := locale.New(locale.Source{Name: "consent", FS: words, Survivor: true})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

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
