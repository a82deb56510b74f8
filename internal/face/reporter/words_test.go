package reporter_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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

func TestINV25WordsAreKind(t *testing.T) {
	for _, found := range bundle(t).Banned() {
		if strings.HasPrefix(found.Key, "reporter.") {
			t.Error(found)
		}
	}
}

// source is all of the package's own code and templates, and of the page's script.
func source(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html", "../../../web/src/report/*.js"} {
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
	return all.String()
}

// Every key that is written out exists, and every key of this package is used: as it is, or as a stem with a code behind it.
func TestKeysExistAndAreUsed(t *testing.T) {
	b, all := bundle(t), source(t)
	for _, quoted := range regexp.MustCompile(`"((?:reporter|page)\.[a-z_.]+[a-z])"`).FindAllStringSubmatch(all, -1) {
		if !b.Has(quoted[1]) {
			t.Errorf("%s is not defined", quoted[1])
		}
	}
	put := []string{"reporter.role.", "reporter.danger.", "reporter.urgent.", "reporter.for.", "reporter.age.", "reporter.needs.", "reporter.sign.",
		"reporter.contact.", "reporter.contact.day.", "reporter.contact.hours.", "reporter.contact.voicemail.", "reporter.contact.again.", "reporter.channel."}
	for _, key := range b.Keys() {
		name, ours := strings.CutPrefix(key, "reporter.")
		stem := key[:strings.LastIndex(key, ".")+1]
		used := strings.Contains(all, `"`+key+`"`) || strings.Contains(all, `"`+name+`"`)
		for _, p := range put {
			used = used || stem == p && strings.Contains(all, `"`+p+`"`)
		}
		question := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".label"), ".why"), ".hint")
		used = used || question != name && strings.Contains(all, `"`+question+`"`)
		if ours && !used {
			t.Errorf("%s is not used", key)
		}
	}
}

// What the script says is on the page, and what is on the page for it is said.
func TestTheScriptHasItsWords(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		page := s.page("en")
		all := source(t)
		for _, found := range regexp.MustCompile(`say\(\s*"([a-z_.]+)"`).FindAllStringSubmatch(all, -1) {
			if page.Count("[data-word="+found[1]+"]") != 1 {
				t.Errorf("the script says %q, which is not on the page", found[1])
			}
		}
		for _, lang := range languages {
			if text := s.get("/ask/" + lang).Body.String(); strings.Contains(text, "⟦") {
				t.Errorf("a word is missing in %s", lang)
			}
		}
	})
}
