package staff_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestDatesAndPapersAtTheDesk: an appointment waits for the person's yes, and then one button shows what a reminder would say
// and that nothing leaves where the person named no way; a paper says where it is.
func TestDatesAndPapersAtTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		day := o.Clock.Now().AddDate(0, 0, 3).Format(time.DateOnly)
		date := url.Values{"words": {"The clinic, first visit."}, "at": {day}, "hour": {"14:30"}, "place": {"the side door"}, "how": {"propose"}}
		for _, bad := range []string{"", "half past two", "25:00"} {
			wrong := url.Values{}
			for name, values := range date {
				wrong[name] = values
			}
			wrong.Set("hour", bad)
			if a := ruth.post(h.address+"/plan/dates/new", wrong); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body.String(), "first visit") {
				t.Errorf("at %q: %d", bad, a.Code)
			}
		}
		page := ruth.get(ruth.sends(h.address+"/plan/dates/new", date))
		holds(t, page, "The clinic, first visit.", "the side door", "Waits for the person")
		lacks(t, page, "See what a reminder would say")
		waiting := h.plan().Dates[0]
		if at := waiting.Current().Body.At; at.In(time.UTC).Format("2006-01-02 15:04") != day+" 14:30" {
			t.Errorf("it is at %v", at)
		}
		h.answers(waiting.Tip(), plan.Yes)
		page = ruth.get(h.address)
		holds(t, page, "See what a reminder would say")
		shown := ruth.post(h.address+"/reach/text", url.Values{"template": {"date_reminder"}, "day": {day}, "hour": {"14:30"}}).Body.String()
		lacks(t, shown, "clinic", "first visit", "side door")

		paper := url.Values{"words": {"Her passport."}, "state": {"withheld"}, "how": {"agreed"}, "agreed": {o.Clock.Now().Format(time.DateOnly)}}
		holds(t, ruth.get(ruth.sends(h.address+"/plan/papers/new", paper)), "Her passport.", "Somebody keeps it from them", "Agreed in conversation on")
		if p := h.plan().Papers[0].Current().Body; p.State != plan.PaperWithheld {
			t.Errorf("%+v", p)
		}
	})
}
