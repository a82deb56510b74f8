package public_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNothingBannedIsSaid(t *testing.T) {
	for _, found := range bundle(t).Banned() {
		t.Error(found)
	}
}

// Every key that is written out in a template or in the code exists, and every key of this package is used.
func TestKeysExistAndAreUsed(t *testing.T) {
	b := bundle(t)
	var all strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
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
	}
	source := all.String()
	for _, quoted := range regexp.MustCompile(`"((?:public|page)\.[a-z_.]+[a-z])"`).FindAllStringSubmatch(source, -1) {
		if !b.Has(quoted[1]) {
			t.Errorf("%s is not defined", quoted[1])
		}
	}
	for _, key := range b.Keys() {
		stem := key[:strings.LastIndex(key, ".")+1] // keys for codes are put together: "public.need." + code
		if strings.HasPrefix(key, "public.") && !strings.Contains(source, `"`+key+`"`) && !strings.Contains(source, `"`+stem+`"`) &&
			!strings.Contains(source, `"`+strings.TrimSuffix(stem, ".")+`"`) {
			t.Errorf("%s is not used", key)
		}
	}
}

// What the directory can be asked for has a name on the page.
func TestEveryChoiceHasAName(t *testing.T) {
	b := bundle(t)
	for _, n := range directory.Needs() {
		if !b.Has("public.need." + n) {
			t.Errorf("the need %s has no name", n)
		}
	}
	for _, a := range directory.AccessNeeds() {
		if !b.Has("public.access." + a) {
			t.Errorf("the access need %s has no name", a)
		}
	}
	s := newSite(t, noServices{}, clock.At(monday).Now, "https://weather.example/")
	for _, code := range directory.Languages() {
		if got := s.get("/find", "en").In("[lang=" + code + "]"); got.Text() == code {
			t.Errorf("the language %s has no name", code)
		}
	}
}
