package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/commons/directory"
)

// A Route is one operation. Handler returns an error only for what is nobody's mistake but ours; everything a caller can
// mend is answered as a problem document.
type Route struct {
	Method  string
	Pattern string // below the base path
	Handler func(w http.ResponseWriter, r *http.Request) error
}

const (
	// Version is the release of HSDS that is spoken.
	Version = "3.0"
	// Profile is where what we add to HSDS is written down, as JSON Merge Patch files: the folder profile of this package.
	Profile = "https://github.com/amparo-project/amparo/tree/main/internal/face/api/profile"
	// OpenAPI is the official description of this interface.
	OpenAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
)

var (
	paging       = []string{"search", "page", "per_page", "format"}
	serviceNames = with(paging, "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal", "full")
	pairNames    = with(paging, "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "postcode",
		"proximity")
	groupNames = with(paging, "modified_after", "full", "full_service")
	termNames  = with(paging, "taxonomy_id", "top_only", "parent_id")
)

// Routes is the read API of the directory, to be mounted under base, for example "/hsds/v3". Everything in it is public.
func Routes(base string, dir *directory.Directory) []Route {
	routes := []Route{{http.MethodGet, base + "/", root}}
	list := func(path string, h handler) {
		routes = append(routes, Route{http.MethodGet, base + path, h}, Route{http.MethodPost, base + path, h})
	}
	one := func(path string, h handler) {
		routes = append(routes, Route{http.MethodGet, base + path + "/{id}", h})
	}
	list("/services", services(dir))
	one("/services", byID(dir.Service))
	list("/organizations", listOf(groupNames, dir.Organizations))
	one("/organizations", organization(dir))
	list("/service_at_locations", listOf(pairNames, dir.ServicesAtLocations))
	one("/service_at_locations", byID(dir.ServiceAtLocation))
	list("/taxonomies", listOf(paging, dir.Taxonomies))
	one("/taxonomies", byID(dir.Taxonomy))
	list("/taxonomy_terms", listOf(termNames, dir.TaxonomyTerms))
	one("/taxonomy_terms", byID(dir.TaxonomyTerm))
	return routes
}

func with(names []string, more ...string) []string { return append(slices.Clone(names), more...) }

func root(w http.ResponseWriter, r *http.Request) error {
	_, err := readValues(w, r, nil)
	return answer(w, map[string]string{"version": Version, "profile": Profile, "openapi_url": OpenAPI}, err)
}

// A lister is one of the directory's lists.
type lister[T any] func(context.Context, directory.Filter) (*directory.Page[T], error)

type handler = func(w http.ResponseWriter, r *http.Request) error

// listOf handles a list that has nothing special.
func listOf[T any](names []string, list lister[T]) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page, _, err := readPage(w, r, names, list)
		return answer(w, page, err)
	}
}

func readPage[T any](w http.ResponseWriter, r *http.Request, names []string,
	list lister[T]) (*directory.Page[T], values, error) {
	vs, err := readValues(w, r, names)
	if err != nil {
		return nil, nil, err
	}
	f, err := vs.filter()
	if err != nil {
		return nil, nil, err
	}
	page, err := list(r.Context(), f)
	return page, vs, err
}

// byID handles one document; it takes no parameters.
func byID[T any](find func(context.Context, string) (*T, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, err := readValues(w, r, nil); err != nil {
			return answer(w, nil, err)
		}
		doc, err := find(r.Context(), documentID(r))
		return answer(w, doc, err)
	}
}

// documentID is the id in the address, or one that nothing has: what is not an id finds nothing.
func documentID(r *http.Request) string {
	p := parser{vs: values{"id": r.PathValue("id")}}
	if id := p.id("id"); p.err == nil {
		return id
	}
	return ""
}

func organization(dir *directory.Directory) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		vs, err := readValues(w, r, []string{"full_service"})
		if err != nil {
			return answer(w, nil, err)
		}
		p := parser{vs: vs}
		full := p.flag("full_service")
		if p.err != nil {
			return answer(w, nil, p.err)
		}
		doc, err := dir.Organization(r.Context(), documentID(r), full)
		return answer(w, doc, err)
	}
}

// services handles the list of services, which alone has a minimal form.
func services(dir *directory.Directory) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page, vs, err := readPage(w, r, serviceNames, dir.Services)
		if err != nil {
			return answer(w, nil, err)
		}
		p := parser{vs: vs}
		if p.flag("minimal") {
			for i, s := range page.Contents {
				page.Contents[i] = directory.Service{ID: s.ID, Name: s.Name, Status: s.Status, LastModified: s.LastModified}
			}
		}
		return answer(w, page, p.err)
	}
}

// answer writes doc, or err as a problem when the caller can act on it.
func answer(w http.ResponseWriter, doc any, err error) error {
	if err != nil {
		if answerFault(w, err) {
			return nil
		}
		return err
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the client has gone; nobody is left to tell
	return nil
}
