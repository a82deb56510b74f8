package browser_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
)

// A recorder is a test that may fail without failing its parent.
type recorder struct {
	testing.TB
	failures []string
}

type stopped struct{}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(stopped{})
}

// failure runs step and returns why it failed.
func (r *recorder) failure(step func()) (why string) {
	r.failures = nil
	defer func() {
		if p := recover(); p != nil && p != (stopped{}) {
			panic(p)
		}
		why = strings.Join(r.failures, "\n")
	}()
	step()
	return ""
}

func TestStepsThatCannotBeDoneFail(t *testing.T) {
	r := &recorder{TB: t}
	tab := browser.Open(r, browser.Options{})
	url := site(t)
	for name, c := range map[string]struct {
		step func()
		why  string
	}{
		"see":      {func() { tab.See("nowhere") }, "not on the page"},
		"hidden":   {func() { tab.See("hidden words") }, "not on the page"},
		"dontsee":  {func() { tab.DontSee("Start") }, "is on the page"},
		"click":    {func() { tab.Click("Nothing") }, "nothing that can be pressed"},
		"covered":  {func() { tab.Click("Covered") }, "is covered by"},
		"selector": {func() { tab.Click("#none") }, "nothing that can be pressed"},
		"fill":     {func() { tab.Fill("No label", "x") }, "no label says"},
		"choose":   {func() { tab.Choose("No label") }, "no label says"},
		"keys":     {func() { tab.Keys("Hyper") }, "there is no key"},
		"visit":    {func() { tab.Visit("http://127.0.0.1:1/") }, "visiting"},
	} {
		tab.Wait(browser.Patience)
		tab.Visit(url)
		tab.Wait(500 * time.Millisecond)
		if why := r.failure(c.step); !strings.Contains(why, c.why) {
			t.Errorf("%s: failed with %q, want %q", name, why, c.why)
		}
	}
}

func TestSubmitFailsWhereNoPageComes(t *testing.T) {
	r := &recorder{TB: t}
	tab := browser.Open(r, browser.Options{})
	tab.Visit(site(t) + "/form")
	tab.Wait(time.Second)
	browser.Eval[string](tab, `document.querySelector("button").type = "button"`)
	if why := r.failure(func() { tab.Submit("Send") }); !strings.Contains(why, "no new page came") {
		t.Errorf("failed with %q", why)
	}
}

func TestCheckReadsHTMLWithoutABrowser(t *testing.T) {
	r := &recorder{TB: t}
	page := browser.Check(r, `<main class="a b"><p id=x>one  <b>two</b></p><script>no()</script><a href="/y" hidden>three</a></main>`)
	page.In("main.b", "p#x").HasText("one two")
	page.In("a[href=/y][hidden]").HasNoText("one")
	if got := page.In("a").Attr("href") + fmt.Sprint(page.Count("p"), page.Count("p.c")); got != "/y1 0" {
		t.Errorf("got %q", got)
	}
	if len(r.failures) != 0 {
		t.Errorf("what is there is not found: %q", r.failures)
	}
	for _, step := range []func(){
		func() { page.In("section") },
		func() { page.In("main").HasText("no()") },
		func() { page.In("main").HasNoText("three") },
		func() { page.In("a[href=/z]") },
	} {
		if r.failure(step) == "" {
			t.Error("a check that does not hold passes")
		}
	}
}
