package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// servedBy is set where this program is not the test but the server that is killed.
const servedBy = "AMPARO_TEST_ARGUMENTS"

func TestMain(m *testing.M) {
	args := os.Getenv(servedBy)
	if args == "" {
		os.Exit(m.Run())
	}
	if err := execute(context.Background(), strings.Split(args, "\n"), io.Discard); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A reporterAt is a browser that keeps sending the same drop until it has a note.
type reporterAt struct {
	box, read string // read is the token
	reply     *age.HybridIdentity
	body      []byte
	note      []byte
}

func hexOf(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func newReporter(t *testing.T, agency app.House, keys []string) *reporterAt {
	t.Helper()
	r := &reporterAt{box: hexOf(16), read: hexOf(32)}
	var to []age.Recipient
	for i := range 8 {
		one, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			r.reply = one
		}
		to = append(to, one.Recipient())
	}
	for i, k := range keys {
		reader, err := age.ParseHybridRecipient(k)
		if err != nil {
			t.Fatal(err)
		}
		to[i+1] = reader
	}
	token, _ := hex.DecodeString(r.read)
	sum := sha256.Sum256(token)
	meta, err := json.Marshal(map[string]any{"agency": agency.Agency.ID, "channel": reporting.Help, "box": r.box, "read": hex.EncodeToString(sum[:]), "write": hexOf(32), "urgent": false, "keep": 90, "work": ""})
	if err != nil {
		t.Fatal(err)
	}
	r.body = append(append(meta, bytes.Repeat([]byte(" "), reporting.MetaSize-len(meta))...), sealFor(t, make([]byte, 16<<10), to)...)
	return r
}

func sealFor(t *testing.T, plain []byte, to []age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// send tries until there is a note, or the test ends.
func (r *reporterAt) send(ctx context.Context, address string) {
	for ctx.Err() == nil && r.note == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/ask/drop", bytes.NewReader(r.body))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/octet-stream")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue // the server is down at this moment
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			r.note = body
		}
	}
}

// A killed server: started, killed without warning, and started again at the same address.
type victim struct {
	t       *testing.T
	args    []string
	address string
	cmd     *exec.Cmd
}

func (v *victim) start() {
	v.t.Helper()
	v.cmd = exec.Command(os.Args[0], "-test.run=^$")
	v.cmd.Env = append(os.Environ(), servedBy+"="+strings.Join(v.args, "\n"))
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; {
		conn, err := net.Dial("tcp", strings.TrimPrefix(v.address, "http://"))
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			v.t.Fatal("the server does not start")
		}
	}
}

func (v *victim) kill() {
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
}

// A hundred reporters at once, and the server is killed in the middle, twice: whoever has a note can come back, and nothing
// is kept twice.
func TestKillingTheServerLosesNoReport(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap, DeskWork: 4}
			args := []string{"--data", cfg.Folder}
			if engine == "postgres" {
				cfg.DatabaseURL = storetest.NewDatabase(t)
				args = append(args, "--database-url", cfg.DatabaseURL)
			}
			reporters, c := preparedReporters(t, cfg)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			v := &victim{t: t, address: "http://" + l.Addr().String(), args: append(args, "serve", "--listen", l.Addr().String())}
			l.Close()
			v.start()
			var wg sync.WaitGroup
			noted := make(chan struct{}, len(reporters))
			for _, r := range reporters {
				wg.Add(1)
				go func() {
					defer wg.Done()
					r.send(t.Context(), v.address)
					noted <- struct{}{}
				}()
			}
			for _, more := range []int{20, 40} {
				for range more {
					<-noted
				}
				v.kill()
				v.start()
			}
			wg.Wait()
			v.kill()
			comeBack(t, cfg, c, reporters)
		})
	}
}

func preparedReporters(t *testing.T, cfg app.Config) ([]*reporterAt, app.Coalition) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	c, err := a.FoundCoalition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	desks, err := a.OpenIntake(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	reporters := make([]*reporterAt, 100)
	for i := range reporters {
		reporters[i] = newReporter(t, c.Shelter, []string{desks[0].Window.Recipient().String()})
	}
	return reporters, c
}

// comeBack has a worker answer every report, and every reporter read their answer.
func comeBack(t *testing.T, cfg app.Config, c app.Coalition, reporters []*reporterAt) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	supervisor := c.Shelter.As(account.Advocate)
	code, err := supervisor.Second.Code(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Accounts.SignInStaff(t.Context(), supervisor.SignInName, supervisor.Passphrase, code)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := a.Accounts.Resume(t.Context(), s.Token)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := a.Reporting.Desk(t.Context(), actor, reporting.Help)
	if err != nil {
		t.Fatal(err)
	}
	byBox := map[string]reporting.Waiting{}
	for _, w := range desk.Reports {
		if len(w.Drops) != 1 {
			t.Errorf("a report has %d drops", len(w.Drops))
		}
		byBox[w.Box] = w
	}
	if len(desk.Reports) != len(reporters) || len(byBox) != len(reporters) {
		t.Errorf("%d reports are kept of %d", len(desk.Reports), len(reporters))
	}
	empty := sealFor(t, nil, []age.Recipient{reporters[0].reply.Recipient()})
	for i, r := range reporters {
		if r.note == nil {
			t.Errorf("reporter %d never had a note", i)
			continue
		}
		plain := make([]byte, reporting.SlotSize-len(empty))
		copy(plain, "for "+r.box)
		if err := a.Reporting.Reply(t.Context(), actor, byBox[r.box].Report, sealFor(t, plain, []age.Recipient{r.reply.Recipient()}), "k"); err != nil {
			t.Errorf("reporter %d can't be answered: %v", i, err)
			continue
		}
		slots, err := a.Reporting.Box(t.Context(), r.box, r.read, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		got, err := age.Decrypt(bytes.NewReader(slots[:reporting.SlotSize]), r.reply)
		if err != nil {
			t.Errorf("reporter %d comes back to nothing: %v", i, err)
			continue
		}
		text, err := io.ReadAll(got)
		if err != nil || !bytes.HasPrefix(text, []byte("for "+r.box)) {
			t.Errorf("reporter %d reads somebody else's answer", i)
		}
	}
}
