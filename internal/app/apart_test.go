package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// sides are the names of the tables with names, and of those that are kept apart with the columns that they lie in the order of.
func sides() (named []string, apart map[string]string) {
	apart = map[string]string{}
	for _, s := range app.Schemas() {
		for _, t := range s.Tables {
			if t.Apart == "" {
				named = append(named, t.Name)
			} else {
				apart[t.Name] = t.Apart
			}
		}
	}
	return named, apart
}

// An operator reads past the store and past row-level security.
type operator struct {
	*sql.DB
	t *testing.T
}

func asOperator(t *testing.T, address string) operator {
	t.Helper()
	db, err := sql.Open("pgx", storetest.AsOperator(t, address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return operator{db, t}
}

func (o operator) list(query string) (list []string) {
	o.t.Helper()
	rows, err := o.QueryContext(o.t.Context(), query)
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			o.t.Fatal(err)
		}
		list = append(list, one)
	}
	if err := rows.Err(); err != nil {
		o.t.Fatal(err)
	}
	return list
}

// transactions are the transactions that wrote the rows of tables, each once, by table.
func (o operator) transactions(tables []string) map[string][]string {
	o.t.Helper()
	all := map[string][]string{}
	for _, table := range tables {
		all[table] = o.list(`SELECT DISTINCT xmin::text FROM ` + table + ` ORDER BY 1`)
	}
	return all
}

// TestAReportWritesNothingWhereNamesAre: on SQLite not one byte of the file with names and of its log changes, on PostgreSQL not
// one row of a table with names. So nothing in them can be laid beside a report.
func TestAReportWritesNothingWhereNamesAre(t *testing.T) {
	named, _ := sides()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap, DeskWork: 4}
			if engine == "postgres" {
				cfg.DatabaseURL = storetest.NewDatabase(t)
			}
			a, err := app.Open(t.Context(), cfg, clock.At(storetest.Start).Now)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.Close() })
			c, err := a.FoundCoalition(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.OpenIntake(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			router, err := a.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			look := func() map[string]string {
				seen := map[string]string{}
				if engine == "postgres" {
					for table, list := range asOperator(t, cfg.DatabaseURL).transactions(named) {
						seen[table] = strings.Join(list, " ")
					}
					return seen
				}
				for _, name := range []string{"amparo.db", "amparo.db-wal"} {
					b, err := os.ReadFile(filepath.Join(cfg.Folder, name))
					if err != nil {
						t.Fatal(err)
					}
					seen[name] = string(b)
				}
				return seen
			}
			before := look()
			for i := range 3 {
				w := httptest.NewRecorder()
				router.ServeHTTP(w, fromReporter(plainForm(t, c.Shelter, fmt.Sprintf("report %d", i))))
				if w.Code != http.StatusOK {
					t.Fatalf("report %d was answered with %d", i, w.Code)
				}
			}
			for place, after := range look() {
				if before[place] != after {
					t.Errorf("a report changes %s", place)
				}
			}
		})
	}
}

// TestNothingJoinsAnonymousRowsToAnAuthorOrAnOrder writes feedback and reports between acts with names, and then looks at what
// somebody with PostgreSQL's tables sees: the transaction of each row, and where it lies. SQLite has two files (store).
func TestNothingJoinsAnonymousRowsToAnAuthorOrAnOrder(t *testing.T) {
	address := storetest.NewDatabase(t)
	clk := clock.At(storetest.Start)
	db, err := store.Open(t.Context(), store.Config{URL: address}, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := apptest.New(t, db, clk)
	if _, err := w.OpenIntake(t.Context(), w.Coalition); err != nil {
		t.Fatal(err)
	}
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	card, err := w.Records.Enrol(t.Context(), ruth, w.Person(ruth, "Hana"), "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Accounts.SignInSurvivor(t.Context(), card, "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	hana := w.Resume(s)
	const each = 8
	for i := range each {
		if err := w.Feedback.Tell(t.Context(), hana, feedback.Telling{Topic: feedback.ARule, Words: fmt.Sprintf("rule %d", i)}, id.Reference()); err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, fromReporter(plainForm(t, w.Shelter, fmt.Sprintf("report %d", i))))
		if answer.Code != http.StatusOK {
			t.Fatalf("report %d was answered with %d", i, answer.Code)
		}
		w.Person(ruth, fmt.Sprintf("somebody %d", i))
		if err := db.Deposit(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, tx *store.ApartTx) error { // as a purge does
			_, err := tx.Exec(ctx, `INSERT INTO report_gone (agency_id, drop_name, channel, day, gone_day, reason) VALUES ($1, $2, 'help', 1, 2, 'purged')`, tx.Agency(), id.Reference())
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	named, apart := sides()
	o := asOperator(t, address)
	authors := slices.Concat(slices.Collect(maps.Values(o.transactions(named)))...)
	check := func() {
		t.Helper()
		for table, list := range o.transactions(slices.Collect(maps.Keys(apart))) {
			for _, one := range list {
				if slices.Contains(authors, one) {
					t.Errorf("a row of %s was written together with one that has an author", table)
				}
			}
		}
	}
	check()
	for _, h := range w.Houses() {
		if err := db.Settle(t.Context(), h.Agency.ID, app.Schemas()...); err != nil {
			t.Fatal(err)
		}
	}
	check()
	for table, order := range apart {
		if n := len(o.list(`SELECT 'x' FROM ` + table)); n < each {
			t.Errorf("%s holds %d rows, want %d at least", table, n, each)
		}
		if list := o.list(`SELECT DISTINCT agency_id || xmin::text FROM ` + table); len(list) != len(o.list(`SELECT DISTINCT agency_id FROM `+table)) {
			t.Errorf("the rows of %s come from the transactions %q, want one for each agency", table, list)
		}
		names := strings.ReplaceAll(order, ", ", " || ")
		lies := o.list(`SELECT agency_id || ` + names + ` FROM ` + table + ` ORDER BY agency_id, ctid`)
		if !slices.IsSorted(lies) {
			t.Errorf("the rows of %s do not lie in the order of their random names", table)
		}
	}
}

// TestOnlyDesksHaveLinesInTheLog walks all routes: those that somebody without a name or a person in their own space may try leave
// nothing in the log, whatever they answer.
func TestOnlyDesksHaveLinesInTheLog(t *testing.T) {
	w := apptest.SQLite(t)
	var lines bytes.Buffer
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, Log: slog.New(slog.NewTextHandler(&lines, nil))})
	if err != nil {
		t.Fatal(err)
	}
	staff := webkit.Codes(account.StaffRoles())
	counted, lined := 0, 0
	for _, route := range router.Routes() {
		desks := len(route.Door.Roles) > 0 && !slices.ContainsFunc(route.Door.Roles, func(r string) bool { return !slices.Contains(staff, r) })
		if got := router.Lined(route); got != desks {
			t.Errorf("%s %s: a line each is %v, want %v", route.Method, route.Pattern, got, desks)
		}
		if desks {
			lined++
			continue
		}
		counted++
		r := httptest.NewRequest(route.Method, fill(route.Pattern, id.Reference()), nil)
		r.Host = "localhost"
		router.ServeHTTP(httptest.NewRecorder(), r)
		if lines.Len() > 0 {
			t.Fatalf("%s %s writes %q", route.Method, route.Pattern, &lines)
		}
	}
	if counted < 50 || lined < 50 {
		t.Errorf("%d routes are counted and %d have lines: the walk sees too little", counted, lined)
	}
	router.LogLastCounts(t.Context())
	for line := range strings.Lines(lines.String()) {
		if strings.Contains(line, "route=") || strings.Contains(line, "took=") {
			t.Errorf("the counts say %q", line)
		}
	}
	if !strings.Contains(lines.String(), "room=ask") {
		t.Errorf("the counts do not know the reporter's page: %q", &lines)
	}
}
