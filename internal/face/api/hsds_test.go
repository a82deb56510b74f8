package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/api"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// schemas compiles the official schemas of HSDS 3.0, with formats checked.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	folder, err := filepath.Abs(filepath.Join("testdata", "hsds-3.0"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range []string{"service", "organization", "service_at_location", "taxonomy", "taxonomy_term"} {
		if all[name], err = c.Compile(filepath.Join(folder, name+".json")); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func realData(t *testing.T) fs.FS {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	folder := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "shared", "data", "hsds-ilao")
	if _, err := os.Stat(folder); err == nil {
		return os.DirFS(folder)
	}
	return directory.Seed()
}

func serve(t *testing.T, db *store.DB, files ...fs.FS) http.Handler {
	t.Helper()
	for _, f := range files {
		if _, err := directory.Import(t.Context(), db, f, directory.ImportOptions{Zone: "America/Chicago", Country: "US"}); err != nil {
			t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	for _, r := range api.Routes("/hsds/v3", directory.New(db)) {
		pattern := r.Method + " " + r.Pattern
		if strings.HasSuffix(r.Pattern, "/") {
			pattern += "{$}"
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
			if err := r.Handler(w, req); err != nil {
				t.Errorf("%s %s: %v", req.Method, req.URL.Path, err)
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
	}
	return mux
}

func ask(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(context.Background(), method, "/hsds/v3"+path, strings.NewReader(body))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

type page struct {
	TotalItems *int  `json:"total_items"`
	TotalPages *int  `json:"total_pages"`
	PageNumber *int  `json:"page_number"`
	Size       *int  `json:"size"`
	FirstPage  *bool `json:"first_page"`
	LastPage   *bool `json:"last_page"`
	Empty      *bool `json:"empty"`
	Contents   []any `json:"contents"`
}

func TestEveryResponseIsValidHSDS(t *testing.T) {
	official := schemas(t)
	for engine, open := range map[string]func() *store.DB{
		"sqlite":   func() *store.DB { db, _ := storetest.SQLite(t, directory.Schema()); return db },
		"postgres": func() *store.DB { db, _ := storetest.Postgres(t, directory.Schema()); return db },
	} {
		h := serve(t, open(), realData(t), directory.Seed(), exampleFiles(t))
		for path, schema := range map[string]string{"/services": "service", "/organizations": "organization",
			"/service_at_locations": "service_at_location", "/taxonomies": "taxonomy", "/taxonomy_terms": "taxonomy_term"} {
			for _, extra := range []string{"", "&full=true"} {
				if extra != "" && strings.HasPrefix(schema, "taxonomy") {
					continue
				}
				seen := walk(t, h, path, extra, official[schema])
				if extra == "" {
					t.Logf("%s %s: %d documents are valid", engine, path, seen)
				}
			}
		}
	}
}

// walk reads a list to its end, and each of its documents, and validates all of them.
func walk(t *testing.T, h http.Handler, path, extra string, schema *jsonschema.Schema) (seen int) {
	t.Helper()
	for n := 1; ; n++ {
		w := ask(h, http.MethodGet, path+"?per_page=100&page="+strconv.Itoa(n)+extra, "")
		var p page
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: status %d, %v", path, w.Code, err)
		}
		if p.TotalItems == nil || p.TotalPages == nil || p.PageNumber == nil || p.Size == nil || p.FirstPage == nil || p.LastPage == nil || p.Empty == nil {
			t.Fatalf("%s: the page lacks a field", path)
		}
		for _, item := range p.Contents {
			seen++
			validate(t, path, schema, item)
			if extra != "" {
				continue
			}
			id := item.(map[string]any)["id"].(string)
			one := ask(h, http.MethodGet, path+"/"+id, "")
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(one.Body.Bytes()))
			if err != nil || one.Code != http.StatusOK {
				t.Fatalf("%s/%s: status %d, %v", path, id, one.Code, err)
			}
			validate(t, path+"/"+id, schema, doc)
		}
		if *p.LastPage {
			if seen != *p.TotalItems || seen == 0 {
				t.Errorf("%s: %d documents on all pages, total_items says %d", path, seen, *p.TotalItems)
			}
			return seen
		}
	}
}

func validate(t *testing.T, path string, schema *jsonschema.Schema, doc any) {
	t.Helper()
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%s is not valid: %v", path, err)
	}
}

// exampleFiles is the specification's own full example, so that every kind of nested row is walked at least once.
func exampleFiles(t *testing.T) fs.FS {
	t.Helper()
	return os.DirFS(filepath.Join("testdata", "examples"))
}

// A document without its required name must not pass: the validation above can fail.
func TestTheSchemasRefuseWhatIsWrong(t *testing.T) {
	official := schemas(t)
	for _, doc := range []string{`{"id":"5c4d79d7-cc55-470e-9f1f-8cad074e4892","status":"active"}`,
		`{"id":"5","name":"x","status":"active"}`, `{"id":"5c4d79d7-cc55-470e-9f1f-8cad074e4892","name":"x","status":"active","url":"not a url"}`,
		`{"id":"5c4d79d7-cc55-470e-9f1f-8cad074e4892","name":"x","status":"open"}`} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		if official["service"].Validate(v) == nil {
			t.Errorf("%s is called valid", doc)
		}
	}
}

func TestParametersNarrowAndCombine(t *testing.T) {
	for _, open := range []func() *store.DB{
		func() *store.DB { db, _ := storetest.SQLite(t, directory.Schema()); return db },
		func() *store.DB { db, _ := storetest.Postgres(t, directory.Schema()); return db },
	} {
		h := serve(t, open(), directory.Seed())
		var terms, organizations page
		mustRead(t, ask(h, "GET", "/taxonomy_terms?search=legal+HELP", ""), &terms)
		mustRead(t, ask(h, "GET", "/organizations?search=river", ""), &organizations)
		term := terms.Contents[0].(map[string]any)["id"].(string)
		taxonomy := terms.Contents[0].(map[string]any)["taxonomy_id"].(string)
		river := organizations.Contents[0].(map[string]any)["id"].(string)
		for _, tt := range []struct {
			path, body string
			want       int
		}{
			{"/services", `{}`, 12},
			{"/services", `{"search":"food pantry"}`, 1},
			{"/services", `{"taxonomy_term_id":"` + term + `"}`, 1},
			{"/services", `{"taxonomy_id":"` + taxonomy + `"}`, 3},
			{"/services", `{"taxonomy_id":"` + taxonomy + `","organization_id":"` + river + `"}`, 2},
			{"/services", `{"taxonomy_id":"` + taxonomy + `","organization_id":"` + river + `","search":"eviction"}`, 1},
			{"/services", `{"modified_after":"2026-03-14T09:00:00Z"}`, 12},
			{"/services", `{"modified_after":"2026-03-14T09:00:01Z"}`, 0},
			{"/services", `{"minimal":true,"per_page":5}`, 12},
			{"/service_at_locations", `{"postcode":"60991"}`, 2},
			{"/service_at_locations", `{"postcode":"60999"}`, 0}, // the confidential one
			{"/service_at_locations", `{"search":"pantry","full":true}`, 2},
			{"/organizations", `{"full_service":true}`, 6},
			{"/organizations", `{"search":"100%_"}`, 0},
			{"/taxonomy_terms", `{"parent_id":"` + term + `"}`, 1},
			{"/taxonomy_terms", `{"top_only":true}`, 2},
		} {
			var p page
			mustRead(t, ask(h, "POST", tt.path, tt.body), &p)
			if *p.TotalItems != tt.want {
				t.Errorf("%s %s: %d items, want %d", tt.path, tt.body, *p.TotalItems, tt.want)
			}
		}
	}
}

func mustRead(t *testing.T, w *httptest.ResponseRecorder, p *page) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), p); err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
}

func TestProblemsNameTheFieldAndRepeatNothing(t *testing.T) {
	db, _ := storetest.SQLite(t, directory.Schema())
	h := serve(t, db, directory.Seed())
	for _, tt := range []struct {
		method, path, body string
		status             int
		field              string
	}{
		{"GET", "/services?colour=secret", "", 400, "colour"},
		{"GET", "/services?page=secret", "", 400, "page"},
		{"GET", "/services?page=0", "", 400, "page"},
		{"GET", "/services?per_page=101", "", 400, "per_page"},
		{"GET", "/services?full=secret", "", 400, "full"},
		{"GET", "/services?minimal=1", "", 400, "minimal"},
		{"GET", "/services?organization_id=secret", "", 400, "organization_id"},
		{"GET", "/services?modified_after=secret", "", 400, "modified_after"},
		{"GET", "/services?search=a&search=secret", "", 400, "search"},
		{"GET", "/services?search=%ff", "", 400, "search"},
		{"GET", "/services?search=%00secret", "", 400, "search"},
		{"GET", "/services?search=%zz", "", 400, ""},
		{"GET", "/services?search=" + strings.Repeat("a", 201), "", 400, "search"},
		{"GET", "/services?%3Cscript%3Esecret=1", "", 400, "?"},
		{"GET", "/services?format=ndjson", "", 400, "format"},
		{"GET", "/service_at_locations?proximity=500", "", 400, "proximity"},
		{"GET", "/services/secret", "", 404, ""},
		{"GET", "/services/5c4d79d7-cc55-470e-9f1f-8cad074e4892", "", 404, ""},
		{"GET", "/services/5c4d79d7-cc55-470e-9f1f-8cad074e4892?x=1", "", 400, "x"},
		{"GET", "/?x=1", "", 400, "x"},
		{"POST", "/services", `{"colour":"secret"}`, 400, "colour"},
		{"POST", "/services", `{"page":"1"}`, 400, "page"},
		{"POST", "/services", `{"page":1.5}`, 400, "page"},
		{"POST", "/services", `{"full":"true"}`, 400, "full"},
		{"POST", "/services", `{"search":["secret"]}`, 400, "search"},
		{"POST", "/services", `{"search":null}`, 400, "search"},
		{"POST", "/services", `null`, 400, ""},
		{"POST", "/services", `["secret"]`, 400, ""},
		{"POST", "/services", `{} {}`, 400, ""},
		{"POST", "/services", `{"search":`, 400, ""},
		{"POST", "/services?page=1", `{}`, 400, ""},
		{"POST", "/services", `{"search":"` + strings.Repeat("a", 20<<10) + `"}`, 413, ""},
	} {
		w := ask(h, tt.method, tt.path, tt.body)
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Errorf("%s %s: %v", tt.method, tt.path, err)
			continue
		}
		if w.Code != tt.status || p.Status != tt.status || p.Field != tt.field || p.Detail == "" ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %.60s %.40s: %d %+v, want %d naming %q", tt.method, tt.path, tt.body, w.Code, p, tt.status, tt.field)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s %s: the problem repeats what was sent", tt.method, tt.path)
		}
	}
}

func TestTheRootSaysWhatIsSpoken(t *testing.T) {
	db, _ := storetest.SQLite(t, directory.Schema())
	var doc map[string]string
	if err := json.Unmarshal(ask(serve(t, db), "GET", "/", "").Body.Bytes(), &doc); err != nil || doc["version"] != "3.0" ||
		doc["profile"] == "" || doc["openapi_url"] == "" {
		t.Errorf("%v, %v", doc, err)
	}
}
