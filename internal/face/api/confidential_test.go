package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// telling are words of the seed that tell where its confidential house is.
var telling = []string{"Mill", "Northfield", "60999", "41.5001", "88.1001", "yellow", "side gate", "Ring twice", "Bus 12", "Harbor house"}

// Every operation is asked for everything, and for the telling words themselves.
func TestINV04NoResponseTellsWhereAConfidentialLocationIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := serve(t, db, directory.Seed())
		confidential := 0
		for _, path := range []string{"/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"} {
			bodies := []string{`{"per_page":100}`}
			if !strings.HasPrefix(path, "/taxonom") {
				bodies = append(bodies, `{"per_page":100,"full":true}`)
			}
			if path == "/organizations" {
				bodies = append(bodies, `{"per_page":100,"full_service":true}`)
			}
			for _, body := range bodies {
				w := ask(h, "POST", path, body)
				var p page
				mustRead(t, w, &p)
				confidential += tells(t, path, w.Body.String())
				for _, item := range p.Contents {
					one := path + "/" + item.(map[string]any)["id"].(string)
					confidential += tells(t, one, ask(h, "GET", one, "").Body.String())
				}
			}
			for _, word := range telling {
				w := ask(h, "POST", path, `{"search":"`+word+`"}`)
				confidential += tells(t, path+" search", w.Body.String())
			}
		}
		if confidential == 0 {
			t.Error("no response had the confidential location in it: this test could not fail")
		}
	}, directory.Schema())
}

// tells fails the test for each telling word, and counts the confidential locations in body.
func tells(t *testing.T, path, body string) int {
	t.Helper()
	for _, word := range telling {
		if strings.Contains(body, word) {
			t.Errorf("%s tells %q", path, word)
		}
	}
	return strings.Count(body, `"confidential":true`)
}

// The profile is the official schema with our patch; both take a confidential location.
func TestTheProfileIsASchemaThatTakesAConfidentialLocation(t *testing.T) {
	base, patch := readObject(t, "testdata", "hsds-3.0", "location.json"), readObject(t, "profile", "location.json")
	properties := base["properties"].(map[string]any)
	for name, p := range patch["properties"].(map[string]any) {
		if properties[name] != nil {
			t.Errorf("the profile changes the official field %s", name)
		}
		properties[name] = p
	}
	folder, err := filepath.Abs(filepath.Join("testdata", "hsds-3.0"))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	at := filepath.Join(folder, "location_profile.json")
	if err := c.AddResource(at, base); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(at)
	if err != nil {
		t.Fatal(err)
	}
	location := map[string]any{"id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892", "location_type": "physical", "confidential": true}
	if err := schema.Validate(location); err != nil {
		t.Error(err)
	}
	location["confidential"] = "yes"
	if schema.Validate(location) == nil {
		t.Error("the profile takes a confidential that is not a boolean")
	}
}

func readObject(t *testing.T, path ...string) (doc map[string]any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
