package intake_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// An office is the whole program, seen from its intake desks.
type office struct {
	*webkit.Router
	*apptest.World
	t     testing.TB
	words *locale.Bundle
}

func newOffice(t testing.TB, w *apptest.World) *office {
	t.Helper()
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	router, err := w.Web(apptest.WebConfig{ExitURL: webkit.DefaultExitURL, Zone: time.UTC, Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	return &office{router, w, t, words}
}

// opened is an office whose agencies have their channels open, with nobody at the desks.
func opened(t testing.TB, w *apptest.World) *office {
	t.Helper()
	o := newOffice(t, w)
	for _, h := range []apptest.House{w.Shelter, w.LegalAid} {
		if err := w.Reporting.OpenChannel(t.Context(), h.Agency.ID, o.recovery(h), reporting.Setting{}); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func (o *office) recovery(h apptest.House) keys.PrivateKey {
	o.t.Helper()
	key, err := keys.Combine(h.Shares[0], h.Shares[1])
	if err != nil {
		o.t.Fatal(err)
	}
	return key
}

// A desk is one browser in the office.
type desk struct {
	*office
	cookie string
}

// at signs a member in through the form and returns their desk.
func (o *office) at(m apptest.Member) *desk {
	o.t.Helper()
	o.Clock.Advance(time.Minute) // a code is accepted once
	d := &desk{office: o}
	code, err := m.Second.Code(o.Clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	form := url.Values{"key": {id.Reference()}, "name": {m.SignInName}, "passphrase": {m.Passphrase}, "code": {code}}
	w := d.send(http.MethodPost, "/desk/sign-in", "application/x-www-form-urlencoded", []byte(form.Encode()))
	if w.Code != http.StatusSeeOther {
		o.t.Fatalf("%s is answered %d at sign-in", m.Role, w.Code)
	}
	d.cookie = w.Result().Cookies()[0].Name + "=" + w.Result().Cookies()[0].Value
	return d
}

func (d *desk) send(method, path, kind string, body []byte) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Accept-Language", "en")
	if d.cookie != "" {
		r.Header.Set("Cookie", d.cookie)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *desk) get(path string) *httptest.ResponseRecorder {
	return d.send(http.MethodGet, path, "", nil)
}

func (d *desk) json(path, body string) *httptest.ResponseRecorder {
	return d.send(http.MethodPost, path, "application/json", []byte(body))
}

func (d *desk) octets(path string, body []byte) *httptest.ResponseRecorder {
	return d.send(http.MethodPost, path, "application/octet-stream", body)
}

// noted is sealed bytes behind their note.
func noted(note string, sealed []byte) []byte {
	return append([]byte(note+strings.Repeat(" ", max(0, 512-len(note)))), sealed...)
}

// fuzzed is the desk of an advocate of an office on one engine.
func fuzzed(f *testing.F) *desk {
	f.Helper()
	db, clk := storetest.SQLite(f, apptest.Schemas()...)
	w := apptest.New(f, db, clk)
	return opened(f, w).at(w.Shelter.As(account.Advocate))
}
