package reporter

import (
	"embed"
	"net/http"
	"sync"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// Path is where this page is. Below it stands the language.
const Path = "/ask"

// The most bytes that a request may bring.
const (
	metaSize = 512
	maxDrop  = metaSize + 1_200_000 // the largest size class, sealed
	maxForm  = 9 << 20              // files of the basic mode and all its fields
	maxAsked = 4 << 10
)

// A Face answers the page, its form without script, and what its script asks.
type Face struct {
	house *page.House
	core  Core
	pages *webkit.Templates
	made  made
	seen  *seen

	bodies sync.Pool // of *bytes.Buffer, for sealed files
}

// New returns the face over a core. It fails if its templates do not fit the components.
func New(h *page.House, core Core) (*Face, error) {
	pages, err := webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Face{house: h, core: core, pages: pages, seen: newSeen()}, nil
}

// Words are the words of this face.
func Words() locale.Source { return locale.Embedded("reporter", words, true) }

// Routes lists what this face answers. Nothing here reaches a record.
func (f *Face) Routes() []webkit.Route {
	door := webkit.Door{Level: webkit.LevelPublic}
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: door, Handler: f.choose},
		{Method: http.MethodGet, Pattern: Path + "/{language}", Door: door, Fetches: true, Handler: f.ask},
		{Method: http.MethodPost, Pattern: Path + "/{language}", Door: door, MaxBody: maxForm, Handler: f.basic, Secrets: []string{"words", "own", "pin"}},
		{Method: http.MethodGet, Pattern: Path + "/channels", Door: door, Handler: f.channels},
		{Method: http.MethodGet, Pattern: Path + "/channels/log", Door: door, Handler: f.logged},
		{Method: http.MethodGet, Pattern: Path + "/words/{list}", Door: door, Handler: f.wordList},
		{Method: http.MethodPost, Pattern: Path + "/drop", Door: door, MaxBody: maxDrop, Handler: f.drop},
		{Method: http.MethodPost, Pattern: Path + "/box", Door: door, MaxBody: maxAsked, Handler: f.box},
		{Method: http.MethodPost, Pattern: Path + "/act", Door: door, MaxBody: maxAsked, Handler: f.act},
	}
}

// choose leads to the page in the language that the browser asks for.
func (f *Face) choose(w http.ResponseWriter, r *http.Request) error {
	webkit.SeeOther(w, Path+"/"+f.house.Speak(r).Lang())
	return nil
}
