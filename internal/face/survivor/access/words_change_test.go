package access_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// TestNewWords (A5): with card, old and new words. Everything else is refused with the same care, nothing typed comes back,
// and where it is done every other place is closed.
func TestNewWords(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		c, other := s.on(phone), s.on(shop)
		const at = "/my/settings/words"
		for name, typed := range map[string]url.Values{
			"a wrong card":    {"card": {"AAAA-BBBB-CCCC-DDDD"}, "old": {words}, "new": {"warm bread at noon"}},
			"wrong old words": {"card": {s.card}, "old": {"what I guess"}, "new": {"warm bread at noon"}},
			"too short":       {"card": {s.card}, "old": {words}, "new": {"abc"}},
			"the same":        {"card": {s.card}, "old": {words}, "new": {words}},
			"too long":        {"card": {s.card}, "old": {words}, "new": {strings.Repeat("long ", 60)}},
			"nothing":         {},
		} {
			a := c.Post(at, typed)
			if a.Code != http.StatusUnprocessableEntity || a.Page().Count(".govuk-error-summary") != 1 {
				t.Errorf("%s: %d", name, a.Code)
			}
			if strings.Contains(a.Body, s.card) || strings.Contains(a.Body, "warm bread") || strings.Contains(a.Body, words) {
				t.Errorf("%s: what was typed stands in the page", name)
			}
		}
		if a := c.Post(at, url.Values{"card": {s.card}, "old": {words}, "new": {strings.Repeat("x", 10<<20)}}); a.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("ten megabytes: %d", a.Code)
		}
		if out(other) {
			t.Fatal("what was refused closed something")
		}
		sent := url.Values{"key": {id.Reference()}, "card": {s.card}, "old": {words}, "new": {"warm bread at noon"}}
		twice := s.Client(s.pages)
		twice.Keep("s", c.Cookie("s"))
		for _, one := range []*apptest.Client{c, twice} {
			if a := one.Post(at, sent); a.To != "/my/settings/sign-ins?done=changed" {
				t.Fatalf("the change, sent twice: %d %q", a.Code, a.To)
			}
		}
		if !out(other) || out(c) {
			t.Error("the other place is open, or this one is not")
		}
		if a := s.Client(s.pages).Plain("/sign-in", url.Values{"card": {s.card}, "words": {words}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("the old words open: %d", a.Code)
		}
		s.Client(s.pages).Opens(s.card, "warm bread at noon")
	})
}
