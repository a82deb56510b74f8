package intake_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/face/intake"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// said are the words that the scripts ask for, made out of the lists of the core where they are put together.
func said(t *testing.T) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	for _, list := range []struct {
		prefix string
		values []string
	}{
		{"value.concern_for.", reporting.ConcernFor}, {"value.danger.", reporting.Danger}, {"value.age.", reporting.AgeBands}, {"value.needs.", reporting.Needs},
		{"emergency.", reporting.Emergencies}, {"identity_reason.", reporting.IdentityReasons}, {"late_", []string{"1", "2"}}, {"missed_", reporting.ListFaults},
		{"due_", []string{"look", "answer", "acknowledge", "feedback"}},
		{"trouble.", []string{"cut", "value", "key", "malformed", "swapped", "other_agency", "other_channel", "other_box", "twice"}},
		{"fact.", []string{"came", "concern_for", "relationship", "danger", "age", "area", "needs", "speak", "read", "sign_language"}},
	} {
		for _, v := range list.values {
			want[list.prefix+v] = true
		}
	}
	for _, c := range contact.Channels() {
		want["contact."+string(c)] = true
	}
	for _, r := range account.StaffRoles() {
		want["role."+string(r)] = true
	}
	for _, s := range reporting.Machine().States() {
		want["state."+string(s)] = true
		for _, k := range []account.Role{account.IntakeResponder, account.Custodian} {
			for _, step := range reporting.Machine().Offers(s, flow.Kind(k)) {
				want["event."+string(step.Event)] = true
				for _, r := range step.Reasons {
					want["reason."+string(r)] = true
				}
			}
		}
	}
	return want
}

// TestEveryWordOfTheScriptsIsThere reads the keys out of the scripts.
func TestEveryWordOfTheScriptsIsThere(t *testing.T) {
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	want, spelt := said(t), map[string]bool{}
	files, err := filepath.Glob("../../../web/src/intake/*.js")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`say\("([a-z_.]+)"`).FindAllStringSubmatch(string(source), -1) {
			want[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`"([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			spelt[m[1]] = true
		}
	}
	have := map[string]bool{}
	for _, key := range words.Keys() {
		if short, ok := strings.CutPrefix(key, "intake.say."); ok {
			have[short] = true
		}
	}
	for key := range want {
		if strings.HasPrefix(key, "role.") {
			have[key] = words.Has("staff." + key)
		}
		if !have[key] {
			t.Errorf("there are no words for %s", key)
		}
	}
	for key := range have {
		if !want[key] && !spelt[key] && !strings.HasPrefix(key, "explains.") {
			t.Errorf("nobody says %s", key)
		}
	}
}

// TestEveryWordOfThePageIsThere reads the keys out of the templates and the source.
func TestEveryWordOfThePageIsThere(t *testing.T) {
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	templates, err := filepath.Glob("templates/*.html")
	if err != nil || len(templates) == 0 {
		t.Fatalf("%d templates, %v", len(templates), err)
	}
	for _, name := range append(templates, "page.go") {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`T "(intake\.[a-z_.]+)"|T\("(intake\.[a-z_.]+)"`).FindAllStringSubmatch(string(source), -1) {
			used[m[1]+m[2]] = true
		}
	}
	for _, key := range []string{"j", "k", "u", "r", "l"} {
		used["intake.key."+key] = true
	}
	for key := range used {
		if !words.Has(key) && key != "intake.key." {
			t.Errorf("there are no words for %s", key)
		}
	}
	for _, key := range words.Keys() {
		if strings.HasPrefix(key, "intake.") && !strings.HasPrefix(key, "intake.say.") && !used[key] {
			t.Errorf("nobody reads %s", key)
		}
	}
}

// TestINV25TheDesksBlameNobody holds the desks' own words to the list that survivors' pages are held to: people read over a
// worker's shoulder, and the answers are theirs.
func TestINV25TheDesksBlameNobody(t *testing.T) {
	own := intake.Words()
	own.Survivor = true
	words, err := locale.New(own, intake.Replies())
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range words.Banned() {
		t.Error(finding)
	}
}

// TestTheAnswerAboutSomebodyElseSaysNothing: who asks "is she with you?" gets one answer, which does not depend on anything
// (practice map, T1.6): it has no place for a value, and no other answer names a place or a person either.
func TestTheAnswerAboutSomebodyElseSaysNothing(t *testing.T) {
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range words.Languages() {
		l := words.For(lang.Tag)
		if text := l.T("reply.cannot_say"); strings.ContainsAny(text, "{⟦") || text != l.T("reply.cannot_say", "name", "Hana", "state", "accepted", "count", 3) {
			t.Errorf("%s: %s", lang.Tag, text)
		}
		for _, key := range words.Keys() {
			if strings.HasPrefix(key, "reply.") && slices.ContainsFunc([]string{"⟦name⟧", "⟦place⟧", "⟦state⟧", "⟦count⟧"}, func(p string) bool { return strings.Contains(l.T(key), p) }) {
				t.Errorf("%s: %s has a place for something", lang.Tag, key)
			}
		}
	}
}
