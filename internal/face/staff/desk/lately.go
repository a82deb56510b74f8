package desk

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Lately is what a person wished for last, and what was promised to them next.
type Lately struct {
	WishHead, PromiseHead string
	Wish                  []string
	WishAbout             string // when, and whether in their own words
	Next                  []Promise
}

// A Promise is one promise in words: what is to be done, and by when or since when it is late.
type Promise struct {
	What string
	Late *webkit.Tag // words, not a colour alone
	When webkit.Moment

	Since string // instead of when, where it is late
}

func (Lately) Component() string  { return "staff-lately" }
func (Promise) Component() string { return "staff-promise" }

func (d *Desk) lately(v Visit, o Opened) Lately {
	out := Lately{WishHead: v.L.T("staff.wish"), PromiseHead: v.L.T("staff.promise"), WishAbout: v.L.T("staff.wish.none")}
	if e, ok := lastWish(o.Record.Entries); ok {
		out.Wish, out.WishAbout = d.wishLines(v, e), v.L.T("staff.wish.when", "when", v.L.Near(e.At, v.Now, d.House.Zone))
	}
	for _, p := range OpenPromises(o.Plan.Promises) {
		out.Next = append(out.Next, d.Promised(v, p))
	}
	return out
}

// OpenPromises are the promises that are still to be kept, the next first.
func OpenPromises(all []plan.Promised) []plan.Promised {
	open := slices.DeleteFunc(slices.Clone(all), func(p plan.Promised) bool { return !p.Open() })
	slices.SortStableFunc(open, func(a, b plan.Promised) int { return day(a).Compare(day(b)) })
	return open
}

// day is the day of a promise, or the moment since when it is late.
func day(p plan.Promised) time.Time {
	if p.State == plan.Late {
		return p.Since
	}
	return p.Due
}

// Promised is a promise in the words of a desk.
func (d *Desk) Promised(v Visit, p plan.Promised) Promise {
	out := Promise{What: v.L.T("staff.promise." + string(p.Promise)), When: d.Moment(v, day(p))}
	if p.State == plan.Late {
		out.Since = v.L.T("staff.promise.since", "when", out.When.Words)
		out.Late = &webkit.Tag{Text: v.L.T("staff.promise.late"), Tone: webkit.Attention}
	}
	return out
}

// Cell is the day of a promise in a table.
func (p Promise) Cell() webkit.Cell {
	if p.Since != "" {
		return webkit.Cell{Text: p.Since}
	}
	return webkit.Cell{When: &p.When}
}

// lastWish is the newest entry in which the person says what they want: what they asked for, wrote, or answered.
func lastWish(entries []record.Entry) (record.Entry, bool) {
	for _, e := range slices.Backward(entries) {
		if e.AuthorRole != string(account.Survivor) || e.Locked {
			continue
		}
		switch b := e.Body.(type) {
		case *plan.Answer:
			return e, true
		case *record.Statement:
			return e, true
		case plan.Body:
			if len(b.Texts()) > 0 {
				return e, true
			}
		}
	}
	return record.Entry{}, false
}

func (d *Desk) wishLines(v Visit, e record.Entry) []string {
	switch b := e.Body.(type) {
	case *plan.Answer:
		return append([]string{v.L.T("staff.wish.said", "say", v.L.T("staff.say."+string(b.Say)))}, Lines(b.Words)...)
	case *record.Statement:
		return Lines(b.Text)
	case plan.Body:
		var out []string
		for _, text := range b.Texts() {
			out = append(out, Lines(text)...)
		}
		return out
	}
	return nil
}

// Whose says on whose page one writes.
func (d *Desk) Whose(v Visit, o Opened) Whose {
	return Whose{Text: v.L.T("staff.whose"), Name: d.Called(v, o.Name)}
}

// Wrote says who wrote something. The person themselves has no name here but "their own words".
func (d *Desk) Wrote(v Visit, w plan.Written) string {
	if w.Own {
		return v.L.T("staff.entry.own_words")
	}
	return v.L.T("staff.who", "name", locale.Isolate(w.Name), "role", v.L.T("staff.role."+string(w.Role)))
}

// Day asks for a day. Its label is a key of the words; a hint stands below it where there is one.
func (d *Desk) Day(v Visit, name, label, problem, value string) webkit.Input {
	f := webkit.Field{Name: name, Label: v.L.T(label), Error: problem}
	if d.House.Words.Has(label + "_hint") {
		f.Hint = v.L.T(label + "_hint")
	}
	return webkit.Input{Field: f, Type: "date", Value: value, Width: webkit.W10}
}

// DayOf is the day of a date field: its beginning where the house is.
func (d *Desk) DayOf(values webkit.Values, name string) time.Time {
	t := values.Date(name)
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, d.House.Zone)
}
