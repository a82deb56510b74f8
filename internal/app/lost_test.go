package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestWhatWasTypedOutlivesARestart: the addresses of a page end with the process that made them. The form that is sent
// afterwards is answered as not there, and what was typed stands in the answer.
func TestWhatWasTypedOutlivesARestart(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := newWriter(t, w, account.Settings{})
		after := w.Client(w.Pages())
		after.Keep(webkit.SessionCookie, s.c.Cookie(webkit.SessionCookie))
		a := after.Post(s.at, url.Values{"text": {wrote}, "passphrase": {"warm bread"}})
		if a.Code != http.StatusNotFound || !isShown(t, a.Body, wrote) || strings.Contains(a.Body, "warm bread") {
			t.Errorf("after a restart: %d, %s", a.Code, a.Page().In("main").Text())
		}
		if strings.Contains(a.Body, s.at) {
			t.Error("the answer tells of which address it is, so that what is not there and what is not theirs differ")
		}
	})
}

// TestADraftThatCannotBeKeptComesBack: a session has ended by itself and nothing can be written. The form comes back, and sent
// again it waits for its owner behind their sign-in.
func TestADraftThatCannotBeKeptComesBack(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := newWriter(t, w, account.Settings{KeepDrafts: true})
		w.Clock.Advance(10 * time.Minute)
		mend := storetest.FailWrites(t, w.DB)
		a := s.c.Post(s.at, url.Values{"text": {wrote}})
		if a.Code < http.StatusInternalServerError || !isShown(t, a.Body, wrote) {
			t.Fatalf("what was being written is lost: %d %q", a.Code, a.To)
		}
		mend()
		f := formsOf(t, s.at, a.Body)[0]
		if again := s.c.Plain(f.action, f.values); again.To != "/sign-in" {
			t.Fatalf("sent again: %d %q", again.Code, again.To)
		}
		if a := s.c.Opens(s.card, "quiet river stone"); a.To != "/my/draft" {
			t.Errorf("it does not wait: %q", a.To)
		}
	})
}

// TestAFullDiskIsToldToThoseItConcerns: the desks read it above every page, and reporters before they type the first word.
func TestAFullDiskIsToldToThoseItConcerns(t *testing.T) {
	clk := clock.At(storetest.Start)
	for _, c := range []struct {
		bound int64
		want  space.Level
		says  string
	}{{100 << 30, space.Ample, ""}, {900 << 20, space.Low, "nearly full"}, {200 << 20, space.Scarce, "files are not"}, {20 << 20, space.None, "is full"}} {
		a, err := app.Open(t.Context(), app.Config{Folder: t.TempDir(), Bound: c.bound, Params: apptest.Cheap, DeskWork: 4}, clk.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		found, failed := a.Room()
		if c.want == space.Ample {
			if found.Level > space.Ample {
				t.Logf("the disk of this machine is %v", found.Level) // which the bound does not change
			}
			continue
		}
		if found.Level != c.want || failed == nil || found.Total == 0 {
			t.Errorf("a bound of %d bytes: %+v, %v", c.bound, found, failed)
		}
		coalition, err := a.FoundCoalition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w := apptest.Over(t, a, coalition, clk)
		pages := w.Pages()
		w.WorksAs(pages, w.Shelter.As(account.Advocate)).Get("/desk/people").Page().In("main").HasText(c.says)
		told := strings.Contains(w.Client(pages).Get("/ask/en").Page().Text(), "Please ring +1 555 0100")
		if told != (c.want == space.None) {
			t.Errorf("with a bound of %d bytes reporters are told to ring: %v", c.bound, told)
		}
	}
}
