package app_test

import (
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestOnAFullDiskNothingTypedIsLost walks three forms over a database that is really full: somebody's own words in their space, a
// note at a desk, and a report without script. What was typed stands on the page that says so, can be sent again in vain, goes
// through as soon as there is room, and Back is the form.
func TestOnAFullDiskNothingTypedIsLost(t *testing.T) {
	w := apptest.SQLite(t)
	if _, err := w.OpenIntake(t.Context(), w.Coalition); err != nil {
		t.Fatal(err)
	}
	h := liveIn(t, w)
	typed := "Please do not ring in the evening. " + strings.Repeat("It is quieter in the morning. ", 150)
	typed = strings.TrimSpace(typed)
	small := browser.Open(t, browser.Options{Width: 320, Height: 640})
	desk := browser.Open(t, browser.Options{Width: 1280, Height: 800})
	h.opens(small)
	h.signsIn(t, desk, h.Shelter.As(account.Advocate))
	desk.Click("Hana")

	fits := func(tab *browser.Tab) {
		t.Helper()
		if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d pixels too wide", over)
		}
		for _, v := range tab.Axe() {
			t.Error(v)
		}
	}
	lost := func(tab *browser.Tab) {
		t.Helper()
		tab.See("We could not keep this")
		tab.See("There is no room left on our side")
		tab.See("Talk to a person")
		tab.See("Leave quickly")
		if got := tab.Value("What you typed"); got != typed {
			t.Errorf("%d characters came back, of %d", len(got), len(typed))
		}
		fits(tab)
	}

	small.Visit(h.server.URL + "/my/plan/new-note")
	small.Fill("What do you want to write?", typed)
	free := storetest.Fill(t, w.DB)
	small.Submit("Keep this")
	lost(small)
	small.Submit("Try again")
	lost(small)
	free()
	small.Submit("Try again")
	small.See("Please do not ring in the evening.")

	notes := desk.Address() + "/notes"
	desk.Visit(notes)
	desk.Fill("A new note", typed)
	free = storetest.Fill(t, w.DB)
	desk.Submit("Keep it")
	lost(desk)
	free()
	desk.Back()
	desk.See("A new note")
	desk.Fill("A new note", typed)
	free = storetest.Fill(t, w.DB)
	desk.Submit("Keep it")
	lost(desk)
	free()
	desk.Submit("Try again")
	desk.See("Please do not ring in the evening.")

	report := browser.Open(t, browser.Options{Width: 320, Height: 640})
	report.Visit(h.server.URL + "/ask/en")
	report.Choose("Harbour House")
	report.Fill("What would you like to tell us?", typed)
	free = storetest.Fill(t, w.DB)
	report.Submit("Send it")
	report.See("There is no room left on our side")
	if got := report.Value("What would you like to tell us?"); got != typed {
		t.Errorf("%d characters of the report came back, of %d", len(got), len(typed))
	}
	fits(report)
	free()
	report.Submit("Send it")
	report.See("These are your words")
}
