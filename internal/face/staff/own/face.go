// Package own is the worker's own account: the name that the people they work with see, where they are signed in and what
// was tried, ending what they do not know, and another passphrase. It shows nothing of anybody's record.
package own

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

//go:embed words/*.json
var words embed.FS

// Path is the first of these pages.
const Path = "/desk/own"

const passphrasePath = Path + "/passphrase"

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("own", words, false) }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	door := desk.AccountDoor(desk.Everybody)
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: door, Handler: f.At(f.own)},
		{Method: http.MethodPost, Pattern: Path + "/name", Door: door, Handler: f.At(f.showAs)},
		{Method: http.MethodPost, Pattern: Path + "/end", Door: door, Handler: f.At(f.endOne)},
		{Method: http.MethodPost, Pattern: Path + "/others", Door: door, Handler: f.At(f.endOthers)},
		{Method: http.MethodPost, Pattern: Path + "/sign-out-everywhere", Door: door, Handler: f.At(f.outEverywhere)},
		{Method: http.MethodGet, Pattern: passphrasePath, Door: door, Handler: f.At(f.passphraseForm)},
		{Method: http.MethodPost, Pattern: passphrasePath, Door: door, Handler: f.At(f.changePassphrase), Secrets: []string{"code"}},
	}
}
