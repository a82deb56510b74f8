package public

import (
	"context"
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// Services is what this face needs of the directory.
type Services interface {
	Search(ctx context.Context, q directory.Query) (*directory.Results, error)
	Service(ctx context.Context, id string) (*directory.Service, error)
	Organization(ctx context.Context, id string, services bool) (*directory.Organization, error)
}

// Late names the agencies that have left somebody without the answer that they promised. It tells no number, and of whom.
type Late func(ctx context.Context) ([]string, error)

// A Face answers the public pages.
type Face struct {
	house    *page.House
	services Services
	late     Late
	pages    *webkit.Templates
}

// New returns the public face over a directory. It fails if its templates do not fit the components.
func New(h *page.House, services Services, late Late) (*Face, error) {
	pages, err := webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Face{house: h, services: services, late: late, pages: pages}, nil
}

// Words are the words of this face.
func Words() locale.Source { return locale.Embedded("public", words, true) }

// Routes lists what this face answers. Nothing here reaches a private row.
func (f *Face) Routes() []webkit.Route {
	door := webkit.Door{Level: webkit.LevelPublic}
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/{$}", Door: door, Handler: f.start},
		{Method: http.MethodGet, Pattern: "/find", Door: door, Handler: f.findForm},
		{Method: http.MethodPost, Pattern: "/find", Door: door, MaxBody: maxSearch, Handler: f.find},
		{Method: http.MethodGet, Pattern: "/about", Door: door, Handler: f.about},
		{Method: http.MethodGet, Pattern: "/robots.txt", Door: door, Handler: robots},
	}
}

// show renders a page of this face.
func (f *Face) show(w http.ResponseWriter, status int, name string, shell webkit.Shell, model any) error {
	return page.Show(w, f.pages, status, "templates/"+name, webkit.View{Shell: shell, Page: model})
}
