package ledger_test

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// Where these are set, this program is not the test but the one that is killed.
const (
	victimAgency = "LEDGER_TEST_AGENCY"
	victimFolder = "LEDGER_TEST_FOLDER"
	victimURL    = "LEDGER_TEST_URL"
)

func TestMain(m *testing.M) {
	if os.Getenv(victimAgency) == "" {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, victim(context.Background()))
	os.Exit(1)
}

// acts is the table of something that people do; each act knows the index of its entry.
var acts = store.Schema{
	Name: "acts",
	Files: fstest.MapFS{"migrations/00001_act.sql": {Data: []byte(
		"-- +goose Up\nCREATE TABLE act (agency_id TEXT NOT NULL, act_id TEXT NOT NULL, entry BIGINT NOT NULL, PRIMARY KEY (agency_id, act_id));\n")}},
	Tables: []store.Table{{Name: "act", Kind: store.Tenant}},
}

func logKey() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("a test key"))
	return ed25519.NewKeyFromSeed(seed[:])
}

// victim acts and signs without end, from several goroutines, and prints a line for each act that it was told is durable.
func victim(ctx context.Context) error {
	agency, err := id.ParseAgency(os.Getenv(victimAgency))
	if err != nil {
		return err
	}
	now := clock.System()
	db, err := store.Open(ctx, store.Config{URL: os.Getenv(victimURL), Folder: os.Getenv(victimFolder)}, now)
	if err != nil {
		return err
	}
	signer, err := ledger.NewSigner(agency, logKey())
	if err != nil {
		return err
	}
	failed := make(chan error)
	for range 3 {
		go func() {
			for {
				if err := act(ctx, db, agency, now); err != nil {
					failed <- err
					return
				}
				fmt.Println("acted")
			}
		}()
	}
	go func() {
		for {
			if err := act(ctx, db, agency, now); err != nil {
				failed <- err
				return
			}
			fmt.Println("acted")
			if _, err := ledger.SignCheckpoint(ctx, db, agency, signer, now()); err != nil {
				failed <- err
				return
			}
		}
	}()
	return <-failed
}

func act(ctx context.Context, db *store.DB, agency id.Agency, now clock.Clock) error {
	return db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		what := id.New(now())
		leaf, err := ledger.Append(ctx, tx, ledger.Entry{Kind: "test.act", Person: what, At: now(), Sealed: []byte("sealed")})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO act (agency_id, act_id, entry) VALUES ($1, $2, $3)`, agency, what, leaf.Index)
		return err
	})
}

func TestAKilledProgramLeavesBothTheActAndItsEntryOrNeither(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		killOften(t, store.Config{Folder: t.TempDir()})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		killOften(t, store.Config{URL: storetest.NewDatabase(t)})
	})
}

func killOften(t *testing.T, cfg store.Config) {
	clk := clock.At(storetest.Start)
	agency := id.NewAgency(clk.Now())
	acknowledged, kept := 0, [][]byte(nil)
	for round := range 12 {
		db := openAfterCrash(t, cfg, clk)
		h := &house{t: t, db: db, clk: clk, agency: agency, key: logKey()}
		if round > 0 {
			kept = append(kept, h.checkAfterCrash(acknowledged, kept))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		acknowledged += kill(t, cfg, agency, 1+rand.IntN(60))
	}
	h := &house{t: t, db: openAfterCrash(t, cfg, clk), clk: clk, agency: agency, key: logKey()}
	h.checkAfterCrash(acknowledged, kept)
}

func openAfterCrash(t *testing.T, cfg store.Config, clk *clock.Hand) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), cfg, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context(), acts, ledger.Schema()); err != nil {
		t.Fatal(err)
	}
	return db
}

// kill starts the victim, lets it acknowledge some acts, kills it while it goes on, and returns how many it acknowledged.
func kill(t *testing.T, cfg store.Config, agency id.Agency, after int) (acknowledged int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimAgency+"="+agency.String(), victimFolder+"="+cfg.Folder, victimURL+"="+cfg.URL)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		_, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if acknowledged++; acknowledged == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed: that is no news
	if acknowledged < after {
		t.Fatalf("the program ended by itself after %d acts", acknowledged)
	}
	return acknowledged
}

// checkAfterCrash compares acts and entries in one snapshot, signs what is there, and returns the signed note.
func (h *house) checkAfterCrash(acknowledged int, kept [][]byte) []byte {
	h.t.Helper()
	verifier, err := ledger.NewVerifier(h.agency, h.key.Public().(ed25519.PublicKey))
	if err != nil {
		h.t.Fatal(err)
	}
	h.read(func(ctx context.Context, r *store.Reader) error {
		var done, matched int
		if err := r.QueryRow(ctx, `SELECT COUNT(*) FROM act WHERE agency_id = $1`, h.agency).Scan(&done); err != nil {
			return err
		}
		if err := r.QueryRow(ctx, `SELECT COUNT(*) FROM act JOIN ledger_leaf l ON l.agency_id = act.agency_id AND l.idx = act.entry
AND l.person_id = act.act_id WHERE act.agency_id = $1`, h.agency).Scan(&matched); err != nil {
			return err
		}
		report, err := ledger.Verify(ctx, r, note.VerifierList(verifier), kept, nil)
		if err != nil {
			return err
		}
		if !report.OK() || report.Size != int64(done) || matched != done {
			h.t.Errorf("%d acts, %d of them with their entry, %d entries; found %v", done, matched, report.Size, report.Bad)
		}
		if done < acknowledged {
			h.t.Errorf("%d acts were acknowledged, %d are there", acknowledged, done)
		}
		return nil
	})
	return h.sign().Note
}
