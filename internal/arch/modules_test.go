package arch

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func goMod(t *testing.T, path string) *modfile.File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse(path, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

// goList runs the go command in the module's root and returns the lines that it prints.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	cmd.Dir = root
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v: %s", args, err, failed.String())
	}
	return strings.Fields(string(out))
}

func TestOnlyChosenModulesAreUsed(t *testing.T) {
	for _, b := range Dependencies(goMod(t, filepath.Join(root, "go.mod")), tree(t), Modules) {
		t.Error(b)
	}
}

// What is linked in is more than what our own code imports.
func TestWhatIsLinkedInMayBeGivenOn(t *testing.T) {
	pairs := goList(t, "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}={{.Dir}}{{end}}{{end}}", "./cmd/...")
	slices.Sort(pairs)
	for _, pair := range slices.Compact(pairs) {
		path, dir, _ := strings.Cut(pair, "=")
		if got := licenceIn(t, dir); !slices.Contains(Linkable, got) {
			t.Errorf("%s is linked in under %s", path, got)
		}
	}
}

func TestChosenModulesHaveTheLicenceThatIsWritten(t *testing.T) {
	for _, m := range Modules {
		dir := goList(t, "-m", "-f", "{{.Dir}}", m.Path)
		if len(dir) == 0 {
			continue // not downloaded, so nothing imports it
		}
		if got := licenceIn(t, dir[0]); got != m.Licence {
			t.Errorf("%s has %s, written is %s", m.Path, got, m.Licence)
		}
	}
}

func licenceIn(t *testing.T, dir string) string {
	t.Helper()
	for _, pattern := range []string{"LICENSE*", "LICENCE*", "COPYING*", "License*"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range found {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			return Licence(string(text))
		}
	}
	return "no licence file"
}

// modernc.org/sqlite is made for exactly one version of modernc.org/libc; with another it corrupts memory.
func TestLibcIsTheOneOfSQLite(t *testing.T) {
	theirs := goMod(t, goList(t, "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite")[0])
	ours := goList(t, "-m", "-f", "{{.Version}}", "modernc.org/libc")[0]
	for _, r := range theirs.Require {
		if r.Mod.Path == "modernc.org/libc" && r.Mod.Version != ours {
			t.Errorf("modernc.org/libc is %s, modernc.org/sqlite asks for %s", ours, r.Mod.Version)
		}
	}
}

func TestAModuleThatIsNotChosenIsFound(t *testing.T) {
	mod, err := modfile.Parse("go.mod", []byte("module m\nrequire (\n\tx.org/direct v1.0.0\n\tx.org/hidden v1.0.0 // indirect\n\tx.org/tests v1.0.0\n)\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	files := []File{
		sample(t, "internal/care/plan/plan.go", `package plan; import (_ "x.org/hidden/sub"; _ "x.org/tests"; _ "fmt")`),
		sample(t, "internal/care/plan/plan_test.go", `package plan; import _ "x.org/tests"`),
	}
	got := Dependencies(mod, files, []Module{{"x.org/tests", "MPL-2.0", true, "reason"}, {"x.org/gpl", "GPL", false, ""}})
	if len(got) != 5 {
		t.Errorf("found %d: %q, want the licence, the missing reason, the requirement and two imports", len(got), got)
	}
}

func TestLicence(t *testing.T) {
	for text, want := range map[string]string{
		"Mozilla Public License Version 2.0":                      "MPL-2.0",
		"Apache License\n   Version 2.0, January 2004":            "Apache-2.0",
		"Permission is hereby granted, free of charge, to any":    "MIT",
		"GNU GENERAL PUBLIC LICENSE":                              "GPL",
		"All rights reserved":                                     "unknown",
		"Permission to use, copy, modify, and/or distribute this": "ISC",
	} {
		if got := Licence(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
