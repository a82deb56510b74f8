package directory_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// realData is the directory of Illinois Legal Aid Online where it lies beside the project; otherwise the project's own.
func realData(t testing.TB) (files fs.FS, real bool) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	folder := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "shared", "data", "hsds-ilao")
	if _, err := os.Stat(folder); err == nil {
		return os.DirFS(folder), true
	}
	return directory.Seed(), false
}

func load(t testing.TB, db *store.DB, files fs.FS) *directory.Report {
	t.Helper()
	report, err := directory.Import(t.Context(), db, files, directory.ImportOptions{Zone: "America/Chicago", Country: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestTheSecondImportChangesNothing(t *testing.T) {
	files, real := realData(t)
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		first := load(t, db, files)
		total := first.Total()
		if total.Added == 0 || total.Read != total.Added+total.Changed+total.Unchanged+total.Refused+total.Skipped {
			t.Errorf("the counts do not add up: %+v", total)
		}
		if real && (total.Refused != 20 || first.Indexed != 429) {
			t.Errorf("real data: %d refused and %d indexed, want 20 (19 blank numbers, 1 blank service) and 429", total.Refused, first.Indexed)
		}
		var printed bytes.Buffer
		if _, err := first.WriteTo(&printed); err != nil || !bytes.Contains(printed.Bytes(), []byte("service_at_location")) {
			t.Errorf("the report does not print: %v", err)
		}
		second := load(t, db, files)
		if again := second.Total(); again.Added != 0 || again.Changed != 0 || again.Unchanged != total.Added || second.Indexed != 0 {
			t.Errorf("second import: %+v, %d indexed; want only unchanged rows", again, second.Indexed)
		}
	}, directory.Schema())
}

func TestBadRowsAreNamedAndTheRestIsTaken(t *testing.T) {
	files := fstest.MapFS{
		"organizations.csv": {Data: []byte("id,name,description,email,url\n1,Harbor,\"A \"\"safe\"\" place\",nobody,javascript:x\n2,,blank name,,\n3,\xff,bad,,\n4,nul\x00l,,,\n5,\u202eevil,,,\n6,\"open quote\n")},
		"services.csv":      {Data: []byte("id,organization_id,name,status,minimum_age\n1,1,=HYPERLINK(),active,old\n2,9,Lost,odd,\n")},
		"phones.csv":        {Data: []byte("service_id,number,extension\n1,'+1 555 0100,x5\n7,555,\n,555 0101,\n1,,\n")},
		"strange.csv":       {Data: []byte("a,b\n")},
		"broken.json":       {Data: []byte("{\n\"id\": 5,\n")},
	}
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		report := load(t, db, files)
		got := map[string]bool{}
		for _, p := range report.Problems {
			got[p.String()] = true
		}
		for _, want := range []string{
			"organizations.csv:2 email: note: not an e-mail address; left out",
			"organizations.csv:2 website: note: not a full web address; left out",
			"organizations.csv:3 name: refused: must not be blank",
			"organizations.csv:4 name: refused: not UTF-8",
			"organizations.csv:5 name: refused: holds a null byte",
			"organizations.csv:6 name: note: held characters that turn the reading direction; they were taken out",
			"organizations.csv:7: refused: quotation marks do not pair",
			"services.csv:2 minimum_age: note: not a number; left out",
			"services.csv:3 status: note: not one of the words the specification allows; taken as inactive",
			"services.csv:3 organization_id: note: names something that is not in the directory; kept as it is",
			"phones.csv:2 extension: note: not a number; left out",
			"phones.csv:3 service_id: refused: names something that is not in the directory",
			"phones.csv:4: refused: belongs to nothing in the directory",
			"phones.csv:5 number: refused: must not be blank",
			"strange.csv: refused: not a table of the directory; not read",
			"broken.json:3: refused: not JSON",
		} {
			if !got[want] {
				t.Errorf("the report lacks %q", want)
			}
			delete(got, want)
		}
		for extra := range got {
			t.Logf("also: %s", extra)
		}
		if total := report.Total(); total.Added != 5 {
			t.Errorf("%d rows taken, want 2 organizations, 2 services and 1 phone", total.Added)
		}
	}, directory.Schema())
}
