package locale

import (
	"encoding/json"
	"os/exec"
	"slices"
	"testing"
)

// The program that front-end builds need anyway carries its own copy of CLDR: two independent readers of the same rules.
const intlPlurals = `
const out = {};
for (const lang of ["en", "es", "ar", "am", "vi"]) {
  const rules = new Intl.PluralRules(lang);
  out[lang] = Array.from({ length: 201 }, (_, n) => rules.select(n)).concat(rules.select(1000000));
}
console.log(JSON.stringify(out));`

func TestPluralsAgreeWithNode(t *testing.T) {
	printed, err := exec.CommandContext(t.Context(), "node", "-e", intlPlurals).Output()
	if err != nil {
		t.Fatalf("node is needed: %v", err)
	}
	var want map[string][]Category
	if err := json.Unmarshal(printed, &want); err != nil {
		t.Fatal(err)
	}
	for _, r := range shipped() {
		for i, category := range want[r.Tag] {
			n := uint64(i)
			if i == 201 {
				n = 1000000
			}
			if got := r.plural(n); got != category {
				t.Errorf("%s: %d is %q, node says %q", r.Tag, n, got, category)
			}
		}
	}
}

func TestRequiredCategoriesAreThoseThatOccur(t *testing.T) {
	for _, r := range shipped() {
		seen := map[Category]bool{}
		for n := range uint64(1000000) {
			seen[r.plural(n)] = true
		}
		if len(seen) != len(r.required) {
			t.Errorf("%s: %d categories occur, %d are required", r.Tag, len(seen), len(r.required))
		}
		for c := range seen {
			if !slices.Contains(r.required, c) {
				t.Errorf("%s: %q occurs and is not required", r.Tag, c)
			}
		}
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add([]byte(`{"_meta": {"status": "reviewed"}, "a": "x {y}", "b": {"one": "1", "other": "{count}"}}`))
	f.Add([]byte(`{"a": {"other": "}{"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := parseFile(data)
		if err != nil {
			return
		}
		for key, m := range parsed.messages {
			if m.forms[Other] == nil {
				t.Errorf("%q was accepted without a text", key)
			}
			for _, form := range m.forms {
				again, err := parseText(form.String())
				if err != nil || !slices.Equal(again, form) {
					t.Errorf("%q reads back as %q (%v)", form, again, err)
				}
			}
		}
	})
}
