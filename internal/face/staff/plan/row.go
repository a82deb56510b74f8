package plan

import (
	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// row shows one thing side by side: what counts now, beside it what waits for the person and what they said.
func row[T any](f *Face, v desk.Visit, t care.Thing[T], lines func(T) []string) desk.Both {
	both := desk.Both{Heading: lines(t.Current().Body)[0]}
	now, counts := t.Now()
	left := desk.Column{Heading: v.L.T("staff.both.now"), Notes: []string{v.L.T("staff.both.nothing")}}
	if counts {
		left = column(f, v, v.L.T("staff.both.now"), now, lines)
		if agreed := now.Agreed(); !agreed.IsZero() {
			left.Notes = append(left.Notes, v.L.T("staff.both.agreed", "day", f.day(v, agreed)))
		}
	}
	both.Columns = append(both.Columns, left)
	newest := t.Versions[len(t.Versions)-1]
	if newest.Waits() {
		waits := column(f, v, v.L.T("staff.both.proposed"), newest, lines)
		waits.Notes = append(waits.Notes, v.L.T("staff.both.waits"))
		both.Columns = append(both.Columns, waits)
	} else if newest.Entry != now.Entry || !counts {
		both.Columns = append(both.Columns, column(f, v, v.L.T("staff.both.not_counting"), newest, lines))
	}
	for _, s := range newest.Answers {
		both.Columns = append(both.Columns, f.saidColumn(v, s))
	}
	for _, b := range t.Beside {
		if !b.Past {
			at := f.Moment(v, b.At)
			both.Columns = append(both.Columns, desk.Column{Heading: v.L.T("staff.both.beside"), Lines: desk.Lines(b.Text), Own: b.Own, Who: f.Wrote(v, b.Written), When: &at})
		}
	}
	both.Before, both.Earlier = before(f, v, t, lines, now.Entry)
	for i, c := range both.Columns { // the heading says it already
		if len(c.Lines) > 1 && c.Lines[0] == both.Heading {
			both.Columns[i].Lines = c.Lines[1:]
		}
	}
	return both
}

func column[T any](f *Face, v desk.Visit, heading string, w care.Version[T], lines func(T) []string) desk.Column {
	at := f.Moment(v, w.At)
	return desk.Column{Heading: heading, Lines: lines(w.Body), Own: w.Own, Who: f.Wrote(v, w.Written), When: &at}
}

// saidColumn is an answer: in the person's own space, or said aloud on a day.
func (f *Face) saidColumn(v desk.Visit, s care.Said) desk.Column {
	at := f.Moment(v, s.At)
	c := desk.Column{Heading: v.L.T("staff.both.said", "say", v.L.T("staff.say."+string(s.Say))), Lines: desk.Lines(s.Words), Own: s.Own, Who: f.Wrote(v, s.Written), When: &at}
	if s.Option > 0 {
		c.Heading = v.L.T("staff.both.chose", "number", s.Option)
	}
	if !s.Agreed.IsZero() {
		c.Notes = append(c.Notes, v.L.T("staff.both.aloud", "day", f.day(v, s.Agreed)))
	}
	return c
}

// before are the wordings that neither count nor are the newest: nothing is overwritten.
func before[T any](f *Face, v desk.Visit, t care.Thing[T], lines func(T) []string, now id.ID) (list []desk.Version, earlier string) {
	for _, w := range t.Versions[:len(t.Versions)-1] {
		if w.Entry != now {
			list = append(list, desk.Version{Who: f.Wrote(v, w.Written), When: f.Moment(v, w.At), Lines: lines(w.Body)})
		}
	}
	if len(list) > 0 {
		earlier = v.L.T("staff.entry.before", "number", len(list))
	}
	return list, earlier
}

// rows shows a list of things, each with the way to change it and, where it waits for an answer, to write down what was
// said aloud.
func rows[T any](f *Face, v desk.Visit, o desk.Opened, k *kind, list []care.Thing[T], lines func(T) []string) (parts []webkit.Component) {
	for _, t := range list {
		both := row(f, v, t, lines)
		if k != nil {
			both.More.Buttons = append(both.More.Buttons, webkit.Button{Text: v.L.T("staff.both.change"), URL: o.Address + "/plan/" + k.path + "/" + f.Handles.Of(v.Actor, t.ID())})
		}
		if newest := t.Versions[len(t.Versions)-1]; !newest.Own && !newest.Said().Own && (k == nil || k.answers) {
			both.More.Buttons = append(both.More.Buttons, webkit.Button{Text: v.L.T("staff.both.aloud_go"), URL: f.saidAt(v, o, newest.Entry)})
		}
		parts = append(parts, both)
	}
	return parts
}

func (f *Face) saidAt(v desk.Visit, o desk.Opened, entry id.ID) string {
	return o.Address + "/plan/said/" + f.Handles.Of(v.Actor, entry)
}

// offerColumn is one of the supports that belong with what cannot wait, and what the person says to it.
func (f *Face) offerColumn(v desk.Visit, offer care.Offer) desk.Column {
	said := offer.Said()
	if said.Entry.IsZero() {
		return desk.Column{Heading: v.L.T("plan.domain." + string(offer.Domain)), Notes: []string{v.L.T("staff.offer.open"), v.L.T("staff.offer.open_text")}}
	}
	c := f.saidColumn(v, said)
	c.Heading, c.Lines = v.L.T("plan.domain."+string(offer.Domain)), append([]string{c.Heading}, c.Lines...)
	return c
}

// offersRow is all of them beside each other.
func (f *Face) offersRow(v desk.Visit, o desk.Opened) desk.Both {
	both := desk.Both{Heading: v.L.T("staff.offers.head")}
	for _, offer := range o.Plan.Offers {
		both.Columns = append(both.Columns, f.offerColumn(v, offer))
		if offer.Open && !offer.Said().Own {
			both.More.Buttons = append(both.More.Buttons, webkit.Button{Text: v.L.T("staff.offer.aloud_go", "offer", v.L.T("plan.domain."+string(offer.Domain))), URL: o.Address + "/plan/offers/" + string(offer.Domain)})
		}
	}
	return both
}

// wayColumns are options side by side, in the wording that is newest.
func (f *Face) wayColumns(v desk.Visit, t care.Thing[care.Options]) (list []desk.Column) {
	for i, one := range t.Current().Body.List {
		list = append(list, desk.Column{Heading: v.L.T("staff.options.way", "number", i+1), Lines: []string{one.What}, Notes: []string{
			v.L.T("staff.options.is_next", "next", locale.Isolate(one.Next)), v.L.T("staff.options.is_risks", "risks", locale.Isolate(one.Risks)), v.L.T("staff.options.is_helps", "helps", locale.Isolate(one.Helps))}})
	}
	return list
}

// askRow is what the person asked to be done differently, with what was answered.
func (f *Face) askRow(v desk.Visit, o desk.Opened, a care.Asked) desk.Both {
	both := row(f, v, a.Thing, f.askLines(v))
	for _, r := range a.Replies {
		at := f.Moment(v, r.At)
		c := desk.Column{Heading: v.L.T("staff.reply.no"), Lines: desk.Lines(r.Body.Words), Who: f.Wrote(v, r.Written), When: &at}
		if r.Body.Yes {
			c.Heading = v.L.T("staff.reply.yes")
		}
		if r.Body.Review != "" {
			c.Notes = append(c.Notes, v.L.T("staff.decision.again", "review", locale.Isolate(r.Body.Review)))
		}
		both.Columns = append(both.Columns, c)
	}
	if a.Open() {
		both.Tag = &webkit.Tag{Text: v.L.T("staff.ask.open"), Tone: webkit.Attention}
		both.More.Buttons = []webkit.Button{{Text: v.L.T("staff.reply.go"), Kind: webkit.Primary, URL: o.Address + "/plan/asks/" + f.Handles.Of(v.Actor, a.ID())}}
	}
	return both
}
