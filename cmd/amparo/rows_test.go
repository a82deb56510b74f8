package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// changeOfARow is a statement that spoils the authenticator of one row, as any change of its columns does. It is empty where the
// table has no row.
func changeOfARow(t *testing.T, folder, table string) (change string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "amparo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows == 0 {
		return ""
	}
	return `UPDATE ` + table + ` SET guard = x'00' WHERE rowid = (SELECT rowid FROM ` + table + ` LIMIT 1)`
}

// TestVerifyNamesTheTableOfARow holds that one row of any guarded table that was changed from outside, while the log itself is
// whole, is said with its table, one line each, and that the command ends as it does for a log that does not hold.
func TestVerifyNamesTheTableOfARow(t *testing.T) {
	folder, _ := installation(t)
	if out, code := says(t, folder, "ledger verify"); code != 0 {
		t.Fatalf("as it is: %d\n%s", code, out)
	}
	tried := 0
	for _, s := range app.Schemas() {
		for _, table := range s.Tables {
			if table.Guard == "" {
				continue
			}
			change := changeOfARow(t, folder, table.Name)
			if change == "" {
				continue // internal/attack walks every table with rows that it makes
			}
			tried++
			out, code := says(t, edited(t, rooted(t, folder), change), "ledger verify")
			if code != codeFound || !strings.Contains(out, "DOES NOT HOLD: table "+table.Name+", row ") || strings.Contains(out, "<nil>") {
				t.Errorf("%s: %d\n%s", table.Name, code, out)
			}
			if table.Kind == store.Tenant && strings.Count(out, "DOES NOT HOLD: table "+table.Name+", row ") != 1 {
				t.Errorf("%s: the row is not said once\n%s", table.Name, out)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d tables have rows to try it with", tried)
	}
	gone := `DELETE FROM assignment WHERE rowid = (SELECT rowid FROM assignment LIMIT 1)`
	if out, code := says(t, edited(t, rooted(t, folder), gone), "ledger verify"); code != codeFound || !strings.Contains(out, "DOES NOT HOLD: table assignment, person_id ") {
		t.Errorf("a row that is gone: %d\n%s", code, out)
	}
}

// TestDoctorSaysThatTheRoomEnds holds that a bound which is nearly reached is said and counts as found.
func TestDoctorSaysThatTheRoomEnds(t *testing.T) {
	folder, _ := installation(t)
	if out, code := says(t, folder, "--bound 16777216 doctor"); code != codeFound || !strings.Contains(out, "ROOM none: ") {
		t.Errorf("%d %s", code, out)
	}
	if out, code := says(t, folder, "doctor"); code != 0 || !strings.Contains(out, "Nothing was found.") {
		t.Errorf("without a bound: %d %s", code, out)
	}
}
