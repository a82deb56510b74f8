package survivor

import (
	"context"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// An ending is one of the ways in which a person stops what stands, or lets it go on after it was stopped: the first tap
// says what will happen, the second does it. Nobody is asked whether they are sure, and no reason is asked for.
type ending struct {
	words string // below "survivor."
	act   func(*disclosure.Service, context.Context, account.Actor, id.ID, id.ID) error
	done  func(disclosure.Choice) bool
	ways  func(l *locale.Localiser, url string) []webkit.Button // beside doing it
}

var (
	withdrawing = ending{"withdraw", (*disclosure.Service).Withdraw, over, leaveIt}
	disputing   = ending{"dispute", (*disclosure.Service).Dispute, func(c disclosure.Choice) bool { return over(c) || c.Reason == consent.Suspended }, leaveIt}
	resuming    = ending{"resume", (*disclosure.Service).Resume, func(c disclosure.Choice) bool { return c.Asking == nil }, noOrLater}
)

func leaveIt(l *locale.Localiser, url string) []webkit.Button {
	return []webkit.Button{{Text: l.T("survivor.keep_as_is"), URL: url}}
}

// noOrLater are the other two answers to whether something may be shared again. All three are equal.
func noOrLater(l *locale.Localiser, url string) []webkit.Button {
	return []webkit.Button{{Text: l.T("survivor.resume.no"), URL: url + "/withdraw"}, {Text: l.T("room.later"), URL: url}}
}

type endModel struct {
	room.Top
	Agency string
	Points []string
	Do     webkit.Actions
	Key    string
}

var endForm = webkit.Form{}

func (f *Face) endPage(e ending) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		me := page.Actor(r.Context())
		c, err := f.choiceOf(r.Context(), me, r.PathValue("handle"))
		if err != nil {
			return err
		}
		if e.done(c) || c.Open() {
			webkit.SeeOther(w, f.choiceURL(me, c))
			return nil
		}
		return f.showEnd(w, r, e, c, nil)
	}
}

// end does it. What has ended already stays so, and the same page answers: doing it twice changes nothing.
func (f *Face) end(e ending) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		me := page.Actor(r.Context())
		_, problems := endForm.Read(r)
		c, err := f.choiceOf(r.Context(), me, r.PathValue("handle"))
		if err != nil {
			return err
		}
		if problems.Any() {
			return f.showEnd(w, r, e, c, problems)
		}
		if !e.done(c) {
			if err := e.act(f.Disclosure, r.Context(), me, me.Person, c.ID); err != nil && !f.doneMeanwhile(r, e) {
				return err
			}
		}
		webkit.SeeOther(w, f.choiceURL(me, c))
		return nil
	}
}

// doneMeanwhile reports whether the same form, sent twice at once, has done it already.
func (f *Face) doneMeanwhile(r *http.Request, e ending) bool {
	now, err := f.choiceOf(r.Context(), page.Actor(r.Context()), r.PathValue("handle"))
	return err == nil && e.done(now)
}

func (f *Face) showEnd(w http.ResponseWriter, r *http.Request, e ending, c disclosure.Choice, problems webkit.Problems) error {
	l, url := f.House.Speak(r), f.choiceURL(page.Actor(r.Context()), c)
	m := endModel{Top: room.Top{Heading: l.T("survivor." + e.words + ".heading"), Lead: l.T("survivor." + e.words + ".lead")},
		Agency: c.RecipientName, Key: id.Reference(),
		Points: []string{l.T("survivor." + e.words + ".point1"), l.T("survivor." + e.words + ".point2")},
		Do:     webkit.Actions{Buttons: append([]webkit.Button{{Text: l.T("survivor." + e.words + ".do")}}, e.ways(l, url)...)}}
	status := http.StatusOK
	if problems.Any() {
		m.Errors, status = page.Summary(l, problems), problems.Status()
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "end", Status: status, Back: "/my/choices", Model: m})
}
