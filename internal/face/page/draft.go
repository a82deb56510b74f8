package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// maxDraft is the longest form that is kept.
const maxDraft = maxAgain

// keepDraft keeps a form that arrives when its session has ended by itself. Whether anything may be kept is known to the
// account: a person's own only where they chose so. The answer to the browser is the same either way, unless the machine
// fails: then the error is returned, and the form must be given back.
func (h *House) keepDraft(r *http.Request) error {
	token, ok := h.Cookies.Get(r, webkit.SessionCookie)
	sent, typed := webkit.SentBy(r)
	if !ok || !typed || roomOf(r.URL.Path) == webkit.Public {
		return nil
	}
	page, fields := drafted(sent)
	body := fields.Encode()
	if len(fields) == 0 || len(body) > maxDraft || sent.Cut {
		return nil
	}
	_, err := h.Accounts.KeepDraft(r.Context(), token, page, []byte(body))
	if err != nil && fault.KindOf(err).Ours() {
		return err
	}
	return nil
}

// drafted is what would be kept of a form, and of which page. Where the words were being asked for, that is what asked.
func drafted(sent webkit.Sent) (string, url.Values) {
	at := waysOf(roomOf(sent.Path))
	if sent.Path == at.drafts || sent.Path == at.signIn {
		return "", nil
	}
	sent = unwrapped(sent)
	fields := sent.Values()
	if len(said(fields)) == 0 {
		return "", nil // nothing was written
	}
	return webkit.LocalPath(sent.Path), fields
}

// said are the texts in a form that somebody wrote, as far as that shows: what has more than one word in it.
func said(fields url.Values) (list []string) {
	for name, values := range fields {
		for _, v := range values {
			if name != "to" && name != "form" && strings.ContainsAny(strings.TrimSpace(v), " \n") {
				list = append(list, strings.TrimSpace(v))
			}
		}
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}

// welcome is where somebody comes to after signing in: what waits for them goes first.
func (h *House) welcome(r *http.Request, s account.Session, to string) (string, error) {
	me, err := h.Accounts.Resume(r.Context(), s.Token)
	if err != nil {
		return "", err
	}
	pages, err := h.Accounts.Drafts(r.Context(), me)
	if err != nil || len(pages) == 0 {
		return to, err
	}
	return waysOf(roomOf(to)).drafts, nil
}

type draftsPage struct {
	Heading, Text string
	Action        string
	Drafts        []draftView
	On            webkit.Link
}

// draftView is something that waits. What it says is shown when it is asked for.
type draftView struct {
	Heading     string
	Page        string
	Open, Throw webkit.Button
}

// drafts lists what waits.
func (h *House) drafts(w http.ResponseWriter, r *http.Request) error {
	pages, err := h.Accounts.Drafts(r.Context(), Actor(r.Context()))
	if err != nil {
		return err
	}
	l, at := h.Speak(r), waysOf(roomOf(r.URL.Path))
	m := draftsPage{Heading: l.T("page.draft_kept.heading"), Text: l.T("page.draft_kept.text"), Action: at.drafts,
		On: webkit.Link{Text: l.T("page.draft_kept.later"), URL: at.home}}
	if len(pages) == 0 {
		m.Heading, m.Text = l.T("page.draft_kept.none"), l.T("page.draft_kept.none_text")
	}
	for i, page := range pages {
		heading := l.T("page.draft_kept.nth", "n", i+1)
		if len(pages) == 1 {
			heading = l.T("page.draft_kept.one")
		}
		m.Drafts = append(m.Drafts, draftView{Heading: heading, Page: page,
			Open:  webkit.Button{Text: l.T("page.draft_kept.open"), Kind: webkit.Primary, Name: "do", Value: "open"},
			Throw: webkit.Button{Text: l.T("page.draft_kept.throw"), Name: "do", Value: "throw"}})
	}
	return Show(w, h.errors, http.StatusOK, "templates/drafts", webkit.View{Shell: h.roomShell(r), Page: m})
}

var draftForm = webkit.Form{Repeatable: true, Fields: []webkit.FormField{{Name: "page", Required: true, Max: 300},
	{Name: "do", Kind: webkit.KindChoice, Required: true, Options: []string{"open", "throw"}}}}

// draft takes what waits of a page and shows it, to be sent by its owner; or throws it away.
func (h *House) draft(w http.ResponseWriter, r *http.Request) error {
	v, problems := draftForm.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	me, l, at := Actor(r.Context()), h.Speak(r), waysOf(roomOf(r.URL.Path))
	if v.Get("do") == "throw" {
		if err := h.Accounts.DropDraft(r.Context(), me, v.Get("page")); err != nil {
			return err
		}
		webkit.SeeOther(w, at.drafts)
		return nil
	}
	body, ok, err := h.Accounts.TakeDraft(r.Context(), me, v.Get("page"))
	if err != nil {
		return err
	}
	fields, unread := url.ParseQuery(string(body))
	if !ok || unread != nil {
		webkit.SeeOther(w, at.drafts)
		return nil
	}
	m := againPage{Heading: l.T("page.draft_kept.yours"), Text: l.T("page.draft_kept.read"), Said: said(fields), Action: webkit.LocalPath(v.Get("page")),
		Kept: carried(fields), Go: webkit.Button{Text: l.T("page.draft_kept.send"), Kind: webkit.Primary},
		Back: &webkit.Link{Text: l.T("page.draft_kept.leave"), URL: at.home}}
	return Show(w, h.errors, http.StatusOK, "templates/again", webkit.View{Shell: h.roomShell(r), Page: m})
}
