package staff

import (
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
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
}

// shareable lists, newest first, the entries that can go: of each the newest wording.
func shareable(all []record.Entry) []record.Entry {
	var list []record.Entry
	for _, c := range chains(all, func(e record.Entry) bool { return shareableKinds[e.Kind] != nil && !e.Locked }) {
		list = append(list, c.newest())
	}
	return list
}

// bodyLines are the whole content of an entry in words: what is shown before something goes is all that goes.
func (f *Face) bodyLines(v visit, body any) []string {
	switch b := body.(type) {
	case *person.Name:
		return []string{v.l.T("staff.item.called", "name", locale.Isolate(f.called(v, *b))),
			v.l.T("staff.item.language", "language", locale.Isolate(orElse(f.languageName(b.Language), v.l.T("staff.care.language_none"))))}
	case *contact.SafeContact:
		return f.contactLines(v, *b)
	}
	return lines(textOf(body))
}

// contactLines are everything that somebody said about being contacted, the code word too.
func (f *Face) contactLines(v visit, c contact.SafeContact) []string {
	var out []string
	for _, p := range f.reach(v, c) {
		out = append(out, p.Term+": "+locale.Isolate(p.Text))
	}
	if c.CodeWord != "" {
		out = append(out, v.l.T("staff.item.code_word", "word", locale.Isolate(c.CodeWord)))
	}
	if !c.AskAgain.IsZero() {
		out = append(out, v.l.T("staff.item.ask_again", "day", v.l.Day(c.AskAgain, f.house.Zone)))
	}
	if c.Paused {
		out = append(out, v.l.T("staff.care.paused"))
	}
	return out
}

func (f *Face) kindWord(v visit, kind string) string {
	if shareableKinds[kind] == nil {
		return v.l.T("staff.item.other")
	}
	return v.l.T("staff.item." + kind)
}

// about says who wrote an item, by role only, and on which day: a package says no more.
func (f *Face) about(v visit, role string, at time.Time) string {
	return v.l.T("staff.item.about", "role", v.l.T("staff.role."+role), "day", v.l.Day(at, time.UTC))
}

// goes shows an entry as it would go: the content, the role of who wrote it, the day, and the person's own words beside it.
func (f *Face) goes(v visit, e record.Entry, all []record.Entry) item {
	out := item{Heading: f.kindWord(v, e.Kind), About: f.about(v, e.AuthorRole, e.At), Lines: f.bodyLines(v, e.Body), BesideHead: v.l.T("staff.entry.own_words")}
	for _, s := range all {
		if b, ok := s.Body.(*record.Statement); ok && s.About == e.ID && s.AuthorRole == string(account.Survivor) {
			out.Beside = append(out.Beside, lines(b.Text)...)
		}
	}
	return out
}

// came shows an item that another agency shared.
func (f *Face) came(v visit, i disclosure.SharedItem) item {
	out := item{Heading: f.kindWord(v, i.Kind), About: f.about(v, i.AuthorRole, i.At), BesideHead: v.l.T("staff.entry.own_words")}
	for _, s := range i.Statements {
		out.Beside = append(out.Beside, lines(s)...)
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
func (f *Face) itemHeading(v visit, e record.Entry) string {
	return v.l.T("staff.item.line", "kind", f.kindWord(v, e.Kind), "day", v.l.Day(e.At, f.house.Zone))
}
