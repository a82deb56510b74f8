package access

import (
	"slices"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// shownFirst is how many lines of what happened are seen without asking.
const shownFirst = 10

// signIns shows where the person is signed in and what was tried.
func (f *Face) signIns(v room.Visit) error {
	ctx, l := v.R.Context(), v.L
	open, err := f.accounts.Sessions(ctx, v.Me)
	if err != nil {
		return err
	}
	happened, err := f.accounts.SignIns(ctx, v.Me)
	if err != nil {
		return err
	}
	sheet := room.Sheet{Top: room.Top{Heading: l.T("access.signins.heading"), Lead: l.T("access.signins.lead"), Notice: done(v)}, Back: settingsPath}
	slices.SortStableFunc(open, func(a, b account.OpenSession) int { return rank(a) - rank(b) })
	for _, s := range open {
		sheet.Add(f.place(l, s))
	}
	if len(open) > 1 {
		sheet.Add(room.Form{Action: SignInsPath + "/others", Key: id.Reference(), Buttons: []webkit.Button{{Text: l.T("access.signins.end_others")}}})
	}
	sheet.Add(room.Form{Heading: l.T("access.out"), Action: outPath, Key: id.Reference(),
		Fields: []webkit.Component{room.Text{Lines: []string{l.T("access.out_text")}}}, Buttons: []webkit.Button{{Text: l.T("access.out")}}})
	sheet.Add(f.history(l, happened)...)
	sheet.Add(room.Links{Items: []room.Link{room.Way{Text: "access.words.heading", About: "access.words.about", URL: wordsPath}.In(l)}})
	return f.ShowSheet(v, sheet)
}

// rank puts the place that is being used first.
func rank(s account.OpenSession) int {
	if s.This {
		return 0
	}
	return 1
}

// place is one place where the person is signed in, with the way to end it.
func (f *Face) place(l *locale.Localiser, s account.OpenSession) room.Card {
	since, used := f.Moment(l, s.MadeAt), f.Moment(l, s.SeenAt)
	c := room.Card{Heading: deviceOf(l, s.Device), Parts: []webkit.Component{
		room.Pairs{Rows: []webkit.Pair{{Term: l.T("access.signins.since"), Text: since.Words}, {Term: l.T("access.signins.used"), Text: used.Words}}}}}
	end := l.T("access.signins.end")
	if s.This {
		c.Tag, end = &webkit.Tag{Text: l.T("access.signins.this"), Tone: webkit.Active}, l.T("access.signins.end_this")
	}
	c.Parts = append(c.Parts, room.Form{Action: SignInsPath + "/end", Key: id.Reference(), Hidden: []webkit.Pair{{Term: "place", Text: s.Handle}},
		Buttons: []webkit.Button{{Text: end}}})
	return c
}

// deviceOf names a device by what an owner may know it by.
func deviceOf(l *locale.Localiser, d account.Device) string {
	kind := l.T(d.Kind.Word())
	if d.Browser == "" {
		return kind
	}
	return l.T("access.device", "kind", kind, "browser", locale.Isolate(string(d.Browser)))
}

// history lists what happened, the latest at once and the rest when asked for.
func (f *Face) history(l *locale.Localiser, happened []account.SignIn) []webkit.Component {
	lines := func(list []account.SignIn) webkit.Timeline {
		t := webkit.Timeline{Label: l.T("access.happened")}
		for _, s := range list {
			when := f.Moment(l, s.At)
			when.Words = l.DateTime(s.At, f.House.Zone) // the minute counts here, near or far
			t.Items = append(t.Items, webkit.TimelineItem{When: when, Title: l.T(s.What.Word()), Text: deviceOf(l, s.Device)})
		}
		return t
	}
	first := happened[:min(shownFirst, len(happened))]
	parts := []webkit.Component{room.Text{Heading: l.T("access.happened"), Lines: []string{l.T("access.happened_text")}}, lines(first)}
	if rest := happened[len(first):]; len(rest) > 0 {
		parts = append(parts, room.Details{Summary: l.T("access.happened_earlier"), Parts: []webkit.Component{lines(rest)}})
	}
	return parts
}

// doneWords are what the page can say was done a moment ago. The address carries only the word.
var doneWords = map[string]bool{"ended": true, "others": true, "changed": true}

func done(v room.Visit) *webkit.Notice {
	word := v.R.URL.Query().Get("done")
	if !doneWords[word] {
		return nil
	}
	return &webkit.Notice{Heading: v.L.T("access.done." + word), Text: v.L.T("access.done." + word + "_text")}
}

// endOne ends one place. Ending asks for nothing: whoever holds the phone may sign out, and so may its owner elsewhere.
func (f *Face) endOne(v room.Visit) error {
	values, problems := (webkit.Form{Fields: []webkit.FormField{{Name: "place", Required: true, Max: 60}}}).Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	if err := f.accounts.EndSession(v.R.Context(), v.Me, values.Get("place")); err != nil {
		return err
	}
	webkit.SeeOther(v.W, SignInsPath+"?done=ended")
	return nil
}

// endOthers ends every place but this one.
func (f *Face) endOthers(v room.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.accounts.EndOthers(v.R.Context(), v.Me); err != nil {
		return err
	}
	webkit.SeeOther(v.W, SignInsPath+"?done=others")
	return nil
}

// outEverywhere ends every place, this one too.
func (f *Face) outEverywhere(v room.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.accounts.SignOutEverywhere(v.R.Context(), v.Me); err != nil {
		return err
	}
	f.House.SignedOutEverywhere(v.W)
	webkit.SeeOther(v.W, page.SurvivorSignIn)
	return nil
}
