package intake_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheScriptsOfTheDesk runs the tests of the page's own modules.
func TestTheScriptsOfTheDesk(t *testing.T) {
	files, err := filepath.Glob("../../../web/src/intake/*.test.mjs")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	out, err := exec.CommandContext(t.Context(), "node", append([]string{"--test"}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
