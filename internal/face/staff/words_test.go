package staff_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/face/staff"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// TestEveryWordIsThere reads the keys out of the source, and makes those that are put together from the lists of the
// services.
func TestEveryWordIsThere(t *testing.T) {
	words, err := locale.New(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	below, err := filepath.Glob("*/*.go")
	if err != nil || len(below) == 0 {
		t.Fatalf("%d files below, %v", len(below), err)
	}
	files = append(files, below...)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(staff\.[a-z_.]*[a-z])"`).FindAllStringSubmatch(string(source), -1) {
			want[m[1]] = true
		}
	}
	for _, r := range append(account.StaffRoles(), account.Survivor) {
		want["staff.role."+string(r)] = true
	}
	for _, f := range account.Receives() {
		want["staff.function."+string(f)] = true
	}
	for _, p := range consent.Purposes() {
		want["staff.purpose."+string(p)] = true
	}
	for _, c := range contact.Channels() {
		want["staff.channel."+string(c)] = true
	}
	for _, err := range []string{account.ErrPassphraseShort.Key, account.ErrPassphraseLong.Key, account.ErrName.Key, account.ErrRole.Key, account.ErrEnrolled.Key} {
		want["staff.fault."+err] = true
	}
	for key := range want {
		if !words.Has(key) {
			t.Errorf("there are no words for %s", key)
		}
	}
}

// TestTheDesksBlameNobody holds the desks' own words to the list that survivors' pages are held to: people read over a
// worker's shoulder.
func TestTheDesksBlameNobody(t *testing.T) {
	all := staff.Words()
	for i := range all {
		all[i].Survivor = true
	}
	words, err := locale.New(all...)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range words.Banned() {
		t.Error(finding)
	}
}
