package staff_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestBadInputIsGivenBack sends what nobody should to every form of a person's page, and looks for it kept on the page and
// nowhere else.
func TestBadInputIsGivenBack(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := newOffice(t, w).at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("Hana")
		key := "key=" + id.Reference() + "&"
		for name, c := range map[string]struct {
			path, body string
			status     int
			kept       string
		}{
			"a field nobody asked for": {hana + "/notes", key + "text=typed+words&colour=red", 422, "typed words"},
			"nothing written":          {hana + "/notes", key + "text=+", 422, "Please write or choose something here."},
			"a wrong type":             {hana + "/notes", key + "text=typed+words&as_it_is=maybe", 422, "typed words"},
			"10 MB":                    {hana + "/notes", key + "text=" + strings.Repeat("a", 10<<20), 413, "more than we can take"},
			"too long":                 {hana + "/notes", key + "text=" + strings.Repeat("b", 5001), 422, strings.Repeat("b", 5001)},
			"a null byte":              {hana + "/notes", key + "text=typed%00words", 422, "typed\ufffdwords"},
			"invalid UTF-8":            {hana + "/notes", key + "text=typed%ffwords", 422, "typed\ufffdwords"},
			"no key":                   {hana + "/notes", "text=typed+words", 422, "typed words"},
			"a made-up key":            {hana + "/safety", "key=1&text=typed+words", 422, "typed words"},
			"a field twice":            {hana + "/safety", key + "text=one&text=two", 422, "Please give only one answer here."},
			"a short passphrase":       {hana + "/sign-in", key + "passphrase=short", 422, "at least 8 characters"},
			"an item of nobody's":      {hana + "/share", key + "step=check&items=abc&days=7&purpose=legal&recipient=x", 422, "Please choose from what is offered here."},
			"a stranger as cover":      {"/desk/people/new", key + "name=Hana+M&cover=abc", 422, "Hana M"},
			"a long name":              {"/desk/people/new", key + "name=" + strings.Repeat("n", 101), 422, strings.Repeat("n", 101)},
		} {
			got := ruth.ask(http.MethodPost, c.path, c.body)
			if got.Code != c.status {
				t.Errorf("%s: answered %d, want %d", name, got.Code, c.status)
			}
			holds(t, got.Body.String(), c.kept, "govuk-error-summary")
			if strings.Contains(c.body, "passphrase=") {
				lacks(t, mainOf(got.Body.String()), `value="short"`)
			}
		}
		holds(t, ruth.get(hana+"/notes"), "No notes") // where a change of language leads from a form that came back
		holds(t, ruth.get(hana), "No need is written here")
		holds(t, ruth.get(hana+"/safety"), "Nothing written here")
		if n := strings.Count(ruth.get("/desk/people"), "Their worker"); n != 1 {
			t.Errorf("there are %d records, want one", n)
		}
	})
}

// TestASecondSendingDoesNothing sends every form that writes twice with one key.
func TestASecondSendingDoesNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		start := url.Values{"key": {id.Reference()}, "name": {"\u202eHana"}, "cover": {ruth.option("/desk/people/new", "cover", "Imani")}}
		hana := ruth.sends("/desk/people/new", start)
		if again := ruth.sends("/desk/people/new", start); again != hana {
			t.Error("a second sending started another record")
		}
		hana, _, _ = strings.Cut(hana, "?")
		people := ruth.get("/desk/people")
		lacks(t, people, "\u202e")
		note := url.Values{"key": {id.Reference()}, "text": {"Once."}}
		ruth.sends(hana+"/notes", note)
		ruth.sends(hana+"/notes", note)
		if n := strings.Count(ruth.get(hana+"/notes"), "<p dir=\"auto\">Once.</p>"); n != 1 {
			t.Errorf("the note stands %d times", n)
		}

		mei := o.at(w.Shelter.As(account.Admin))
		made := url.Values{"key": {id.Reference()}, "name": {"Tariq"}, "role": {"advocate"}}
		if first := mei.post("/desk/accounts/new", made); first.Code != http.StatusOK {
			t.Fatalf("making an account: %d", first.Code)
		}
		again := mei.post("/desk/accounts/new", made)
		if again.Code != http.StatusConflict {
			t.Errorf("a second sending is answered %d", again.Code)
		}
		holds(t, again.Body.String(), "This code was made a moment ago", "Tariq")
		if n := strings.Count(mei.get("/desk/arrivals"), "Tariq"); n != 1 {
			t.Errorf("there are %d invitations, want one", n)
		}
	})
}

// TestWordsThatHurtAreShownOnce suggests other words, keeps the text, and leaves the decision to its author.
func TestWordsThatHurtAreShownOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := newOffice(t, w).at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("")
		note := url.Values{"text": {"She refused to come."}}
		asked := ruth.post(hana+"/notes", note)
		if asked.Code != http.StatusOK {
			t.Fatalf("answered %d", asked.Code)
		}
		holds(t, asked.Body.String(), "you could say", "chose not to", "She refused to come.", "Save as it is", "No notes")
		note.Set("as_it_is", "yes")
		holds(t, ruth.get(ruth.sends(hana+"/notes", note)), "She refused to come.")
	})
}

// TestEverybodyElsesPeopleAreNotThere compares every address of a person, with another worker and with one that leads
// nowhere, byte by byte.
func TestEverybodyElsesPeopleAreNotThere(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("Hana")
		stranger, doctor := o.at(w.LegalAid.As(account.Supervisor)), o.at(w.Clinic.As(account.Clinician))
		nowhere := "/desk/people/" + id.Reference()
		for _, side := range []string{"", "/notes", "/safety", "/sharing", "/share", "/sign-in", "/entries/abc/correct"} {
			for _, d := range []*desk{stranger, doctor} {
				theirs, none := d.ask(http.MethodGet, hana+side, ""), d.ask(http.MethodGet, nowhere+side, "")
				if theirs.Code != http.StatusNotFound || none.Code != http.StatusNotFound || theirs.Body.String() != none.Body.String() {
					t.Errorf("GET %q: %d and %d", side, theirs.Code, none.Code)
				}
			}
		}
		for side, form := range map[string]url.Values{
			"/notes": {"text": {"x"}}, "/safety": {"text": {"x"}}, "/sign-in": {"passphrase": {"quiet river stone"}},
			"/share": {"step": {"check"}}, "/sharing/abc/withdraw": {}, "/sharing/abc/suspend": {}, "/entries/abc/correct": {"text": {"x"}},
		} {
			theirs, none := stranger.post(hana+side, form), stranger.post(nowhere+side, form)
			if theirs.Code != http.StatusNotFound || theirs.Body.String() != none.Body.String() {
				t.Errorf("POST %q: %d and %d", side, theirs.Code, none.Code)
			}
		}
	})
}
