package attack_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A house is the program over a database with the demo coalition in it, beside somebody who can write to the database.
type house struct {
	*apptest.World
	raw    *sql.DB
	engine store.Dialect
}

// attacked runs fn on both engines.
func attacked(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.RunAttacked(t, func(t *testing.T, db *store.DB, clk *clock.Hand, raw *sql.DB) {
		h := &house{World: apptest.New(t, db, clk), raw: raw, engine: db.Dialect()}
		// Whoever writes past the program is not held up by what binds rows to each other.
		raw.SetMaxOpenConns(1)
		if h.engine == store.Postgres {
			h.exec(t, `SET session_replication_role = replica`)
		}
		fn(t, h)
	})
}

func (h *house) exec(t *testing.T, text string, args ...any) int64 {
	t.Helper()
	res, err := h.raw.Exec(text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A rawRow is a row as the database has it.
type rawRow struct {
	columns []string
	values  []any
}

func (r rawRow) value(column string) any { return r.values[slices.Index(r.columns, column)] }

// rows reads a table past the program.
func (h *house) rows(t *testing.T, table string) (list []rawRow) {
	t.Helper()
	found, err := h.raw.Query(`SELECT * FROM ` + table)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		r := rawRow{columns, make([]any, len(columns))}
		dest := make([]any, len(columns))
		for i := range dest {
			dest[i] = &r.values[i]
		}
		if err := found.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func (h *house) put(t *testing.T, table string, r rawRow) {
	t.Helper()
	params := make([]string, len(r.columns))
	for i := range params {
		params[i] = fmt.Sprintf("$%d", i+1)
		if b, ok := r.values[i].([]byte); ok && len(b) == 0 && h.engine == store.SQLite {
			r.values = slices.Clone(r.values)
			r.values[i] = "" // this driver makes nothing of no bytes
		}
	}
	h.exec(t, `INSERT INTO `+table+` (`+strings.Join(r.columns, ", ")+`) VALUES (`+strings.Join(params, ", ")+`)`, r.values...)
}

// remove deletes the row that has these values of the primary key.
func (h *house) remove(t *testing.T, table string, key []string, r rawRow) {
	t.Helper()
	var conditions []string
	var args []any
	for _, k := range key {
		args = append(args, r.value(k))
		conditions = append(conditions, fmt.Sprintf("%s = $%d", k, len(args)))
	}
	if n := h.exec(t, `DELETE FROM `+table+` WHERE `+strings.Join(conditions, " AND "), args...); n != 1 {
		t.Fatalf("%d rows of %s deleted, want 1", n, table)
	}
}

// key is the primary key of a table.
func (h *house) key(t *testing.T, table string) (key []string) {
	t.Helper()
	query := `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`
	if h.engine == store.Postgres {
		query = `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
			WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`
	}
	rows, err := h.raw.Query(query, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		key = append(key, name)
	}
	return key
}

// found is what an audit of an agency and of the shared rows finds.
func (h *house) found(t *testing.T, agency id.Agency) (list []store.Tampering) {
	t.Helper()
	for _, of := range []id.Agency{agency, {}} {
		if err := h.DB.Read(t.Context(), of, func(ctx context.Context, r *store.Reader) error {
			some, err := r.Audit(ctx)
			list = append(list, some...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func agencyOf(t *testing.T, r rawRow) (agency id.Agency) {
	t.Helper()
	if !slices.Contains(r.columns, "agency_id") {
		return agency
	}
	text, ok := r.value("agency_id").(string)
	if !ok {
		t.Fatal("a row of no agency")
	}
	if err := agency.Scan(text); err != nil {
		t.Fatal(err)
	}
	return agency
}

// other is another value of the same kind.
func other(v any) any {
	switch v := v.(type) {
	case bool:
		return !v
	case int64:
		return v + 1000 // far from the numbers of other rows
	case string:
		return v + "x"
	case []byte:
		return append(slices.Clone(v), 1)
	}
	return nil
}

// days lives through enough that every table has rows, and some of them change or end.
func (h *house) days(t *testing.T) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	_, err := h.FillCoalition(ctx, h.Coalition)
	must(err)
	h.Clock.Advance(2 * time.Minute)
	ruth := h.SignIn(h.Shelter.As(account.Advocate))
	person := h.Person(ruth, "Hana")
	hana := h.Survivor(ruth, person, "quiet river stone")
	note, err := h.Plans.Write(ctx, ruth, person, &plan.Note{Text: "we talked in the garden"}, plan.Edit{})
	must(err)
	proposal, err := h.Disclosure.Propose(ctx, ruth, person, disclosure.Proposal{Recipient: h.Clinic.Agency.ID, Function: account.Clinicians,
		Purpose: consent.Medical, Items: []consent.Item{{Entry: note, Kind: plan.NoteKind, Compartment: string(gate.Plan)}}, Days: 30})
	must(err)
	answer := consent.Answer{Question: "what", Said: "yes", Understood: true}
	must(h.Disclosure.Give(ctx, hana, person, proposal, disclosure.Yes{Items: []id.ID{note}, Days: 30, Language: "am", NoticeVersion: "1",
		NoticeHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Answers: [3]consent.Answer{answer, answer, answer},
		Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Alone}))
	must(h.Disclosure.Flush(ctx, h.Shelter.Agency.ID))
	_, err = h.OpenIntake(ctx, h.Coalition)
	must(err)
	mei := h.SignIn(h.Shelter.As(account.Admin))
	_, err = h.Accounts.Invite(ctx, mei, account.Advocate, "Ada", "an invitation")
	must(err)
	_, err = h.Gate.ProposeLeaving(ctx, mei, ruth.Account, h.Shelter.As(account.Supervisor).Account, false)
	must(err)
}

// TestEveryTableSaysWhatItsTamperingGives is the closed set: a new table without a guard or a reason fails.
func TestEveryTableSaysWhatItsTamperingGives(t *testing.T) {
	for _, s := range app.Schemas() {
		for _, table := range s.Tables {
			if (table.Guard == "") == (table.Open == "") {
				t.Errorf("%s: a table has a guard, or says why it needs none", table.Name)
			}
		}
	}
}

// TestWhoeverWritesToATableIsNoticed walks every guarded table: each column of a row is changed, a row is put in, a row is
// deleted. Each time the audit names table and row, or the bucket that the row was in, and nothing else; and when it is undone,
// nothing.
func TestWhoeverWritesToATableIsNoticed(t *testing.T) {
	attacked(t, func(t *testing.T, h *house) {
		h.days(t)
		for _, s := range app.Schemas() {
			for _, table := range s.Tables {
				if table.Guard != "" {
					h.tamper(t, table)
				}
			}
		}
	})
}

func (h *house) tamper(t *testing.T, table store.Table) {
	rows := h.rows(t, table.Name)
	if len(rows) == 0 {
		h.plant(t, table)
		rows = h.rows(t, table.Name)
	}
	row, key := rows[0], h.key(t, table.Name)
	agency := agencyOf(t, row)
	expect := func(did string, what store.TamperingKind) {
		t.Helper()
		all := h.found(t, agency)
		if !slices.ContainsFunc(all, func(f store.Tampering) bool { return f.Table == table.Name && f.What == what }) {
			t.Errorf("%s: %s: found %v, want %s", table.Name, did, all, what)
		}
		for _, f := range all {
			if f.Table != table.Name {
				t.Errorf("%s: %s: found %v elsewhere", table.Name, did, f)
			}
		}
	}
	for i, column := range row.columns {
		changed := rawRow{row.columns, slices.Clone(row.values)}
		if changed.values[i] = other(row.values[i]); changed.values[i] == nil {
			continue
		}
		h.remove(t, table.Name, key, row)
		h.put(t, table.Name, changed)
		if column == "agency_id" {
			agency = agencyOf(t, row)
			expect("its agency is changed", store.RowsMissing)
		} else {
			expect(column+" is changed", store.RowChanged)
		}
		h.remove(t, table.Name, key, changed)
		h.put(t, table.Name, row)
	}
	h.remove(t, table.Name, key, row)
	expect("a row is deleted", store.RowsMissing)
	h.put(t, table.Name, row)
	added := rawRow{row.columns, slices.Clone(row.values)}
	last := slices.Index(row.columns, key[len(key)-1])
	for i, c := range row.columns { // other columns may be unique too
		if s, ok := row.values[i].(string); ok && c != "agency_id" && (i == last || unique(table.Name, c)) {
			added.values[i] = s + "y"
		} else if i == last {
			added.values[i] = other(row.values[i])
		}
	}
	if key[len(key)-1] != "agency_id" {
		h.put(t, table.Name, added)
		expect("a row is put in", store.RowChanged)
		h.remove(t, table.Name, key, added)
	}
	h.yesterday(t, table, key, row, expect)
	if left := h.found(t, agency); len(left) > 0 {
		t.Fatalf("%s: after it was undone: %v", table.Name, left)
	}
}

// yesterday has the program change a row, and puts the row from before in its place: that row is whole in itself, and another
// than the sums say.
func (h *house) yesterday(t *testing.T, table store.Table, key []string, row rawRow, expect func(did string, what store.TamperingKind)) {
	t.Helper()
	column := changeable(table, key, row)
	if column == "" {
		return // every column is of the key: such a row is put in or deleted, as above
	}
	change := func(to any) {
		t.Helper()
		args, conditions := []any{to}, make([]string, len(key))
		for i, k := range key {
			args = append(args, row.value(k))
			conditions[i] = fmt.Sprintf("%s = $%d", k, len(args))
		}
		if err := h.DB.Write(t.Context(), agencyOf(t, row), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE `+table.Name+` SET `+column+` = $1 WHERE `+strings.Join(conditions, " AND "), args...)
			if err == nil && table.Signed {
				_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: "test.written", At: h.Clock.Now(), Author: keys.NewSigningKey()})
			}
			return err
		}); err != nil {
			t.Fatalf("%s.%s: %v", table.Name, column, err)
		}
	}
	change(other(row.value(column)))
	newest := h.rows(t, table.Name)
	at := slices.IndexFunc(newest, func(r rawRow) bool {
		return !slices.ContainsFunc(key, func(k string) bool { return r.value(k) != row.value(k) })
	})
	if at < 0 {
		t.Fatalf("%s: the changed row is gone", table.Name)
	}
	h.remove(t, table.Name, key, row)
	h.put(t, table.Name, row)
	expect("yesterday's row is put back", store.RowsMissing)
	h.remove(t, table.Name, key, row)
	h.put(t, table.Name, newest[at])
	change(row.value(column))
}

// changeable is a column that the program can change without another row that has to fit; empty where there is none.
func changeable(table store.Table, key []string, row rawRow) string {
	for _, kind := range []any{[]byte{}, int64(0), ""} {
		for i, c := range row.columns {
			if c == "guard" || c == table.Guard || c == "agency_id" || slices.Contains(key, c) || unique(table.Name, c) {
				continue
			}
			if b, ok := row.values[i].([]byte); ok && len(b) == 0 {
				continue // a driver makes nothing of no bytes
			}
			if fmt.Sprintf("%T", row.values[i]) == fmt.Sprintf("%T", kind) {
				return c
			}
		}
	}
	return ""
}

// unique reports whether a column outside the primary key is unique.
func unique(table, column string) bool {
	return slices.Contains([]string{"account.handle", "agency.slug", "agency.locator", "team.function", "person.reference", "package.reference", "job.once_key", "entry.supersedes", "invitation.code_id"}, table+"."+column)
}

// plant has the program keep a made-up row in a table of which the demo's days leave none: of a person and of somebody who works
// here, with whatever else fits its columns.
func (h *house) plant(t *testing.T, table store.Table) {
	t.Helper()
	empty, err := h.raw.QueryContext(t.Context(), `SELECT * FROM `+table.Name+` LIMIT 0`)
	if err != nil {
		t.Fatal(err)
	}
	types, err := empty.ColumnTypes()
	if err := errors.Join(err, empty.Close()); err != nil {
		t.Fatal(err)
	}
	known := map[string]any{"agency_id": h.Shelter.Agency.ID, "account_id": h.Shelter.As(account.Advocate).Account, "person_id": h.anybody(t)}
	var columns, places []string
	var values []any
	for _, c := range types {
		if c.Name() == "guard" {
			continue
		}
		v, ok := known[c.Name()]
		if !ok {
			switch kind := c.DatabaseTypeName(); {
			case strings.HasPrefix(kind, "BYTEA"), kind == "BLOB":
				v = []byte("made up")
			case strings.HasPrefix(kind, "BOOL"):
				v = true
			case strings.Contains(kind, "INT"):
				v = int64(7)
			default:
				v = id.Random().String()
			}
		}
		columns, values = append(columns, c.Name()), append(values, v)
		places = append(places, fmt.Sprintf("$%d", len(values)))
	}
	if err := h.DB.Write(t.Context(), h.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO `+table.Name+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`, values...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", table.Name, err)
	}
}

// anybody is a person of the shelter.
func (h *house) anybody(t *testing.T) (person id.ID) {
	t.Helper()
	if err := h.DB.Read(t.Context(), h.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, `SELECT person_id FROM person WHERE agency_id = $1 ORDER BY person_id LIMIT 1`, r.Agency()).Scan(&person)
	}); err != nil {
		t.Fatal(err)
	}
	return person
}
