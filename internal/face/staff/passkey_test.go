package staff_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// keyedOffice is an office with passkeys, behind an address that browsers allow them at.
func keyedOffice(t *testing.T, w *apptest.World) (o *office, address string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	address = "http://localhost:" + strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)
	passkeys, err := account.NewPasskeys(w.Accounts, address)
	if err != nil {
		t.Fatal(err)
	}
	o = officeWith(t, w, passkeys)
	server.Config.Handler = o
	server.Start()
	t.Cleanup(server.Close)
	return o, address
}

// TestAPasskeyInTheBrowser adds a passkey in Chromium, signs out, signs in with it, and removes it.
func TestAPasskeyInTheBrowser(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, address := keyedOffice(t, w)
		for _, opts := range []browser.Options{
			{Width: 1280, Height: 900, Language: "en", Script: true}, {Width: 320, Height: 568, Language: "ar", Script: true},
		} {
			c := o.chair(address, opts)
			c.Passkeys()
			m := w.Shelter.As(account.Advocate)
			c.signsIn(m)
			c.addsPasskey()
			c.Submit(c.l.T("page.sign_out"))
			c.passphrase(m)
			c.See(c.l.T("staff.passkey.lead"))
			c.DontSee(c.l.T("staff.passkey.without"))
			c.looks("passkey")
			c.Submit(c.l.T("staff.passkey.go"))
			c.See(c.l.T("staff.people.start"))
			c.Click(c.l.T("staff.ways"))
			c.Submit(c.l.T("staff.ways.remove"))
			c.See(c.l.T("staff.ways.removed"))
			c.DontSee(c.l.T("staff.ways.remove"))
			for _, problem := range c.Problems() {
				t.Errorf("the browser complains: %s", problem)
			}
		}
	})
}

func (c *chair) addsPasskey() {
	c.t.Helper()
	c.Click(c.l.T("staff.ways"))
	c.looks("ways-before")
	c.Submit(c.l.T("staff.ways.add"))
	c.See(c.l.T("staff.passkey_new.lead"))
	c.DontSee(c.l.T("staff.passkey_new.without"))
	c.looks("passkey-new")
	c.Submit(c.l.T("staff.passkey_new.go"))
	c.See(c.l.T("staff.ways.added"))
	c.looks("ways")
	c.Submit(c.l.T("staff.ways.add"))
	c.Click(c.l.T("staff.passkey_new.go")) // the device has one already
	c.See(c.l.T("staff.passkey_new.failed"))
	c.looks("passkey-failed")
}

// passphrase goes through the sign-in page with the code left empty.
func (c *chair) passphrase(m member) {
	c.t.Helper()
	c.Visit(c.url + "/desk/sign-in")
	c.Fill(c.l.T("staff.sign_in.name"), m.SignInName)
	c.Fill(c.l.T("staff.sign_in.passphrase"), m.Passphrase)
	c.Submit(c.l.T("staff.sign_in.go"))
}

// TestWithoutScriptTheCodeIsOffered: the page about a new passkey says what works instead, and shows no button that does
// nothing.
func TestWithoutScriptTheCodeIsOffered(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, address := keyedOffice(t, w)
		c := o.chair(address, browser.Options{Width: 320, Height: 568, Language: "am"})
		c.signsIn(w.Shelter.As(account.Advocate))
		c.Click(c.l.T("staff.ways"))
		c.Submit(c.l.T("staff.ways.add"))
		c.See(c.l.T("staff.passkey_new.without"))
		c.DontSee(c.l.T("staff.passkey_new.go"))
		c.looks("passkey-without")
	})
}

// TestPasskeysAreOfferedWhereThereIsAnOrigin: elsewhere no page names them and no address leads to them.
func TestPasskeysAreOfferedWhereThereIsAnOrigin(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		for _, page := range []string{"/desk/sign-in", "/desk/people", "/desk/conduct"} {
			lacks(t, ruth.get(page), "passkey", "/desk/keys", "Ways to sign in")
		}
		for _, page := range []string{"/desk/keys", "/desk/keys/new", "/desk/sign-in/key"} {
			if got := ruth.ask(http.MethodGet, page, "").Code; got != http.StatusNotFound {
				t.Errorf("%s is answered %d", page, got)
			}
		}
	})
}

// TestTheStepsOfAPasskey sends what no page would: steps out of order, and answers that are none.
func TestTheStepsOfAPasskey(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, _ := keyedOffice(t, w)
		m := w.Shelter.As(account.Advocate)
		ruth := o.at(m)
		nobody := &desk{office: o}
		for page, to := range map[string]string{"/desk/keys/new": "/desk/keys", "/desk/sign-in/key": "/desk/sign-in"} {
			if got := ruth.ask(http.MethodGet, page, "").Header().Get("Location"); got != to {
				t.Errorf("%s without a question leads to %q", page, got)
			}
		}
		again := "The passkey did not open the desk"
		for name, answer := range map[string]string{"nonsense": "{}", "a list": "[1]", "long": strings.Repeat("a", 19_000)} {
			if got := nobody.post("/desk/sign-in/key", url.Values{"answer": {answer}}); got.Code != 422 || !strings.Contains(got.Body.String(), again) {
				t.Errorf("%s at sign-in is answered %d", name, got.Code)
			}
			if got := ruth.post("/desk/keys/new", url.Values{"answer": {answer}}); got.Code != 422 || !strings.Contains(got.Body.String(), "That passkey was not added") {
				t.Errorf("%s for a new passkey is answered %d", name, got.Code)
			}
		}
		for name, form := range map[string]url.Values{
			"nothing": {}, "too long": {"answer": {strings.Repeat("a", 20_001)}}, "null byte": {"answer": {"\x00"}}, "not text": {"answer": {"\xff"}},
			"twice": {"answer": {"{}", "{}"}}, "unknown field": {"answer": {"{}"}, "more": {"1"}},
		} {
			for _, page := range []string{"/desk/keys/new", "/desk/sign-in/key"} {
				if got := ruth.post(page, form).Code; got != http.StatusUnprocessableEntity {
					t.Errorf("%s at %s is answered %d", name, page, got)
				}
			}
		}
		if got := ruth.post("/desk/keys/new", url.Values{"answer": {strings.Repeat("a", 10<<20)}}).Code; got != http.StatusRequestEntityTooLarge {
			t.Errorf("ten megabytes are answered %d", got)
		}
		if to := ruth.sends("/desk/keys/000000000000000000000000/remove", url.Values{}); to != "/desk/keys?done=removed" {
			t.Errorf("removing what is not there leads to %q", to)
		}

		to := ruth.post("/desk/keys", url.Values{})
		pending := to.Result().Cookies()
		if to.Code != http.StatusSeeOther || len(pending) != 1 || pending[0].Name != webkit.PendingCookie || !pending[0].HttpOnly {
			t.Fatalf("asking for a passkey is answered %d with %v", to.Code, pending)
		}
		ruth.cookie += "; " + pending[0].Name + "=" + pending[0].Value
		page := ruth.get("/desk/keys/new")
		holds(t, page, `data-passkey="create"`, "passkey.js", "Ask my device")
		lacks(t, page, m.Account.String(), "style=", "onclick")
		lacks(t, ruth.get("/desk/keys"), "passkey.js")
		if got := ruth.ask(http.MethodGet, "/desk/sign-in/key", "").Header().Get("Location"); got != "/desk/sign-in" {
			t.Errorf("the question for a new passkey is shown at sign-in: %q", got)
		}
	})
}

// TestAnEmptyCodeSaysNothing: whatever the name is, an empty code without the passphrase is answered with the same page, and
// so is the right passphrase of an account without passkeys.
func TestAnEmptyCodeSaysNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, _ := keyedOffice(t, w)
		m := w.Shelter.As(account.Advocate)
		d, key := &desk{office: o}, id.Reference()
		answer := func(name, passphrase, code string) string {
			got := d.post("/desk/sign-in", url.Values{"key": {key}, "name": {name}, "passphrase": {passphrase}, "code": {code}})
			if got.Code != http.StatusUnprocessableEntity || len(got.Result().Cookies()) != 0 {
				t.Errorf("answered %d with %v", got.Code, got.Result().Cookies())
			}
			return strings.ReplaceAll(got.Body.String(), name, "")
		}
		want := answer(m.SignInName, "wrong", "000000")
		for _, c := range [][2]string{{m.SignInName, "wrong"}, {m.SignInName, m.Passphrase}, {"cedar-zzzz@harbour", "wrong"}, {"cedar-zzzz@nowhere", "wrong"}} {
			if got := answer(c[0], c[1], ""); got != want {
				t.Errorf("an empty code for %s is answered differently", c[0])
			}
		}
	})
}
