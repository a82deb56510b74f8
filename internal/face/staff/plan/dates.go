package plan

import (
	"slices"
	"strings"
	"time"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

const hourFormat = "15:04"

// An appointment is told on the clock of the house.
var date = &kind{name: "date", path: "dates", agrees: true, answers: true,
	asks: []ask{
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 2},
		{name: "at", kind: webkit.KindDate, need: true},
		{name: "hour", kind: webkit.KindText, need: true},
		{name: "place", kind: webkit.KindText},
		{name: "with", kind: webkit.KindText},
		{name: "off", kind: webkit.KindBool, changes: true},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Dates) },
	fill: func(f *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		d := body.(care.Date)
		return map[string]string{"words": d.What, "at": f.iso(d.At), "hour": d.At.In(f.House.Zone).Format(hourFormat), "place": d.Place, "with": d.With, "off": yes(d.Off)}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Date{What: in.Get("words"), At: in.moment("at", "hour"), Place: strings.TrimSpace(in.Get("place")), With: strings.TrimSpace(in.Get("with")), Off: in.Bool("off")}
	},
}

// moment is the day and the hour of two fields where the house is; the zero time where the hour is none.
func (in input) moment(day, hour string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly+" "+hourFormat, in.Date(day).Format(time.DateOnly)+" "+strings.TrimSpace(in.Get(hour)), in.zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

var paper = &kind{name: "paper", path: "papers", agrees: true, answers: true,
	asks: []ask{
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 2},
		{name: "state", kind: webkit.KindChoice, need: true, choices: paperChoices},
		{name: "where", kind: webkit.KindText},
		{name: "until", kind: webkit.KindDate},
		{name: "over", kind: webkit.KindBool, changes: true},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Papers) },
	fill: func(f *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		p := body.(care.Paper)
		return map[string]string{"words": p.What, "state": paperCode(p.State), "where": p.Where, "until": f.iso(p.Until), "over": yes(p.Over)}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		p := &care.Paper{What: in.Get("words"), Where: strings.TrimSpace(in.Get("where")), Until: in.day("until"), Over: in.Bool("over")}
		i := slices.IndexFunc(care.PaperStates(), func(s care.PaperState) bool { return paperCode(s) == in.Get("state") })
		if i >= 0 { // the form takes no other
			p.State = care.PaperStates()[i]
		}
		return p
	},
}

// paperCode is the word for where a paper is; the empty code is: with the person.
func paperCode(s care.PaperState) string { return desk.OrElse(string(s), "here") }

func paperChoices(_ *Face, v desk.Visit, _ desk.Opened) (list []webkit.Choice) {
	for _, s := range care.PaperStates() {
		list = append(list, webkit.Choice{Value: paperCode(s), Text: v.L.T("staff.paper.is_" + paperCode(s))})
	}
	return list
}

func (f *Face) dateLines(v desk.Visit) func(care.Date) []string {
	return func(d care.Date) []string {
		lines := append(desk.Lines(d.What), v.L.DateTime(d.At, f.House.Zone))
		for _, fact := range []string{d.Place, d.With} {
			if fact != "" {
				lines = append(lines, locale.Isolate(fact))
			}
		}
		if d.Off {
			lines = append(lines, v.L.T("staff.date.is_off"))
		}
		return lines
	}
}

func (f *Face) paperLines(v desk.Visit) func(care.Paper) []string {
	return func(p care.Paper) []string {
		lines := append(desk.Lines(p.What), v.L.T("staff.paper.is_"+paperCode(p.State)))
		if p.Where != "" {
			lines = append(lines, locale.Isolate(p.Where))
		}
		if !p.Until.IsZero() {
			lines = append(lines, v.L.T("staff.paper.holds", "day", f.day(v, p.Until)))
		}
		if p.Over {
			lines = append(lines, v.L.T("staff.paper.is_over"))
		}
		return lines
	}
}

// dateRows are the appointments. For one that counts and is to come, the page that shows what a reminder would say, and
// whether it may go, is one button away.
func (f *Face) dateRows(v desk.Visit, o desk.Opened) []webkit.Component {
	parts := rows(f, v, o, date, o.Plan.Dates, f.dateLines(v))
	for i, t := range o.Plan.Dates {
		both, ok := parts[i].(desk.Both)
		now, counts := t.Now()
		if !ok || !counts || now.Body.Off || !now.Body.At.After(v.Now) {
			continue
		}
		at := now.Body.At.In(f.theirZone(o))
		both.Forms = append(both.Forms, desk.Form{Action: o.Address + "/reach/text", Key: id.Reference(),
			Hidden:  []webkit.Pair{{Term: "template", Text: string(contact.DateReminder)}, {Term: "day", Text: at.Format(time.DateOnly)}, {Term: "hour", Text: at.Format(hourFormat)}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.date.remind")}}})
		parts[i] = both
	}
	return parts
}

// theirZone is the clock on which a message tells an hour: that of the person's own safe hours.
func (f *Face) theirZone(o desk.Opened) *time.Location {
	said, _ := contact.Newest(o.Record.Entries)
	if zone, err := time.LoadLocation(said.Zone); err == nil && said.Zone != "" {
		return zone
	}
	return f.House.Zone
}
