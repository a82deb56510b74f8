package plan_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const (
	passphrase = "quiet river stone"
	day        = 24 * time.Hour
)

// A site is the whole program over the demo coalition, with somebody who has a sign-in, a worker, and who stands in.
type site struct {
	*webkit.Router
	*apptest.World
	t           testing.TB
	hana        id.ID
	card        string
	session     string
	ruth, imani account.Actor
	language    string
}

func onSite(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, newSite(t, w)) })
}

func newSite(t testing.TB, w *apptest.World) *site {
	t.Helper()
	router, err := w.Web(apptest.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	return (&site{Router: router, World: w, t: t, language: "en"}).another()
}

// another is the same house with somebody new in it.
func (s *site) another() *site {
	s.t.Helper()
	s.Clock.Advance(time.Minute) // a code is good once
	next := &site{Router: s.Router, World: s.World, t: s.t, language: s.language}
	next.ruth, next.imani = s.SignIn(s.Shelter.As(account.Advocate)), s.SignIn(s.Shelter.As(account.Supervisor))
	next.hana = s.Person(next.ruth, "Hana")
	var err error
	if next.card, err = s.Records.Enrol(s.t.Context(), next.ruth, next.hana, passphrase); err != nil {
		s.t.Fatal(err)
	}
	next.signIn()
	return next
}

// signIn opens the person's space.
func (s *site) signIn() {
	s.t.Helper()
	session, err := s.Accounts.SignInSurvivor(s.t.Context(), s.card, passphrase)
	if err != nil {
		s.t.Fatal(err)
	}
	s.session = session.Token
}

func (s *site) me() account.Actor { return s.Resume(account.Session{Token: s.session}) }

// write is somebody who writes into the plan past the pages.
func (s *site) write(by account.Actor, b plan.Body, e plan.Edit) id.ID {
	s.t.Helper()
	s.Clock.Advance(time.Second) // of two things that somebody does, one comes first
	entry, err := s.Plans.Write(s.t.Context(), by, s.hana, b, e)
	if err != nil {
		s.t.Fatal(err)
	}
	return entry
}

func (s *site) plan() plan.View {
	s.t.Helper()
	v, err := s.Plans.Open(s.t.Context(), s.me(), s.hana)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *site) send(method, path, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	s.Clock.Advance(time.Second)
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Accept-Language", s.language)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.session != "" {
		r.AddCookie(&http.Cookie{Name: webkit.SessionCookie, Value: s.session})
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if body := w.Body.String(); w.Code == http.StatusOK && strings.Contains(body, "<html") && // INV-28: the exit, and a human way
		(!strings.Contains(body, `href="/leave"`) || !strings.Contains(body, `href="tel:`)) {
		s.t.Errorf("%s %s has no exit, or no human way", method, path)
	}
	if body := w.Body.String(); strings.Contains(body, "⟦") {
		s.t.Errorf("%s %s shows a word that is missing: %s", method, path, regexp.MustCompile(`⟦[^⟧]*⟧`).FindAllString(body, -1))
	}
	return w
}

func (s *site) get(path string) string {
	s.t.Helper()
	w := s.send(http.MethodGet, path, "")
	if w.Code != http.StatusOK {
		s.t.Fatalf("GET %s: %d", path, w.Code)
	}
	return w.Body.String()
}

// post sends a form; it answers with the page that follows where the form was taken.
func (s *site) post(path string, v url.Values) (status int, body string) {
	s.t.Helper()
	w := s.send(http.MethodPost, path, v.Encode())
	if w.Code == http.StatusSeeOther {
		return w.Code, s.get(w.Header().Get("Location"))
	}
	return w.Code, w.Body.String()
}

var links = regexp.MustCompile(`href="(/my[^"]*)"`)

// linksOf are the addresses to which a page leads inside the person's space.
func linksOf(body string) []string {
	var list []string
	for _, m := range links.FindAllStringSubmatch(body, -1) {
		if !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// at finds the page of an entry: where a link leads to a page on which its words stand.
func (s *site) at(from, words string) string {
	s.t.Helper()
	m := regexp.MustCompile(`href="(/my/plan/of/[a-z0-9]+)"[^>]*>(?:<bdi[^>]*>)?` + regexp.QuoteMeta(words)).FindStringSubmatch(s.get(from))
	if m == nil {
		s.t.Fatalf("%s leads to nothing that says %q", from, words)
	}
	return m[1]
}

// form collects what the form with a button of this value would send.
func (s *site) form(body, button string) (action string, v url.Values) {
	s.t.Helper()
	for _, f := range regexp.MustCompile(`(?s)<form[^>]*>.*?</form>`).FindAllString(body, -1) {
		if !strings.Contains(f, `value="`+button+`"`) && button != "" || strings.Contains(f, "sign-out") {
			continue
		}
		v := url.Values{}
		for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(f, -1) {
			v.Add(m[1], m[2])
		}
		if m := regexp.MustCompile(`<form[^>]* action="([^"]*)"`).FindStringSubmatch(f); m != nil {
			action = m[1]
		}
		return action, v
	}
	s.t.Fatalf("no form has %q", button)
	return "", nil
}

// words are those of the whole program in one language.
func (s *site) words(language string) func(key string, args ...any) string {
	s.t.Helper()
	b, err := locale.New(apptest.Words()...)
	if err != nil {
		s.t.Fatal(err)
	}
	return b.For(language).T
}

// things are the addresses of everything in the plan.
func (s *site) things() []string {
	s.t.Helper()
	var list []string
	for _, from := range pages {
		for _, link := range linksOf(s.get(from)) {
			if strings.HasPrefix(link, "/my/plan/of/") && !slices.Contains(list, link) {
				list = append(list, link)
			}
		}
	}
	return list
}

// serve is a server in front of the pages, whose clock goes on with each request: of two things that somebody does, one comes
// first.
func (s *site) serve() *httptest.Server {
	s.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Clock.Advance(time.Second)
		s.ServeHTTP(w, r)
	}))
	s.t.Cleanup(server.Close)
	return server
}
