// Package survivor is the person's own space: what is written about them, who looked, what they decided, and how they may
// be reached. Every page works without script, says one thing, and can be left at any moment. It holds no rules: whatever
// it shows or does goes through the services with the person as the actor, and so through the gate.
package survivor

import (
	"embed"
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/oversight"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// Services are what the pages ask.
type Services struct {
	Accounts   *account.Service
	Records    *record.Service
	Disclosure *disclosure.Service
	Contact    *contact.Service
	Oversight  *oversight.Service
	Plan       *plan.Face // what waits in the plan, for the first page
	More       []room.Way // what other desks list under "More"
}

// Face answers the requests of the person's own space.
type Face struct {
	Services
	*room.Room
	pages    *webkit.Templates
	throttle *webkit.Throttle
}

// New returns the face. It fails when a template cannot be read.
func New(m *room.Room, s Services) (*Face, error) {
	pages, err := m.Templates(templates)
	if err != nil {
		return nil, err
	}
	// A house full of people shares one address, so that many can sign in at breakfast; each card has its own wait as well.
	throttle := m.House.Throttle(10*time.Second, 40)
	return &Face{Services: s, Room: m, pages: pages, throttle: throttle}, nil
}

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("survivor", words, true) }

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	public, own, through := webkit.Door{Level: webkit.LevelPublic}, room.Own(), room.Through
	const get, post = http.MethodGet, http.MethodPost
	return []webkit.Route{
		{Method: get, Pattern: "/sign-in", Door: public, Handler: f.signInPage},
		{Method: post, Pattern: "/sign-in", Door: public, Handler: f.signIn, Secrets: []string{"words"}},
		{Method: post, Pattern: "/my/sign-out", Door: own, Handler: f.House.SignOut("/")},
		{Method: get, Pattern: "/my", Door: through(gate.Read), Handler: f.today},
		{Method: get, Pattern: "/my/record", Door: through(gate.Read), Handler: f.record},
		{Method: get, Pattern: "/my/record/{handle}/statement", Door: through(gate.Read), Handler: f.statementPage},
		{Method: post, Pattern: "/my/record/{handle}/statement", Door: through(gate.Write), Handler: f.statementWrite},
		{Method: get, Pattern: "/my/choices", Door: through(gate.Read), Handler: f.choices},
		{Method: get, Pattern: "/my/choices/{handle}", Door: through(gate.Read), Handler: f.choice},
		{Method: post, Pattern: "/my/choices/{handle}", Door: through(gate.Share), Handler: f.talk},
		{Method: get, Pattern: "/my/choices/{handle}/withdraw", Door: through(gate.Read), Handler: f.endPage(withdrawing)},
		{Method: post, Pattern: "/my/choices/{handle}/withdraw", Door: through(gate.Withdraw), Handler: f.end(withdrawing)},
		{Method: get, Pattern: "/my/choices/{handle}/dispute", Door: through(gate.Read), Handler: f.endPage(disputing)},
		{Method: post, Pattern: "/my/choices/{handle}/dispute", Door: through(gate.Consent), Handler: f.end(disputing)},
		{Method: get, Pattern: "/my/choices/{handle}/resume", Door: through(gate.Read), Handler: f.endPage(resuming)},
		{Method: post, Pattern: "/my/choices/{handle}/resume", Door: through(gate.Consent), Handler: f.end(resuming)},
		{Method: get, Pattern: "/my/looks", Door: through(gate.Look), Handler: f.looks},
		{Method: get, Pattern: "/my/contact", Door: through(gate.Read), Handler: f.contactPage},
		{Method: post, Pattern: "/my/contact", Door: through(gate.Write), Handler: f.contactSet},
		{Method: get, Pattern: room.MorePath, Door: own, Handler: f.At(f.more)},
		{Method: get, Pattern: "/my/kept", Door: own, Handler: f.kept},
	}
}
