package directory

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// madeUp returns n services that do not exist, always the same ones. Words are drawn with the uneven frequency of real
// text, so that some are in most services and some in few.
func madeUp(n int) []*Service {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []string{"Legal aid", "Family shelter", "Health clinic", "Food pantry", "Job training", "Immigration lawyer",
		"English class", "Interpreter line", "Child care", "Counselling", "Housing advice", "Rent help"}
	words := make([]string, 4000)
	for i := range words {
		words[i] = fmt.Sprintf("%c%c%c%c%d", 'a'+i%26, 'a'+i/26%26, "aeiou"[i%5], 'a'+i/7%26, i%10)
	}
	zipf := rand.NewZipf(r, 1.1, 4, uint64(len(words)-1))
	languages := []string{"es", "ar", "am", "vi", "en", "fr", "so", "ti"}
	services := make([]*Service, n)
	for i := range services {
		town := fmt.Sprintf("Town%d", r.IntN(900))
		s := &Service{ID: derivedID("made up", fmt.Sprint(i)), Name: fmt.Sprintf("%s %s %d", kinds[r.IntN(len(kinds))], town, i), Status: "active",
			Organization: &Organization{Name: fmt.Sprintf("Organization %d", i/5)}}
		for range 40 {
			s.Description += words[zipf.Uint64()] + " "
		}
		s.Languages = []Language{{Code: languages[r.IntN(len(languages))]}}
		s.Phones = []Phone{{Number: fmt.Sprintf("+1 312 555 %04d", i%10000)}}
		open := fmt.Sprintf("%02d:00", 7+r.IntN(4))
		s.Schedules = []Schedule{{Freq: "WEEKLY", ByDay: "MO,TU,WE,TH,FR", OpensAt: open, ClosesAt: "17:30", Zone: "America/Chicago"}}
		s.ServiceAtLocations = []ServiceAtLocation{{Location: &Location{LocationType: "physical",
			Addresses:     []Address{{City: town, PostalCode: fmt.Sprint(60000 + r.IntN(900)), StateProvince: "IL"}},
			Accessibility: []Accessibility{{Description: []string{"Wheelchair ramp", "None", "Hearing loop"}[r.IntN(3)]}}}}}
		services[i] = s
	}
	return services
}

// fillListings indexes services that are in no other table: a search reads nothing else.
func fillListings(tb testing.TB, db *store.DB, services []*Service) {
	tb.Helper()
	ordinal := int64(0)
	for batch := range slices.Chunk(services, 1000) {
		first := ordinal
		err := db.WriteShared(tb.Context(), func(ctx context.Context, tx *store.Tx) error {
			ordinal = first
			for _, s := range batch {
				ordinal++
				l := newListing(s)
				if err := l.write(ctx, tx, ordinal, l.digest()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkSearch100k searches 100,000 made-up services on SQLite. Beside each kind of search it times the bare full-text
// query that the search cannot do without: the ids of the first twenty matches.
func BenchmarkSearch100k(b *testing.B) {
	db, clk := storetest.SQLite(b, Schema())
	fillListings(b, db, madeUp(100_000))
	d := New(db)
	for _, bb := range []struct {
		name string
		q    Query
	}{
		{"rare word", Query{Text: "zebi1 Town7"}},
		{"common words", Query{Text: "legal aid"}},
		{"word in every service", Query{Text: "organization"}},
		{"need, language and town", Query{Need: "legal", Language: "es", Near: "Town77"}},
		{"need alone", Query{Need: "shelter"}},
		{"open now, with access", Query{OpenAt: clk.Now().Add(54 * time.Hour), Access: []string{"wheelchair"}}},
		{"open at night", Query{OpenAt: clk.Now().Add(42 * time.Hour), Need: "shelter"}},
		{"everything, page 40", Query{Page: 40}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			var took, bare []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := d.Search(b.Context(), bb.q); err != nil {
					b.Fatal(err)
				}
				mid := time.Now()
				if err := bareQuery(b.Context(), db, bb.q); err != nil {
					b.Fatal(err)
				}
				took, bare = append(took, mid.Sub(start)), append(bare, time.Since(mid))
			}
			report(b, took, "")
			report(b, bare, "-bare")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func bareQuery(ctx context.Context, db *store.DB, q Query) error {
	terms := q.filters()
	if ws := meaningful(fold(q.Text)); len(ws) > 0 {
		terms = append(terms, all("nba", ws)...)
	}
	if !q.OpenAt.IsZero() {
		terms = append(terms, quarterTerm(q.OpenAt, []string{"America/Chicago"}, zones{}))
	}
	if len(terms) == 0 {
		terms = []term{{"nba", []string{"organization"}}}
	}
	return db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		_, err := idsOf(ctx, r, selectBareSQLite, match(store.SQLite, terms))
		return err
	})
}

const selectBareSQLite = `SELECT rowid FROM directory_words WHERE directory_words MATCH $1 ORDER BY rowid LIMIT 20`

func report(b *testing.B, took []time.Duration, suffix string) {
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(0.50), "p50-ms"+suffix)
	b.ReportMetric(ms(0.99), "p99-ms"+suffix)
}
