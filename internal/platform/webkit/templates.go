package webkit

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

//go:embed templates/*.html
var components embed.FS

// Templates are the pages of one face, each parsed together with the shell and every component.
type Templates struct{ pages map[string]*template.Template }

// View is what a page is made from: the shell around it, and the model of its main part.
type View struct {
	Shell Shell
	Page  any
}

// ParseTemplates reads the files of fsys that match the patterns. Each is a page that defines "main" and is called by its
// path without ".html". Files whose name begins with "_" are shared by all the pages.
func ParseTemplates(assets *Assets, fsys fs.FS, patterns ...string) (*Templates, error) {
	base, err := parseComponents(assets)
	if err != nil {
		return nil, err
	}
	var pages []string
	for _, pattern := range patterns {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("listing templates %q: %w", pattern, err)
		}
		for _, name := range names {
			if !strings.HasPrefix(path.Base(name), "_") {
				pages = append(pages, name)
				continue
			}
			if base, err = base.ParseFS(fsys, name); err != nil {
				return nil, fmt.Errorf("reading template %s: %w", name, err)
			}
		}
	}
	set := &Templates{pages: map[string]*template.Template{}}
	for _, name := range pages {
		page, err := parsePage(base, fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading template %s: %w", name, err)
		}
		set.pages[strings.TrimSuffix(name, ".html")] = page
	}
	return set, nil
}

func parseComponents(assets *Assets) (*template.Template, error) {
	funcs := template.FuncMap{
		"asset":     assets.URL,
		"integrity": assets.Integrity,
		"sketch":    assets.Drawing,
		"component": func(Component) (template.HTML, error) { return "", fmt.Errorf("no page to show the component on") },
	}
	base, err := template.New("components").Funcs(funcs).Option("missingkey=error").ParseFS(components, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("reading the components: %w", err)
	}
	return base, nil
}

func parsePage(base *template.Template, fsys fs.FS, name string) (*template.Template, error) {
	page, err := base.Clone()
	if err != nil {
		return nil, err
	}
	page.Funcs(template.FuncMap{"component": func(c Component) (template.HTML, error) {
		var out bytes.Buffer
		err := page.ExecuteTemplate(&out, c.Component(), c)
		return template.HTML(out.String()), err //nolint:gosec,forbidigo // escaped by the execution above
	}})
	if page, err = page.ParseFS(fsys, name); err != nil {
		return nil, err
	}
	if page.Lookup("main") == nil {
		return nil, fmt.Errorf(`it does not define "main"`)
	}
	return page, nil
}

// Render returns the whole page, or an error and nothing: a reader never gets half a page.
func (t *Templates) Render(page string, view View) ([]byte, error) {
	set, ok := t.pages[page]
	if !ok {
		return nil, fmt.Errorf("there is no page template %q", page)
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, "shell", view); err != nil {
		return nil, fmt.Errorf("rendering page %q: %w", page, err)
	}
	return out.Bytes(), nil
}
