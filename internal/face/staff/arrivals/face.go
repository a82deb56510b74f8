// Package arrivals is the pages of letting somebody in: what a newcomer does with their one-time code, and what the colleague
// does who lets them in. Nobody comes in by anybody's mere sign-in: the two speak to each other, face to face or by telephone,
// and each picks the code that the other reads out.
package arrivals

import (
	"embed"
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("staff-arrivals", words, false) }

// The addresses of these pages.
const (
	Path     = "/desk/arrivals"
	JoinPath = "/desk/join"
	waitPath = JoinPath + "/wait"
)

// Face is these pages.
type Face struct {
	*desk.Desk
	throttle *webkit.Throttle
}

// New returns the pages over a desk.
func New(d *desk.Desk) *Face {
	// A code has eighty random bits: the throttle keeps the machine free, not the code.
	return &Face{d, d.House.Throttle(6*time.Second, 40)}
}

// Routes are the addresses, each with its door.
func (f *Face) Routes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	staff := desk.AccountDoor(desk.Everybody)
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: JoinPath, Door: public, Handler: f.At(f.joinForm)},
		{Method: http.MethodPost, Pattern: JoinPath, Door: public, Handler: f.At(f.join), Secrets: []string{"secret", "url", "digits"}},
		{Method: http.MethodGet, Pattern: waitPath, Door: public, Handler: f.At(f.wait)},
		{Method: http.MethodPost, Pattern: waitPath, Door: public, Handler: f.At(f.waitPick), Secrets: []string{"paper"}},
		{Method: http.MethodGet, Pattern: Path, Door: staff, Handler: f.At(f.list)},
		{Method: http.MethodGet, Pattern: Path + "/{handle}", Door: staff, Handler: f.At(f.letIn)},
		{Method: http.MethodPost, Pattern: Path + "/{handle}", Door: staff, Handler: f.At(f.act)},
	}
}

// public shows a page to whoever is nobody here yet.
func (f *Face) public(v desk.Visit, code int, s desk.Sheet) error {
	return page.Show(v.W, f.Templates, code, "templates/sheet", webkit.View{Shell: f.House.PublicShell(v.R), Page: s})
}

// codes offers four codes, of which one is right.
func codes(v desk.Visit, choices []string, label, hint string, p desk.Problem, more ...webkit.Choice) webkit.Radios {
	r := webkit.Radios{Field: webkit.Field{Name: "choice", Label: v.L.T(label), Hint: v.L.T(hint), Error: p.Of(v, "choice")}}
	for _, c := range choices {
		r.Choices = append(r.Choices, webkit.Choice{Value: c, Text: c})
	}
	r.Choices = append(r.Choices, more...)
	return r
}
