package survivor_test

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
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor"
	ownplan "github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

const words = "quiet river stone"

// A site is the person's space over the demo coalition, with somebody whom an advocate wrote about.
type site struct {
	*webkit.Router
	*apptest.World
	t        *testing.T
	ruth     account.Actor
	person   id.ID
	card     string
	note     id.ID
	measure  id.ID
	session  string
	language string
}

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// onSite runs fn on both engines, with the person signed in.
func onSite(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, newSite(t, w)) })
}

func newSite(t *testing.T, w *apptest.World) *site {
	t.Helper()
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	house, err := page.New(page.House{Words: bundle(t), Assets: assets, Accounts: w.Accounts, Gate: w.Gate, Clock: w.Clock.Now, Zone: time.UTC,
		Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	own, err := room.New(house, page.NewHandles())
	if err != nil {
		t.Fatal(err)
	}
	face, err := survivor.New(own, survivor.Services{Accounts: w.Accounts, Records: w.Records, Disclosure: w.Disclosure, Contact: w.Contact, Oversight: w.Oversight,
		Plan: ownplan.New(own, ownplan.Services{Plans: w.Plans, Records: w.Records})})
	if err != nil {
		t.Fatal(err)
	}
	rt := webkit.NewRouter(webkit.RouterConfig{Guard: house.Guard, OnError: house.OnError, Clock: w.Clock.Now,
		Exit: &webkit.Leaving{URL: webkit.DefaultExitURL, EndSession: house.EndSession, Speak: house.Speak}})
	rt.Handle(face.Routes()...)
	rt.Handle(webkit.Route{Method: http.MethodGet, Pattern: webkit.AssetsPath, Door: webkit.Door{Level: webkit.LevelPublic},
		Handler: func(w http.ResponseWriter, r *http.Request) error { assets.ServeHTTP(w, r); return nil }})
	s := &site{Router: rt, World: w, t: t, language: "en"}
	s.ruth = w.SignIn(w.Shelter.As(account.Advocate))
	s.person = w.Person(s.ruth, "Hana")
	s.note = s.write(gate.Plan, plan.NoteKind, &plan.Note{Text: "wants to see a doctor"})
	s.measure = s.write(gate.Safety, safety.MeasureKind, &safety.Measure{Text: "do not ring after six"})
	if s.card, err = w.Records.Enrol(t.Context(), s.ruth, s.person, words); err != nil {
		t.Fatal(err)
	}
	s.signIn()
	return s
}

func (s *site) write(c gate.Compartment, kind string, body any) id.ID {
	s.t.Helper()
	e, err := s.Records.Write(s.t.Context(), s.ruth, s.person, gate.Care, c, record.Draft{Kind: kind, Body: body})
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

func (s *site) propose() id.ID {
	s.t.Helper()
	items := []consent.Item{{Entry: s.note, Kind: plan.NoteKind, Compartment: "plan"}, {Entry: s.measure, Kind: safety.MeasureKind, Compartment: "safety"}}
	p, err := s.Disclosure.Propose(s.t.Context(), s.ruth, s.person, disclosure.Proposal{Recipient: s.Clinic.Agency.ID,
		Function: account.Clinicians, Purpose: consent.Medical, Items: items, Days: 30})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *site) signIn() {
	s.t.Helper()
	w := s.post("/sign-in", url.Values{"card": {s.card}, "words": {words}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/my" {
		s.t.Fatalf("signing in: %d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == webkit.SessionCookie {
			s.session = c.Value
		}
	}
}

func (s *site) me() account.Actor { return s.Resume(account.Session{Token: s.session}) }

func (s *site) send(method, path, body string) *httptest.ResponseRecorder {
	s.t.Helper()
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
	if body := w.Body.String(); strings.Contains(body, "⟦") {
		s.t.Errorf("%s %s shows a word that is missing: %s", method, path, regexp.MustCompile(`⟦[^⟧]*⟧`).FindAllString(body, -1))
	}
	if body := w.Body.String(); strings.Contains(body, "<html") && !strings.Contains(body, `href="/leave"`) {
		s.t.Errorf("%s %s has no exit", method, path)
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

func (s *site) post(path string, v url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.send(http.MethodPost, path, v.Encode())
}

// link returns the first address in a page that matches.
func (s *site) link(body, pattern string) string {
	s.t.Helper()
	m := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(body)
	if m == nil {
		s.t.Fatalf("no link to %s", pattern)
	}
	return m[1]
}

// form collects what the form of a page would send, with nothing chosen.
func form(body string) url.Values {
	v := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(body, -1) {
		v.Add(m[1], m[2])
	}
	return v
}

// values lists what can be chosen in a field.
func values(body, field string) []string {
	var list []string
	for _, m := range regexp.MustCompile(`name="`+field+`" type="[a-z]*" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		list = append(list, m[1])
	}
	return list
}
