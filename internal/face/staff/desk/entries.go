package desk

import (
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Side is one side of a person's page on which a worker writes.
type Side struct {
	Name        string
	Path        string // below the person's address
	Compartment gate.Compartment
	Kind        string
	Body        func(text string) any
}

// The sides on which a worker writes one text after the other.
var (
	NotesSide  = Side{"notes", "/notes", gate.Plan, plan.NoteKind, func(text string) any { return &plan.Note{Text: text} }}
	SafetySide = Side{"safety", "/safety", gate.Safety, safety.MeasureKind, func(text string) any { return &safety.Measure{Text: text} }}
)

// SideOf returns the side on which a kind of entry stands.
func SideOf(kind string) (Side, bool) {
	for _, s := range []Side{NotesSide, SafetySide} {
		if s.Kind == kind {
			return s, true
		}
	}
	return Side{}, false
}

// A Chain is one thing that was written, in all its wordings, the newest first.
type Chain []record.Entry

// Newest is the wording that counts.
func (c Chain) Newest() record.Entry { return c[0] }

// holds reports whether an identifier is one of the wordings.
func (c Chain) holds(entry id.ID) bool {
	return slices.ContainsFunc(c, func(e record.Entry) bool { return e.ID == entry })
}

// theirs reports whether the person wrote one of the wordings.
func (c Chain) theirs() bool {
	return slices.ContainsFunc(c, func(e record.Entry) bool { return e.AuthorRole == string(account.Survivor) })
}

// Chains groups entries with their corrections, newest first. Entries come oldest first, so that a correction always
// follows what it corrects.
func Chains(all []record.Entry, wanted func(record.Entry) bool) []Chain {
	var list []Chain
	for _, e := range all {
		if !wanted(e) {
			continue
		}
		at := slices.IndexFunc(list, func(c Chain) bool { return c.holds(e.Supersedes) })
		if e.Supersedes.IsZero() || at < 0 {
			list = append(list, Chain{e})
			continue
		}
		list[at] = append(Chain{e}, list[at]...)
	}
	slices.Reverse(list) // of two at one moment the later one comes first
	slices.SortStableFunc(list, func(a, b Chain) int { return b.Newest().At.Compare(a.Newest().At) })
	return list
}

// shows reports whether a side lists an entry: its own kind, and beside the notes what the person sent in confidence or
// showed of their statement.
func (s Side) shows(e record.Entry) bool {
	return e.Kind == s.Kind || s.Kind == plan.NoteKind && (e.Kind == reporting.PassageKind || e.Kind == statement.ShownKind)
}

// EntryList shows the entries of one side with what was said beside them.
func (d *Desk) EntryList(v Visit, o Opened, s Side) webkit.Component {
	list := Chains(o.Record.Entries, s.shows)
	if len(list) == 0 {
		return webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("staff." + s.Name + ".none"), Text: v.L.T("staff." + s.Name + ".none_text")}
	}
	out := Entries{Label: v.L.T("staff." + s.Name)}
	for _, c := range list {
		e := Entry{Version: d.Version(v, c.Newest()), Beside: d.besides(v, o.Record.Entries, c)}
		if c.Newest().Locked {
			e.Locked = v.L.T("staff.entry.locked")
		} else {
			if c.Newest().Kind == statement.ShownKind {
				e.Kind = v.L.T("staff.entry.statement")
			}
			if c.Newest().Kind != s.Kind {
				out.Items = append(out.Items, e) // what somebody sent is theirs: a note beside it, never a correction
				continue
			}
			if !c.theirs() { // what the person wrote is put differently by themselves only
				e.CorrectURL = o.Address + "/entries/" + d.Handles.Of(v.Actor, c.Newest().ID) + "/correct"
				e.CorrectText = v.L.T("staff.correct.go")
			}
		}
		if m, ok := c.Newest().Body.(*safety.Measure); ok {
			d.overOrNot(v, o, &e, c.Newest().ID, m)
		}
		if len(c) > 1 {
			e.Corrected = v.L.T("staff.entry.before", "number", len(c)-1)
		}
		for _, old := range c[1:] {
			e.Before = append(e.Before, d.Version(v, old))
		}
		out.Items = append(out.Items, e)
	}
	return out
}

// overOrNot says of something that helps whether it is over, and gives the button to say so, or that it holds again.
func (d *Desk) overOrNot(v Visit, o Opened, e *Entry, entry id.ID, m *safety.Measure) {
	button := webkit.Button{Text: v.L.T("staff.safety.over"), Name: "over", Value: "yes"}
	if m.Over {
		e.Kind = v.L.T("staff.safety.is_over")
		button = webkit.Button{Text: v.L.T("staff.safety.holds"), Name: "over", Value: "no"}
	}
	e.Do = &Form{Action: o.Address + "/entries/" + d.Handles.Of(v.Actor, entry) + "/over", Key: id.Reference(), Buttons: []webkit.Button{button}}
}

// Version is one wording of an entry, as the desk shows it.
func (d *Desk) Version(v Visit, e record.Entry) Version {
	return Version{Who: d.author(v, e), When: d.Moment(v, e.At), Lines: Lines(TextOf(e.Body))}
}

// besides are the statements beside any wording of an entry, oldest first.
func (d *Desk) besides(v Visit, all []record.Entry, c Chain) []Beside {
	var list []Beside
	for _, e := range all {
		if s, ok := e.Body.(*record.Statement); ok && c.holds(e.About) {
			list = append(list, Beside{Own: e.AuthorRole == string(account.Survivor), Who: d.author(v, e), When: d.Moment(v, e.At), Lines: Lines(s.Text)})
		}
	}
	return list
}

// author says who wrote an entry. The person themselves has no name here but "their own words".
func (d *Desk) author(v Visit, e record.Entry) string {
	if e.AuthorRole == string(account.Survivor) {
		return v.L.T("staff.entry.own_words")
	}
	return v.L.T("staff.who", "name", locale.Isolate(e.AuthorName), "role", v.L.T("staff.role."+e.AuthorRole))
}

// TextOf is what a worker can correct of an entry.
func TextOf(body any) string {
	switch b := body.(type) {
	case *plan.Note:
		return b.Text
	case *safety.Measure:
		return b.Text
	case *reporting.Passage:
		return b.Text
	case *statement.Shown:
		return b.Heading + "\n" + b.Text
	}
	return ""
}

// Lines are the paragraphs of a text, without empty ones.
func Lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
}
