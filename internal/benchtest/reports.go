package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// reports measures taking drops through the whole program but the network: routing, form, storing, signing the note.
func reports(ctx context.Context, t *table, a *app.App, c app.Coalition) error {
	if _, err := a.OpenIntake(ctx, c); err != nil {
		return err
	}
	router, err := a.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
	if err != nil {
		return err
	}
	sealed, err := oneDrop()
	if err != nil {
		return err
	}
	shelter := c.Shelter.Agency.ID
	var sent atomic.Int64
	drop := func(int) error {
		r := httptest.NewRequest(http.MethodPost, "/ask/drop", bytes.NewReader(another(shelter, sealed)))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/octet-stream")
		w := httptest.NewRecorder()
		router.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			return fmt.Errorf("a drop was answered with %d: %s", w.Code, w.Body)
		}
		sent.Add(1)
		return nil
	}
	bare := bareDrop(ctx, a.DB, c.LegalAid.Agency.ID, len(sealed))
	for _, m := range []struct{ cores, clients int }{{1, 1}, {1, 8}, {1, 64}, {1, 256}, {runtime.NumCPU(), 64}} {
		before := runtime.GOMAXPROCS(m.cores)
		one, plain, ratio, err := interleaved(m.clients, drop, bare)
		runtime.GOMAXPROCS(before)
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("take a drop of %d KB, %d clients, %d cores", len(sealed)/1000, m.clients, m.cores), fmt.Sprintf("%.0f/s", one),
			fmt.Sprintf("bare durable insert of that size %.0f/s", plain), fmt.Sprintf("%.2f", ratio), "≥ 300/s, ≥ 0.7")
	}
	kept, err := count(ctx, a.DB, shelter)
	if err != nil {
		return err
	}
	if kept != sent.Load() {
		return fmt.Errorf("%d drops got a note and %d are kept", sent.Load(), kept)
	}
	t.row("drops with a note that are lost", "0", fmt.Sprintf("of %d", kept), "", "0")
	return sealing(t)
}

// oneDrop is a file of the smallest size class.
func oneDrop() ([]byte, error) {
	var to []age.Recipient
	for range 8 {
		i, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		to = append(to, i.Recipient())
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(make([]byte, 16<<10)); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

func hexOf(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// another is a body with another mailbox and other sealed bytes at the end: what the server cannot see into anyway.
func another(agency id.Agency, sealed []byte) []byte {
	body := make([]byte, 0, reporting.MetaSize+len(sealed))
	body = fmt.Appendf(body, `{"agency":"%s","channel":"%s","box":"%s","read":"%s","write":"%s","urgent":false,"keep":90,"work":""}`,
		agency, reporting.Help, hexOf(16), hexOf(32), hexOf(32))
	body = append(body, bytes.Repeat([]byte(" "), reporting.MetaSize-len(body))...)
	body = append(body, sealed...)
	_, _ = rand.Read(body[len(body)-32:])
	return body
}

// bareDrop writes one row of the same size durably through the same store, in the same groups.
func bareDrop(ctx context.Context, db *store.DB, agency id.Agency, size int) func(int) error {
	var mu sync.Mutex
	blob := make([]byte, size)
	_, _ = rand.Read(blob)
	return func(int) error {
		mu.Lock()
		row := bytes.Clone(blob)
		mu.Unlock()
		name := sha256.Sum256([]byte(hexOf(16)))
		return db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
			_, err := tx.Exec(ctx, `INSERT INTO report_drop (agency_id, drop_name, report_id, day, class, carried, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				agency, hex.EncodeToString(name[:]), id.Random(), 1, 16384, "", row)
			return err
		})
	}
}

func count(ctx context.Context, db *store.DB, agency id.Agency) (n int64, err error) {
	err = db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, `SELECT count(*) FROM report_drop WHERE agency_id = $1`, agency).Scan(&n)
	})
	return n, err
}

// sealing measures what the server does for somebody without script.
func sealing(t *table) error {
	var took []float64
	for range 20 {
		begin := time.Now()
		if _, err := oneDrop(); err != nil {
			return err
		}
		took = append(took, float64(time.Since(begin).Microseconds())/1000)
	}
	t.row("seal 16 KiB on the server, for basic mode", fmt.Sprintf("%.1f ms", middle(took)), "", "", "")
	return nil
}
