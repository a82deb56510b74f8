package room

import (
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// MorePath is the page that lists what has no place of its own in the navigation.
const MorePath = "/my/more"

// A Way leads from one page to another, in words of a key.
type Way struct {
	Text  string // key
	About string // key of what will be found there, or empty
	URL   string
}

// In puts a way into words.
func (w Way) In(l *locale.Localiser) Link {
	link := Link{Text: l.T(w.Text), URL: w.URL}
	if w.About != "" {
		link.About = l.T(w.About)
	}
	return link
}

// besideToday marks "More" for a page that has no place of its own: every address of the space begins like that of "Today".
func besideToday(nav []webkit.NavItem, path string) {
	if first := &nav[0]; first.Current && path != first.URL {
		first.Current, nav[len(nav)-1].Current = false, true
	}
}

func ways(l *locale.Localiser) []webkit.NavItem {
	return []webkit.NavItem{
		{Text: l.T("room.nav.today"), URL: "/my"},
		{Text: l.T("room.nav.plan"), URL: "/my/plan"},
		{Text: l.T("room.nav.people"), URL: "/my/people"},
		{Text: l.T("room.nav.choices"), URL: "/my/choices"},
		{Text: l.T("room.nav.looks"), URL: "/my/looks"},
		{Text: l.T("room.nav.contact"), URL: "/my/contact"},
		{Text: l.T("room.nav.more"), URL: MorePath},
	}
}
