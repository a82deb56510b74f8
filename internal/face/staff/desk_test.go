package staff_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/form"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

func sources() []locale.Source {
	return append(staff.Words(), webkit.Words(), page.Words(), flow.Words(), form.Words(), consent.Words(), plan.Words(), account.Words())
}

// An office is the desks of a world behind the router of the program.
type office struct {
	*webkit.Router
	*apptest.World
	t     *testing.T
	words *locale.Bundle
}

func newOffice(t *testing.T, w *apptest.World) *office {
	t.Helper()
	return officeWith(t, w, nil)
}

// officeWith is an office that offers passkeys.
func officeWith(t *testing.T, w *apptest.World, passkeys *account.Passkeys) *office {
	t.Helper()
	words, err := locale.New(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	house, err := page.New(page.House{Words: words, Assets: assets, Accounts: w.Accounts, Gate: w.Gate, Clock: w.Clock.Now, Zone: time.UTC,
		Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	face, err := staff.New(house, staff.Services{Accounts: w.Accounts, Gate: w.Gate, Records: w.Records, People: w.People,
		Disclosure: w.Disclosure, Plans: w.Plans, Contact: w.Contact, Feedback: w.Feedback, Oversight: w.Oversight, Handles: page.NewHandles(), Passkeys: passkeys})
	if err != nil {
		t.Fatal(err)
	}
	rt := webkit.NewRouter(webkit.RouterConfig{Guard: house.Guard, OnError: house.OnError, Clock: w.Clock.Now,
		Exit: &webkit.Leaving{URL: webkit.DefaultExitURL, EndSession: house.EndSession, Speak: house.Speak}})
	rt.Handle(face.Routes()...)
	rt.Handle(webkit.LanguageRoute(words, house.Cookies), webkit.Route{Method: "GET", Pattern: webkit.AssetsPath,
		Door: webkit.Door{Level: webkit.LevelPublic}, Handler: func(w http.ResponseWriter, r *http.Request) error {
			assets.ServeHTTP(w, r)
			return nil
		}})
	return &office{rt, w, t, words}
}

// A member is somebody who works for an agency, with everything needed to sign in as them.
type member = struct {
	apptest.Credentials
	Role account.Role
	Name string
}

// A desk is one browser in the office.
type desk struct {
	*office
	cookie string
}

// at signs a member in through the form and returns their desk.
func (o *office) at(m member) *desk {
	o.t.Helper()
	o.Clock.Advance(time.Minute) // a code is accepted once
	d := &desk{office: o}
	code, err := m.Second.Code(o.Clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	w := d.post("/desk/sign-in", url.Values{"name": {m.SignInName}, "passphrase": {m.Passphrase}, "code": {code}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk" {
		o.t.Fatalf("%s is answered %d %q at sign-in", m.Role, w.Code, w.Header().Get("Location"))
	}
	d.cookie = w.Result().Cookies()[0].Name + "=" + w.Result().Cookies()[0].Value
	return d
}

func (d *desk) ask(method, path, body string) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Accept-Language", "en")
	if d.cookie != "" {
		r.Header.Set("Cookie", d.cookie)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// get returns the body of a page that must be there.
func (d *desk) get(path string) string {
	d.t.Helper()
	w := d.ask(http.MethodGet, path, "")
	if w.Code != http.StatusOK {
		d.t.Fatalf("GET %s: %d", path, w.Code)
	}
	if !strings.Contains(w.Body.String(), `class="exit" href="/leave"`) {
		d.t.Errorf("GET %s has no exit", path)
	}
	return w.Body.String()
}

// post sends a form, with a new key unless it has one.
func (d *desk) post(path string, form url.Values) *httptest.ResponseRecorder {
	d.t.Helper()
	if !form.Has("key") {
		form.Set("key", id.Reference())
	}
	return d.ask(http.MethodPost, path, form.Encode())
}

// sends posts a form that must be taken, and returns the page that it leads to.
func (d *desk) sends(path string, form url.Values) (to string) {
	d.t.Helper()
	w := d.post(path, form)
	if w.Code != http.StatusSeeOther {
		d.t.Fatalf("POST %s: %d\n%s", path, w.Code, mainOf(w.Body.String()))
	}
	return w.Header().Get("Location")
}

// starts starts a record through the pages and returns its address.
func (d *desk) starts(name string) string {
	d.t.Helper()
	to := d.sends("/desk/people/new", url.Values{"name": {name}, "cover": {d.option("/desk/people/new", "cover", "Imani")}})
	address, _, _ := strings.Cut(to, "?")
	return address
}

// option finds the value of an option of a select by its text.
func (d *desk) option(path, field, text string) string {
	d.t.Helper()
	_, rest, _ := strings.Cut(d.get(path), `name="`+field+`"`)
	rest, _, _ = strings.Cut(rest, "</select>")
	for _, m := range regexp.MustCompile(`<option value="([^"]*)"[^>]*>([^<]*)<`).FindAllStringSubmatch(plain(rest), -1) {
		if strings.Contains(m[2], text) {
			return m[1]
		}
	}
	d.t.Fatalf("%s offers no %q in %s", path, text, field)
	return ""
}

// boxes are the values of the boxes of a field, by the words that stand under them.
func boxes(body, field string) map[string]string {
	out := map[string]string{}
	re := regexp.MustCompile(`name="` + field + `" type="checkbox" value="([^"]*)"[^>]*>\s*<label[^>]*>[^<]*</label>\s*<div[^>]*>([^<]*)</div>`)
	for _, m := range re.FindAllStringSubmatch(plain(body), -1) {
		out[m[2]] = m[1]
	}
	return out
}

// mainOf is the main part of a page.
func mainOf(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

// plain leaves out the marks that keep typed text from disturbing the sentence around it.
func plain(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

func holds(t *testing.T, body string, all ...string) {
	t.Helper()
	body = plain(body)
	for _, want := range all {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, mainOf(body))
		}
	}
}

func lacks(t *testing.T, body string, none ...string) {
	t.Helper()
	for _, s := range none {
		if strings.Contains(body, s) {
			t.Errorf("the page shows %q", s)
		}
	}
}
