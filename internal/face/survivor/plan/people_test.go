package plan_test

import (
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestThePersonReadsWhoLetInAndWhoMayLeave holds that the person reads how those came who may read about them, and, before it is
// decided, that somebody may leave, with the way to say whom they would like.
func TestThePersonReadsWhoLetInAndWhoMayLeave(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		texts := func(path string, wants map[string]bool) {
			t.Helper()
			body := s.get(path)
			for text, want := range wants {
				if strings.Contains(body, text) != want {
					t.Errorf("%s: %q is there: %t", path, text, !want)
				}
			}
		}
		const (
			root, planned = "Two people who keep the keys of this place agreed to it", "It is planned that"
			today         = "Somebody who works with you may leave"
		)
		texts("/my/people", map[string]bool{root: true, planned: false})
		texts("/my", map[string]bool{today: false})

		mei := s.SignIn(s.Shelter.As(account.Admin))
		ada := s.Join(s.Shelter, account.Advocate, "Ada")
		if _, err := s.Gate.ProposeLeaving(t.Context(), mei, s.ruth.Account, ada.Account, false); err != nil {
			t.Fatal(err)
		}
		texts("/my", map[string]bool{today: true, `href="/my/people"`: true})
		texts("/my/people", map[string]bool{planned: true, "Say whom you would like": true, `href="/my/plan/asks"`: true})
		if leaves, err := s.Gate.SomebodyLeaves(t.Context(), s.ruth); err != gate.ErrRefused || leaves {
			t.Errorf("somebody else asks: %t, %v", leaves, err)
		}
		if err := s.Gate.TakeBackLeaving(t.Context(), mei, s.ruth.Account); err != nil {
			t.Fatal(err)
		}
		texts("/my", map[string]bool{today: false})
		texts("/my/people", map[string]bool{planned: false})
	})
}
