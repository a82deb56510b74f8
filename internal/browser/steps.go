package browser

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed finder.js
var finder string

// Visit goes to an address as if it were typed, and waits until the page is loaded. It starts the count of
// TransferredBytes anew.
func (tab *Tab) Visit(url string) {
	tab.t.Helper()
	tab.mu.Lock()
	tab.bytes = 0
	tab.mu.Unlock()
	ctx, cancel := context.WithTimeout(tab.ctx, tab.patience)
	defer cancel()
	result, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: url})
	if err != nil {
		tab.t.Fatalf("visiting %s: %v", url, err)
	}
	if result.ErrorText != "" {
		tab.t.Fatalf("visiting %s: %s", url, result.ErrorText)
	}
	tab.loaded("visiting " + url)
}

// Reload asks for the same page once more.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.nextDocument("reloading", func() error {
		_, err := chromedp.Call(tab.ctx, page.Reload, page.ReloadParams{})
		return err
	})
}

// Click presses a link, a button, a label or a summary that says what, with the mouse, in the middle of what is seen. What
// begins with "#", "." or "[" is a CSS selector instead. A navigation that the click starts is waited for.
func (tab *Tab) Click(what string) {
	tab.t.Helper()
	step := fmt.Sprintf("clicking %q", what)
	tab.press(step, "pressSpot", what)
	tab.settle(step)
}

// Submit clicks the button that says button, and waits for the next page. It fails where no page comes.
func (tab *Tab) Submit(button string) {
	tab.t.Helper()
	step := fmt.Sprintf("submitting %q", button)
	tab.nextDocument(step, func() error {
		tab.press(step, "pressSpot", button)
		return nil
	})
}

// Choose ticks the checkbox or radio button with this label. One that is ticked stays so.
func (tab *Tab) Choose(label string) {
	tab.t.Helper()
	step := fmt.Sprintf("choosing %q", label)
	tab.press(step, "choiceSpot", label)
	tab.until(step, func(ctx context.Context) (string, error) {
		ok, err := ask[bool](ctx, "chosen", label)
		if !ok {
			return "it is not ticked after a click", err
		}
		return "", err
	})
}

// Fill puts value into the field with this label in place of what stood there, as typing does. For a list it chooses the
// option that says value; a date is written 2026-03-14.
func (tab *Tab) Fill(label, value string) {
	tab.t.Helper()
	step := fmt.Sprintf("filling %q", label)
	tab.until(step, func(ctx context.Context) (string, error) { return ask[string](ctx, "ready", label) })
	kind, err := ask[string](tab.ctx, "kindOf", label)
	if err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
	switch kind {
	case "select-one", "date", "time", "month":
		tab.until(step, func(ctx context.Context) (string, error) { return ask[string](ctx, "set", label, value) })
		return
	}
	if value == "" {
		tab.Keys("Delete")
		return
	}
	if err := chromedp.Do(tab.ctx, do(input.InsertText, input.InsertTextParams{Text: value})); err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
}

// Value is what stands in the field with this label.
func (tab *Tab) Value(label string) (value string) {
	tab.t.Helper()
	tab.until(fmt.Sprintf("reading the field %q", label), func(ctx context.Context) (string, error) {
		answer, err := ask[struct{ Value, Missing string }](ctx, "valueOf", label)
		value = answer.Value
		return answer.Missing, err
	})
	return value
}

// Back goes back as the browser's button does; where there is nothing to go back to, it does nothing.
func (tab *Tab) Back() { tab.t.Helper(); tab.move("going back", -1) }

// Forward goes forward as the browser's button does.
func (tab *Tab) Forward() { tab.t.Helper(); tab.move("going forward", 1) }

func (tab *Tab) move(step string, by int64) {
	tab.t.Helper()
	history, err := chromedp.Run(tab.ctx, chromedp.NavigationEntries())
	if err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
	next := history.CurrentIndex + by
	if next < 0 || next >= int64(len(history.Entries)) {
		return
	}
	if _, err := chromedp.Call(tab.ctx, page.NavigateToHistoryEntry,
		page.NavigateToHistoryEntryParams{EntryID: history.Entries[next].ID}); err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
	tab.until(step, func(ctx context.Context) (string, error) {
		now, err := chromedp.Run(ctx, chromedp.NavigationEntries())
		if now.CurrentIndex == history.CurrentIndex {
			return "the tab has not moved", err
		}
		return "", err
	})
	tab.loaded(step)
}

// press waits until the thing can be pressed, and presses it once.
func (tab *Tab) press(step, find, what string) {
	tab.t.Helper()
	var spot place
	tab.until(step, func(ctx context.Context) (missing string, err error) {
		last := spot
		if spot, err = ask[place](ctx, find, what); err == nil && spot.Missing == "" && spot != last {
			return "it is still moving", nil
		}
		return spot.Missing, err
	})
	if spot.Done {
		return
	}
	if err := chromedp.Do(tab.ctx, chromedp.MouseClickXY(spot.X, spot.Y)); err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
}

// A place is the answer to where something can be pressed: a point in the window, or what stands in the way.
type place struct {
	X, Y    float64
	Missing string
	Done    bool
}

// nextDocument does something and waits for the page that it brings.
func (tab *Tab) nextDocument(step string, act func() error) {
	tab.t.Helper()
	tab.mu.Lock()
	before := tab.loads
	tab.mu.Unlock()
	if err := act(); err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
	tab.until(step, func(context.Context) (string, error) {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		if tab.loads == before {
			return "no new page came", nil
		}
		return "", nil
	})
	tab.loaded(step)
}

// loaded waits until the document and all its parts are there.
func (tab *Tab) loaded(step string) {
	tab.t.Helper()
	tab.settle(step)
	tab.until(step, func(ctx context.Context) (string, error) {
		ok, err := ask[bool](ctx, "complete")
		if !ok {
			return "the page is still loading", err
		}
		return "", err
	})
}
