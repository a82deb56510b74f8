package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

const makeBallot = "-- +goose Up\nCREATE TABLE ballot (agency_id TEXT NOT NULL, ballot_id TEXT NOT NULL, day BIGINT NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (agency_id, ballot_id))"

var ballots = store.Schema{
	Name: "ballots",
	Files: fstest.MapFS{
		"migrations/00001_ballot.postgres.sql": {Data: []byte(makeBallot + ";\n")},
		"migrations/00001_none.sqlite.sql":     {Data: []byte("-- +goose Up\n")},
		"apart/00001_ballot.sqlite.sql":        {Data: []byte(makeBallot + " WITHOUT ROWID;\n")},
	},
	Tables: []store.Table{{Name: "ballot", Kind: store.Tenant, Apart: "ballot_id"}},
}

// A vote is a row that a test knows. It fills more than one page of SQLite, so that the pages could tell an order.
type vote struct {
	ballot id.ID
	sealed []byte
}

func votes(n int) (list []vote) {
	for i := range n {
		list = append(list, vote{id.Random(), bytes.Repeat([]byte{byte(i + 1)}, 9000)})
	}
	return list
}

func (v vote) cast(ctx context.Context, tx *store.ApartTx) error {
	_, err := tx.Exec(ctx, `INSERT INTO ballot (agency_id, ballot_id, day, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, ballot_id) DO NOTHING`,
		tx.Agency(), v.ballot, 20_000, v.sealed)
	return err
}

func deposit(t *testing.T, db *store.DB, agency id.Agency, list ...vote) {
	t.Helper()
	for _, v := range list {
		if err := db.Deposit(t.Context(), agency, v.cast); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsDepositedIsReadBesideTheRest(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency, other := id.NewAgency(clk.Now()), id.NewAgency(clk.Now())
		list := votes(3)
		deposit(t, db, agency, list...)
		if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO note (agency_id, note_id, body) VALUES ($1, $2, $3)`, agency, list[1].ballot, "beside")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n := count(t, db, agency, `SELECT count(*) FROM ballot b JOIN note n ON n.agency_id = b.agency_id AND n.note_id = b.ballot_id WHERE b.agency_id = $1`, agency); n != 1 {
				t.Errorf("%d rows are found beside a note, want 1", n)
			}
			if n := count(t, db, agency, `SELECT count(*) FROM ballot WHERE agency_id = $1`, agency); n != 3 {
				t.Errorf("%d ballots are read, want 3", n)
			}
			if n := count(t, db, other, `SELECT count(*) FROM ballot WHERE agency_id = $1`, other); n != 0 {
				t.Errorf("another agency reads %d ballots", n)
			}
			if err := db.Settle(t.Context(), agency, ballots); err != nil {
				t.Fatal(err)
			}
		}
	}, notes, ballots)
}

// On SQLite the engine itself refuses: a transaction with names has the other file for reading only, and a deposit has no
// other file than its own. So each text of the program that is run on the wrong side fails in the tests of whoever runs it.
func TestNothingIsWrittenOnBothSides(t *testing.T) {
	db, clk := storetest.SQLite(t, notes, ballots)
	agency := id.NewAgency(clk.Now())
	deposit(t, db, agency, votes(1)...)
	for _, text := range []string{
		`INSERT INTO ballot (agency_id, ballot_id, day, sealed) VALUES ($1, 'x', 1, 'x')`,
		`UPDATE ballot SET day = 1 WHERE agency_id = $1`,
		`DELETE FROM ballot WHERE agency_id = $1`,
	} {
		if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, text, agency)
			return err
		}); err == nil {
			t.Errorf("a transaction with names runs %s", text)
		}
	}
	for _, text := range []string{
		`INSERT INTO note (agency_id, note_id, body) VALUES ($1, 'x', 'x')`,
		`UPDATE note SET body = 'x' WHERE agency_id = $1`,
		`DELETE FROM idempotency WHERE agency_id = $1`,
	} {
		if err := db.Deposit(t.Context(), agency, func(ctx context.Context, tx *store.ApartTx) error {
			_, err := tx.Exec(ctx, text, agency)
			return err
		}); err == nil {
			t.Errorf("a deposit runs %s", text)
		}
	}
	if n := count(t, db, agency, `SELECT count(*) FROM ballot WHERE agency_id = $1`, agency); n != 1 {
		t.Errorf("%d ballots are left, want 1", n)
	}
}

func TestADepositThatFailsTakesBackOnlyItself(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agencies := []id.Agency{id.NewAgency(clk.Now()), id.NewAgency(clk.Now())}
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i, v := range votes(120) {
			wg.Go(func() {
				err := db.Deposit(t.Context(), agencies[i%2], func(ctx context.Context, tx *store.ApartTx) error {
					if i%6 == 1 {
						return refused // before anything was written
					}
					if err := v.cast(ctx, tx); err != nil {
						return err
					}
					switch i % 6 {
					case 2:
						return refused
					case 3:
						panic("a defect")
					case 4:
						_, err := tx.Exec(ctx, `INSERT INTO ballot (agency_id, ballot_id, day, sealed) VALUES ($1, $2, $3, $4)`, tx.Agency(), v.ballot, 1, v.sealed)
						return err // twice the same key
					}
					return nil
				})
				if (err == nil) != (i%6 == 0 || i%6 == 5) {
					t.Errorf("deposit %d: unexpected error %v", i, err)
				}
			})
		}
		wg.Wait()
		for i, agency := range agencies {
			if n := count(t, db, agency, `SELECT count(*) FROM ballot WHERE agency_id = $1`, agency); n != 20 {
				t.Errorf("agency %d: %d ballots are kept, want the 20 of the functions that succeeded", i, n)
			}
		}
	}, ballots)
}

func TestACloseWaitsForDepositsAndThenRefuses(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		deposit(t, db, agency, votes(1)...)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Deposit(t.Context(), agency, votes(1)[0].cast); !errors.Is(err, store.ErrClosed) {
			t.Errorf("a deposit after Close: %v", err)
		}
	}, ballots)
}

// The same ballots in two orders, between writes with names, give the same bytes: so the bytes tell nothing of the order.
func TestSQLitesApartFileIsTheSameForEveryOrder(t *testing.T) {
	first := t.TempDir()
	clk := clock.At(storetest.Start)
	agency, list := id.NewAgency(clk.Now()), votes(40)
	open := func(folder string) *store.DB {
		db, err := store.Open(t.Context(), store.Config{Folder: folder}, clk.Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), store.Base(), notes, ballots); err != nil {
			t.Fatal(err)
		}
		return db
	}
	if err := open(first).Close(); err != nil {
		t.Fatal(err)
	}
	second := t.TempDir() // of the same installation: the migrations note when they ran
	if err := os.CopyFS(second, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	fill := func(folder string, list []vote, between int) (running, closed map[string][]byte) {
		db := open(folder)
		for i, v := range list {
			deposit(t, db, agency, v)
			for range between {
				if err := db.Write(t.Context(), agency, add(fmt.Sprint(i))); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := db.Settle(t.Context(), agency, ballots); err != nil {
			t.Fatal(err)
		}
		running = apartFiles(t, folder)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		return running, apartFiles(t, folder)
	}
	one, oneClosed := fill(first, list, 1)
	slices.Reverse(list)
	other, otherClosed := fill(second, list, 3)
	for name, bytesOf := range one {
		if filepath.Ext(name) != ".db" && len(bytesOf) != 0 {
			t.Errorf("%s holds %d bytes after it was settled", name, len(bytesOf))
		}
		if filepath.Ext(name) == ".db" && (len(bytesOf) < 40*9000 || !bytes.Equal(body(bytesOf), body(other[name])) || !bytes.Equal(body(bytesOf), body(otherClosed[name])) || !bytes.Equal(body(bytesOf), body(oneClosed[name]))) {
			t.Errorf("%s depends on the order in which its rows came", name)
		}
	}
	if len(one) < 2 || len(oneClosed) != 1 {
		t.Errorf("%d files while open and %d after, want the log beside it and then one", len(one), len(oneClosed))
	}
	for name, bytesOf := range oneClosed {
		if bytes.Contains(bytesOf, []byte("note_id")) {
			t.Errorf("%s knows of tables with names", name)
		}
	}
	main, err := os.ReadFile(filepath.Join(first, "amparo.db"))
	if err != nil || bytes.Contains(main, []byte("ballot_id")) || bytes.Contains(main, list[0].sealed[:500]) {
		t.Errorf("the file of what has a name knows of ballots: %v", err)
	}
}

// apartFiles are the files of what is kept apart but for the index of the log, which lives in memory and is made at opening.
func apartFiles(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	names, err := fs.Glob(os.DirFS(folder), "amparo-apart.db*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) != ".db-shm" {
			found[name] = b
		}
	}
	return found
}

// body is a file of SQLite without the header, which counts how often the file was built.
func body(file []byte) []byte { return file[min(100, len(file)):] }

// A log that is emptied after each batch holds no order either, before anything is settled.
func TestSQLitesLogIsEmptyAfterEachDeposit(t *testing.T) {
	folder := t.TempDir()
	db, err := store.Open(t.Context(), store.Config{Folder: folder}, clock.At(storetest.Start).Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context(), ballots); err != nil {
		t.Fatal(err)
	}
	agency := id.NewAgency(storetest.Start)
	for _, v := range votes(5) {
		deposit(t, db, agency, v)
		// The next deposit is begun after the log of this one was emptied: one that writes nothing waits for that.
		if err := db.DepositNow(t.Context(), agency, func(context.Context, *store.ApartTx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range apartFiles(t, folder) {
		if filepath.Ext(name) == ".db-wal" && len(b) > 0 {
			t.Errorf("%s holds %d bytes", name, len(b))
		}
	}
}

// On PostgreSQL each deposit that came alone has a transaction of its own until it is settled; then all have one, lie in the
// order of their random names, and nothing of what they were is left in the table.
func TestPostgresKeepsNoOrderOfDeposits(t *testing.T) {
	address := storetest.NewDatabase(t)
	clk := clock.At(storetest.Start)
	db, err := store.Open(t.Context(), store.Config{URL: address}, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context(), store.Base(), notes, ballots); err != nil {
		t.Fatal(err)
	}
	agency := id.NewAgency(clk.Now())
	for i, v := range votes(40) {
		deposit(t, db, agency, v)
		if err := db.Write(t.Context(), agency, add(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Settle(t.Context(), agency, ballots); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("pgx", storetest.AsOperator(t, address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	one := func(query string) (n int) {
		t.Helper()
		if err := raw.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := one(`SELECT count(*) FROM ballot`); n != 40 {
		t.Fatalf("%d of 40 ballots are kept", n)
	}
	if n := one(`SELECT count(DISTINCT xmin::text) FROM ballot`); n != 1 {
		t.Errorf("the ballots come from %d transactions, want one", n)
	}
	if n := one(`SELECT count(*) FROM ballot WHERE xmin::text IN (SELECT xmin::text FROM note)`); n != 0 {
		t.Errorf("%d ballots share a transaction with a note", n)
	}
	if n := one(`SELECT count(*) FROM (SELECT ballot_id, lag(ballot_id) OVER (ORDER BY ctid) AS before FROM ballot) b WHERE before > ballot_id`); n != 0 {
		t.Errorf("%d ballots do not lie in the order of their names", n)
	}
}

// All that is deposited within one pause has one transaction, whatever agency it is for, and no transaction below it.
func TestABatchIsOneTransaction(t *testing.T) {
	address := storetest.NewDatabase(t)
	clk := clock.At(storetest.Start)
	db, err := store.Open(t.Context(), store.Config{URL: address}, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context(), ballots); err != nil {
		t.Fatal(err)
	}
	// The first function holds the batch until all others wait: they are the next one, whole, since it begins with a full queue.
	const n = 50
	entered, rest := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	agency := id.NewAgency(clk.Now())
	wg.Go(func() {
		if err := db.DepositNow(t.Context(), agency, func(context.Context, *store.ApartTx) error {
			close(entered)
			<-rest
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-entered
	for _, v := range votes(n) {
		wg.Go(func() {
			if err := db.Deposit(t.Context(), id.NewAgency(clk.Now()), v.cast); err != nil {
				t.Error(err)
			}
		})
	}
	for db.Waiting() < n {
		select {
		case <-t.Context().Done():
			t.Fatal("not all deposits wait")
		default:
			runtime.Gosched()
		}
	}
	close(rest)
	wg.Wait()
	raw, err := sql.Open("pgx", storetest.AsOperator(t, address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	var kept, transactions int
	if err := raw.QueryRowContext(t.Context(), `SELECT count(*), count(DISTINCT xmin::text) FROM ballot`).Scan(&kept, &transactions); err != nil {
		t.Fatal(err)
	}
	if kept != n || transactions != 1 {
		t.Errorf("%d ballots come from %d transactions, want %d from one", kept, transactions, n)
	}
}
