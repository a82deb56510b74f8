package room

import (
	"errors"
	"io/fs"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Top is what every page begins with.
type Top struct {
	Heading string
	Lead    string
	Errors  webkit.ErrorSummary
	Notice  *webkit.Notice
}

// A Page has a template of its own.
type Page struct {
	Of     *webkit.Templates // where its template is
	Name   string            // of its template, without folder and ending
	Status int               // 200 when zero
	Back   string            // where Back leads, if anywhere
	Model  any
}

// A Sheet is a page that is put together from parts.
type Sheet struct {
	Top
	Parts  []webkit.Component
	Status int    // 200 when zero
	Back   string // where Back leads, if anywhere
}

// Problems shows what is to be put right, with the status that says so.
func (s *Sheet) Problems(l *locale.Localiser, p webkit.Problems) {
	if p.Any() {
		s.Errors, s.Status = page.Summary(l, p), p.Status()
	}
}

// Add puts parts at the end.
func (s *Sheet) Add(parts ...webkit.Component) { s.Parts = append(s.Parts, parts...) }

// Templates parses the pages of a desk together with the shared parts. files holds them in the folder "templates".
func (m *Room) Templates(files fs.FS) (*webkit.Templates, error) {
	return webkit.ParseTemplates(m.House.Assets, besideShared{files}, "shared/_*.html", "templates/*.html")
}

// besideShared are the files of a desk with the shared ones among them.
type besideShared struct{ own fs.FS }

func (b besideShared) Open(name string) (fs.File, error) {
	f, err := b.own.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return shared.Open(name)
	}
	return f, err
}

func (b besideShared) Glob(pattern string) ([]string, error) {
	ours, err := fs.Glob(shared, pattern)
	if err != nil {
		return nil, err
	}
	own, err := fs.Glob(b.own, pattern)
	return append(ours, own...), err
}

// Show answers with a page that has a template of its own.
func (m *Room) Show(w http.ResponseWriter, r *http.Request, p Page) error {
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	return page.Show(w, p.Of, p.Status, "templates/"+p.Name, webkit.View{Shell: m.shell(r, p.Back), Page: p.Model})
}

// ShowSheet answers with a page of parts.
func (m *Room) ShowSheet(v Visit, s Sheet) error {
	if s.Status == 0 {
		s.Status = http.StatusOK
	}
	return page.Show(v.W, m.sheets, s.Status, "shared/sheet", webkit.View{Shell: m.shell(v.R, s.Back), Page: s})
}

// ShowOutside answers with a page of parts for somebody whose session has ended in this request.
func (m *Room) ShowOutside(v Visit, s Sheet) error {
	m.House.Cookies.Clear(v.W, webkit.SessionCookie)
	v.W.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return page.Show(v.W, m.sheets, http.StatusOK, "shared/sheet", webkit.View{Shell: m.House.PublicShell(v.R), Page: s})
}

func (m *Room) shell(r *http.Request, back string) webkit.Shell {
	l := m.House.Speak(r)
	shell := m.House.SurvivorShell(r, ways(l))
	besideToday(shell.Nav, r.URL.Path)
	if back != "" {
		shell.Back = &webkit.Link{Text: l.T("room.back"), URL: back}
	}
	return shell
}
