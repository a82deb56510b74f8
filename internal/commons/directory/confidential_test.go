package directory_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// telling are words of the seed that tell where Harbor house is. Nobody else in the seed uses them.
var telling = []string{"Mill", "Northfield", "60999", "41.5001", "88.1001", "yellow", "side gate", "Ring twice", "Bus 12", "Harbor house"}

type yes struct{}

func (yes) MayKnow(context.Context, string) error { return nil }

func harborHouse(t *testing.T, d *directory.Directory) string {
	t.Helper()
	found, err := d.ServicesAtLocations(t.Context(), directory.Filter{PerPage: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range found.Contents {
		if s.Location != nil && s.Location.Confidential {
			return s.Location.ID
		}
	}
	t.Fatal("no confidential location in the seed")
	return ""
}

// outputs are all the ways in which the directory tells something without a right.
func outputs(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	d := directory.New(db)
	ctx := t.Context()
	full := directory.Filter{Full: true, FullService: true, PerPage: 100}
	out := map[string]string{}
	put := func(name string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		doc, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(doc)
	}
	services, err := d.Services(ctx, full)
	put("services", services, err)
	organizations, err := d.Organizations(ctx, full)
	put("organizations", organizations, err)
	pairs, err := d.ServicesAtLocations(ctx, full)
	put("service_at_locations", pairs, err)
	for _, s := range services.Contents {
		one, err := d.Service(ctx, s.ID)
		put("service "+s.Name, one, err)
	}
	for _, s := range pairs.Contents {
		one, err := d.ServiceAtLocation(ctx, s.ID)
		put("service_at_location "+s.ID, one, err)
	}
	for _, o := range organizations.Contents {
		one, err := d.Organization(ctx, o.ID, true)
		put("organization "+o.Name, one, err)
	}
	found, err := d.Search(ctx, directory.Query{PerPage: 100})
	put("search", found, err)
	var b bytes.Buffer
	if err := directory.Export(ctx, db, &b, directory.FormatJSON); err != nil {
		t.Fatal(err)
	}
	out["export json"] = b.String()
	for name, text := range unzip(t, db) {
		out["export "+name] = text
	}
	return out
}

func unzip(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := directory.Export(t.Context(), db, &b, directory.FormatCSV); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestINV04AConfidentialLocationIsNowhere(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, directory.Seed())
		d := directory.New(db)
		nowhere := func(when string) {
			t.Helper()
			for name, text := range outputs(t, db) {
				for _, word := range telling {
					if strings.Contains(text, word) {
						t.Errorf("%s: %s tells %q", when, name, word)
					}
				}
			}
			for _, word := range telling {
				for _, q := range []directory.Query{{Near: word}, {Text: word}} {
					for _, r := range search(t, d, q).Items {
						if r.Name == "Safe beds tonight" && word != "Harbor house" {
							t.Errorf("%s: a search for %q finds the shelter", when, word)
						}
					}
				}
			}
			if p, err := d.Services(t.Context(), directory.Filter{Postcode: "60999"}); err != nil || !p.Empty {
				t.Errorf("%s: the postal code finds the shelter: %v", when, err)
			}
		}
		nowhere("marked by the import")

		id := harborHouse(t, d)
		if _, err := d.ConfidentialLocation(t.Context(), nil, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("without a right: %v", err)
		}
		if err := d.Publish(t.Context(), nil, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("published without a right: %v", err)
		}
		l, err := d.ConfidentialLocation(t.Context(), yes{}, id)
		if err != nil || len(l.Addresses) != 1 || l.Addresses[0].City != "Northfield" || l.Latitude == nil || len(l.Schedules) != 1 {
			t.Errorf("with a right: %+v, %v", l, err)
		}

		if err := d.Publish(t.Context(), yes{}, id); err != nil {
			t.Fatal(err)
		}
		if found := search(t, d, directory.Query{Near: "Northfield"}); found.Total != 1 {
			t.Errorf("the published shelter is found %d times, want once: the test above could not fail", found.Total)
		}
		shown := strings.Join(func() (all []string) {
			for _, text := range outputs(t, db) {
				all = append(all, text)
			}
			return all
		}(), "")
		for _, word := range telling {
			if !strings.Contains(shown, word) {
				t.Errorf("%q is shown nowhere even when published: the test above could not fail", word)
			}
		}
		if err := d.MarkConfidential(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		nowhere("marked by hand")
		load(t, db, directory.Seed())
		nowhere("after another import")
	}, directory.Schema())
}

func TestAnImportCannotUncoverALocation(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, directory.Seed())
		d := directory.New(db)
		id := harborHouse(t, d)
		load(t, db, mapFS(map[string]string{"locations.csv": "id,location_type,organization_id,confidential\nharbor-house,physical,harbor,false\n"}))
		if harborHouse(t, d) != id {
			t.Error("the location is no longer confidential")
		}
	}, directory.Schema())
}
