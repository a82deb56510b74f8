package access

import (
	"net/url"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

type settingsModel struct {
	room.Top
	Ways      room.Links
	LanguageH string
	Languages []webkit.LanguageChoice
	Calm      room.Form
	CalmText  string
	Pace      room.Form
	PaceText  string
	LeaveH    string
	Leave     []string
}

// settings is where each thing about getting in is found, and the language.
func (f *Face) settings(v room.Visit) error {
	l := v.L
	m := settingsModel{Top: room.Top{Heading: l.T("access.settings.heading")}, LanguageH: l.T("page.languages"),
		LeaveH: l.T("access.leave"), Leave: []string{l.T("access.leave1"), l.T("access.leave2"), l.T("access.leave3")}}
	for _, way := range []room.Way{
		{Text: "access.ask.heading", About: "access.ask.about", URL: askPath},
		{Text: "access.signins.heading", About: "access.signins.about", URL: SignInsPath},
		{Text: "access.words.heading", About: "access.words.about", URL: wordsPath},
	} {
		m.Ways.Items = append(m.Ways.Items, way.In(l))
	}
	for _, lang := range f.House.Words.Languages() {
		m.Languages = append(m.Languages, webkit.LanguageChoice{Lang: lang.Tag, Dir: lang.Dir, Name: lang.OwnName,
			URL: "/language/" + lang.Tag + "?next=" + url.QueryEscape(settingsPath), Current: lang.Tag == l.Lang()})
	}
	m.Calm, m.CalmText = f.calmForm(v), l.T("access.calm.text")
	m.Pace, m.PaceText = paceForm(v), l.T("access.pace.text")
	return f.Show(v.W, v.R, room.Page{Of: f.pages, Name: "settings", Back: room.MorePath, Model: m})
}

// calmForm asks for pages that are dark and without pictures, or for the usual ones again. It counts in this browser until
// that is closed.
func (f *Face) calmForm(v room.Visit) room.Form {
	button := webkit.Button{Text: v.L.T("access.calm.on"), Name: "calm", Value: "yes"}
	if f.House.Calm(v.R) {
		button.Text, button.Value = v.L.T("access.calm.off"), "no"
	}
	return room.Form{Heading: v.L.T("access.calm"), Action: calmPath, Key: id.Reference(), Buttons: []webkit.Button{button}}
}

func (f *Face) calm(v room.Visit) error {
	values, problems := webkit.Form{Fields: []webkit.FormField{{Name: "calm", Kind: webkit.KindBool}}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	if values.Bool("calm") {
		f.House.Cookies.Set(v.W, webkit.CalmCookie, "1")
	} else {
		f.House.Cookies.Clear(v.W, webkit.CalmCookie)
	}
	webkit.SeeOther(v.W, settingsPath)
	return nil
}

// paceForm asks for one thing at a time on the first page, or for everything at once again.
func paceForm(v room.Visit) room.Form {
	button := webkit.Button{Text: v.L.T("access.pace.on"), Name: "one", Value: "yes"}
	if v.Me.Settings.OneThing {
		button.Text, button.Value = v.L.T("access.pace.off"), "no"
	}
	return room.Form{Heading: v.L.T("access.pace"), Action: pacePath, Key: id.Reference(), Buttons: []webkit.Button{button}}
}

func (f *Face) pace(v room.Visit) error {
	values, problems := webkit.Form{Fields: []webkit.FormField{{Name: "one", Kind: webkit.KindBool}}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	chosen := v.Me.Settings
	chosen.OneThing = values.Bool("one")
	if err := f.accounts.SetSettings(v.R.Context(), v.Me, chosen); err != nil {
		return err
	}
	webkit.SeeOther(v.W, settingsPath)
	return nil
}
