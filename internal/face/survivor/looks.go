package survivor

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/access"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type looksModel struct {
	room.Top
	Found *webkit.Notice // that a check found something which touches them
	Looks []lookView
	In    webkit.Link // who signed in stands apart: that is about the account, and not about what is written
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
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	looks, more, err := f.looksOf(r.Context(), me, n)
	if err != nil {
		return err
	}
	m := looksModel{Top: room.Top{Heading: l.T("survivor.looks.heading"), Lead: l.T("survivor.looks.lead")},
		Looks: f.lookViews(l, looks), In: webkit.Link{Text: l.T("survivor.looks.sign_ins"), URL: access.SignInsPath}, Pages: paging(l, n, more)}
	if m.Found, err = f.found(r.Context(), l, me); err != nil {
		return err
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "looks", Model: m})
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
		s := daily{k.At.In(f.House.Zone).Format(time.DateOnly), k.Who, k.Role, k.Action}
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
	v := lookView{When: f.Moment(l, g.At), What: l.T(lookWhat(g.Look), "who", lookWho(l, g.Look))}
	if p := parts(l, g.Look); p != "" && g.Outcome == gate.Allowed && !frequent(g.Look) {
		v.More = append(v.More, p)
	}
	if g.Way != "" && g.Action == gate.Message {
		v.More = append(v.More, l.T("survivor.contact.channel."+g.Way))
	}
	if g.Items > 0 {
		v.More = append(v.More, l.T("survivor.looks.items", "n", g.Items))
	}
	if g.times > 1 {
		v.More = append(v.More, l.T("survivor.looks.times", "n", g.times))
	}
	return v
}

// lookWhat is the sentence for one look. What became of a message is told by the house itself, which has no role.
func lookWhat(k record.Look) string {
	if k.Action == gate.Message && k.Role == "" {
		return "survivor.look.message_" + string(k.Reason)
	}
	switch {
	case k.Own && k.Outcome == gate.Refused && k.Reason.StepUp() && k.Action == gate.Share:
		return "survivor.look.words_share"
	case k.Own && k.Outcome == gate.Refused && k.Reason.StepUp():
		return "survivor.look.words_other" // whoever it was did not type them, so it is not called the person's own
	case k.Action == gate.Enrol && k.Reason == gate.ReasonNewCard:
		return "survivor.look.new_card"
	case k.Action == gate.HandOver && k.Reason == gate.ReasonLeft:
		return "survivor.look.left"
	}
	return lookKey(k.Action, k.Outcome, k.Own)
}

// lookKey is the sentence for what was done. A person's own acts are written to them; whatever was not allowed shows that
// somebody asked and got nothing.
func lookKey(a gate.Action, o gate.Outcome, own bool) string {
	switch {
	case o == gate.Refused && own && a == gate.Message:
		return "survivor.look.refused_own_message"
	case o == gate.Refused && own:
		return "survivor.look.refused_own"
	case o == gate.Refused && (a == gate.Serve || a == gate.Message || a == gate.Lost):
		return "survivor.look.refused_" + string(a)
	case o == gate.Refused:
		return "survivor.look.refused"
	case own:
		return "survivor.look.own." + string(a)
	}
	return "survivor.look." + string(a)
}

func lookWho(l *locale.Localiser, k record.Look) string {
	name := room.Who(l, k.Who, account.Role(k.Role))
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
