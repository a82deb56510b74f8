package page

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// maxDraft is the longest form that is kept.
const maxDraft = maxAgain

// unkept are the fields of the forms in which somebody types what opens an account. They are in no draft. The words of a
// page that asks once more are left out with the page itself: elsewhere a field of that name is what somebody says.
var unkept = []string{"passphrase", "old", "new", "card", "code", "answer"}

// keepDraft keeps a form that arrives when its session has ended by itself. Whether anything may be kept is known to the
// account: a person's own only where they chose so. The answer to the browser is the same either way.
func (h *House) keepDraft(r *http.Request) {
	token, ok := h.Cookies.Get(r, webkit.SessionCookie)
	if !ok || !isForm(r) {
		return
	}
	body, read := r.Context().Value(sentKey{}).([]byte)
	if !read {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, maxDraft+1)); err != nil || len(body) > maxDraft {
			return
		}
	}
	page, fields := drafted(r.URL.Path, body)
	if len(fields) == 0 {
		return
	}
	_, _ = h.Accounts.KeepDraft(r.Context(), token, page, []byte(fields.Encode())) // what can't be kept is lost, as without the choice
}

// drafted is what would be kept of a form, and of which page. Where the words were being asked for, that is what asked.
func drafted(path string, body []byte) (string, url.Values) {
	at, path := waysOf(roomOf(path)), webkit.LocalPath(path)
	fields, err := url.ParseQuery(string(body))
	if err != nil || path == at.drafts || path == at.signIn {
		return "", nil
	}
	if strings.HasPrefix(path, at.again) {
		path = webkit.LocalPath(fields.Get("to"))
		if fields, err = url.ParseQuery(fields.Get("form")); err != nil || roomOf(path) == webkit.Public {
			return "", nil
		}
	}
	for _, name := range unkept {
		delete(fields, name)
	}
	if len(said(fields)) == 0 {
		return "", nil // nothing was written
	}
	return path, fields
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
