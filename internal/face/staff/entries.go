package staff

import (
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A side is one side of a person's page on which a worker writes.
type side struct {
	name        string
	path        string // below the person's address
	compartment gate.Compartment
	kind        string
	body        func(text string) any
}

var (
	planSide = side{"plan", "", gate.Plan, plan.NoteKind, func(text string) any { return &plan.Note{Text: text} }}

	safetySide = side{"safety", "/safety", gate.Safety, safety.MeasureKind, func(text string) any { return &safety.Measure{Text: text} }}
)

// sideOf returns the side on which a kind of entry stands.
func sideOf(kind string) (side, bool) {
	for _, s := range []side{planSide, safetySide} {
		if s.kind == kind {
			return s, true
		}
	}
	return side{}, false
}

// A chain is one thing that was written, in all its wordings, the newest first.
type chain []record.Entry

// newest is the wording that counts.
func (c chain) newest() record.Entry { return c[0] }

// holds reports whether an identifier is one of the wordings.
func (c chain) holds(entry id.ID) bool {
	return slices.ContainsFunc(c, func(e record.Entry) bool { return e.ID == entry })
}

// chains groups entries with their corrections, newest first. Entries come oldest first, so that a correction always
// follows what it corrects.
func chains(all []record.Entry, wanted func(record.Entry) bool) []chain {
	var list []chain
	for _, e := range all {
		if !wanted(e) {
			continue
		}
		at := slices.IndexFunc(list, func(c chain) bool { return c.holds(e.Supersedes) })
		if e.Supersedes.IsZero() || at < 0 {
			list = append(list, chain{e})
			continue
		}
		list[at] = append(chain{e}, list[at]...)
	}
	slices.Reverse(list) // of two at one moment the later one comes first
	slices.SortStableFunc(list, func(a, b chain) int { return b.newest().At.Compare(a.newest().At) })
	return list
}

func ofKind(kind string) func(record.Entry) bool {
	return func(e record.Entry) bool { return e.Kind == kind }
}

// entryList shows the entries of one side with what was said beside them.
func (f *Face) entryList(v visit, o opened, s side) webkit.Component {
	list := chains(o.record.Entries, ofKind(s.kind))
	if len(list) == 0 {
		return webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.l.T("staff." + s.name + ".none"), Text: v.l.T("staff." + s.name + ".none_text")}
	}
	out := entries{Label: v.l.T("staff." + s.name)}
	for _, c := range list {
		e := entry{version: f.version(v, c.newest()), Beside: f.besides(v, o.record.Entries, c)}
		if c.newest().Locked {
			e.Locked = v.l.T("staff.entry.locked")
		} else {
			e.CorrectURL = o.address + "/entries/" + f.Handles.Of(v.actor, c.newest().ID) + "/correct"
			e.CorrectText = v.l.T("staff.correct.go")
		}
		if len(c) > 1 {
			e.Corrected = v.l.T("staff.entry.before", "number", len(c)-1)
		}
		for _, old := range c[1:] {
			e.Before = append(e.Before, f.version(v, old))
		}
		out.Items = append(out.Items, e)
	}
	return out
}

func (f *Face) version(v visit, e record.Entry) version {
	return version{Who: f.author(v, e), When: f.moment(v, e.At), Lines: lines(textOf(e.Body))}
}

// besides are the statements beside any wording of an entry, oldest first.
func (f *Face) besides(v visit, all []record.Entry, c chain) []beside {
	var list []beside
	for _, e := range all {
		if s, ok := e.Body.(*record.Statement); ok && c.holds(e.About) {
			list = append(list, beside{Own: e.AuthorRole == string(account.Survivor), Who: f.author(v, e), When: f.moment(v, e.At), Lines: lines(s.Text)})
		}
	}
	return list
}

// author says who wrote an entry. The person themselves has no name here but "their own words".
func (f *Face) author(v visit, e record.Entry) string {
	if e.AuthorRole == string(account.Survivor) {
		return v.l.T("staff.entry.own_words")
	}
	return v.l.T("staff.who", "name", locale.Isolate(e.AuthorName), "role", v.l.T("staff.role."+e.AuthorRole))
}

// textOf is what a worker can correct of an entry.
func textOf(body any) string {
	switch b := body.(type) {
	case *plan.Note:
		return b.Text
	case *safety.Measure:
		return b.Text
	}
	return ""
}

// lines are the paragraphs of a text, without empty ones.
func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
}
