package main

import (
	"bytes"
	"database/sql"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// rooted copies the files of an installation that is not running.
func rooted(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "root.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// edited changes the database of an installation from outside the program.
func edited(t *testing.T, folder string, statements ...string) string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "amparo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return folder
}

// says runs one command on an installation, with the words of the README after the name of the program.
func says(t *testing.T, folder, line string, more ...string) (out string, code int) {
	t.Helper()
	var b bytes.Buffer
	args := append([]string{"--data", folder}, strings.Fields(line)...)
	if err := execute(t.Context(), append(args, more...), &b); err != nil {
		return b.String() + "error: " + err.Error(), exitCode(err)
	}
	return b.String(), 0
}

// kept is an installation with what two runs of the README's first command printed into one file, as a partner keeps it.
func kept(t *testing.T) (folder, yesterday, file string, shares []string) {
	t.Helper()
	folder, c := installation(t)
	first, code := says(t, folder, "ledger checkpoint")
	if code != 0 {
		t.Fatal(first)
	}
	yesterday = rooted(t, folder)
	officer := c.LegalAid.As(account.PrivacyOfficer).SignInName
	for _, s := range c.Shelter.Shares {
		shares = append(shares, s.String())
	}
	if out, code := says(t, folder, "agency oversight harbour", officer, "--share", shares[0], "--share", shares[2]); code != 0 {
		t.Fatal(out)
	}
	second, code := says(t, folder, "ledger checkpoint")
	if code != 0 {
		t.Fatal(second)
	}
	file = filepath.Join(t.TempDir(), "FILE")
	if err := os.WriteFile(file, []byte(first+second), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, yesterday, file, shares
}

// readme is the README's second command, as it stands there.
const readme = "ledger verify --kept"

// TestTheREADMEsTwoCommandsFindEveryTamperedCopy runs them as written, on the installation as it is and on copies that were
// cut, emptied, rolled back, dropped or given another key, with what was kept in one file, in any form that it comes back in.
func TestTheREADMEsTwoCommandsFindEveryTamperedCopy(t *testing.T) {
	folder, yesterday, file, _ := kept(t)
	text, err := os.ReadFile("../../README.md")
	if err != nil || !strings.Contains(string(text), "amparo ledger checkpoint ") || !strings.Contains(string(text), "amparo "+readme+" FILE") {
		t.Fatalf("the README says something else: %v", err)
	}
	if out, code := says(t, folder, readme, file); code != 0 || !strings.Contains(out, "harbour          holds up to entry") || !strings.Contains(out, "they stand as they were") {
		t.Fatalf("as it is: %d\n%s", code, out)
	}
	out, code := says(t, folder, "ledger verify")
	if code != 0 || strings.Contains(out, "holds") || !strings.Contains(out, "nothing from outside was compared") {
		t.Errorf("with nothing kept: %d\n%s", code, out)
	}
	for name, c := range tamperings {
		of := folder
		if c.yesterday {
			of = yesterday
		}
		copied := edited(t, rooted(t, of), c.edits...)
		if out, code := says(t, copied, readme, file); code != codeFound || !strings.Contains(out, "DOES NOT HOLD") {
			t.Errorf("%s: %d\n%s", name, code, out)
		}
	}
}

// tamperings are what is done to copies of an installation.
var tamperings = map[string]struct {
	yesterday bool
	edits     []string
}{
	"rolled back": {yesterday: true, edits: []string{`DELETE FROM alarm`}},
	"emptied":     {edits: []string{`DELETE FROM ledger_leaf`, `DELETE FROM ledger_hash`, `DELETE FROM ledger_checkpoint`, `DELETE FROM ledger_head`}},
	"cut by one": {edits: []string{`DELETE FROM ledger_leaf WHERE idx >= (SELECT max(size) - 1 FROM ledger_head) AND agency_id = (SELECT agency_id FROM ledger_head ORDER BY size DESC LIMIT 1)`,
		`DELETE FROM ledger_checkpoint`, `DELETE FROM ledger_hash`,
		`UPDATE ledger_head SET size = size - 1, last_hash = (SELECT leaf_hash FROM ledger_leaf l WHERE l.agency_id = ledger_head.agency_id ORDER BY idx DESC LIMIT 1) WHERE agency_id = (SELECT agency_id FROM ledger_head ORDER BY size DESC LIMIT 1)`}},
	"without an agency": {edits: []string{`DELETE FROM agency WHERE slug = 'harbour'`}},
	"another key":       {edits: []string{`UPDATE agency SET verify_key = (SELECT verify_key FROM agency WHERE slug = 'opendoor') WHERE slug = 'harbour'`}},
}

// TestTheREADMEsTwoCommandsFindEveryTamperedCopyOnPostgreSQL is the same on the other engine, with one row of each guarded table
// that was changed past the program.
func TestTheREADMEsTwoCommandsFindEveryTamperedCopyOnPostgreSQL(t *testing.T) {
	today := site{app.Config{Folder: t.TempDir(), DatabaseURL: storetest.NewDatabase(t), Params: apptest.Cheap}, t}
	c := installed(t, today.Config)
	says := func(s site, line string, more ...string) (out string, code int) {
		t.Helper()
		out, err := attempt(t, append(s.line(strings.Fields(line)...), more...)...)
		if err != nil {
			return out + "error: " + err.Error(), exitCode(err)
		}
		return out, 0
	}
	copied := func(s site, edits ...string) site {
		t.Helper()
		s.DatabaseURL = storetest.CopyDatabase(t, s.DatabaseURL)
		db := storetest.Past(t, "pgx", storetest.AsOperator(t, s.DatabaseURL))
		db.SetMaxOpenConns(1)
		for _, text := range append([]string{`SET session_replication_role = replica`}, edits...) {
			if _, err := db.ExecContext(t.Context(), text); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
		if err := db.Close(); err != nil { // what is open can't be copied
			t.Fatal(err)
		}
		return s
	}
	first, code := says(today, "ledger checkpoint")
	if code != 0 {
		t.Fatal(first)
	}
	yesterday := copied(today)
	if out, code := says(today, "agency oversight harbour "+c.LegalAid.As(account.PrivacyOfficer).SignInName, "--share", c.Shelter.Shares[0].String(), "--share", c.Shelter.Shares[2].String()); code != 0 {
		t.Fatal(out)
	}
	second, code := says(today, "ledger checkpoint")
	if code != 0 {
		t.Fatal(second)
	}
	file := filepath.Join(t.TempDir(), "FILE")
	if err := os.WriteFile(file, []byte(first+second), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := says(today, readme, file); code != 0 || !strings.Contains(out, "they stand as they were") {
		t.Fatalf("as it is: %d\n%s", code, out)
	}
	for name, c := range tamperings {
		of := today
		if c.yesterday {
			of = yesterday
		}
		if out, code := says(copied(of, c.edits...), readme, file); code != codeFound || !strings.Contains(out, "DOES NOT HOLD") {
			t.Errorf("%s: %d\n%s", name, code, out)
		}
	}
	spoiled := copied(today)
	raw := storetest.Past(t, "pgx", storetest.AsOperator(t, spoiled.DatabaseURL))
	tried := 0
	for _, s := range app.Schemas() {
		for _, table := range s.Tables {
			if table.Guard == "" {
				continue
			}
			var place string
			var was []byte
			err := raw.QueryRowContext(t.Context(), `SELECT ctid::text, guard FROM `+table.Name+` LIMIT 1`).Scan(&place, &was)
			if errors.Is(err, sql.ErrNoRows) {
				continue // internal/attack walks every table with rows that it makes
			}
			tried++
			if err == nil {
				_, err = raw.ExecContext(t.Context(), `UPDATE `+table.Name+` SET guard = '\x00' WHERE ctid = $1::tid`, place)
			}
			if err != nil {
				t.Fatal(err)
			}
			if out, code := says(spoiled, readme, file); code != codeFound || strings.Count(out, "DOES NOT HOLD: table "+table.Name+", row ") != 1 {
				t.Errorf("%s: %d\n%s", table.Name, code, out)
			}
			if _, err := raw.ExecContext(t.Context(), `UPDATE `+table.Name+` SET guard = $1 WHERE guard = '\x00'`, was); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, code := says(spoiled, readme, file); code != 0 || tried < 10 {
		t.Errorf("put right again, after %d tables: %d\n%s", tried, code, out)
	}
}

// TestWhatWasKeptIsReadInEveryFormOrNotAtAll holds that mail and editors may add lines and change their ends, that keys come
// from whoever kept them, and that nothing in a file is left out in silence.
func TestWhatWasKeptIsReadInEveryFormOrNotAtAll(t *testing.T) {
	folder, _, file, _ := kept(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(text)
	bare := ""
	var keys []string
	for line := range strings.Lines(whole) {
		if strings.Contains(line, "+") && strings.Contains(line, " amparo/") && !strings.HasPrefix(line, "\u2014") {
			keys = append(keys, "--key", strings.Fields(line)[1])
			continue
		}
		bare += line
	}
	for name, c := range map[string]struct {
		text string
		more []string
		code int
		says string
	}{
		"windows":            {text: "\ufeff" + strings.ReplaceAll(whole, "\n", "\r\n")},
		"double lines":       {text: strings.ReplaceAll(whole, "\n\n", "\n\n\n\n")},
		"spaces":             {text: strings.ReplaceAll(whole, "\n", "  \n")},
		"a remark":           {text: "# by post, 3 March\n" + whole},
		"keys by hand":       {text: bare, more: keys},
		"keys as remarks":    {text: strings.ReplaceAll(whole, "harbour amparo", "# harbour amparo")},
		"no keys":            {text: bare, code: codeFailed, says: "line 2: there is no key"},
		"nothing":            {text: "\n", code: codeFailed, says: errNoKept.Error()},
		"a word":             {text: whole + "sent by Ines\n", code: codeFailed, says: "neither a checkpoint nor a key"},
		"half":               {text: whole[:len(whole)-60], code: codeFailed, says: "line "},
		"behind a remark":    {text: strings.Replace(whole, "\namparo/", "\n# amparo/", 1), code: codeFailed, says: "is no remark"},
		"no signature":       {text: strings.Replace(whole, "\u2014 ", "x ", 1), code: codeFailed, says: "has no signature"},
		"quoted":             {text: "> " + strings.ReplaceAll(whole, "\n", "\n> "), code: codeFailed, says: "line 1"},
		"the key of another": {text: bare, more: []string{"--key", strings.Replace(keys[1], "amparo/", "elsewhere/", 1)}, code: codeFailed, says: "--key"},
	} {
		one := filepath.Join(t.TempDir(), "FILE")
		if err := os.WriteFile(one, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, code := says(t, folder, readme, append([]string{one}, c.more...)...)
		if code != c.code || !strings.Contains(out, c.says) || code == 0 && !strings.Contains(out, "holds up to entry") {
			t.Errorf("%s: %d, want %d %q\n%s", name, code, c.code, c.says, out)
		}
	}
}

// TestTheDatabaseOfYesterdayIsNotServed holds that an older database under the newer pins is found by doctor and refused by
// serve, that a file of pins that cannot be read stops the program, and that none where there were heads is said.
func TestTheDatabaseOfYesterdayIsNotServed(t *testing.T) {
	folder, yesterday, _, _ := kept(t)
	if out, code := says(t, folder, "doctor"); code != 0 {
		t.Fatalf("as it is: %d %s", code, out)
	}
	old := rooted(t, yesterday)
	pins, err := os.ReadFile(filepath.Join(folder, "pins"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(content []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(old, "pins"), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(pins)
	if out, code := says(t, old, "doctor"); code != codeFound || !strings.Contains(out, "pin.shorter log/") {
		t.Errorf("yesterday's database: %d %s", code, out)
	}
	if out, code := says(t, old, "ledger checkpoint"); code == 0 {
		t.Errorf("it is signed: %s", out)
	}
	if out, code := says(t, folder, readme, filepath.Join(folder, "pins")); code != 0 || !strings.Contains(out, "holds up to entry") {
		t.Errorf("pins as what was kept: %d %s", code, out)
	}
	for name, spoiled := range map[string][]byte{"cut": pins[:len(pins)-20], "another": []byte("{}"), "twice": append(pins, pins...), "zeros": make([]byte, 100)} {
		put(spoiled)
		if out, code := says(t, old, "doctor"); code != codeFailed || !strings.Contains(out, "file of pins") {
			t.Errorf("%s: %d %s", name, code, out)
		}
	}
	if err := os.Remove(filepath.Join(folder, "pins")); err != nil {
		t.Fatal(err)
	}
	if out, code := says(t, folder, "doctor"); code != codeFound || !strings.Contains(out, "pin.lost") {
		t.Errorf("without pins: %d %s", code, out)
	}
	if out, code := says(t, folder, "ledger checkpoint"); code != 0 {
		t.Fatalf("pinned anew: %d %s", code, out)
	}
	if out, code := says(t, folder, "doctor"); code != 0 {
		t.Errorf("pinned anew: %d %s", code, out)
	}
}

// TestABackupIsPutBackByPeopleWithAName holds that the act needs two shares, a name and a reason, that the log, the pins and
// the desk say so, and that a witness outside still finds it.
func TestABackupIsPutBackByPeopleWithAName(t *testing.T) {
	folder, yesterday, file, shares := kept(t)
	backup := filepath.Join(yesterday, "amparo.db")
	args := []string{"--from", backup, "--agency", "harbour", "--by", "Mei Castellan", "--reason", "the disk had errors"}
	if out, code := says(t, folder, "restore", append(args, "--share", shares[0], "--share", shares[0])...); code == 0 {
		t.Errorf("with one share twice: %s", out)
	}
	if out, code := says(t, folder, "ledger verify --kept", file); code != 0 {
		t.Fatalf("a refused restore changed something: %s", out)
	}
	if out, code := says(t, folder, "restore", append(args, "--share", shares[0], "--share", shares[1])...); code != 0 {
		t.Fatal(out)
	}
	out, code := says(t, folder, "doctor")
	if code != 0 {
		t.Errorf("after a restore that people named: %d %s", code, out)
	}
	if out, code := says(t, folder, "ledger verify --kept", filepath.Join(folder, "pins")); code != 0 {
		t.Errorf("the pins moved: %d %s", code, out)
	}
	if out, code := says(t, folder, "ledger verify --kept", file); code != codeFound {
		t.Errorf("what a partner kept: %d %s", code, out)
	}
	db, err := sql.Open("sqlite", filepath.Join(folder, "amparo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var leaves, raised, open int
	if err := db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM ledger_leaf WHERE kind = 'ledger.restored'), (SELECT count(*) FROM alarm WHERE code = 'restored'),
		(SELECT count(*) FROM ledger_leaf WHERE kind = 'ledger.restored' AND instr(sealed, 'disk') > 0)`).Scan(&leaves, &raised, &open); err != nil {
		t.Fatal(err)
	}
	if leaves != 3 || raised != 3 || open != 0 {
		t.Errorf("%d leaves, %d alarms, %d of them readable", leaves, raised, open)
	}
	if before, err := filepath.Glob(filepath.Join(folder, "*.before-*")); err != nil || len(before) != 3 {
		t.Errorf("what stood before: %v %v", before, err)
	}
}

// TestWatchKeepsTheHeadsOfAHouse holds that a witness outside keeps what grows, in a file that verify takes as what was kept,
// and ends with an alarm when the house is set back, and that nobody without the key learns how long the logs are.
func TestWatchKeepsTheHeadsOfAHouse(t *testing.T) {
	folder, c := installation(t)
	reported(t, folder, c)
	address := func(of string) string {
		t.Helper()
		out, code := says(t, of, "ledger address")
		if code != 0 {
			t.Fatal(out)
		}
		return strings.TrimSpace(out)
	}
	key, heads, seen := address(folder), filepath.Join(t.TempDir(), "heads.txt"), filepath.Join(t.TempDir(), "seen")
	own := filepath.Join(t.TempDir(), "own.key")
	var house http.Handler = pages(t, app.Config{Folder: folder})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { house.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	look := func(key string) (string, int) {
		t.Helper()
		return says(t, folder, "watch", server.URL, "--seen", seen, "--language", "en", "--visitors", "2", "--log-key", key, "--heads", heads, "--cosign", own)
	}
	if out, code := says(t, folder, "ledger checkpoint"); code != 0 {
		t.Fatal(out)
	}
	if out, code := look(key); code != 0 || strings.Count(out, "note pinned: amparo/") != len(c.Houses()) || strings.Count(out, "note cosigning as amparo-watch/") != 1 {
		t.Errorf("the first look: %d %s", code, out)
	}
	yesterday := rooted(t, folder)
	officer := c.LegalAid.As(account.PrivacyOfficer).SignInName
	for _, line := range []string{"agency oversight harbour " + officer, "ledger checkpoint"} {
		more := []string{}
		if strings.HasPrefix(line, "agency") {
			more = []string{"--share", c.Shelter.Shares[0].String(), "--share", c.Shelter.Shares[1].String()}
		}
		if out, code := says(t, folder, line, more...); code != 0 {
			t.Fatal(out)
		}
	}
	if out, code := look(key); code != 0 || !strings.Contains(out, "the heads continue what was kept") {
		t.Errorf("after the log has grown: %d %s", code, out)
	}
	if out, code := says(t, folder, readme, heads); code != 0 || !strings.Contains(out, "holds up to entry") {
		t.Errorf("the heads as what was kept: %d %s", code, out)
	}
	if out, code := says(t, folder, readme, heads); code != 0 || strings.Count(out, "(cosigned by 4)") != strings.Count(out, "the checkpoint kept at line") || strings.Count(out, "(cosigned by 4)") < 2*len(c.Houses())-2 {
		t.Errorf("the heads with who cosigned them: %d %s", code, out)
	}
	for name, spoil := range map[string]struct{ text, want string }{
		"nobody cosigns":        {`UPDATE ledger_cosigned SET lines = ''`, "ALARM head-still: amparo/"},
		"one does not":          {`UPDATE ledger_cosigned SET lines = substr(lines, instr(lines, char(10)) + 1)`, "ALARM head-unseen: amparo/"},
		"of another agency's":   {`UPDATE ledger_cosigned SET lines = (SELECT o.lines FROM ledger_cosigned o WHERE o.agency_id <> ledger_cosigned.agency_id LIMIT 1)`, "ALARM head-unseen: amparo/"},
		"of a head from before": {`UPDATE ledger_cosigned SET size = size - 1`, "ALARM head-still: amparo/"},
	} {
		house = pages(t, app.Config{Folder: edited(t, rooted(t, folder), spoil.text)})
		if out, code := look(key); code != codeAlarm || !strings.Contains(out, spoil.want) {
			t.Errorf("%s: %d %s", name, code, out)
		}
	}
	if out, code := look(strings.Repeat("a", 32)); code != codeFailed || !strings.Contains(out, "BLIND") {
		t.Errorf("without the key: %d %s", code, out)
	}
	house = pages(t, app.Config{Folder: yesterday})
	if out, code := look(key); code != codeAlarm || !strings.Contains(out, "ALARM head-back: amparo/") {
		t.Errorf("of yesterday's house: %d %s", code, out)
	}
	house = http.NotFoundHandler()
	if out, code := look(key); code == 0 {
		t.Errorf("of a house that shows nothing: %s", out)
	}
}

// TestServeAnswersWithOnePageWhenItIsSetBack holds that nothing is served of a database that is older than its pins, in any
// language and under any address, and that this ends with a restore that people named.
func TestServeAnswersWithOnePageWhenItIsSetBack(t *testing.T) {
	folder, yesterday, _, _ := kept(t)
	text, err := os.ReadFile(filepath.Join(folder, "pins"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(yesterday, "pins"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(of string) map[string]int {
		t.Helper()
		a, err := app.Open(t.Context(), app.Config{Folder: of, Params: apptest.Cheap}, clock.System())
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if _, err := a.CheckPins(t.Context()); err != nil {
			t.Fatal(err)
		}
		cfg := app.WebConfig{ExitURL: "https://weather.example/", Zone: time.UTC, Helper: page.Helper{Phone: "+1 312 555 0199", Emergency: "911"}}
		router, err := a.Web(cfg)
		if err != nil {
			t.Fatal(err)
		}
		all, err := a.Watched(cfg, router)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]int{}
		for _, path := range []string{"/", "/sign-in", "/ask/en", "/desk/sign-in", "/assets/x", "/nothing"} {
			w := httptest.NewRecorder()
			all.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			codes[path] = w.Code
			if w.Code != http.StatusServiceUnavailable {
				continue
			}
			for _, says := range []string{`lang="en"`, `lang="es"`, `lang="ar" dir="rtl"`, `lang="am"`, `lang="vi"`, "amparo doctor", "911", "1 312 555 0199"} {
				if !strings.Contains(w.Body.String(), says) {
					t.Errorf("%s lacks %q", path, says)
				}
			}
		}
		return codes
	}
	for path, code := range ask(folder) {
		if code == http.StatusServiceUnavailable {
			t.Errorf("as it is, %s is closed", path)
		}
	}
	for path, code := range ask(yesterday) {
		if code != http.StatusServiceUnavailable {
			t.Errorf("yesterday's database answers %s with %d", path, code)
		}
	}
}
