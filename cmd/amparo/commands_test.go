package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// said is what the demo's made-up people said: no command may ever print it.
var said = []string{"Hana Tesfaye", "see a doctor this week", "about the library", "Tomas Arroyo", "side door"}

// installation makes a data folder with the demo coalition in it.
func installation(t *testing.T) (string, app.Coalition) {
	t.Helper()
	folder := t.TempDir()
	a, err := app.Open(t.Context(), app.Config{Folder: folder, Params: apptest.Cheap}, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.FoundCoalition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.FillCoalition(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return folder, c
}

// leaves lists the commands of the program from its own declaration.
func leaves(n *kong.Node, path string) []string {
	var list []string
	for _, c := range n.Children {
		list = append(list, leaves(c, strings.TrimSpace(path+" "+c.Name))...)
	}
	if len(n.Children) == 0 {
		list = append(list, path)
	}
	return list
}

// TestEveryCommandKeepsSilent runs each command on an installation with records in it, and holds that none prints anything
// a person said. A command that is added without a line here fails the test.
func TestEveryCommandKeepsSilent(t *testing.T) {
	folder, c := installation(t)
	services := t.TempDir()
	if err := os.WriteFile(filepath.Join(services, "organizations.csv"), []byte("id,name,description\n1,A place,Somewhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shares := c.Shelter.Shares
	arguments := map[string][]string{
		"agency found":           {"A new house", "newhouse"},
		"agency enrol":           {"harbour", "advocate", "A new colleague", "--share", shares[0].String(), "--share", shares[1].String()},
		"agency drill":           {"harbour", shares[1].String(), shares[2].String()},
		"agency list":            {},
		"agency code":            {c.Shelter.As(account.Advocate).Second.Secret},
		"directory import":       {services},
		"directory export":       {},
		"directory confidential": {"00000000-0000-4000-8000-000000000000"},
		"ledger verify":          {},
		"ledger checkpoint":      {},
		"serve":                  {"--listen", "127.0.0.1:0"},
		"demo":                   {"--listen", "127.0.0.1:0", "--no-fill"},
	}
	mayFail := map[string]bool{"directory confidential": true} // there is no such location
	parser, err := kong.New(&command{}, kong.Vars{"exit": "http://127.0.0.1:1/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range leaves(parser.Model.Node, "") {
		args, ok := arguments[name]
		if !ok {
			t.Errorf("the command %q is not tried by this test", name)
			continue
		}
		var out bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		if name == "serve" || name == "demo" {
			stop() // it opens everything, and then has nothing left to wait for
		}
		err := execute(ctx, append(append([]string{"--data", folder}, strings.Fields(name)...), args...), &out)
		stop()
		if err != nil && !mayFail[name] && ctx.Err() == nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, s := range said {
			if strings.Contains(out.String(), s) {
				t.Errorf("%s prints what a person said", name)
			}
		}
	}
}

// TestVerifyNamesTheEntry holds that verify passes on a whole ledger, and names the entry after one byte of one row was
// changed in the database file.
func TestVerifyNamesTheEntry(t *testing.T) {
	folder, _ := installation(t)
	var out bytes.Buffer
	if err := execute(t.Context(), []string{"--data", folder, "ledger", "verify"}, &out); err != nil {
		t.Fatalf("a whole ledger: %v\n%s", err, &out)
	}
	file := filepath.Join(folder, "amparo.db")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// A kind stands in its row as text; in the same length it stays a valid row.
	at := bytes.LastIndex(content, []byte("write.allowed"))
	if at < 0 {
		t.Fatal("no entry of this kind was found in the file")
	}
	content[at] ^= 1
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := execute(t.Context(), []string{"--data", folder, "ledger", "verify"}, &out); err == nil || !strings.Contains(out.String(), "DOES NOT HOLD at entry") {
		t.Errorf("after one byte was changed: %v\n%s", err, &out)
	}
}
