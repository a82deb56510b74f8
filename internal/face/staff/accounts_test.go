package staff_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestANewColleague makes an account, signs in with what was shown, signs the code of conduct, and leaves again.
func TestANewColleague(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		mei, ruth := o.at(w.Shelter.As(account.Admin)), o.at(w.Shelter.As(account.Advocate))
		made := mei.post("/desk/accounts/new", url.Values{"name": {"Tariq"}, "role": {"advocate"}}).Body.String()
		holds(t, made, "shown once", "<svg role=\"img\"", "lets it in")
		values := regexp.MustCompile(`<bdi dir="ltr">([^<]+)</bdi>`).FindAllStringSubmatch(made, -1)
		tariq := member{Role: account.Advocate, Name: "Tariq", Enrolment: account.Enrolment{SignInName: values[0][1],
			Passphrase: values[1][1], Second: account.Second{Secret: strings.ReplaceAll(values[2][1], " ", "")}}}

		his := o.at(tariq)
		holds(t, his.get("/desk/people"), "The code of conduct waits", "Your confidentiality training is not noted")
		his.sends("/desk/conduct", url.Values{})
		holds(t, his.get("/desk/conduct"), "Your signature stands", "never sex between us", "I have read it")
		lacks(t, his.get("/desk/people"), "The code of conduct waits")
		address := mei.accountOf("Tariq")
		holds(t, mei.get(mei.sends(address+"/training", url.Values{})), "The training is noted")
		lacks(t, his.get("/desk/people"), "Your confidentiality training is not noted")

		o.at(w.Shelter.As(account.Supervisor)) // a colleague's sign-in lets him into the team
		his = o.at(tariq)
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
		mei.sends(address+"/leave", url.Values{"successor": {mei.option(address+"/leave", "successor", w.Shelter.As(account.Advocate).Name)}})
		if gone := his.ask(http.MethodGet, "/desk/people", ""); gone.Header().Get("Location") != "/desk/sign-in" {
			t.Errorf("who has left is answered %d", gone.Code)
		}
		holds(t, mei.get("/desk/accounts"), "Left")
		if again := mei.ask(http.MethodGet, address, ""); again.Code != http.StatusNotFound {
			t.Errorf("the account of who has left is answered %d", again.Code)
		}
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
			{w.Shelter.As(account.Admin), "/desk/accounts", "Make an account", "/desk/people"},
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
