package own

import (
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// shownLines is how many lines of what happened the page has room for.
const shownLines = 50

func (f *Face) own(v desk.Visit) error {
	return f.show(v, v.Actor.Shown, id.Reference(), desk.Problem{})
}

// show is the page, with the name as it stands or as it was typed.
func (f *Face) show(v desk.Visit, name, key string, p desk.Problem) error {
	ctx := v.R.Context()
	open, err := f.Accounts.Sessions(ctx, v.Actor)
	if err != nil {
		return err
	}
	happened, err := f.Accounts.SignIns(ctx, v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("own.heading"), Errors: p.Summary(v)}
	if done := doneNotice(v); done != nil {
		s.Parts = append(s.Parts, *done)
	}
	s.Parts = append(s.Parts,
		desk.Form{Heading: v.L.T("own.name"), Action: Path + "/name", Key: key, Fields: []webkit.Component{webkit.Input{Value: name,
			Field: webkit.Field{Name: "name", Label: v.L.T("own.name_label"), Hint: v.L.T("own.name_hint"), Error: p.Of(v, "name")}}},
			Buttons: []webkit.Button{{Text: v.L.T("own.name_go")}}},
		desk.Text{Heading: v.L.T("own.passphrase"), Lines: []string{v.L.T("own.passphrase_text")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("own.passphrase_go"), URL: passphrasePath}}},
		desk.Text{Heading: v.L.T("own.places"), Lines: []string{v.L.T("own.places_text")}})
	for _, one := range open {
		s.Parts = append(s.Parts, f.place(v, one))
	}
	s.Parts = append(s.Parts, ends(v, len(open))...)
	s.Parts = append(s.Parts, f.history(v, happened))
	return f.Show(v, p.Code(), s)
}

// place is one place where the account is signed in, with the way to end it.
func (f *Face) place(v desk.Visit, s account.OpenSession) desk.Form {
	since, used := f.Moment(v, s.MadeAt), f.Moment(v, s.SeenAt)
	card := desk.Form{OnCard: true, Heading: deviceOf(v.L, s.Device), Action: Path + "/end", Key: id.Reference(), Hidden: []webkit.Pair{{Term: "place", Text: s.Handle}},
		Fields: []webkit.Component{desk.Text{Lines: []string{v.L.T("own.place_times", "since", since.Words, "used", used.Words)}}}, Buttons: []webkit.Button{{Text: v.L.T("own.end")}}}
	if s.This {
		card.Heading, card.Buttons[0].Text = v.L.T("own.this", "device", card.Heading), v.L.T("own.end_this")
	}
	return card
}

// ends are the ways to end several places at once.
func ends(v desk.Visit, open int) (list []webkit.Component) {
	if open > 1 {
		list = append(list, desk.Form{Action: Path + "/others", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.L.T("own.end_others")}}})
	}
	return append(list, desk.Form{Action: Path + "/sign-out-everywhere", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.L.T("own.out")}}})
}

// deviceOf names a device by what an owner may know it by.
func deviceOf(l *locale.Localiser, d account.Device) string {
	kind := l.T(d.Kind.Word())
	if d.Browser == "" {
		return kind
	}
	return l.T("own.device", "kind", kind, "browser", locale.Isolate(string(d.Browser)))
}

func (f *Face) history(v desk.Visit, happened []account.SignIn) webkit.Table {
	t := webkit.Table{Caption: v.L.T("own.happened"), Empty: v.L.T("own.happened_none"),
		Columns: []webkit.Column{{Text: v.L.T("own.when")}, {Text: v.L.T("own.what")}, {Text: v.L.T("own.where")}}}
	for _, s := range happened[:min(shownLines, len(happened))] {
		when := f.Moment(v, s.At)
		when.Words = v.L.DateTime(s.At, f.House.Zone) // the minute counts here, near or far
		t.Rows = append(t.Rows, []webkit.Cell{{When: &when}, {Text: v.L.T(happenedWord(s.What))}, {Text: deviceOf(v.L, s.Device)}})
	}
	return t
}

// happenedWord is the desk's own word for what happened.
func happenedWord(h account.Happening) string { return "own.happened." + string(h) }

// doneWords are what the page can say was done a moment ago. The address carries only the word.
var doneWords = map[string]bool{"name": true, "ended": true, "others": true, "changed": true}

func doneNotice(v desk.Visit) *webkit.Notice {
	word := v.R.URL.Query().Get("done")
	if !doneWords[word] {
		return nil
	}
	return &webkit.Notice{Heading: v.L.T("own.done." + word), Text: v.L.T("own.done." + word + "_text")}
}
