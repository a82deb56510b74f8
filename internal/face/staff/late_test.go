package staff_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestWhatIsLateSaysSo: in words, first in the list of one's people, and on the person's page.
func TestWhatIsLateSaysSo(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		late := ruth.starts("Tomas")
		o.Clock.Advance(47 * time.Hour)
		ruth = o.at(w.Shelter.As(account.Advocate))
		ruth.starts("Hana")
		o.Clock.Advance(2 * time.Hour)
		if err := w.Plans.Tick(t.Context(), w.Shelter.Agency.ID); err != nil {
			t.Fatal(err)
		}
		ruth = o.at(w.Shelter.As(account.Advocate))
		list := mainOf(ruth.get("/desk/people"))
		holds(t, list, "First talk", ">Late</strong>", "since ")
		if strings.Index(list, "Tomas") > strings.Index(list, "Hana") {
			t.Error("whose promise is late does not come first")
		}
		holds(t, ruth.get(late), "First talk: ", ">Late</strong>", "A first plan together: ")
		imani := o.at(w.Shelter.As(account.Supervisor))
		holds(t, imani.get("/desk/team"), ">Late</strong>")
	})
}

// TestNamesStandWhereTheyCanBeCovered (A36): on every page over the plan the person's name stands only where privacy mode
// covers it.
func TestNamesStandWhereTheyCanBeCovered(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		covered := regexp.MustCompile(`<(bdi|span) class="name">[^<]*</(bdi|span)>`)
		for _, page := range []string{"", "/notes", "/notes/hide", "/safety", "/sharing", "/ending", "/ending/pause", "/ending/try", "/ending/ask", "/ending/hand-over",
			"/meetings", "/meetings/new", "/plan/goals/new", "/plan/options/new", "/plan/offers/mind", "/plan/order", "/plan/reviews/new", "/plan/postpone"} {
			body := ruth.get(h.address + page)
			if !strings.Contains(body, "Hana Tesfaye") {
				t.Errorf("%s does not say on whose page one is", page)
			}
			lacks(t, covered.ReplaceAllString(body, ""), "Hana Tesfaye")
		}
		list := ruth.get("/desk/people")
		lacks(t, covered.ReplaceAllString(list, ""), "Hana Tesfaye")
	})
}
