package directory

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkBundle holds what must be true of whatever was read: the counts add up, and what is kept is clean text.
func checkBundle(t *testing.T, b *bundle) {
	t.Helper()
	total, kept := b.report.Total(), 0
	for _, recs := range b.rows {
		for _, rec := range recs {
			kept++
			for _, v := range values(rec.row) {
				if s, ok := v.(string); ok && (!utf8.ValidString(s) || strings.ContainsAny(s, "\x00\u202e\u2066")) {
					t.Errorf("kept %q", s)
				}
			}
			if text(rec.row, "id") == "" {
				t.Error("a row without an id was kept")
			}
			if _, err := json.Marshal(rec.row); err != nil {
				t.Error(err)
			}
		}
	}
	if total.Read != kept+total.Refused+total.Skipped+total.Unchanged {
		t.Errorf("%+v, and %d rows kept", total, kept)
	}
}

func FuzzReadCSV(f *testing.F) {
	for i, t := range tables {
		f.Add(uint8(i), t.file+".csv", []byte("id,name,number,organization_id,opens_at,weekday,language\n1,a,2,3,9:00,Monday,Spanish\n"))
	}
	f.Add(uint8(0), "postal_addresses.csv", []byte("id,organization_id,address_1\n,5,\"a\"\"b\n"))
	f.Fuzz(func(t *testing.T, n uint8, name string, data []byte) {
		b := newBundle(&Report{})
		b.readCSV(tables[int(n)%len(tables)], name, bytes.NewReader(data))
		b.derivePairs()
		checkBundle(t, b)
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add("services.json", []byte(`[{"id":"1","name":"a","status":"active","organization":{"id":"2","name":"b","description":"c"},"phones":[{"number":"1"}]}]`))
	f.Add("x.json", []byte(`{"contents":[{"id":5,"name":["x"],"locations":[1,null,{"id":"l","latitude":"x"}]}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		b := newBundle(&Report{})
		b.readJSON(name, bytes.NewReader(data))
		b.derivePairs()
		checkBundle(t, b)
	})
}

func FuzzFold(f *testing.F) {
	f.Add("Dr. Müller's “24/7” clínicas — محامي")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range fold(s) {
			if w == "" || len(w) > maxWord || strings.ContainsAny(w, ` "'\:&|()*^{}`+"\x00") || !utf8.ValidString(w) {
				t.Errorf("the word %q could be read as an operator", w)
			}
		}
	})
}

func FuzzSpans(f *testing.F) {
	f.Add("MO,TU", "22:00", "04:00", "2026-01-01", "2026-12-31T00:00")
	f.Fuzz(func(t *testing.T, byday, opens, closes, from, to string) {
		spans := spansOf([]Schedule{{ByDay: byday, OpensAt: opens, ClosesAt: closes, ValidFrom: from, ValidTo: to}})
		for _, s := range spans {
			if len(s.quarters()) == 0 || len(s.quarters()) > 5 {
				t.Errorf("%+v touches %v", s, s.quarters())
			}
		}
		stored := readSpans(writeSpans(spans))
		if !slices.Equal(stored, spans) {
			t.Errorf("wrote %v, read %v", spans, stored)
		}
	})
}
