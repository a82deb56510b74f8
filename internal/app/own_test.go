package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
)

// TestEveryPageOfTheOwnSpaceCanBeReached follows the links of the person's space from its first page: every page with an
// address of its own is found by them, so that no desk is built that nobody is led to.
func TestEveryPageOfTheOwnSpaceCanBeReached(t *testing.T) {
	db, clk := storetestSQLite(t)
	k := newWalk(t, apptest.New(t, db, clk))
	found := []string{"/my"}
	for i := 0; i < len(found); i++ {
		for _, route := range k.router.Routes() {
			if route.Method != http.MethodGet || route.Pattern != found[i] {
				continue
			}
			body := k.ask(route, found[i], k.actors["survivor"]).body
			for _, m := range regexp.MustCompile(`href="(/my[^"?#]*)`).FindAllStringSubmatch(body, -1) {
				if !slices.Contains(found, m[1]) {
					found = append(found, m[1])
				}
			}
		}
	}
	led := map[string]string{ // what leads there is not there for everybody
		"/my/again":        "whatever asks for the words once more",
		"/my/draft":        "signing in, where a draft was kept",
		"/my/plan/options": "the plan, once there are options",
	}
	for _, route := range k.router.Routes() {
		own := route.Method == http.MethodGet && strings.HasPrefix(route.Pattern, "/my") && !strings.Contains(route.Pattern, "{")
		if own && led[route.Pattern] == "" && !slices.Contains(found, route.Pattern) {
			t.Errorf("nothing leads to %s", route.Pattern)
		}
	}
}
