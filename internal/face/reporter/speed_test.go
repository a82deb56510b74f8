package reporter_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
)

const web = "../../../web"

// The scripts that know nothing of the page have tests of their own.
func TestScripts(t *testing.T) {
	run := exec.Command("npm", "test", "--silent")
	run.Dir = web
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// stillFor is how long leaving may have to wait for work that is under way, and sealFor how long sealing may take, in
// milliseconds.
const (
	stillFor = 150
	sealFor  = 100
)

const sealing = "seal 16 KiB to three"

type rounds struct{ Median, Least float64 }

type figures struct {
	Cold, Stretches map[string]float64
	Warm            map[string]rounds
}

// measure has a real browser do the work of the page.
func measure(t testing.TB) figures {
	t.Helper()
	bundle := exec.Command("node", "bundle.mjs", "src/report/bench.js")
	bundle.Dir, bundle.Stderr = web, os.Stderr
	script, err := bundle.Output()
	if err != nil {
		t.Fatal(err)
	}
	tab := browser.Open(t, browser.Options{Script: true})
	tab.Visit("about:blank")
	browser.Eval[int](tab, string(script)+`; bench().then((took) => { window.took = took }); 0`)
	for end := time.Now().Add(2 * browser.Patience); time.Now().Before(end); {
		if took := browser.Eval[*figures](tab, `window.took || null`); took != nil {
			return *took
		}
	}
	t.Fatal("the measurement does not end")
	return figures{}
}

// 16 KiB to three readers, with five stanzas for nobody, in less than a tenth of a second, and no piece of the work so long
// that leaving would have to wait for it. Other tests run beside this one, so that the least of the rounds is what is held
// to it here; BenchmarkSealing gives the median.
func TestSealingIsQuick(t *testing.T) {
	took := measure(t)
	for what, ms := range took.Stretches {
		if ms > stillFor {
			t.Errorf("%s holds the page up for %.1f ms", what, ms)
		}
	}
	if ms := took.Warm[sealing].Least; ms <= 0 || ms > sealFor {
		t.Errorf("sealing takes %.1f ms", ms)
	}
}

func BenchmarkSealing(b *testing.B) {
	took := measure(b)
	for what, ms := range took.Cold {
		b.Logf("the first time, %s takes %.1f ms", what, ms)
	}
	for what, of := range took.Warm {
		b.Logf("%s takes %.1f ms (median)", what, of.Median)
	}
	for what, ms := range took.Stretches {
		b.Logf("while %s, the page stands still for %.1f ms at most", what, ms)
	}
	b.ReportMetric(took.Warm[sealing].Median, "ms/seal")
	b.ReportMetric(0, "ns/op")
}
