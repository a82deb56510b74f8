package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// said is what the demo's made-up people said: no command may ever print it.
var said = []string{"the lock on the second door", "Hana Tesfaye", "see a doctor this week", "about the library", "Tomas Arroyo", "side door"}

// installation makes a data folder with the demo coalition in it.
func installation(t *testing.T) (string, app.Coalition) {
	t.Helper()
	folder := t.TempDir()
	return folder, installed(t, app.Config{Folder: folder, Params: apptest.Cheap})
}

// installed puts the demo coalition into an installation.
func installed(t *testing.T, cfg app.Config) app.Coalition {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, clock.System())
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
	return c
}

// reported mans the intake desks of an installation and sends a report. It returns a desk, a file with the acceptance note,
// and the key that checks it.
func reported(t *testing.T, folder string, c app.Coalition) (desk app.Manned, note, key string) {
	t.Helper()
	return reportedTo(t, app.Config{Folder: folder, Params: apptest.Cheap, DeskWork: 4}, c)
}

func reportedTo(t *testing.T, cfg app.Config, c app.Coalition) (desk app.Manned, note, key string) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	desks, err := a.OpenIntake(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, text, err := a.Reporting.BasicSend(t.Context(), reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Lang: "en", Text: said[0]})
	if err != nil {
		t.Fatal(err)
	}
	if key, err = ledger.VerifierKey(c.Shelter.Agency.ID, ed25519.PublicKey(c.Shelter.Agency.Verify.Bytes())); err != nil {
		t.Fatal(err)
	}
	note = filepath.Join(t.TempDir(), "note")
	if err := os.WriteFile(note, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return desks[0], note, key
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

// commandLines are the arguments of each command, for an installation with the demo coalition in it and a report.
func commandLines(t *testing.T, cfg app.Config, c app.Coalition) map[string][]string {
	t.Helper()
	restore := []string{"--agency", "harbour", "--by", "Mei", "--reason", "a drill"}
	if cfg.DatabaseURL == "" {
		restore = append(restore, "--from", filepath.Join(rooted(t, cfg.Folder), "amparo.db"))
	}
	services := t.TempDir()
	if err := os.WriteFile(filepath.Join(services, "organizations.csv"), []byte("id,name,description\n1,A place,Somewhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shares := c.Shelter.Shares
	desk, note, key := reportedTo(t, cfg, c)
	return map[string][]string{
		"agency found":           {"A new house", "newhouse"},
		"agency enrol":           {"harbour", "advocate", "A new colleague", "--share", shares[0].String(), "--share", shares[1].String()},
		"agency drill":           {"harbour", shares[1].String(), shares[2].String()},
		"agency oversight":       {"harbour", c.LegalAid.As(account.PrivacyOfficer).SignInName, "--share", shares[0].String(), "--share", shares[1].String()},
		"agency list":            {},
		"agency channel":         {"harbour", "--oversight", "opendoor", "--share", shares[0].String(), "--share", shares[2].String()},
		"agency certify":         {"harbour", desk.Member.SignInName, reporting.Fingerprint(desk.Signer.Public().Bytes()), "--share", shares[1].String(), "--share", shares[2].String()},
		"agency code":            {c.Shelter.As(account.Advocate).Second.Secret},
		"agency root":            {"harbour", "--share", shares[0].String(), "--share", shares[1].String()},
		"agency leave":           {"harbour", c.Shelter.As(account.ShelterManager).SignInName, "--share", shares[0].String(), "--share", shares[2].String()},
		"agency peer":            {"harbour", "riverside", "--share", shares[0].String(), "--share", shares[1].String()},
		"directory import":       {services},
		"directory export":       {},
		"directory confidential": {"00000000-0000-4000-8000-000000000000"},
		"ledger verify":          {},
		"ledger checkpoint":      {},
		"ledger key":             {},
		"ledger address":         {},
		"ledger filed":           {note, "--key", key},
		"ledger reports":         {"harbour"},
		"watch":                  {watched(t, cfg), "--seen", filepath.Join(t.TempDir(), "seen")},
		"doctor":                 {},
		"restore":                append(restore, "--share", shares[0].String(), "--share", shares[1].String()),
		"release":                {},
		"migrate":                {"--walls"},
		"serve":                  {"--listen", "127.0.0.1:0"},
		"demo":                   {"--listen", "127.0.0.1:0", "--no-fill"},
	}
}

// mayFail are commands that say no in the demo's coalition: there is no such location, and the agency has its root.
var mayFail = []string{"directory confidential", "agency root"}

// everyCommand calls fn with each command of the program and its arguments, in the order of its help. A command that is added
// without a line in commandLines fails the test.
func everyCommand(t *testing.T, arguments map[string][]string, fn func(name string, args []string)) {
	t.Helper()
	parser, err := kong.New(&command{}, kong.Vars{"exit": "http://127.0.0.1:1/", "smsbody": smsBody})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range leaves(parser.Model.Node, "") {
		args, ok := arguments[name]
		if !ok {
			t.Errorf("the command %q is not tried by this test", name)
			continue
		}
		fn(name, append(strings.Fields(name), args...))
	}
}

// attempt runs one command. What serves until it is stopped is stopped when it listens.
func attempt(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &stopping{stop: stop, at: "Listening on"}
	err := execute(ctx, args, out)
	return out.String(), err
}

// TestEveryCommandKeepsSilent runs each command on an installation with records in it, and holds that none prints anything
// a person said.
func TestEveryCommandKeepsSilent(t *testing.T) {
	folder, c := installation(t)
	cfg := app.Config{Folder: folder, Params: apptest.Cheap, DeskWork: 4}
	everyCommand(t, commandLines(t, cfg, c), func(name string, args []string) {
		out, err := attempt(t, append([]string{"--data", folder}, args...)...)
		if err != nil && !slices.Contains(mayFail, name) {
			t.Errorf("%s: %v", name, err)
		}
		for _, s := range said {
			if strings.Contains(out, s) {
				t.Errorf("%s prints what a person said", name)
			}
		}
	})
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

// TestAnAcceptanceNoteIsCheckedAnywhere holds that a note proves what was filed and when, and that a changed one, or the key
// of another agency, does not.
func TestAnAcceptanceNoteIsCheckedAnywhere(t *testing.T) {
	folder, c := installation(t)
	_, note, key := reported(t, folder, c)
	other, err := ledger.VerifierKey(c.Clinic.Agency.ID, ed25519.PublicKey(c.Clinic.Agency.Verify.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "changed")
	if err := os.WriteFile(changed, bytes.Replace(text, []byte("\n20"), []byte("\n19"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		note, key string
		holds     bool
	}{"the note": {note, key, true}, "another day": {changed, key, false}, "another agency": {note, other, false}} {
		var out bytes.Buffer
		err := execute(t.Context(), []string{"ledger", "filed", try.note, "--key", try.key}, &out)
		if (err == nil) != try.holds || try.holds != strings.Contains(out.String(), "The note is true") {
			t.Errorf("%s: %v\n%s", name, err, &out)
		}
	}
}

// TestTheFirstPeopleChooseWhatTheySignInWith holds that founding and enrolling print a one-time code and nothing that signs in, and
// that each code opens the page on which its owner chooses.
func TestTheFirstPeopleChooseWhatTheySignInWith(t *testing.T) {
	folder, c := installation(t)
	founded, code := says(t, folder, "agency found", "A new house", "newhouse")
	if code != 0 {
		t.Fatal(founded)
	}
	enrolled, code := says(t, folder, "agency enrol harbour advocate Ada", "--share", c.Shelter.Shares[0].String(), "--share", c.Shelter.Shares[1].String())
	if code != 0 {
		t.Fatal(enrolled)
	}
	a, err := app.OpenAsIs(t.Context(), app.Config{Folder: folder, Params: apptest.Cheap}, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	for _, out := range []string{founded, enrolled} {
		found := regexp.MustCompile(`One-time code:  (.+)`).FindStringSubmatch(out)
		if found == nil || strings.Contains(out, "Passphrase:") || strings.Contains(out, "otpauth:") {
			t.Fatalf("it prints\n%s", out)
		}
		joined, err := app.Joins(t.Context(), a.Accounts, found[1])
		if err != nil || !strings.Contains(out, joined.SignInName) {
			t.Errorf("joining: %v", err)
		}
	}
}
