package plan_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func (s *site) pause(do, check string) (status int, body string) {
	s.t.Helper()
	_, v := s.form(s.get("/my/pause"), do)
	v.Set("do", do)
	if check != "" {
		v.Set("check", check)
	}
	return s.post("/my/pause", v)
}

// A check that was agreed stands while contact is paused, can be changed, and ends with the pause. What the person stopped
// nobody else begins again.
func TestAPauseWithACheck(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		if status, body := s.pause("stop", ""); status != http.StatusSeeOther || !strings.Contains(body, "You stopped it") {
			t.Fatalf("stopping: %d", status)
		}
		if status, body := s.pause("stop", "Imani knocks on Sundays"); status != http.StatusSeeOther || !strings.Contains(body, "Imani knocks on Sundays") {
			t.Fatalf("with a check: %d", status)
		}
		if p := s.plan().Pause; !p.On || !p.Own || p.Check != "Imani knocks on Sundays" || p.Stops(true) {
			t.Errorf("%+v", p)
		}
		if err := s.Plans.Pause(t.Context(), s.ruth, s.hana, plan.Pause{Agreed: s.Clock.Now()}, ""); err == nil {
			t.Error("a worker begins what the person stopped")
		}
		for _, path := range []string{"/my", "/my/pause"} {
			if !strings.Contains(s.get(path), "Contact is paused") {
				t.Errorf("%s does not say that contact is paused", path)
			}
		}
		if status, _ := s.pause("begin", ""); status != http.StatusSeeOther || s.plan().Pause.On {
			t.Errorf("beginning again: %d", status)
		}
	})
}

// Sent twice from two tabs, a pause is a pause; what a worker wrote down says who wrote it.
func TestAPauseThatAWorkerWroteDown(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		if err := s.Plans.Pause(t.Context(), s.ruth, s.hana, plan.Pause{On: true, Agreed: s.Clock.Now()}, ""); err != nil {
			t.Fatal(err)
		}
		browser.Check(t, s.get("/my/pause")).HasText("Ruth Bekker, an advocate wrote down that you said so.")
		_, one := s.form(s.get("/my/pause"), "begin")
		_, two := s.form(s.get("/my/pause"), "begin")
		for _, v := range []url.Values{one, two, one} {
			v.Set("do", "begin")
			if status, _ := s.post("/my/pause", v); status != http.StatusSeeOther || s.plan().Pause.On {
				t.Errorf("beginning: %d", status)
			}
		}
	})
}

// To stop never asks for the passphrase once more, whatever the person chose and however long the session is open; to begin
// again does where they chose so, and then goes on with what was sent.
func TestToStopNeverAsks(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		if err := s.Accounts.SetSettings(t.Context(), s.me(), account.Settings{AskContact: true}); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(6 * time.Minute)
		if status, _ := s.pause("stop", ""); status != http.StatusSeeOther {
			t.Fatalf("stopping in a session that was left open: %d", status)
		}
		if status, body := s.pause("begin", ""); status != http.StatusUnauthorized || !strings.Contains(body, `type="password"`) {
			t.Errorf("beginning: %d", status)
		}
		if !s.plan().Pause.On {
			t.Error("contact began without the words")
		}
	})
}

// The person closes and comes back; a wish sent twice is one wish, and a way back that was taken already leads home.
func TestClosingAndComingBack(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		before := len(s.things())
		_, v := s.form(s.get("/my/plan/close"), "enough")
		v.Set("reason", "enough")
		v.Set("words", "it was good")
		for range 2 {
			if status, body := s.post("/my/plan/close", v); status != http.StatusSeeOther || !strings.Contains(body, "Your plan is closed") {
				t.Fatalf("closing: %d", status)
			}
		}
		if strings.Contains(s.get("/my"), "a room with a lock") {
			t.Error("somebody who left is asked something")
		}
		_, again := s.form(s.get("/my/plan"), "")
		for range 2 {
			if status, body := s.post("/my/plan/again", again); status != http.StatusSeeOther || strings.Contains(body, "Your plan is closed") {
				t.Fatalf("coming back: %d", status)
			}
		}
		if p := s.plan(); p.Stands.State != plan.Reopened || len(p.Closing) != 1 || len(s.things()) < before {
			t.Errorf("%s, %d wishes, %d things", p.Stands.State, len(p.Closing), len(s.things()))
		}
		s.post("/my/plan/again", url.Values{"key": {id.Reference()}})
	})
}

// TestMoreTimeForAFirstPlan: the person moves its day themselves, from where it stands; it is written down as theirs, once.
func TestMoreTimeForAFirstPlan(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		due := func() time.Time {
			t.Helper()
			v, err := s.Plans.Open(t.Context(), s.me(), s.hana)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range v.Promises {
				if p.Promise == plan.FirstPlan {
					return p.Instance.Due
				}
			}
			t.Fatal("nothing was promised")
			return time.Time{}
		}
		before := due()
		page := s.get("/my/plan")
		for _, words := range []string{"I need more time", "Two more weeks"} {
			if !strings.Contains(page, words) {
				t.Fatalf("the page does not say %q", words)
			}
		}
		form := url.Values{"weeks": {"2"}, "key": {id.Reference()}}
		for range 2 {
			if code, _ := s.post("/my/plan/more-time", form); code != http.StatusSeeOther {
				t.Fatalf("answered %d", code)
			}
		}
		if got := due(); !got.Equal(before.Add(14 * day)) {
			t.Errorf("it was due %v and is now %v", before, got)
		}
		v, err := s.Plans.Open(t.Context(), s.ruth, s.hana)
		if err != nil || len(v.Moved) != 1 || !v.Moved[0].Current().Own {
			t.Errorf("the worker reads %+v, %v", v.Moved, err)
		}
		if code, _ := s.post("/my/plan/more-time", url.Values{"weeks": {"400"}, "key": {id.Reference()}}); code != http.StatusUnprocessableEntity {
			t.Errorf("more than is offered: %d", code)
		}
	})
}
