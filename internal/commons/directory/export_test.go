package directory_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func mapFS(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// open are the files of a directory without confidential locations, of which an export holds less than was read.
func open(t *testing.T, files fs.FS) fs.FS {
	t.Helper()
	all := map[string]string{}
	names, err := fs.Glob(files, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	all["locations.csv"] = strings.ReplaceAll(all["locations.csv"], ",true\n", ",\n")
	return mapFS(all)
}

func TestWhatIsExportedComesBackTheSame(t *testing.T) {
	files, real := realData(t)
	if !real {
		files = open(t, files)
	}
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, files)
		exported := unzip(t, db)
		report := load(t, db, mapFS(exported))
		total := report.Total()
		if total.Added != 0 || total.Changed != 0 || total.Refused != 0 || total.Unchanged != total.Read {
			t.Errorf("%+v", total)
			for i, p := range report.Problems {
				if p.Refused && i < 20 {
					t.Log(p)
				}
			}
		}
		var json strings.Builder
		if err := directory.Export(t.Context(), db, &json, directory.FormatJSON); err != nil {
			t.Fatal(err)
		}
		report = load(t, db, mapFS(map[string]string{"services.json": json.String()}))
		total = report.Total()
		if total.Added != 0 || total.Changed != 0 || total.Refused != 0 || total.Read == 0 {
			t.Errorf("JSON: %+v", total)
			for i, p := range report.Problems {
				if i < 20 {
					t.Log(p)
				}
			}
		}
	}, directory.Schema())
}

func TestNoExportedCellIsAFormula(t *testing.T) {
	db, _ := storetest.SQLite(t, directory.Schema())
	load(t, db, mapFS(map[string]string{"organizations.csv": "id,name,description\n1,=1+1,@x\n2,-2,'quoted'\n3,+3,\"\t=4\"\n"}))
	for name, text := range unzip(t, db) {
		if name == "datapackage.json" {
			continue
		}
		for line := range strings.Lines(text) {
			for cell := range strings.SplitSeq(strings.TrimSpace(line), ",") {
				if strings.ContainsAny(strings.Trim(cell, `"`)+" ", "") || len(cell) > 0 && strings.ContainsRune("=+-@", rune(strings.Trim(cell, `"`)[0])) {
					t.Errorf("%s has the cell %q", name, cell)
				}
			}
		}
	}
}

// TestINV04ANumberOfAConfidentialPlaceAloneIsNotExported: with nothing left that it belongs to it would be a number that leads
// to a house.
func TestINV04ANumberOfAConfidentialPlaceAloneIsNotExported(t *testing.T) {
	db, _ := storetest.SQLite(t, directory.Schema())
	load(t, db, mapFS(map[string]string{
		"organizations.csv": "id,name\nharbor,Harbor\n",
		"services.csv":      "id,organization_id,name\nnight,harbor,A bed\n",
		"locations.csv":     "id,organization_id,name,confidential\nhouse,harbor,The house,true\n",
		"phones.csv":        "id,location_id,service_id,number\np1,house,,+1 312 555 0101\np2,house,night,+1 312 555 0102\n",
	}))
	phones := unzip(t, db)["phones.csv"]
	if strings.Contains(phones, "0101") || !strings.Contains(phones, "0102") {
		t.Errorf("exported: %s", phones)
	}
}
