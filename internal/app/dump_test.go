package app_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func storetestSQLite(t *testing.T) (*store.DB, *clock.Hand) { return storetest.SQLite(t) }

// typed is every name, note and passphrase of a full demo run.
func typed(c app.Coalition, people []app.DemoPerson) []string {
	words := []string{"Hana Tesfaye", "see a doctor this week", "papers that were kept", "about the library", "Tomas Arroyo", "work permits", "side door",
		"sleep through the night", "cook for other people", "door that locks", "knock and wait", "share with one person", "like to go on your own"}
	for _, h := range c.Houses() {
		for _, m := range h.Members {
			words = append(words, m.Name, m.Passphrase, m.Second.Secret)
		}
		for _, s := range h.Shares {
			words = append(words, s.String())
		}
	}
	for _, p := range people {
		words = append(words, p.Card, strings.ReplaceAll(p.Card, " ", ""), p.Passphrase)
	}
	return words
}

// TestTheDiskKnowsNothing runs the whole demo on both engines and looks for everything that was typed in every file of the
// data folder and in a dump of every table (INV-20, T16.12).
func TestINV20TheDiskKnowsNothing(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap}
			if engine == "postgres" {
				cfg.DatabaseURL = storetest.NewDatabase(t)
			}
			a, err := app.Open(t.Context(), cfg, clock.At(storetest.Start).Now)
			if err != nil {
				t.Fatal(err)
			}
			c, err := a.FoundCoalition(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			people, err := a.FillCoalition(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			words := typed(c, people)
			// While it runs: the write-ahead log is part of what a thief would find.
			lookFor(t, words, files(t, cfg.Folder))
			if engine == "postgres" {
				lookFor(t, words, dump(t, cfg.DatabaseURL))
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			lookFor(t, words, files(t, cfg.Folder))
		})
	}
}

func lookFor(t *testing.T, words []string, places map[string][]byte) {
	t.Helper()
	if len(places) == 0 {
		t.Fatal("there is nothing to look through")
	}
	for _, w := range words {
		if len(w) < 8 {
			t.Fatalf("%q is so short that it stands in random bytes by chance", w)
		}
	}
	for place, content := range places {
		lower := bytes.ToLower(content)
		for _, w := range words {
			if bytes.Contains(lower, bytes.ToLower([]byte(w))) {
				t.Errorf("%s holds %q", place, w)
			}
		}
	}
}

func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// dump reads every row of every table, without row-level security in the way: as an operator with the database would.
func dump(t *testing.T, address string) map[string][]byte {
	t.Helper()
	db, err := sql.Open("pgx", storetest.AsOperator(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	names, err := db.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for names.Next() {
		var n string
		if err := names.Scan(&n); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, n)
	}
	out := map[string][]byte{}
	rows := 0
	for _, table := range tables {
		list, err := db.Query(`SELECT * FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := list.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		for list.Next() {
			rows++
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := list.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for _, c := range cells {
				switch v := (*c.(*any)).(type) {
				case []byte:
					text.Write(v)
				default:
					fmt.Fprint(&text, v)
				}
				text.WriteByte('\n')
			}
		}
		out["table "+table] = text.Bytes()
	}
	if rows < 100 {
		t.Fatalf("the dump has only %d rows: it looks through too little", rows)
	}
	return out
}
