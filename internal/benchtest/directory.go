package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing/fstest"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

var questions = []directory.Query{
	{Text: "immigration lawyer"}, {Text: "shelter tonight"}, {Need: "legal"}, {Need: "health", Text: "women"},
	{Text: "food"}, {Text: "free legal information", Near: "Chicago"}, {Text: "housing", OpenNow: true}, {Near: "Springfield"},
}

// search measures the directory, on the real data and on a large made-up one.
func search(ctx context.Context, t *table, a *app.App, services int, real string) error {
	if _, err := os.Stat(real); err == nil {
		if _, err := directory.Import(ctx, a.DB, os.DirFS(real), directory.ImportOptions{Zone: "America/Chicago", Country: "US"}); err != nil {
			return err
		}
		if err := searchRow(ctx, t, a, "directory search, real directory"); err != nil {
			return err
		}
	}
	if _, err := directory.Import(ctx, a.DB, madeUp(services), directory.ImportOptions{Zone: "America/Chicago", Country: "US"}); err != nil {
		return err
	}
	return searchRow(ctx, t, a, fmt.Sprintf("directory search, %d services", services))
}

func searchRow(ctx context.Context, t *table, a *app.App, what string) error {
	var whole, bare []time.Duration
	for i := range 800 {
		start := time.Now()
		if _, err := a.Directory.Search(ctx, questions[i%len(questions)]); err != nil {
			return err
		}
		whole = append(whole, time.Since(start))
		start = time.Now()
		if err := bareWords(ctx, a.DB); err != nil {
			return err
		}
		bare = append(bare, time.Since(start))
	}
	p50, p99 := percentiles(whole)
	bare50, bare99 := percentiles(bare)
	t.row(what, fmt.Sprintf("p50 %.1f ms, p99 %.1f ms", p50, p99), fmt.Sprintf("bare full-text query p50 %.1f ms, p99 %.1f ms", bare50, bare99), fmt.Sprintf("%.1f", p99/bare99), "p99 < 20 ms")
	return nil
}

// bareWords asks the engine's own full-text search for one ranked page and nothing else.
func bareWords(ctx context.Context, db *store.DB) error {
	return db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		query := `SELECT rowid FROM directory_words WHERE directory_words MATCH $1 ORDER BY rank LIMIT 20`
		arg := "immigration lawyer"
		if r.Dialect() == store.Postgres {
			query = `SELECT count(*) FROM directory_words WHERE words @@ plainto_tsquery('simple', $1)`
		}
		rows, err := r.Query(ctx, query, arg)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() { //nolint:revive // the rows are what costs
		}
		return rows.Err()
	})
}

func percentiles(d []time.Duration) (p50, p99 float64) {
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	ms := func(p float64) float64 { return float64(d[int(p*float64(len(d)-1))].Microseconds()) / 1000 }
	return ms(0.50), ms(0.99)
}

// madeUp writes a directory of n services in the tabular form of HSDS 3.0.
func madeUp(n int) fstest.MapFS {
	subjects := []string{"Immigration", "Housing", "Food", "Health", "Legal", "Work", "Family", "Counselling", "Shelter", "Language"}
	forms := []string{"advice", "clinic", "lawyer", "help line", "drop-in", "course", "group", "visit", "night place", "interpreter"}
	towns := []string{"Springfield", "Chicago", "Riverton", "Lakeside", "Harbor", "Milltown", "Oakfield", "Westbridge"}
	space := id.Named(id.ID{}, "bench")
	var orgs, services, locations, pairs, addresses sheet
	orgs.add("id", "name", "description")
	services.add("id", "organization_id", "name", "description", "status")
	locations.add("id", "location_type", "name", "organization_id")
	pairs.add("id", "service_id", "location_id")
	addresses.add("id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type")
	for i := range n {
		org := id.Named(space, fmt.Sprint("org", i/50)).String()
		if i%50 == 0 {
			orgs.add(org, fmt.Sprintf("Organisation %d", i/50), "Made up for a measurement.")
		}
		service, location := id.Named(space, fmt.Sprint("s", i)).String(), id.Named(space, fmt.Sprint("l", i)).String()
		town := towns[i%len(towns)]
		services.add(service, org, fmt.Sprintf("%s %s %d", subjects[i%10], forms[i/10%10], i), fmt.Sprintf("Free %s for women, men and families in %s. Walk in or ring first.", strings.ToLower(subjects[i/100%10]), town), "active")
		locations.add(location, "physical", fmt.Sprintf("Place %d", i), org)
		pairs.add(id.Named(space, fmt.Sprint("p", i)).String(), service, location)
		addresses.add(id.Named(space, fmt.Sprint("a", i)).String(), location, fmt.Sprintf("%d Main Street", i), town, "IL", fmt.Sprint(60000+i%900), "US", "physical")
	}
	return fstest.MapFS{"organizations.csv": orgs.file(), "services.csv": services.file(), "locations.csv": locations.file(),
		"service_at_location.csv": pairs.file(), "addresses.csv": addresses.file()}
}

type sheet struct{ rows [][]string }

func (t *sheet) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *sheet) file() *fstest.MapFile {
	var out strings.Builder
	_ = csv.NewWriter(&out).WriteAll(t.rows) // a strings.Builder takes everything
	return &fstest.MapFile{Data: []byte(out.String())}
}
