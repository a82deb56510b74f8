package survivor

import (
	"net/http"
	"net/url"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

type settingsModel struct {
	top
	Kept      webkit.Link
	KeptText  string
	LanguageH string
	Languages []webkit.LanguageChoice
	OutH      string
	OutText   string
	Out       webkit.Button
	Key       string
	LeaveH    string
	Leave     []string
}

func (f *Face) settings(w http.ResponseWriter, r *http.Request) error {
	return f.showSettings(w, r, nil)
}

func (f *Face) showSettings(w http.ResponseWriter, r *http.Request, problems webkit.Problems) error {
	l := f.house.Speak(r)
	m := settingsModel{top: top{Heading: l.T("survivor.settings.heading")},
		Kept: webkit.Link{Text: l.T("survivor.kept.heading"), URL: "/my/kept"}, KeptText: l.T("survivor.settings.kept"),
		LanguageH: l.T("page.languages"), OutH: l.T("survivor.settings.out"), OutText: l.T("survivor.settings.out_text"),
		Out: webkit.Button{Text: l.T("survivor.settings.out")}, Key: id.Reference(),
		LeaveH: l.T("survivor.settings.leave"), Leave: []string{l.T("survivor.settings.leave1"), l.T("survivor.settings.leave2"), l.T("survivor.settings.leave3")}}
	for _, lang := range f.house.Words.Languages() {
		m.Languages = append(m.Languages, webkit.LanguageChoice{Lang: lang.Tag, Dir: lang.Dir, Name: lang.OwnName,
			URL: "/language/" + lang.Tag + "?next=" + url.QueryEscape("/my/settings"), Current: lang.Tag == l.Lang()})
	}
	status := http.StatusOK
	if problems.Any() {
		m.Errors, status = page.Summary(l, problems), problems.Status()
	}
	return f.show(w, r, shown{name: "settings", status: status, model: m})
}

// signOutEverywhere ends every session of the person, this one too.
func (f *Face) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if _, problems := (webkit.Form{}).Read(r); problems.Any() {
		return f.showSettings(w, r, problems)
	}
	if err := f.Accounts.SignOutEverywhere(r.Context(), page.Actor(r.Context())); err != nil {
		return err
	}
	f.house.Cookies.Clear(w, webkit.SessionCookie)
	webkit.SeeOther(w, page.SurvivorSignIn)
	return nil
}
