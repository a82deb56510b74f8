package survivor

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type looksModel struct {
	top
	Looks []lookView
	Pages webkit.Paging
}

// lookView is one line of who looked.
type lookView struct {
	When webkit.Moment
	What string
	More []string
}

// lastPage is how far back the pages lead; each is read by walking there, so that no number of the log stands in an address.
const lastPage = 40

func (f *Face) looks(w http.ResponseWriter, r *http.Request) error {
	v, problems := webkit.Form{Fields: []webkit.FormField{{Name: "page", Kind: webkit.KindInteger}}}.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	n := min(max(1, int(v.Int("page"))), lastPage)
	me, l := page.Actor(r.Context()), f.house.Speak(r)
	looks, more, err := f.looksOf(r.Context(), me, n)
	if err != nil {
		return err
	}
	m := looksModel{top: top{Heading: l.T("survivor.looks.heading"), Lead: l.T("survivor.looks.lead")},
		Looks: f.lookViews(l, looks), Pages: paging(l, n, more)}
	return f.show(w, r, shown{name: "looks", model: m})
}

// looksOf reads the n-th page, and whether another follows.
func (f *Face) looksOf(ctx context.Context, me account.Actor, n int) (looks []record.Look, more bool, err error) {
	before := ledger.Latest
	for ; n > 0; n-- {
		if looks, err = f.Records.Looks(ctx, me, me.Person, before); err != nil || len(looks) == 0 {
			return nil, false, err
		}
		before = looks[len(looks)-1].Index
	}
	return looks, len(looks) == record.LooksPerPage, nil
}

func paging(l *locale.Localiser, n int, more bool) webkit.Paging {
	p := webkit.Paging{Label: l.T("survivor.looks.pages")}
	if n > 1 {
		p.Previous = &webkit.Link{Text: l.T("survivor.looks.newer"), URL: "/my/looks?page=" + strconv.Itoa(n-1)}
	}
	if more && n < lastPage {
		p.Next = &webkit.Link{Text: l.T("survivor.looks.older"), URL: "/my/looks?page=" + strconv.Itoa(n+1)}
	}
	return p
}

// lookGroup is what somebody did several times on one day.
type lookGroup struct {
	record.Look
	times int
}

// frequent reports whether a look is one of those that happen many times a day and say the same each time: a name seen in
// a list, and the person's own reading. Everything else is a line of its own.
func frequent(k record.Look) bool {
	return k.Outcome == gate.Allowed && (k.Action == gate.List || k.Own && (k.Action == gate.Read || k.Action == gate.Look))
}

// lookViews writes looks in words. The frequent ones of one day are one line with a number, so that what is rare stands out.
func (f *Face) lookViews(l *locale.Localiser, looks []record.Look) []lookView {
	type daily struct {
		day, who, role string
		action         gate.Action
	}
	at := map[daily]int{}
	var groups []lookGroup
	for _, k := range looks {
		if !frequent(k) {
			groups = append(groups, lookGroup{k, 1})
			continue
		}
		s := daily{k.At.In(f.house.Zone).Format(time.DateOnly), k.Who, k.Role, k.Action}
		if i, seen := at[s]; seen {
			groups[i].times++
			continue
		}
		at[s] = len(groups)
		groups = append(groups, lookGroup{k, 1})
	}
	views := make([]lookView, 0, len(groups))
	for _, g := range groups {
		views = append(views, f.lookView(l, g))
	}
	return views
}

func (f *Face) lookView(l *locale.Localiser, g lookGroup) lookView {
	v := lookView{When: f.moment(l, g.At), What: l.T(lookKey(g.Action, g.Outcome, g.Own), "who", lookWho(l, g.Look))}
	if p := parts(l, g.Look); p != "" && g.Outcome == gate.Allowed && !frequent(g.Look) {
		v.More = append(v.More, p)
	}
	if g.Items > 0 {
		v.More = append(v.More, l.T("survivor.looks.items", "n", g.Items))
	}
	if g.times > 1 {
		v.More = append(v.More, l.T("survivor.looks.times", "n", g.times))
	}
	return v
}

// lookKey is the sentence for what was done. A person's own acts are written to them; whatever was not allowed shows that
// somebody asked and got nothing.
func lookKey(a gate.Action, o gate.Outcome, own bool) string {
	switch {
	case o == gate.Refused && own:
		return "survivor.look.refused_own"
	case o == gate.Refused && a == gate.Serve:
		return "survivor.look.refused_serve"
	case o == gate.Refused:
		return "survivor.look.refused"
	case own:
		return "survivor.look.own." + string(a)
	}
	return "survivor.look." + string(a)
}

func lookWho(l *locale.Localiser, k record.Look) string {
	name := who(l, k.Who, account.Role(k.Role))
	if k.AgencyName != "" {
		return locale.Isolate(k.AgencyName) + ": " + name
	}
	return name
}

// parts names the parts of the record that were opened. All of them together have one word, and the log itself needs none.
func parts(l *locale.Localiser, k record.Look) string {
	if len(k.Compartments) == len(gate.Compartments()) {
		return l.T("survivor.looks.all_parts")
	}
	var list []string
	for _, c := range k.Compartments {
		if c != gate.Log {
			list = append(list, l.T("survivor.part."+string(c)))
		}
	}
	return strings.Join(list, " · ")
}
