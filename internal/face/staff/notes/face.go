// Package notes is the desk's pages on which one text is written after the other: notes, hidden notes with the reason that
// the person sees, and what helps them to stay safer. A helper suggests words that do not blame; whoever writes decides.
package notes

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("staff-notes", words, false) }

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	read := func(pattern string, handle func(desk.Visit) error) webkit.Route {
		return webkit.Route{Method: http.MethodGet, Pattern: "/desk/people/{ref}/" + pattern, Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(handle)}
	}
	write := func(pattern string, handle func(desk.Visit) error) webkit.Route {
		return webkit.Route{Method: http.MethodPost, Pattern: "/desk/people/{ref}/" + pattern, Door: desk.PersonDoor(gate.Write, desk.Workers), Handler: f.At(handle)}
	}
	return []webkit.Route{
		read("notes", f.readSide(desk.NotesSide)), write("notes", f.write(desk.NotesSide)),
		read("safety", f.readSide(desk.SafetySide)), write("safety", f.write(desk.SafetySide)),
		read("entries/{handle}/correct", f.correctForm), write("entries/{handle}/correct", f.correct),
		write("entries/{handle}/over", f.over),
		read("notes/hide", f.hideForm), write("notes/hide", f.hide),
		read("notes/{handle}/again", f.againForm), write("notes/{handle}/again", f.again),
	}
}
