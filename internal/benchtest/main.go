// Command benchtest prints what the speed of the house costs: each act beside the bare cost that it cannot go below, and
// the ratio of the two, measured in one run on one machine. Absolute figures of a shared machine mean little; the ratios
// are what to watch.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

func main() {
	services := flag.Int("services", 100_000, "made-up services for the large directory")
	real := flag.String("directory", "../shared/data/hsds-ilao", "folder of the real directory; left out where it is absent")
	binary := flag.String("binary", "bin/amparo", "the program, for its start, memory and pages")
	database := flag.String("database-url", "", "postgres://… to measure there; empty for SQLite")
	flag.Parse()
	if err := bench(context.Background(), *services, *real, *binary, *database); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, services int, real, binary, database string) error {
	t := &table{out: os.Stdout}
	t.row("what", "measured", "bare cost beside it", "ratio", "goal")
	folder, err := os.MkdirTemp("", "amparo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// The bench is a flood: it would be asked for work, which is measured by no one but the sender.
	calm := reporting.Lanes{Ordinary: 1e9, Urgent: 1e9, Box: 1e9, Basic: 2}
	a, err := app.Open(ctx, app.Config{Folder: folder, DatabaseURL: database, Params: keys.DefaultParams(), Lanes: calm}, clock.System())
	if err != nil {
		return err
	}
	defer a.Close()
	c, err := a.FoundCoalition(ctx)
	if err != nil {
		return err
	}
	for _, part := range []func() error{
		func() error { return reports(ctx, t, a, c) },
		func() error { return records(ctx, t, a, c) },
		func() error { return decisions(ctx, t) },
		func() error { return search(ctx, t, a, services, real) },
		func() error { return program(ctx, t, binary) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// table prints as it goes, so that a long run shows what it has.
type table struct{ out io.Writer }

func (t *table) row(what, measured, bare, ratio, goal string) {
	fmt.Fprintf(t.out, "%-48s %-32s %-50s %-6s %s\n", what, measured, bare, ratio, goal)
}

// throughput runs act in clients goroutines for span, and returns acts a second.
func throughput(clients int, span time.Duration, act func(client int) error) (float64, error) {
	var wg sync.WaitGroup
	done := make([]int, clients)
	failed := make([]error, clients)
	start := time.Now()
	for c := range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Since(start) < span && failed[c] == nil {
				failed[c] = act(c)
				done[c]++
			}
		}()
	}
	wg.Wait()
	took, total := time.Since(start), 0
	for c := range clients {
		if failed[c] != nil {
			return 0, failed[c]
		}
		total += done[c]
	}
	return float64(total) / took.Seconds(), nil
}

// interleaved measures two acts turn by turn, so that the noise of a shared machine falls on both, and returns the median
// of each and of their ratio.
func interleaved(clients int, one, bare func(client int) error) (median, bareMedian, ratio float64, err error) {
	const rounds, span = 5, 1500 * time.Millisecond
	var ones, bares, ratios []float64
	for range rounds {
		b, err := throughput(clients, span, bare)
		if err != nil {
			return 0, 0, 0, err
		}
		o, err := throughput(clients, span, one)
		if err != nil {
			return 0, 0, 0, err
		}
		ones, bares, ratios = append(ones, o), append(bares, b), append(ratios, o/b)
	}
	return middle(ones), middle(bares), middle(ratios), nil
}

func middle(v []float64) float64 {
	sort.Float64s(v)
	return v[len(v)/2]
}
