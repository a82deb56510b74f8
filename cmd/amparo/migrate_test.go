package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/rootkey"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// A site is an installation that commands are run on, with a way past the program to its database.
type site struct {
	app.Config
	t *testing.T
}

// engines runs fn on a new place for an installation of each engine.
func engines(t *testing.T, fn func(t *testing.T, s site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, site{app.Config{Folder: filepath.Join(t.TempDir(), "data"), Params: apptest.Cheap, DeskWork: 4}, t})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, site{app.Config{Folder: filepath.Join(t.TempDir(), "data"), DatabaseURL: storetest.NewDatabase(t), Params: apptest.Cheap, DeskWork: 4}, t})
	})
}

// line is a command line on the site.
func (s site) line(args ...string) []string {
	return append([]string{"--data", s.Folder, "--database-url", s.DatabaseURL}, args...)
}

// past opens the database past the program.
func (s site) past() (*sql.DB, store.Dialect) {
	s.t.Helper()
	driver, address, engine := "sqlite", filepath.Join(s.Folder, "amparo.db"), store.SQLite
	if s.DatabaseURL != "" {
		driver, address, engine = "pgx", s.DatabaseURL, store.Postgres
	}
	return storetest.Past(s.t, driver, address), engine
}

func (s site) exec(text string) {
	s.t.Helper()
	db, _ := s.past()
	if _, err := db.Exec(text); err != nil {
		s.t.Fatal(err)
	}
}

// catalog is everything that the engine says about the tables.
func (s site) catalog() string {
	s.t.Helper()
	db, engine := s.past()
	c, err := storetest.Catalog(s.t.Context(), db, engine)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// opensNothing are the commands that need no installation.
var opensNothing = []string{"agency code", "ledger filed", "watch", "release"}

// TestNoCommandChangesATable runs every command of the program: on an installation that is up to date none changes a table, not
// even serve and migrate; on one that is older all but those two say what to run and change nothing; and where there is no
// installation all but those two make none.
func TestNoCommandChangesATable(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		lines := commandLines(t, s.Config, installed(t, s.Config))
		before := s.catalog()
		everyCommand(t, lines, func(name string, args []string) {
			if name == "demo" && s.DatabaseURL != "" {
				return // it refuses a database that is used
			}
			if _, err := attempt(t, s.line(args...)...); err != nil && !slices.Contains(mayFail, name) {
				t.Errorf("%s: %v", name, err)
			}
			if s.catalog() != before {
				t.Fatalf("%s changes a table", name)
			}
		})
		s.exec(`DELETE FROM schema_account WHERE version_id = 4`)
		nothing := site{app.Config{Folder: filepath.Join(t.TempDir(), "data")}, t}
		if s.DatabaseURL != "" {
			nothing.DatabaseURL = storetest.NewDatabase(t)
		}
		everyCommand(t, lines, func(name string, args []string) {
			if slices.Contains([]string{"serve", "migrate", "demo"}, name) || slices.Contains(opensNothing, name) {
				return
			}
			if name == "restore" && s.DatabaseURL == "" {
				return // it puts a whole database in the place of whatever is there
			}
			if _, err := attempt(t, s.line(args...)...); !errors.Is(err, store.ErrOlder) || !strings.HasSuffix(err.Error(), ": run amparo migrate") {
				t.Errorf("%s, on an older installation: %v", name, err)
			}
			if _, err := attempt(t, nothing.line(args...)...); !errors.Is(err, store.ErrEmpty) {
				t.Errorf("%s, on no installation: %v", name, err)
			}
		})
		if s.catalog() != before {
			t.Error("a command changes a table of an older installation")
		}
		if _, err := os.Stat(nothing.Folder); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a command makes a data folder: %v", err)
		}
		if s.DatabaseURL != "" && nothing.catalog() != "" {
			t.Error("a command makes a table")
		}
	})
}

// TestADatabaseThatIsNewerIsLeftAlone holds that neither a command nor serve nor migrate opens what a newer program has changed.
func TestADatabaseThatIsNewerIsLeftAlone(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		if _, err := attempt(t, s.line("migrate")...); err != nil {
			t.Fatal(err)
		}
		s.exec(`INSERT INTO schema_account (version_id, is_applied) VALUES (900, TRUE)`)
		before := s.catalog()
		for _, name := range []string{"agency list", "serve", "migrate"} {
			if _, err := attempt(t, s.line(strings.Fields(name)...)...); !errors.Is(err, store.ErrNewer) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s.catalog() != before {
			t.Error("a table was changed")
		}
	})
}

// TestAWallIsPutBackOnPurposeOnly holds that serve and every command refuse a database whose wall was taken away, and that
// migrate --walls, and nothing else, puts it back and says where.
func TestAWallIsPutBackOnPurposeOnly(t *testing.T) {
	s := site{app.Config{Folder: t.TempDir(), DatabaseURL: storetest.NewDatabase(t)}, t}
	if _, err := attempt(t, s.line("migrate")...); err != nil {
		t.Fatal(err)
	}
	sound := s.catalog()
	s.exec(`DROP POLICY one_agency ON report`)
	for _, name := range []string{"agency list", "serve", "migrate"} {
		if _, err := attempt(t, s.line(strings.Fields(name)...)...); !errors.Is(err, store.ErrWall) || !strings.Contains(err.Error(), "on report:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	out, err := attempt(t, s.line("migrate", "--walls")...)
	if err != nil || !strings.Contains(out, "back on report.") || s.catalog() != sound {
		t.Errorf("put back: %v\n%s", err, out)
	}
}

// TestEightProgramsThatStartTogether holds that programs that are started at the same moment, where nothing is yet, all work on
// one installation with one key.
func TestEightProgramsThatStartTogether(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		var wg sync.WaitGroup
		for range 8 {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), servedBy+"="+strings.Join(s.line("migrate"), "\n"))
			var failed bytes.Buffer
			cmd.Stderr = &failed
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			wg.Go(func() {
				if err := cmd.Wait(); err != nil {
					t.Errorf("%v %s", err, &failed)
				}
			})
		}
		wg.Wait()
		if _, err := attempt(t, s.line("agency", "list")...); err != nil {
			t.Error(err)
		}
	})
}

// TestAMissingKeyIsExplainedAndNotMadeAgain holds that a database whose key is not there is opened by nothing, that every command
// says so on a page, that nothing is changed, and that the key from the backup, and no other one, opens it again.
func TestAMissingKeyIsExplainedAndNotMadeAgain(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		c := installed(t, s.Config)
		lines, file := commandLines(t, s.Config, c), filepath.Join(s.Folder, "root.key")
		backup, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		before := s.catalog()
		everyCommand(t, lines, func(name string, args []string) {
			if slices.Contains(opensNothing, name) || name == "demo" && s.DatabaseURL == "" {
				return
			}
			_, err := attempt(t, s.line(args...)...)
			if !errors.Is(err, rootkey.ErrMissing) || exitCode(err) != codeKey || name != "demo" && !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "What is lost") {
				t.Errorf("%s: %v", name, err)
			}
		})
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) || s.catalog() != before {
			t.Errorf("something was made: %v", err)
		}
		elsewhere := filepath.Join(t.TempDir(), "key")
		for _, key := range []struct {
			bytes []byte
			mode  fs.FileMode
			want  error
		}{
			{bytes.Repeat([]byte{7}, 32), 0o600, rootkey.ErrWrong}, {backup[:31], 0o600, rootkey.ErrFile}, {append(slices.Clone(backup), '\n'), 0o600, rootkey.ErrFile},
			{make([]byte, 32), 0o600, rootkey.ErrFile}, {backup, 0o640, rootkey.ErrFile}, {backup, 0o604, rootkey.ErrFile}, {backup, 0o600, nil}, {backup, 0o400, nil},
		} {
			_ = os.Remove(elsewhere)
			if err := os.WriteFile(elsewhere, key.bytes, key.mode); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"agency list", "ledger checkpoint", "migrate", "serve --listen 127.0.0.1:0"} {
				out, err := attempt(t, append(s.line(strings.Fields(name)...), "--key-file", elsewhere)...)
				if !errors.Is(err, key.want) || err != nil && exitCode(err) != codeKey || strings.Contains(out, "beside the database") {
					t.Errorf("%s with %d bytes, %o: %v\n%s", name, len(key.bytes), key.mode, err, out)
				}
			}
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a key was made in the data folder: %v", err)
		}
	})
}

// TestAWrongKeyIsNoticedBeforeItWasEverNoted is an installation from before keys were noted: it takes only a key that opens what
// its agencies sealed.
func TestAWrongKeyIsNoticedBeforeItWasEverNoted(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		installed(t, s.Config)
		s.exec(`DROP TABLE root_check`)
		s.exec(`DROP TABLE schema_rootkey`)
		other := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(other, bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := attempt(t, s.line("agency", "list")...); !errors.Is(err, store.ErrOlder) {
			t.Errorf("a command: %v", err)
		}
		if _, err := attempt(t, s.line("migrate", "--key-file", other)...); !errors.Is(err, rootkey.ErrWrong) {
			t.Errorf("another key: %v", err)
		}
		if _, err := attempt(t, s.line("agency", "list")...); !errors.Is(err, rootkey.ErrUnmarked) {
			t.Errorf("a command, before a key was noted: %v", err)
		}
		for _, name := range []string{"migrate", "agency list"} {
			if _, err := attempt(t, s.line(strings.Fields(name)...)...); err != nil {
				t.Errorf("%s with the right key: %v", name, err)
			}
		}
	})
}

// TestWhereTheKeyLies holds which place counts, and that start-up warns of a key beside the embedded database only.
func TestWhereTheKeyLies(t *testing.T) {
	engines(t, func(t *testing.T, s site) {
		out, err := attempt(t, s.line("migrate")...)
		if err != nil || strings.Contains(out, "lies beside the database") != (s.DatabaseURL == "") {
			t.Errorf("%v\n%s", err, out)
		}
		credentials := t.TempDir()
		if err := os.Rename(filepath.Join(s.Folder, "root.key"), filepath.Join(credentials, "amparo-root.key")); err != nil {
			t.Fatal(err)
		}
		// systemd lets the service read a credential by a right that shows as one of the group.
		if err := os.Chmod(filepath.Join(credentials, "amparo-root.key"), 0o440); err != nil {
			t.Fatal(err)
		}
		out, err = attempt(t, append(s.line("migrate"), "--credentials", credentials)...)
		if err != nil || strings.Contains(out, "lies beside") {
			t.Errorf("a credential: %v\n%s", err, out)
		}
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Rename(filepath.Join(credentials, "amparo-root.key"), filepath.Join(s.Folder, "hidden")); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(s.Folder, "hidden"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(s.Folder, "hidden"), link); err != nil {
			t.Fatal(err)
		}
		out, err = attempt(t, append(s.line("migrate"), "--key-file", link)...)
		if err != nil || strings.Contains(out, "lies beside") != (s.DatabaseURL == "") {
			t.Errorf("a link into the data folder: %v\n%s", err, out)
		}
	})
}

// TestANewInstallationMakesItsKeyWhereItIsNamed holds that --key-file keeps the data folder free of a key from the first day.
func TestANewInstallationMakesItsKeyWhereItIsNamed(t *testing.T) {
	s := site{app.Config{Folder: t.TempDir()}, t}
	key := filepath.Join(t.TempDir(), "key")
	if _, err := attempt(t, append(s.line("migrate"), "--key-file", key)...); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(key)
	if err != nil || info.Size() != 32 || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	found, err := filepath.Glob(filepath.Join(s.Folder, "*key*"))
	if hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(key), ".*")); err != nil || len(found)+len(hidden) > 0 {
		t.Errorf("%q %q %v", found, hidden, err)
	}
	if _, err := app.OpenAsIs(context.Background(), s.Config, clock.System()); !errors.Is(err, rootkey.ErrMissing) {
		t.Error(fmt.Errorf("without the name: %w", err))
	}
}
