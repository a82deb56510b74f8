package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A probe is what somebody sees who tries a card or a name, and what the database was asked meanwhile.
type probe struct {
	code int
	body string
	work []string
}

var formKey = regexp.MustCompile(`name="key" value="[^"]*"`)

// A prober tries through the product's own pages, from an address of its own.
type prober struct {
	*apptest.World
	pages   http.Handler
	address string
}

func (p prober) try(path string, form url.Values) (got probe) {
	c := p.Client(p.pages)
	c.Address, c.Trace = p.address, func(query string) { got.work = append(got.work, query) }
	send := c.Plain
	if path != "/sign-in" {
		send = c.Post
	}
	a := send(path, form)
	got.code, got.body = a.Code, formKey.ReplaceAllString(a.Body, "")
	if name := form.Get("name"); name != "" {
		got.body = strings.ReplaceAll(got.body, name, "") // the page shows again what was typed
	}
	return got
}

// A suspect is somebody that a prober asks about.
type suspect struct {
	what        string
	wrong, late url.Values // what is tried first, and what while it waits
	comes       func()     // its owner signs in elsewhere meanwhile; nil where nobody comes
}

// sequence tries until there is a wait, while the wait lasts, and after it.
func (p prober) sequence(path string, s suspect) (list []probe) {
	for range 7 {
		list = append(list, p.try(path, s.wrong))
	}
	if s.comes != nil {
		s.comes()
	}
	for range 3 {
		list = append(list, p.try(path, s.late))
	}
	p.Clock.Advance(15 * time.Minute)
	return append(list, p.try(path, s.wrong))
}

func sameSequences(t *testing.T, w *apptest.World, path string, suspects []suspect) {
	t.Helper()
	var first []probe
	pages, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", PasskeysAt: "http://localhost:8080", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range suspects {
		got := prober{w, pages, fmt.Sprintf("198.51.%d.7:1", i)}.sequence(path, s)
		if first == nil {
			first = got
		}
		for n := range got {
			switch {
			case got[n].code != first[n].code || got[n].body != first[n].body:
				t.Errorf("%s, try %d: %d, or another page than for %s", s.what, n+1, got[n].code, suspects[0].what)
			case !slices.Equal(got[n].work, first[n].work):
				t.Errorf("%s, try %d asks the database\n%s\nand for %s\n%s", s.what, n+1, strings.Join(got[n].work, "\n"), suspects[0].what, strings.Join(first[n].work, "\n"))
			case len(got[n].work) < 8:
				t.Errorf("%s, try %d asks the database only %q", s.what, n+1, got[n].work)
			}
		}
	}
}

// elsewhere opens the session of an owner from another neighbourhood.
func elsewhere(t *testing.T, open func(home string) error) func() {
	return func() {
		if err := open("home"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestINV04ACardTellsNothing: whoever holds a card tries it until it waits, before and after its owner came elsewhere, with
// wrong words and with the right ones that come too early. Every answer is the same bytes, after the same statements, as for
// a card of nobody. Work is counted and no time is measured.
func TestINV04ACardTellsNothing(t *testing.T) {
	w := apptest.SQLite(t)
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	enrol := func() string {
		card, err := w.Records.Enrol(t.Context(), ruth, w.Person(ruth, "Hana"), hanasWords)
		if err != nil {
			t.Fatal(err)
		}
		return card
	}
	typed := func(card, words string) url.Values { return url.Values{"card": {card}, "words": {words}} }
	came, away, right := enrol(), enrol(), enrol()
	suspects := []suspect{
		{"a card of nobody", typed(w.Shelter.Agency.Locator+"BCDE FGHJ KMNP", "guess"), nil, nil},
		{"whose owner comes", typed(came, "guess"), nil, elsewhere(t, func(home string) error {
			_, err := w.Accounts.SignInSurvivor(account.WithPlace(t.Context(), account.Place{Neighbourhood: home}), came, hanasWords)
			return err
		})},
		{"whose owner does not come", typed(away, "guess"), nil, nil},
		{"the right words too early", typed(right, "guess"), typed(right, hanasWords), nil},
		{"no such agency", typed("ZZZZ BCDE FGHJ KMNP", "guess"), nil, nil},
		{"not a card", typed("?", "guess"), nil, nil},
		{"the card of another agency", typed(w.Clinic.Agency.Locator+away[4:], hanasWords), nil, nil},
	}
	for i, s := range suspects {
		if s.late == nil {
			suspects[i].late = s.wrong
		}
	}
	sameSequences(t, w, "/sign-in", suspects)
}

// TestINV04ANameTellsNothing: the same at the desks, with a code and without.
func TestINV04ANameTellsNothing(t *testing.T) {
	for _, code := range []string{"000000", ""} {
		w := apptest.SQLite(t)
		typed := func(name, passphrase string) url.Values {
			return url.Values{"name": {name}, "passphrase": {passphrase}, "code": {code}}
		}
		came, away := w.Shelter.As(account.Advocate), w.Shelter.As(account.Supervisor)
		left, err := w.Enrol(t.Context(), w.Shelter.Agency, account.Advocate, "Ada", w.Recovery(w.Shelter))
		if err == nil {
			err = w.Leaves(w.Shelter, left.Account, left.Account)
		}
		if err != nil {
			t.Fatal(err)
		}
		suspects := []suspect{
			{"a name of nobody", typed("cedar-zzzz@"+w.Shelter.Agency.Slug, "guess"), nil, nil},
			{"whose owner comes", typed(came.SignInName, "guess"), nil, elsewhere(t, func(home string) error {
				digits, err := came.Second.Code(w.Clock.Now())
				if err != nil {
					return err
				}
				_, err = w.Accounts.SignInStaff(account.WithPlace(t.Context(), account.Place{Neighbourhood: home}), came.SignInName, came.Passphrase, digits)
				return err
			})},
			{"the right passphrase", typed(away.SignInName, away.Passphrase), nil, nil},
			{"who has left", typed(left.SignInName, left.Passphrase), nil, nil},
			{"no such agency", typed("cedar-zzzz@nowhere", "guess"), nil, nil},
		}
		for i, s := range suspects {
			suspects[i].late = s.wrong
		}
		sameSequences(t, w, "/desk/sign-in", suspects)
	}
}
