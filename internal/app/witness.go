package app

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// WitnessKey is the part of the witness's address that is not to be guessed. How long a log is tells how busy an agency is,
// and from minute to minute whether somebody is reading: so the heads are for witnesses who were given the address, and are
// not shown to everybody.
func (a *App) WitnessKey() string { return a.witness }

// witnessKey derives it from the installation's key, so that it stands in no table.
func witnessKey(root keys.DataKey) string {
	key := keys.DeriveDataKey(root[:], "witness address")
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key[:20]))
}

// The witness's addresses below /log/{key}. An agency's checkpoints are at its origin, "amparo/<agency>".
const (
	logIndex       = "/log/{key}"
	logCheckpoint  = "/log/{key}/amparo/{agency}/checkpoint"
	logConsistency = "/log/{key}/amparo/{agency}/consistency/{from}/{to}"
)

// witnessRoutes serve what a witness needs and nothing else: the keys, the newest checkpoint of a log, and the proof that one
// of its sizes continues another. Nothing in them is about a person.
func (a *App) witnessRoutes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: logIndex, Door: public, Handler: a.asWitness(a.serveKeys)},
		{Method: http.MethodGet, Pattern: logCheckpoint, Door: public, Handler: a.asWitness(a.serveCheckpoint)},
		{Method: http.MethodGet, Pattern: logConsistency, Door: public, Handler: a.asWitness(a.serveConsistency)},
	}
}

var errNoLog = fault.New(fault.NotFound, "error.not_found")

func (a *App) asWitness(serve func(r *http.Request) (string, error)) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if subtle.ConstantTimeCompare([]byte(r.PathValue("key")), []byte(a.witness)) != 1 {
			return errNoLog
		}
		text, err := serve(r)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = w.Write([]byte(text))
		return err
	}
}

// serveKeys lists the agencies' verifier keys, one a line, as `amparo ledger key` prints them.
func (a *App) serveKeys(r *http.Request) (string, error) {
	agencies, err := a.Accounts.Agencies(r.Context())
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, agency := range agencies {
		key, err := ledger.VerifierKey(agency.ID, agency.Verify.Bytes())
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %s\n", agency.Slug, key)
	}
	return b.String(), nil
}

// serveCheckpoint answers with the newest checkpoint, and with nothing where a log has none yet.
func (a *App) serveCheckpoint(r *http.Request) (text string, err error) {
	err = a.readLog(r, func(ctx context.Context, rd *store.Reader) error {
		last, err := ledger.LastCosigned(ctx, rd)
		if errors.Is(err, ledger.ErrNotCovered) {
			return nil
		}
		text = string(last.Note)
		return err
	})
	return text, err
}

// serveConsistency answers with the hashes of the proof, one a line, as c2sp.org/tlog-witness sends them.
func (a *App) serveConsistency(r *http.Request) (string, error) {
	from, err := strconv.ParseInt(r.PathValue("from"), 10, 64)
	if err != nil {
		return "", errNoLog
	}
	to, err := strconv.ParseInt(r.PathValue("to"), 10, 64)
	if err != nil {
		return "", errNoLog
	}
	var proof tlog.TreeProof
	err = a.readLog(r, func(ctx context.Context, rd *store.Reader) (err error) {
		last, err := ledger.LastCheckpoint(ctx, rd)
		if err != nil || to > last.Size {
			return errors.Join(err, ledger.ErrNotCovered)
		}
		proof, err = ledger.ProveConsistency(ctx, rd, from, to)
		return err
	})
	var b strings.Builder
	for _, h := range proof {
		fmt.Fprintf(&b, "%s\n", h)
	}
	return b.String(), err
}

func (a *App) readLog(r *http.Request, read func(ctx context.Context, rd *store.Reader) error) error {
	agency, err := id.ParseAgency(r.PathValue("agency"))
	if err != nil {
		return errNoLog
	}
	err = a.DB.Read(r.Context(), agency, read)
	if errors.Is(err, ledger.ErrNotCovered) {
		return errNoLog
	}
	return err
}

// Watched is the pages as they are served: all of them, or none while what is stored is at odds with what this server has
// seen of it.
func (a *App) Watched(cfg WebConfig, pages http.Handler) (http.Handler, error) {
	words, err := locale.New(Words()...)
	if err != nil {
		return nil, err
	}
	closed, err := page.Closed(words, cfg.Helper)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.Closed() {
			closed.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	}), nil
}
