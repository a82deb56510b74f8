package reach_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestWhoRingsIn (A1, A2): the script is one page for every caller and every name. It asks nothing, looks nobody up, and is the
// same bytes for a worker who has the person and for one who has nobody.
func TestWhoRingsIn(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		ours := o.desk.Get("/desk/calls")
		page := ours.Page()
		page.HasText("We can neither confirm that we know somebody, nor that we do not.")
		if page.In("main").Count("form") != 0 || page.In("main").Count("input") != 0 || page.In("main").Count("a") != 0 {
			t.Error("the script asks something or leads somewhere")
		}
		before := len(o.log())
		o.desk.Get("/desk/calls")
		if len(o.log()) != before {
			t.Error("somebody was looked up")
		}
		for _, name := range []string{"Hana", "Nobody At All"} {
			if a := o.desk.Get("/desk/calls?name=" + url.QueryEscape(name)); a.Page().In("main").Text() != page.In("main").Text() {
				t.Errorf("the script changes for %s", name)
			}
		}
		other := o.WorksAs(o.pages, o.Clinic.As(account.Clinician)).Get("/desk/calls")
		script, _, _ := strings.Cut(page.In("main").Text(), "Looking is logged") // which desks of people say of each page
		if theirs, _, _ := strings.Cut(other.Page().In("main").Text(), "Looking is logged"); strings.TrimSpace(theirs) != strings.TrimSpace(script) {
			t.Errorf("the script differs between two desks:\n%s\n%s", script, theirs)
		}
	})
}

func (o *office) log() []gate.Action {
	o.t.Helper()
	looks, err := o.Records.Looks(o.t.Context(), o.me(), o.hana, 1<<62)
	if err != nil {
		o.t.Fatal(err)
	}
	var list []gate.Action
	for _, k := range looks {
		if !k.Own {
			list = append(list, k.Action)
		}
	}
	return list
}

// TestTheScriptOfACall (A3, J2): neutral first words in both languages, the word before anything; a wrong word ends the
// script, whatever is tried next waits, and the person reads of each.
func TestTheScriptOfACall(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.Call, nil)
		script := o.desk.Get(o.at + "/reach/call").Page()
		script.HasText("Is this a good time? Please say only yes or no.")
		script.HasText("Diga solo sí o no")
		for _, telling := range []string{"shelter", "Harbour"} {
			script.In("main").HasNoText(telling)
		}
		call := func(line contact.Line, word string) (int, string) {
			a := o.desk.Post(o.at+"/reach/call", url.Values{"line": {string(line)}, "code_word": {word}})
			return a.Code, a.Page().In("main").Text()
		}
		if code, says := call(contact.Somebody, ""); code != http.StatusOK || !strings.Contains(says, "First hear their code word") {
			t.Errorf("no word: %d %s", code, says)
		}
		if code, says := call(contact.Machine, ""); code != http.StatusOK || !strings.Contains(says, "Leave nothing on a machine") {
			t.Errorf("a machine: %d %s", code, says)
		}
		if code, says := call(contact.Somebody, "  blue HERON"); code != http.StatusOK || !strings.Contains(says, "You can speak") {
			t.Errorf("the word: %d %s", code, says)
		}
		a := o.desk.Post(o.at+"/reach/call", url.Values{"line": {"somebody"}, "code_word": {"red crane"}})
		if a.Code != http.StatusUnprocessableEntity || a.Page().In("main").Count("form") != 0 || strings.Contains(a.Body, "crane") {
			t.Errorf("a wrong word: %d, or it can be tried again", a.Code)
		}
		a.Page().HasText("That is not the word. Say nothing about anybody, and end the call kindly.")
		for range 5 {
			call(contact.Somebody, "red crane")
		}
		if code, says := call(contact.Somebody, "blue heron"); code != http.StatusTooManyRequests || strings.Contains(says, "You can speak") {
			t.Errorf("after many wrong words: %d %s", code, says)
		}
		if n := strings.Count(strings.Join(actions(o.log()), " "), string(gate.Message)); n < 9 {
			t.Errorf("the person reads of %d calls", n)
		}
		o.says(contact.SMS, nil)
		o.desk.Get(o.at + "/reach/call").Page().HasText("They have named another way than a call.")
	})
}

func actions(list []gate.Action) (out []string) {
	for _, a := range list {
		out = append(out, string(a))
	}
	return out
}

// TestALostPhoneAtTheDesk (A4): with the word, every sign-in is over at its next request, the person is asked first, and a
// review of the plan is due; without it nothing happens and the call ends.
func TestALostPhoneAtTheDesk(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.SMS, nil)
		phone := o.Client(o.pages)
		phone.Opens(o.card, words)
		if a := o.desk.Post(o.at+"/reach/lost-phone", url.Values{"code_word": {"red crane"}}); a.Code != http.StatusUnprocessableEntity || a.Page().In("main").Count("form") != 0 {
			t.Fatalf("a wrong word: %d", a.Code)
		}
		if a := phone.Get("/my"); a.Code != http.StatusOK {
			t.Fatal("a wrong word signed the person out")
		}
		a := o.desk.Post(o.at+"/reach/lost-phone", url.Values{"code_word": {"Blue heron"}})
		if a.To != o.at+"/reach/lost-phone?done=yes" {
			t.Fatalf("the word: %d", a.Code)
		}
		o.desk.Get(a.To).Page().HasText("Everything is closed")
		if a := phone.Get("/my"); a.To != "/sign-in" {
			t.Errorf("the phone is open: %d", a.Code)
		}
		if c, _ := o.said(); !c.AskFirst {
			t.Error("the person is not asked first")
		}
		o.desk.Get(o.at + "/reach").Page().HasText("Ask them first")
		v, err := o.Plans.Open(t.Context(), o.Resume(account.Session{Token: o.desk.Cookie(webkit.SessionCookie)}), o.hana)
		if err != nil {
			t.Fatal(err)
		}
		due := time.Time{}
		for _, p := range v.Promises {
			if p.Promise == plan.NextReview && p.Open() {
				due = p.Due
			}
		}
		if due.IsZero() || due.Sub(o.Clock.Now()) > 4*24*time.Hour {
			t.Errorf("a review is due %v", due)
		}
	})
}

// TestRulesForChildren: a worker says so, by button, and takes it back; asking first is set the same way.
func TestRulesForChildren(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.SMS, nil)
		for _, hold := range []string{"yes", "no"} {
			if a := o.desk.Post(o.at+"/reach/children", url.Values{"hold": {hold}}); a.To != o.at+"/reach?done=reach_child" {
				t.Fatalf("%s: %d", hold, a.Code)
			}
			if c, _ := o.said(); c.Child != (hold == "yes") {
				t.Errorf("%s: %+v", hold, c)
			}
		}
		if a := o.desk.Post(o.at+"/reach/children", url.Values{"hold": {"perhaps"}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("perhaps: %d", a.Code)
		}
		if a := o.desk.Post(o.at+"/reach/ask-first", nil); a.To != o.at+"/reach?done=reach_first" {
			t.Fatalf("asking first: %d", a.Code)
		}
		if c, _ := o.said(); !c.AskFirst {
			t.Error("nobody is asked first")
		}
	})
}

// TestANewCardAtTheDesk: the page says what stays locked; the old card opens nothing; words that are too short make no card;
// the person's first line in who looked is that it was made.
func TestANewCardAtTheDesk(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		at := o.at + "/new-card"
		o.desk.Get(at).Page().HasText("One thing stays locked for ever")
		if a := o.desk.Post(at, url.Values{"passphrase": {"ab"}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("short words: %d", a.Code)
		}
		a := o.desk.Post(at, url.Values{"passphrase": {"warm bread at noon"}})
		if a.Code != http.StatusOK || strings.Contains(a.Body, "warm bread") {
			t.Fatalf("the card: %d", a.Code)
		}
		code := a.Page().In("main", "strong").Text()
		if w := o.Client(o.pages).Plain("/sign-in", url.Values{"card": {o.card}, "words": {words}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the old card opens: %d", w.Code)
		}
		me := o.Client(o.pages)
		me.Opens(code, "warm bread at noon")
		me.Get("/my/looks").Page().HasText("made a new card with you")
		o.Clock.Advance(6 * time.Minute)
		if a := o.desk.Post(at, url.Values{"passphrase": {"warm bread at noon"}}); !strings.HasPrefix(a.To, "/desk/again?to=") {
			t.Errorf("a desk that was left open: %d %q", a.Code, a.To)
		}
		nobody := o.Person(o.SignIn(o.Shelter.As(account.Advocate)), "Lena")
		ref, err := o.Gate.ReferenceOf(t.Context(), o.ruth, nobody)
		if err != nil {
			t.Fatal(err)
		}
		o.desk.Get("/desk/people/" + ref + "/new-card").Page().HasText("There is no card yet")
		if a := o.desk.Get("/desk/people/" + id.Reference() + "/new-card"); a.Code != http.StatusNotFound {
			t.Errorf("nobody's: %d", a.Code)
		}
	})
}
