package plan_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every key that is written out in the code exists, and every key of this package is used.
func TestKeysExistAndAreUsed(t *testing.T) {
	b := bundle(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := filepath.Glob("../told/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, texts...)
	var all strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") {
			all.Write(text)
		}
	}
	source := all.String()
	for _, quoted := range regexp.MustCompile(`"((?:myplan|survivor|room|kept|plan)\.[a-z_.]+[a-z0-9])"`).FindAllStringSubmatch(source, -1) {
		if !b.Has(quoted[1]) && !strings.Contains(source, `"`+quoted[1]+`"+`) && !strings.HasPrefix(quoted[1], "plan.") {
			t.Errorf("%s is not defined", quoted[1])
		}
	}
	put := []string{"myplan.fact.", "myplan.do.", "myplan.choose.", "myplan.order.", "myplan.immediate.", "myplan.asks.safety_", "myplan.options.", "myplan.written.", "myplan.more_time."}
	for _, key := range b.Keys() {
		used := !strings.HasPrefix(key, "myplan.") || strings.Contains(source, `"`+key+`"`)
		for _, beginning := range put {
			used = used || strings.HasPrefix(key, beginning)
		}
		if !used {
			t.Errorf("%s is not used", key)
		}
	}
}

// Every code that a page can put into words has them.
func TestEveryCodeHasWords(t *testing.T) {
	b := bundle(t)
	for _, key := range []string{"goal.reached", "goal.let_go", "goal.open", "step.done", "step.dropped", "step.open", "need.over", "need.open"} {
		if !b.Has("myplan.do." + key) {
			t.Errorf("%s has no words", key)
		}
	}
	for _, k := range plan.Kinds() {
		if !b.Has("kept.kind." + k.Name) {
			t.Errorf("%s has no name", k.Name)
		}
	}
	for _, s := range plan.Machine().States() {
		if !b.Has("plan.stands." + string(s)) {
			t.Errorf("%s has no words", s)
		}
	}
}
