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

func TestWhatIsExportedComesBackTheSame(t *testing.T) {
	files, _ := realData(t)
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
