package plan_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
)

// A date that a worker writes waits for the person; their own counts at once, is moved and called off, and stays with its
// wordings. What is no moment is asked for again, with what was typed.
func TestDatesAndPapersAreTheirs(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		at := s.Clock.Now().Add(2 * day).Truncate(time.Hour)
		s.write(s.ruth, &plan.Date{What: "the doctor", At: at, Place: "two doors down"}, plan.Edit{})
		list := s.get("/my/dates")
		if !strings.Contains(list, "the doctor") || !strings.Contains(list, "Waits for you") {
			t.Errorf("the worker's date: %s", list)
		}
		add := func(path string, set url.Values) (int, string) {
			_, v := s.form(s.get(path), "")
			for name, value := range set {
				v[name] = value
			}
			return s.post(path, v)
		}
		for name, bad := range map[string]url.Values{
			"no hour":   {"words": {"to the market"}, "day": {"2027-05-01"}},
			"no day":    {"words": {"to the market"}, "hour": {"10:00"}},
			"no moment": {"words": {"to the market"}, "day": {"2027-05-01"}, "hour": {"25:99"}},
		} {
			if status, body := add("/my/dates/new", bad); status != http.StatusUnprocessableEntity || !strings.Contains(body, "to the market") {
				t.Errorf("%s: %d", name, status)
			}
		}
		status, body := add("/my/dates/new", url.Values{"words": {"to the market"}, "day": {"2027-05-01"}, "hour": {"10:30"}, "with": {"Bea"}})
		if status != http.StatusSeeOther || !strings.Contains(body, "Bea") {
			t.Fatalf("an own date: %d", status)
		}
		action, v := s.form(body, "off")
		v.Set("to", "off")
		if status, _ := s.post(action, v); status != http.StatusSeeOther {
			t.Errorf("calling it off: %d", status)
		}
		dates := s.plan().Dates
		own := dates[len(dates)-1]
		if now, ok := own.Now(); !ok || !now.Body.Off || !now.Body.At.Equal(time.Date(2027, 5, 1, 10, 30, 0, 0, time.UTC)) || len(own.Versions) != 2 {
			t.Errorf("%+v", own)
		}
		if _, counts := dates[0].Now(); counts {
			t.Error("the worker's date counts without an answer")
		}

		if status, _ := add("/my/papers/new", url.Values{"words": {"passport"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a paper that is nowhere: %d", status)
		}
		status, body = add("/my/papers/new", url.Values{"words": {"passport"}, "state": {"withheld"}, "until": {"2030-01-01"}})
		if status != http.StatusSeeOther || !strings.Contains(body, "Somebody keeps it from me") {
			t.Fatalf("an own paper: %d", status)
		}
		action, v = s.form(body, "over")
		v.Set("to", "over")
		if status, _ := s.post(action, v); status != http.StatusSeeOther {
			t.Errorf("taking it off the list: %d", status)
		}
		if p := s.plan().Papers[0].Current().Body; p.State != plan.PaperWithheld || !p.Over {
			t.Errorf("%+v", p)
		}
	})
}
