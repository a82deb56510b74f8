// Package room is what all pages of the person's own space share: the house around them, the ways that stand on every
// page, the words for who somebody is and when something was, and the parts that a page is put together from. Every page
// says one thing and can be left at any moment. It holds no rules and asks no service.
//
// A desk of the space is a package beside this one: New takes the Room and the services that its pages ask, Routes lists
// the pages with their doors, and its words lie in its own folder.
package room

import (
	"embed"
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed shared/*.html
var shared embed.FS

//go:embed words/*.json
var words embed.FS

// ErrNotHere is the answer to a handle that belongs to nothing of this person's.
var ErrNotHere = fault.New(fault.Refused, "error.not_found")

// A Room is the person's own space as its desks know it.
type Room struct {
	House   *page.House
	Handles *page.Handles
	sheets  *webkit.Templates
}

// New returns the room. It fails when a template cannot be read.
func New(h *page.House, handles *page.Handles) (*Room, error) {
	sheets, err := webkit.ParseTemplates(h.Assets, shared, "shared/*.html")
	if err != nil {
		return nil, err
	}
	return &Room{House: h, Handles: handles, sheets: sheets}, nil
}

// Words are the words that the desks share.
func Words() locale.Source { return locale.Embedded("room", words, true) }

// Own is the door of a page that shows nothing of anybody's record.
func Own() webkit.Door {
	return webkit.Door{Level: webkit.LevelAccount, Roles: []string{string(account.Survivor)}}
}

// Through is the door of a page that the gate opens.
func Through(a gate.Action) webkit.Door {
	return webkit.Door{Level: webkit.LevelPerson, Action: string(a), Roles: []string{string(account.Survivor)}}
}

// A Visit is one request: who asks, in which language they read, and when.
type Visit struct {
	W   http.ResponseWriter
	R   *http.Request
	L   *locale.Localiser
	Me  account.Actor
	Now time.Time
}

// At makes a handler of the router out of one for a visit.
func (m *Room) At(handle func(v Visit) error) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return handle(Visit{W: w, R: r, L: m.House.Speak(r), Me: page.Actor(r.Context()), Now: m.House.Clock()})
	}
}

// KeyOr keeps the key that a form was shown with, and makes one where it got lost.
func KeyOr(key string) string {
	if id.IsReference(key) {
		return key
	}
	return id.Reference()
}
