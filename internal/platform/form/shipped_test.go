package form_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/platform/form"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

var languages = []string{"en", "es", "ar", "am", "vi"}

func TestShippedFormsAreCompleteAndKind(t *testing.T) {
	l, err := form.Shipped(languages...)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := l.Newest(form.HowToReachMe)
	if !ok {
		t.Fatal("how-to-reach-me is not there")
	}
	for _, lang := range languages {
		for _, text := range f.Texts(lang) {
			if banned := locale.Banned(lang, text); banned != nil {
				t.Errorf("%s: %q says %q", lang, text, banned)
			}
		}
	}
	for _, i := range f.Items {
		if i.Required {
			t.Errorf("%s is required: each question of this form can be skipped", i.LinkID)
		}
	}
	if got := asked(f, nil); got != "channel ask-again" {
		t.Errorf("asked at first: %s", got)
	}
	if got := asked(f, form.Answers{"channel": one("space")}); got != "channel ask-again" {
		t.Errorf("asked of somebody who wants to be reached nowhere else: %s", got)
	}
	if got := asked(f, form.Answers{"channel": one("call")}); got != "channel address days hours seen-by voicemail code-word ask-again" {
		t.Errorf("asked of somebody who takes calls: %s", got)
	}
	if same, ok := l.Version(f.Canonical()); !ok || same != f {
		t.Error("the form is not found by its canonical name")
	}
}

func TestLoadRefusesOneVersionTwice(t *testing.T) {
	file := &fstest.MapFile{Data: []byte(sample)}
	newer := &fstest.MapFile{Data: []byte(strings.Replace(sample, "2026-01-02", "2026-05-01", 1))}
	l, err := form.Load(fstest.MapFS{"a.json": file, "b.json": newer}, "en")
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := l.Newest("sample"); !ok || f.Version != "2026-05-01" {
		t.Errorf("the newest is %+v", f)
	}
	if _, err := form.Load(fstest.MapFS{"a.json": file, "b.json": file}, "en"); err == nil || !strings.Contains(err.Error(), "b.json") {
		t.Errorf("got %v", err)
	}
}

func TestWordsAreComplete(t *testing.T) {
	b, err := locale.New(form.Words())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Banned() {
		t.Error(f)
	}
	source, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range source {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(text), `"`) {
			if i%2 == 1 && strings.HasPrefix(part, "form.") && !slices.Contains(b.Keys(), part) {
				t.Errorf("%s: %s has no words", name, part)
			}
		}
	}
}
