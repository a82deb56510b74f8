// Package reach is contacting a person from the desk: one of the reviewed texts, a call by its script, a lost phone by code
// word, what the person says now about being reached, and a new card for who lost theirs. Who rings in is answered by the
// same words, whoever is asked about: that page looks nobody up.
package reach

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

// Face is these pages.
type Face struct {
	*desk.Desk
	contact *contact.Service
}

// New returns the pages over a desk.
func New(d *desk.Desk, c *contact.Service) *Face { return &Face{d, c} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("reach", words, false) }

// The addresses of these pages, below a person's. CallsPath is about nobody.
const (
	CallsPath = "/desk/calls"
	reachPath = "/reach"
	textPath  = reachPath + "/text"
	callPath  = reachPath + "/call"
	lostPath  = reachPath + "/lost-phone"
	sayPath   = reachPath + "/says"
	cardPath  = "/new-card"
)

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	const get, post = http.MethodGet, http.MethodPost
	const at = "/desk/people/{ref}"
	door := func(a gate.Action) webkit.Door { return desk.PersonDoor(a, desk.Workers) }
	return []webkit.Route{
		{Method: get, Pattern: CallsPath, Door: desk.AccountDoor(desk.Everybody), Handler: f.At(f.calls)},
		{Method: get, Pattern: at + reachPath, Door: door(gate.Read), Handler: f.At(f.side)},
		{Method: post, Pattern: at + textPath, Door: door(gate.Read), Handler: f.At(f.check)},
		{Method: post, Pattern: at + textPath + "/send", Door: door(gate.Message), Handler: f.At(f.send)},
		{Method: get, Pattern: at + callPath, Door: door(gate.Read), Handler: f.At(f.callPage)},
		{Method: post, Pattern: at + callPath, Door: door(gate.Message), Handler: f.At(f.call)},
		{Method: get, Pattern: at + lostPath, Door: door(gate.Read), Handler: f.At(f.lostPage)},
		{Method: post, Pattern: at + lostPath, Door: door(gate.Lost), Handler: f.At(f.lost), Secrets: []string{"code_word"}},
		{Method: get, Pattern: at + sayPath, Door: door(gate.Read), Handler: f.At(f.sayPage)},
		{Method: post, Pattern: at + sayPath, Door: door(gate.Write), Handler: f.At(f.say)},
		{Method: post, Pattern: at + reachPath + "/ask-first", Door: door(gate.Write), Handler: f.At(f.askFirst)},
		{Method: post, Pattern: at + reachPath + "/children", Door: door(gate.Write), Handler: f.At(f.children)},
		{Method: get, Pattern: at + cardPath, Door: door(gate.Read), Handler: f.At(f.cardPage)},
		{Method: post, Pattern: at + cardPath, Door: door(gate.Enrol), Handler: f.At(f.newCard)},
	}
}
