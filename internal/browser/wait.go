package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// interval is the time between two looks at the page. A look costs well under a millisecond.
const interval = 10 * time.Millisecond

// until looks again and again until the condition holds. It reports what was last missing when Patience ends.
func (tab *Tab) until(step string, holds func(ctx context.Context) (missing string, err error)) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, tab.patience)
	defer cancel()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	missing := "nothing was answered"
	for {
		m, err := holds(ctx)
		if err == nil && m == "" {
			return
		}
		// A document that is just being replaced answers with an error. The next look finds the new one.
		if err != nil && ctx.Err() == nil {
			missing = err.Error()
		} else if m != "" {
			missing = m
		}
		select {
		case <-ctx.Done():
			tab.t.Fatalf("%s: %s\n%s", step, missing, tab.describe())
		case <-tick.C:
		}
	}
}

// settle waits until a navigation that the last step may have started has ended. A form is submitted from a task of its
// own, so the page has to be quiet at several looks in a row.
func (tab *Tab) settle(step string) {
	tab.t.Helper()
	const quietLooks = 3
	quiet := 0
	tab.until(step, func(ctx context.Context) (string, error) {
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`0`)); err != nil {
			quiet = 0
			return "", err
		}
		tab.mu.Lock()
		loading := tab.loading
		tab.mu.Unlock()
		if quiet++; loading {
			quiet = 0
		}
		if quiet < quietLooks {
			return "the page is still loading", nil
		}
		return "", nil
	})
}

// ask runs one of the functions of finder.js in the page and decodes its answer. Chromium runs it even where the page's
// own script is off.
func ask[T any](ctx context.Context, call string, args ...any) (T, error) {
	encoded := make([]string, len(args))
	for i, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			return *new(T), err
		}
		encoded[i] = string(b)
	}
	expression := fmt.Sprintf("(() => { %s\nreturn %s(%s) })()", finder, call, strings.Join(encoded, ", "))
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// describe tells where the tab is and what is seen there, for the message of a failed step.
func (tab *Tab) describe() string {
	ctx, cancel := context.WithTimeout(tab.ctx, 5*time.Second)
	defer cancel()
	text, err := ask[string](ctx, "described")
	if err != nil {
		return "(the page does not answer: " + err.Error() + ")"
	}
	return text
}
