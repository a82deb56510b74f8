package sharing

import (
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// shareableKinds are the kinds of entries that a worker can put into a package.
var shareableKinds = map[string]func() any{
	plan.NoteKind:      func() any { return &plan.Note{} },
	safety.MeasureKind: func() any { return &safety.Measure{} },
	person.NameKind:    func() any { return &person.Name{} },
	contact.Kind:       func() any { return &contact.SafeContact{} },

	statement.ShownKind: func() any { return &statement.Shown{} },
}

// shareable lists, newest first, the entries that can go: of each the newest wording.
func shareable(all []record.Entry) []record.Entry {
	var list []record.Entry
	for _, c := range desk.Chains(all, func(e record.Entry) bool { return shareableKinds[e.Kind] != nil && !e.Locked }) {
		list = append(list, c.Newest())
	}
	return list
}

// bodyLines are the whole content of an entry in words: what is shown before something goes is all that goes.
func (f *Face) bodyLines(v desk.Visit, body any) []string {
	switch b := body.(type) {
	case *person.Name:
		return []string{v.L.T("staff.item.called", "name", locale.Isolate(f.Called(v, *b))),
			v.L.T("staff.item.language", "language", locale.Isolate(desk.OrElse(f.LanguageName(b.Language), v.L.T("staff.care.language_none"))))}
	case *contact.SafeContact:
		return f.contactLines(v, *b)
	}
	return desk.Lines(desk.TextOf(body))
}

// contactLines are everything that somebody said about being contacted, the code word too.
func (f *Face) contactLines(v desk.Visit, c contact.SafeContact) []string {
	var out []string
	for _, p := range f.Reach(v, c) {
		out = append(out, p.Term+": "+locale.Isolate(p.Text))
	}
	if c.CodeWord != "" {
		out = append(out, v.L.T("staff.item.code_word", "word", locale.Isolate(c.CodeWord)))
	}
	if !c.AskAgain.IsZero() {
		out = append(out, v.L.T("staff.item.ask_again", "day", v.L.Day(c.AskAgain, f.House.Zone)))
	}
	if c.Paused {
		out = append(out, v.L.T("staff.care.paused"))
	}
	if c.AskFirst {
		out = append(out, v.L.T("staff.care.ask_first"))
	}
	if c.Child {
		out = append(out, v.L.T("staff.care.child"))
	}
	return out
}

func (f *Face) kindWord(v desk.Visit, kind string) string {
	if shareableKinds[kind] == nil {
		return v.L.T("staff.item.other")
	}
	return v.L.T("staff.item." + kind)
}

// about says who wrote an item, by role only, and on which day: a package says no more.
func (f *Face) about(v desk.Visit, role string, at time.Time) string {
	return v.L.T("staff.item.about", "role", v.L.T("staff.role."+role), "day", v.L.Day(at, time.UTC))
}

// goes shows an entry as it would go: the content, the role of who wrote it, the day, and the person's own words beside it.
func (f *Face) goes(v desk.Visit, e record.Entry, all []record.Entry) desk.Item {
	out := desk.Item{Heading: f.kindWord(v, e.Kind), About: f.about(v, e.AuthorRole, e.At), Lines: f.bodyLines(v, e.Body), BesideHead: v.L.T("staff.entry.own_words")}
	for _, s := range all {
		if b, ok := s.Body.(*record.Statement); ok && s.About == e.ID && s.AuthorRole == string(account.Survivor) {
			out.Beside = append(out.Beside, desk.Lines(b.Text)...)
		}
	}
	return out
}

// came shows an item that another agency shared.
func (f *Face) came(v desk.Visit, i disclosure.SharedItem) desk.Item {
	out := desk.Item{Heading: f.kindWord(v, i.Kind), About: f.about(v, i.AuthorRole, i.At), BesideHead: v.L.T("staff.entry.own_words")}
	for _, s := range i.Statements {
		out.Beside = append(out.Beside, desk.Lines(s)...)
	}
	body := shareableKinds[i.Kind]
	if body == nil {
		out.Lines = []string{string(i.Body)}
		return out
	}
	b := body()
	if json.Unmarshal(i.Body, b) != nil {
		out.Lines = []string{string(i.Body)}
		return out
	}
	out.Lines = f.bodyLines(v, b)
	return out
}

// itemHeading is one entry in a list to choose from.
func (f *Face) itemHeading(v desk.Visit, e record.Entry) string {
	return v.L.T("staff.item.line", "kind", f.kindWord(v, e.Kind), "day", v.L.Day(e.At, f.House.Zone))
}
