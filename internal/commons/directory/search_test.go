package directory_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func search(t testing.TB, d *directory.Directory, q directory.Query) *directory.Results {
	t.Helper()
	found, err := d.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func names(found *directory.Results) string {
	var all []string
	for _, r := range found.Items {
		all = append(all, r.Name)
	}
	return strings.Join(all, "; ")
}

func at(t testing.TB, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestSearchFindsAndSaysWhy(t *testing.T) {
	chicago := "America/Chicago"
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, directory.Seed())
		d := directory.New(db)
		for _, tt := range []struct {
			about string
			q     directory.Query
			want  string
			why   string // the reasons of the first result
		}{
			{"words in the name", directory.Query{Text: "Immigration LAWYERS"}, "Immigration lawyer; Eviction and housing advice", directory.WhyName},
			{"small words do not count", directory.Query{Text: "I need a doctor"}, "Doctor without an appointment", directory.WhyName},
			{"words of the organization", directory.Query{Text: "harbor beds"}, "Safe beds tonight", directory.WhyWords},
			{"a word of another language stands for a need", directory.Query{Text: "محامي"}, "Eviction and housing advice; Family court help, \"step by step\"; Immigration lawyer", directory.WhyMeaning},
			{"accents do not count", directory.Query{Text: "inmigración"}, "Immigration lawyer", directory.WhyMeaning},
			{"need and area", directory.Query{Need: "basics", Near: "Southgate"}, "Food pantry; Hot evening meal", directory.WhyNeed + " basics," + directory.WhyArea},
			{"postal code", directory.Query{Near: "60991"}, "Doctor without an appointment; Trauma counselling", directory.WhyArea},
			{"county", directory.Query{Near: "fairview county", Need: "shelter"}, "Eviction and housing advice; Safe beds tonight", directory.WhyNeed},
			{"language", directory.Query{Language: "am"}, "Interpreter by telephone; Safe beds tonight; Trauma counselling", directory.WhyLanguage + " am"},
			{"access", directory.Query{Access: []string{"hearing", "wheelchair"}}, "Doctor without an appointment; Trauma counselling", directory.WhyAccess + " hearing"},
			{"open at night", directory.Query{OpenAt: at(t, chicago, "2026-03-14 03:59")}, "Interpreter by telephone; Safe beds tonight", directory.WhyOpen},
			{"the night is over", directory.Query{OpenAt: at(t, chicago, "2026-03-14 04:00")}, "Safe beds tonight", directory.WhyOpen},
			{"the night of the change to summer time", directory.Query{OpenAt: at(t, chicago, "2026-03-08 03:30")}, "Interpreter by telephone; Safe beds tonight", ""},
			{"hours keep to the wall clock after it", directory.Query{Text: "evening meal", OpenAt: at(t, chicago, "2026-03-08 18:00")}, "Hot evening meal", ""},
			{"and before it", directory.Query{Text: "evening meal", OpenAt: at(t, chicago, "2026-03-07 18:00")}, "Hot evening meal", ""},
			{"nothing", directory.Query{Text: "zeppelin"}, "", ""},
			{"nothing but signs", directory.Query{Text: `"' * - ( ) : ^ { } & | ! <-> \`, PerPage: 1}, "Day centre and showers", ""},
		} {
			found := search(t, d, tt.q)
			if got := names(found); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%s: found %q, want %q", tt.about, got, tt.want)
				continue
			}
			if tt.why != "" {
				var why []string
				for _, r := range found.Items[0].Why {
					why = append(why, strings.TrimSpace(r.Key+" "+r.Value))
				}
				if got := strings.Join(why, ","); !strings.HasPrefix(got, tt.why) {
					t.Errorf("%s: because of %q, want %q", tt.about, got, tt.why)
				}
			}
		}
	}, directory.Schema())
}

func TestNothingTypedIsReadAsAnOperator(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, directory.Seed())
		d := directory.New(db)
		for _, s := range []string{"AND", "OR NOT NEAR(", `name:x`, `"`, `""`, `'; DROP TABLE directory_listing --`, "need:legal", "tags : x",
			"a*", "^a", "{name} : a", "x\x00y", "\xff\xfe", "'':A", `\`, "𞤀ab𞤀cd", "ﬃ İ ſ", strings.Repeat("a", 190), "% _", "$1"} {
			for _, q := range []directory.Query{{Text: s}, {Near: s}, {Text: s + " food", Near: s}} {
				if _, err := d.Search(t.Context(), q); err != nil {
					t.Errorf("a search for %q: %v", s, err)
				}
			}
		}
	}, directory.Schema())
}

func TestSearchRefusesWhatIsNotInTheLists(t *testing.T) {
	db, _ := storetest.SQLite(t, directory.Schema())
	d := directory.New(db)
	for field, q := range map[string]directory.Query{
		"text": {Text: strings.Repeat("x", 201)}, "near": {Near: strings.Repeat("x", 201)}, "need": {Need: "gold"},
		"language": {Language: "xx"}, "access": {Access: []string{"jet"}}, "page": {Page: -1}, "per_page": {PerPage: 101},
	} {
		_, err := d.Search(t.Context(), q)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.BadInput || f.Field != field {
			t.Errorf("%s: %v, want a refusal that names the field", field, err)
		}
	}
}

func TestPagesAreStableAndComplete(t *testing.T) {
	files, _ := realData(t)
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		load(t, db, files)
		d := directory.New(db)
		all := search(t, d, directory.Query{Need: "legal", PerPage: 100})
		var paged []string
		for page := 1; len(paged) < min(100, all.Total); page++ {
			found := search(t, d, directory.Query{Need: "legal", PerPage: 7, Page: page})
			if len(found.Items) == 0 {
				t.Fatalf("page %d is empty after %d of %d", page, len(paged), all.Total)
			}
			for _, r := range found.Items {
				paged = append(paged, r.Service)
			}
		}
		for i, r := range all.Items {
			if paged[i] != r.Service {
				t.Fatalf("place %d differs between page sizes", i)
			}
			if s, err := d.Service(t.Context(), r.Service); err != nil || s.Name != r.Name {
				t.Fatalf("the service at place %d does not open: %v", i, err)
			}
		}
		slices.Sort(paged)
		if len(slices.Compact(paged)) < min(100, all.Total) {
			t.Error("a service stands on two pages")
		}
	}, directory.Schema())
}

func TestBothEnginesFindTheSame(t *testing.T) {
	files, _ := realData(t)
	lite, _ := storetest.SQLite(t, directory.Schema())
	big, _ := storetest.Postgres(t, directory.Schema())
	load(t, lite, files)
	load(t, big, files)
	for _, q := range []directory.Query{{}, {Text: "legal help"}, {Text: "library chicago court"}, {Near: "Cook County"}, {Need: "immigration"},
		{Access: []string{"remote"}}, {OpenAt: at(t, "America/Chicago", "2026-03-12 19:30"), Text: "library"}, {Text: "free information", Near: "Peoria"}} {
		q.PerPage = 100
		a, b := search(t, directory.New(lite), q), search(t, directory.New(big), q)
		if names(a) != names(b) || a.Total != b.Total {
			t.Errorf("%+v: SQLite finds %d, PostgreSQL %d", q, a.Total, b.Total)
		}
		t.Logf("%+v: %d: %.120s", q, a.Total, names(a))
	}
}

func TestAnUnknownServiceIsNotFound(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		_, err := directory.New(db).Service(context.Background(), "nothing")
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	}, directory.Schema())
}
