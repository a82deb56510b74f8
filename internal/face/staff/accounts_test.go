package staff_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A newcomer is a browser of somebody who has a one-time code.
type newcomer struct {
	*desk
	member
}

// comes invites somebody by the administrator's pages, and has them choose how to sign in by theirs.
func (o *office) comes(mei *desk, name string, role account.Role) newcomer {
	o.t.Helper()
	made := mei.post("/desk/accounts/new", url.Values{"name": {name}, "role": {string(role)}}).Body.String()
	holds(o.t, made, "shown once", "compare codes")
	n := newcomer{desk: &desk{office: o}, member: member{Role: role, Name: name}}
	code := in(o.t, made, `<bdi dir="ltr">([^<]+)</bdi>`)
	step := n.post("/desk/join", url.Values{"step": {"code"}, "code": {strings.ToLower(code)}}).Body.String()
	holds(o.t, step, name, "<svg role=\"img\"")
	n.Passphrase, n.Second.Secret = "five quiet words by the river", in(o.t, step, `name="secret" value="([^"]+)"`)
	digits, err := n.Second.Code(o.Clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	chosen := url.Values{"step": {"choose"}, "code": {code}, "secret": {n.Second.Secret}, "url": {in(o.t, step, `name="url" value="([^"]+)"`)}, "passphrase": {"short"}, "digits": {digits}}
	holds(o.t, n.post("/desk/join", chosen).Body.String(), "at least 16", n.Second.Secret)
	chosen.Set("passphrase", n.Passphrase)
	joined := n.post("/desk/join", chosen)
	if joined.Code != http.StatusSeeOther {
		o.t.Fatalf("choosing is answered %d", joined.Code)
	}
	n.cookie = joined.Result().Cookies()[0].Name + "=" + joined.Result().Cookies()[0].Value
	n.SignInName = in(o.t, n.get("/desk/join/wait"), `<bdi dir="ltr">([a-z0-9-]+@[a-z]+)</bdi>`)
	return n
}

// in is what a pattern finds on a page.
func in(t *testing.T, page, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("%s is not on the page:\n%s", pattern, page)
	}
	return html.UnescapeString(m[1])
}

const sixDigits = `<bdi dir="ltr">([0-9]{3} [0-9]{3})</bdi>`

// arrivalOf finds the address of a newcomer in the list of those who wait.
func (d *desk) arrivalOf(name string) string {
	d.t.Helper()
	return in(d.t, d.get("/desk/arrivals"), `href="(/desk/arrivals/[a-z2-7]+)">`+name)
}

// letsIn has a colleague let a newcomer in by the pages of both.
func (d *desk) letsIn(n newcomer) {
	d.t.Helper()
	address := d.arrivalOf(n.Name)
	holds(d.t, d.post(address, url.Values{"step": {"begin"}}).Body.String(), "load their page again")
	theirs := n.get("/desk/join/wait")
	ours := d.get(address)
	holds(d.t, d.post(address, url.Values{"step": {"pick"}}).Body.String(), "Choose the code")
	holds(d.t, d.post(address, url.Values{"step": {"pick"}, "choice": {in(d.t, theirs, sixDigits)}}).Body.String(), "Now they choose yours")
	holds(d.t, n.post("/desk/join/wait", url.Values{"choice": {in(d.t, ours, sixDigits)}}).Body.String(), "That was the right one")
	holds(d.t, d.get(address), "Both codes are right")
	holds(d.t, d.post(address, url.Values{"step": {"in"}}).Body.String(), "They are in")
	holds(d.t, n.get("/desk/join/wait"), "You are in")
}

// TestANewColleagueWithoutATelephone is let in by the pages of both with a code on paper; a slip of the pen is given back.
func TestANewColleagueWithoutATelephone(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		mei, ruth := o.at(w.Shelter.As(account.Admin)), o.at(w.Shelter.As(account.Advocate))
		n := o.comes(mei, "Tariq", account.Advocate)
		address := ruth.arrivalOf("Tariq")
		holds(t, ruth.get(address), "We cannot speak")
		ours := ruth.post(address, url.Values{"step": {"paper"}}).Body.String()
		holds(t, ours, "sealed envelope")
		paper := in(t, ours, `<bdi dir="ltr">([0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4})</bdi>`)
		holds(t, ruth.get(address), paper)
		holds(t, n.get("/desk/join/wait"), "A colleague has a code on paper for you")
		for _, typed := range []string{"", "7777 7777 7777 7777", "half a"} {
			answer := n.post("/desk/join/wait", url.Values{"paper": {typed}})
			if answer.Code != http.StatusUnprocessableEntity {
				t.Errorf("%q is answered %d", typed, answer.Code)
			}
			holds(t, answer.Body.String(), "This is not the code of the paper", `value="`+typed+`"`)
		}
		holds(t, n.post("/desk/join/wait", url.Values{"paper": {strings.ToLower(paper)}}).Body.String(), "That was the right one")
		lacks(t, n.get("/desk/join/wait"), "You are in")
		holds(t, ruth.get(address), "They have typed the code of your paper")
		holds(t, ruth.post(address, url.Values{"step": {"in"}}).Body.String(), "They are in")
		holds(t, n.get("/desk/join/wait"), "You are in")
	})
}

// leavingStep does one step about the first who is about to leave.
func (d *desk) leavingStep(step string) *httptest.ResponseRecorder {
	d.t.Helper()
	return d.post("/desk/leavings", url.Values{"who": {in(d.t, d.get("/desk/leavings"), `name="who" value="([^"]+)"`)}, "step": {step}})
}

// TestANewColleague invites somebody, has a colleague let them in, signs in, signs the code of conduct, and leaves again.
func TestANewColleague(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		mei, ruth := o.at(w.Shelter.As(account.Admin)), o.at(w.Shelter.As(account.Advocate))
		tariq := o.comes(mei, "Tariq", account.Advocate)
		ruth.letsIn(tariq)
		holds(t, mei.get("/desk/accounts"), "Tariq", w.Shelter.As(account.Advocate).Name, "invited by")

		his := o.at(tariq.member)
		holds(t, his.get("/desk/people"), "The code of conduct waits", "Your confidentiality training is not noted")
		his.sends("/desk/conduct", url.Values{})
		holds(t, his.get("/desk/conduct"), "Your signature stands", "never sex between us", "I have read it")
		lacks(t, his.get("/desk/people"), "The code of conduct waits")
		address := mei.accountOf("Tariq")
		holds(t, mei.get(mei.sends(address+"/training", url.Values{})), "The training is noted")
		lacks(t, his.get("/desk/people"), "Your confidentiality training is not noted")

		sara := his.starts("Sara")
		his.sends(sara+"/notes", url.Values{"text": {"The first note."}})
		lacks(t, ruth.get("/desk/people"), sara)
		for _, page := range []string{"", "/notes", "/ending", "/meetings", "/plan/goals/new"} { // a colleague who is curious finds nothing (A6)
			if got := ruth.ask(http.MethodGet, sara+page, ""); got.Code != http.StatusNotFound {
				t.Errorf("somebody else's person is answered %d at %q", got.Code, page)
			}
		}

		if missing := mei.post(address+"/leave", url.Values{}); missing.Code != http.StatusUnprocessableEntity {
			t.Errorf("leaving without a successor is answered %d", missing.Code)
		}
		holds(t, mei.get(address+"/leave"), "It takes three", "amparo agency leave")
		mei.sends(address+"/leave", url.Values{"successor": {mei.option(address+"/leave", "successor", w.Shelter.As(account.Advocate).Name)}})
		step := (*desk).leavingStep
		holds(t, mei.get("/desk/leavings"), "Waits for the yes of", "One person is passed on")
		imani, yusuf := o.at(w.Shelter.As(account.Supervisor)), o.at(w.Shelter.As(account.PrivacyOfficer))
		holds(t, ruth.get("/desk/people"), "Who leaves")
		holds(t, ruth.get("/desk/leavings"), "proposes that you take over")
		for name, d := range map[string]*desk{"the proposer": mei, "the successor": ruth, "a second one before the yes": imani} {
			if got := step(d, "cosign"); got.Code == http.StatusSeeOther {
				t.Errorf("%s co-signs", name)
			}
		}
		if got := step(ruth, "accept"); got.Code != http.StatusSeeOther {
			t.Errorf("accepting is answered %d", got.Code)
		}
		holds(t, his.get("/desk/people"), "Sara")
		if got := step(imani, "cosign"); got.Code != http.StatusSeeOther {
			t.Errorf("co-signing is answered %d", got.Code)
		}
		holds(t, imani.get("/desk/leavings"), "Nobody is about to leave")
		holds(t, yusuf.get("/desk/acts"), "Let in as advocate, invited by", "Leaving co-signed", "Training noted", "Code of conduct signed", "Two custodians, by two shares")
		if got := mei.ask(http.MethodGet, "/desk/acts", ""); got.Code != http.StatusNotFound {
			t.Errorf("an administrator reads the acts: %d", got.Code)
		}
		if gone := his.ask(http.MethodGet, "/desk/people", ""); gone.Header().Get("Location") != "/desk/sign-in" {
			t.Errorf("who has left is answered %d", gone.Code)
		}
		holds(t, mei.get("/desk/accounts"), "Left")
		if again := mei.ask(http.MethodGet, address, ""); again.Code != http.StatusNotFound {
			t.Errorf("the account of who has left is answered %d", again.Code)
		}
	})
}

// TestAnAdministratorOpensNothingByPages walks every page that an administrator has: whom they invited is let in by none of them, nor
// by anybody's sign-in, and their own training they cannot note.
func TestAnAdministratorOpensNothingByPages(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		mei := o.at(w.Shelter.As(account.Admin))
		eve := o.comes(mei, "Eve", account.Advocate)
		address := mei.arrivalOf("Eve")
		holds(t, mei.ask(http.MethodGet, address, "").Body.String(), "You invited this person")
		for _, step := range []string{"begin", "pick", "in"} {
			if got := mei.post(address, url.Values{"step": {step}, "choice": {"none"}}); got.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s is answered %d", step, got.Code)
			}
		}
		for _, m := range w.Shelter.Members {
			o.at(m)
		}
		code, err := eve.Second.Code(w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		nobody := &desk{office: o}
		if got := nobody.post("/desk/sign-in", url.Values{"name": {eve.SignInName}, "passphrase": {eve.Passphrase}, "code": {code}}); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("who waits signs in: %d", got.Code)
		}
		own := mei.accountOf(w.Shelter.As(account.Admin).Name)
		if got := mei.post(own+"/training", url.Values{}); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("one's own training is answered %d", got.Code)
		}
		mei.post(address, url.Values{"step": {"take-back"}})
		lacks(t, mei.get("/desk/arrivals"), "Eve")
	})
}

// accountOf finds the address of a colleague's account in the list.
func (d *desk) accountOf(name string) string {
	d.t.Helper()
	m := regexp.MustCompile(`href="(/desk/accounts/[a-z2-7]+)">` + name).FindStringSubmatch(d.get("/desk/accounts"))
	if m == nil {
		d.t.Fatalf("the list shows no %s", name)
	}
	return m[1]
}

// TestSignInTellsNothing gives one answer to every failure.
func TestSignInTellsNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		nobody := &desk{office: o}
		ruth := w.Shelter.As(account.Advocate)
		code, err := ruth.Second.Code(w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		key := strings.Repeat("a", 26)
		var first string
		for _, form := range []url.Values{
			{"name": {ruth.SignInName}, "passphrase": {"wrong"}, "code": {code}},
			{"name": {ruth.SignInName}, "passphrase": {ruth.Passphrase}, "code": {"000000"}},
			{"name": {"nobody@harbour"}, "passphrase": {ruth.Passphrase}, "code": {code}},
			{"name": {"nobody@nowhere"}, "passphrase": {ruth.Passphrase}, "code": {code}},
		} {
			form.Set("key", key)
			got := nobody.post("/desk/sign-in", form)
			holds(t, got.Body.String(), "Please check all three", form.Get("name"))
			lacks(t, got.Body.String(), ruth.Passphrase)
			body := strings.ReplaceAll(got.Body.String(), form.Get("name"), "…")
			if first == "" {
				first = body
			}
			if got.Code != http.StatusUnprocessableEntity || body != first {
				t.Errorf("%q is answered unlike the others, with %d", form.Get("name"), got.Code)
			}
		}
	})
}

// TestManyTriesAreSlowedDown also answers in words, with the name kept.
func TestManyTriesAreSlowedDown(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		nobody := &desk{office: newOffice(t, w)}
		for range 40 {
			nobody.post("/desk/sign-in", url.Values{"name": {"a@nowhere"}, "passphrase": {"b"}, "code": {"1"}})
		}
		got := nobody.post("/desk/sign-in", url.Values{"name": {"a@nowhere"}, "passphrase": {"b"}, "code": {"1"}})
		if got.Code != http.StatusTooManyRequests {
			t.Errorf("answered %d", got.Code)
		}
		holds(t, got.Body.String(), "a@nowhere", "many tries")
		w.Clock.Advance(time.Minute)
		if got := nobody.post("/desk/sign-in", url.Values{"name": {"a@nowhere"}, "passphrase": {"b"}, "code": {"1"}}); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("a minute later answered %d", got.Code)
		}
	})
}

// TestEachRoleHasItsDesk opens the first page of every role, and the doors that are not theirs.
func TestEachRoleHasItsDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		for _, c := range []struct {
			member member
			first  string
			words  string
			shut   string
		}{
			{w.Shelter.As(account.Supervisor), "/desk/people", "Start a record", "/desk/accounts"},
			{w.Clinic.As(account.Clinician), "/desk/people", "is in the inbox", "/desk/people/new"},
			{w.LegalAid.As(account.Lawyer), "/desk/people", "is in the inbox", "/desk/accounts"},
			{w.Shelter.As(account.PrivacyOfficer), "/desk/office", "amparo ledger verify", "/desk/people"},
			{w.Shelter.As(account.ShelterManager), "/desk/office", "opens nothing about a person", "/desk/inbox"},
			{w.Shelter.As(account.Admin), "/desk/accounts", "Invite somebody", "/desk/people"},
		} {
			d := o.at(c.member)
			if to := d.ask(http.MethodGet, "/desk", "").Header().Get("Location"); to != c.first {
				t.Errorf("the desk of a %s begins at %q", c.member.Role, to)
			}
			page := d.get(c.first)
			holds(t, page, c.words)
			if c.member.Role == account.Admin || c.member.Role == account.PrivacyOfficer {
				lacks(t, page, "Looking is logged")
			}
			if got := d.ask(http.MethodGet, c.shut, ""); got.Code != http.StatusNotFound {
				t.Errorf("a %s at %s is answered %d", c.member.Role, c.shut, got.Code)
			}
			out := d.ask(http.MethodPost, "/desk/sign-out", "")
			if out.Header().Get("Location") != "/desk/sign-in" || d.ask(http.MethodGet, c.first, "").Header().Get("Location") != "/desk/sign-in" {
				t.Errorf("a %s is still there after signing out", c.member.Role)
			}
		}
	})
}
