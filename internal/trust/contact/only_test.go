package contact_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reachesOut are the beginnings of what calls a place outside the house.
var reachesOut = regexp.MustCompile(`(?m)^\s*(\w+ )?"(net/smtp|github.com/wneessen/go-mail)"$|\bhttp\.(Client\{|Get\(|Post|Head\(|DefaultClient|NewRequest)|\bnet\.Dial|\btls\.Dial`)

// TestINV05NothingElseReachesOut: in the whole program nothing but this package calls a place outside, so no message can
// leave by another door. The folders beside it exist for tests and measurements, and for the watch that somebody outside the
// house keeps over its pages: it runs by a command of its own, holds nothing about anybody, and sends nothing.
func TestINV05NothingElseReachesOut(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	allowed := []string{"internal/trust/contact/", "internal/benchtest/", "internal/browser/", "internal/care/reporting/watch/", "internal/platform/store/storetest/"}
	found := map[string]bool{}
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			if reachesOut.Match(text) {
				found[filepath.ToSlash(name)] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, own := range []string{"internal/trust/contact/smtp.go", "internal/trust/contact/sms.go"} {
		if !found[own] {
			t.Errorf("%s is not found: the test looks in the wrong place", own)
		}
	}
	for name := range found {
		ours := false
		for _, folder := range allowed {
			ours = ours || strings.HasPrefix(name, folder)
		}
		if !ours {
			t.Errorf("%s reaches a place outside", name)
		}
	}
}
