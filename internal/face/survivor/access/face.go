// Package access is the part of the person's own space about getting into it, and about who else might: what asks for the
// words once more, where they are signed in and what was tried, ending what they do not know, and changing the words. What
// ends something never asks for the words.
package access

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// The addresses of these pages.
const (
	settingsPath = "/my/settings"
	askPath      = "/my/settings/ask"
	SignInsPath  = "/my/settings/sign-ins" // named by "who looked", too
	wordsPath    = "/my/settings/words"
	calmPath     = "/my/settings/calm"
	pacePath     = "/my/settings/pace"
	outPath      = "/my/settings/sign-out-everywhere"
)

// Face answers the requests of these pages.
type Face struct {
	*room.Room
	accounts *account.Service
	pages    *webkit.Templates
}

// New returns the pages. It fails when a template cannot be read.
func New(m *room.Room, accounts *account.Service) (*Face, error) {
	pages, err := m.Templates(templates)
	if err != nil {
		return nil, err
	}
	return &Face{Room: m, accounts: accounts, pages: pages}, nil
}

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("access", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{
		{Text: "access.signins.heading", About: "access.signins.about", URL: SignInsPath},
		{Text: "access.settings.heading", About: "access.settings.about", URL: settingsPath},
	}
}

// Routes lists the pages with their doors. None shows anything of a record.
func (f *Face) Routes() []webkit.Route {
	const get, post = http.MethodGet, http.MethodPost
	own := room.Own()
	return []webkit.Route{
		{Method: get, Pattern: settingsPath, Door: own, Handler: f.At(f.settings)},
		{Method: post, Pattern: calmPath, Door: own, Handler: f.At(f.calm)},
		{Method: post, Pattern: pacePath, Door: own, Handler: f.At(f.pace)},
		{Method: get, Pattern: askPath, Door: own, Handler: f.At(f.askPage)},
		{Method: post, Pattern: askPath, Door: own, Handler: f.At(f.askSet)},
		{Method: get, Pattern: SignInsPath, Door: own, Handler: f.At(f.signIns)},
		{Method: post, Pattern: SignInsPath + "/end", Door: own, Handler: f.At(f.endOne)},
		{Method: post, Pattern: SignInsPath + "/others", Door: own, Handler: f.At(f.endOthers)},
		{Method: post, Pattern: outPath, Door: own, Handler: f.At(f.outEverywhere)},
		{Method: get, Pattern: wordsPath, Door: own, Handler: f.At(f.wordsPage)},
		{Method: post, Pattern: wordsPath, Door: own, Handler: f.At(f.wordsChange)},
	}
}
