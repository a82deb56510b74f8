package app_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// secret is what only the record of the walked person says. No answer to anybody without the right may hold it.
const secret = "a heron stands in the reeds"

// house of the door walk: the whole program behind a server, with one person of the shelter.
type walk struct {
	*apptest.World
	router *webkit.Router
	person id.ID
	ref    string
	actors map[string]string // name → session cookie
	agency map[string]id.Agency
}

func newWalk(t *testing.T, w *apptest.World) *walk {
	t.Helper()
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: w.Clock.Now().Location(), PasskeysAt: "http://localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	k := &walk{World: w, router: router, actors: map[string]string{"nobody": ""}, agency: map[string]id.Agency{}}
	for _, h := range w.Houses() {
		for _, m := range h.Members {
			code, err := m.Second.Code(w.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			s, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code)
			if err != nil {
				t.Fatal(err)
			}
			name := h.Agency.Slug + "/" + string(m.Role)
			k.actors[name], k.agency[name] = s.Token, h.Agency.ID
		}
	}
	advocate, err := w.Accounts.Resume(t.Context(), k.actors["harbour/advocate"])
	if err != nil {
		t.Fatal(err)
	}
	k.person = w.Person(advocate, secret)
	people, err := w.Records.People(t.Context(), advocate)
	if err != nil || len(people) != 1 {
		t.Fatalf("%d people, %v", len(people), err)
	}
	k.ref = people[0].Reference
	for _, name := range []string{"survivor", "other survivor"} {
		who := k.person
		if name != "survivor" {
			who = w.Person(advocate, "somebody else")
		}
		card, err := w.Records.Enrol(t.Context(), advocate, who, "quiet river stone")
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.Accounts.SignInSurvivor(t.Context(), card, "quiet river stone")
		if err != nil {
			t.Fatal(err)
		}
		k.actors[name], k.agency[name] = s.Token, advocate.Agency
	}
	return k
}

// answer is everything that an actor can see of a response.
type answer struct {
	status int
	header string
	body   string
}

func (k *walk) ask(route webkit.Route, path, cookie string) answer {
	var body io.Reader
	if route.Method != http.MethodGet {
		body = strings.NewReader(url.Values{"key": {strings.Repeat("a", 26)}, "text": {"something"}}.Encode())
	}
	r := httptest.NewRequest(route.Method, path, body)
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Encoding", "br, gzip, zstd")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: webkit.SessionCookie, Value: cookie})
	}
	w := httptest.NewRecorder()
	k.router.ServeHTTP(w, r)
	var header bytes.Buffer
	_ = w.Header().Write(&header)
	return answer{w.Code, header.String(), w.Body.String()}
}

// fill puts values in the place of a pattern's parameters.
func fill(pattern, ref string) string {
	pattern = strings.ReplaceAll(pattern, "{$}", "")
	return strings.NewReplacer("{ref}", ref, "{handle}", "aaaaaaaaaaaaaaaaaaaaaaaa", "{language}", "en", "{id}", "00000000-0000-4000-8000-000000000000").Replace(pattern)
}

// size is how many entries an agency's ledger has.
func (k *walk) size(t *testing.T, agency id.Agency) int64 {
	t.Helper()
	var n int64
	if err := k.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1`, agency).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// mine reports whether an actor may open the walked person.
func mine(actor string) bool {
	return actor == "harbour/advocate" || actor == "harbour/supervisor"
}

// sameForAll reports whether a route answers the same bytes to everybody: files, and the reporter's page.
func sameForAll(route webkit.Route) bool {
	return route.Method == http.MethodGet && (strings.HasPrefix(route.Pattern, "/assets/") || route.Pattern == "/ask/{language}")
}

// TestDoorWalk tries every route with every role of three agencies: with the reference of a person of the shelter, and with
// one that leads nowhere. To everybody who may not, the two are the same (INV-01, INV-04); every try at a person's data is
// in the ledger (INV-07).
func TestDoorWalk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newWalk(t, w)
		for _, route := range k.router.Routes() {
			for actor, cookie := range k.actors {
				if strings.Contains(route.Pattern, "sign-out") || route.Pattern == webkit.LeavePath {
					continue // they end the session that the walk needs; their own tests try them
				}
				there := fill(route.Pattern, k.ref)
				before := int64(0)
				logged := route.Door.Level == webkit.LevelPerson && actor != "nobody"
				if logged {
					before = k.size(t, k.agency[actor])
				}
				yours := k.ask(route, there, cookie)
				lists := route.Door.Action == string(gate.List) || route.Door.Action == string(gate.Oversee)
				nobodyListed := lists && !mine(actor) // an empty list shows nobody
				if logged && !nobodyListed && yours.status != http.StatusUnprocessableEntity && k.size(t, k.agency[actor]) == before {
					t.Errorf("%s %s as %s: answered %d and left no entry in the ledger", route.Method, route.Pattern, actor, yours.status)
				}
				if strings.Contains(yours.header, "Content-Encoding:") && !sameForAll(route) {
					t.Errorf("%s %s as %s: the answer is packed, and its length tells what stands beside what was typed", route.Method, route.Pattern, actor)
				}
				if strings.Contains(yours.body+yours.header, secret) && !mine(actor) && actor != "survivor" {
					t.Errorf("%s %s as %s: the answer holds what the person said", route.Method, route.Pattern, actor)
				}
				if !strings.Contains(route.Pattern, "{ref}") || mine(actor) {
					continue
				}
				if nowhere := k.ask(route, fill(route.Pattern, id.Reference()), cookie); yours != nowhere {
					t.Errorf("%s %s as %s: not yours and not there differ:\n%v\n%v", route.Method, route.Pattern, actor, yours, nowhere)
				}
			}
		}
	})
}

// TestEveryRouteSaysItsDoor holds that a door to a person's data names an action of the gate, and that nothing but public
// pages opens without a session.
func TestEveryRouteSaysItsDoor(t *testing.T) {
	db, clk := storetestSQLite(t)
	k := newWalk(t, apptest.New(t, db, clk))
	for _, route := range k.router.Routes() {
		if route.Door.Level == webkit.LevelPublic {
			continue
		}
		if a := k.ask(route, fill(route.Pattern, k.ref), ""); a.status != http.StatusSeeOther {
			t.Errorf("%s %s without a session: %d", route.Method, route.Pattern, a.status)
		}
		known := route.Door.Level == webkit.LevelAccount
		for _, action := range gate.Actions() {
			known = known || string(action) == route.Door.Action
		}
		if !known {
			t.Errorf("%s %s names %q, which is no action of the gate", route.Method, route.Pattern, route.Door.Action)
		}
	}
}

// TestJobsOpenNothing runs every job for every agency: none leaves a look in a ledger, since none has a key.
func TestJobsOpenNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newWalk(t, w)
		for _, j := range w.Jobs() {
			for _, h := range w.Houses() {
				before := k.size(t, h.Agency.ID)
				if err := j.Run(t.Context(), h.Agency.ID); err != nil {
					t.Errorf("job %s: %v", j.Name, err)
				}
				if after := k.size(t, h.Agency.ID); after != before {
					t.Errorf("job %s wrote %d entries about people", j.Name, after-before)
				}
			}
		}
	})
}

// TestSignedOutMeansOut holds that ending a session ends it for every door, at the next request.
func TestSignedOutMeansOut(t *testing.T) {
	db, clk := storetestSQLite(t)
	k := newWalk(t, apptest.New(t, db, clk))
	actor, err := k.Accounts.Resume(t.Context(), k.actors["harbour/advocate"])
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Accounts.SignOutEverywhere(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	for _, route := range k.router.Routes() {
		if route.Door.Level != webkit.LevelPublic {
			if a := k.ask(route, fill(route.Pattern, k.ref), k.actors["harbour/advocate"]); a.status != http.StatusSeeOther {
				t.Errorf("%s %s after signing out everywhere: %d", route.Method, route.Pattern, a.status)
			}
		}
	}
	if _, err := k.Records.Read(t.Context(), actor, k.person, gate.Care, gate.Plan); err == nil {
		t.Error("an actor whose session has ended still opens a record")
	}
}
