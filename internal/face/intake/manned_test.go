package intake_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A staffed office has the demo's desks manned, and a server that can be made to answer nothing.
type staffed struct {
	*office
	desks   []apptest.Manned
	address string
	down    atomic.Bool
	slow    atomic.Pointer[held]
}

// held is a request whose answer waits until it is let go.
type held struct {
	path         string
	asked, letGo chan struct{}
}

// holds keeps back the next answer to a path.
func (s *staffed) holds(path string) *held {
	h := &held{path: path, asked: make(chan struct{}), letGo: make(chan struct{})}
	s.slow.Store(h)
	return h
}

// manned is an office on one engine: what these journeys walk lies before the server.
func manned(t *testing.T) *staffed {
	t.Helper()
	db, clk := storetest.SQLite(t, apptest.Schemas()...)
	w := apptest.New(t, db, clk)
	desks, err := w.OpenIntake(t.Context(), w.Coalition)
	if err != nil {
		t.Fatal(err)
	}
	s := &staffed{office: newOffice(t, w), desks: desks}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if s.down.Load() && r.Method == http.MethodPost {
			panic(http.ErrAbortHandler)
		}
		if h := s.slow.Load(); h != nil && r.URL.Path == h.path && s.slow.CompareAndSwap(h, nil) {
			close(h.asked)
			select {
			case <-h.letGo:
			case <-r.Context().Done():
			}
		}
		s.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	s.address = server.URL
	return s
}

func (s *staffed) desk(h apptest.House, role account.Role) apptest.Manned {
	s.t.Helper()
	i := slices.IndexFunc(s.desks, func(m apptest.Manned) bool { return m.Member.Role == role && m.House.Agency.ID == h.Agency.ID })
	if i < 0 {
		s.t.Fatalf("no %s is on duty", role)
	}
	return s.desks[i]
}

func key(m apptest.Manned) string { return m.Window.Recipient().String() }

// to sends a header sealed to some of the desks only.
func (r *reporter) to(header map[string]any, desks ...apptest.Manned) {
	r.o.t.Helper()
	keys := make([]string, len(desks))
	for i, d := range desks {
		keys[i] = key(d)
	}
	r.drops(sealed(r.o.t, plain(header), keys...))
}
