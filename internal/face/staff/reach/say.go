package reach

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// none is the answer of somebody who is not to be contacted.
const none = "none"

// zones are the clocks that can be chosen, beside that of the house and what was said before.
var zones = []string{"Africa/Addis_Ababa", "America/Chicago", "America/Los_Angeles", "America/Mexico_City", "America/New_York",
	"Asia/Beirut", "Asia/Ho_Chi_Minh", "Europe/London", "Europe/Madrid"}

// week lists the days, Monday first.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func weekCodes() []string {
	var list []string
	for _, d := range week {
		list = append(list, strings.ToLower(d.String()))
	}
	return list
}

func channelCodes() []string {
	return append([]string{none}, webkit.Codes(contact.Channels())...)
}

// zoneCodes are the clocks to choose among: the one that was said comes first, so that it is never lost.
func (f *Face) zoneCodes(said string) []string {
	var list []string
	for _, z := range append([]string{said, f.House.Zone.String()}, zones...) {
		if z != "" && !slices.Contains(list, z) {
			list = append(list, z)
		}
	}
	return list
}

func (f *Face) sayFields(said contact.SafeContact) webkit.Form {
	choice := func(name string, options []string) webkit.FormField {
		return webkit.FormField{Name: name, Kind: webkit.KindChoice, Options: options}
	}
	channel := choice("channel", channelCodes())
	channel.Required = true
	return webkit.Form{Fields: []webkit.FormField{channel, {Name: "entry", Max: 40}, {Name: "address", Max: 200},
		{Name: "days", Kind: webkit.KindChoices, Options: weekCodes()}, {Name: "from", Max: 8}, {Name: "to", Max: 8}, choice("zone", f.zoneCodes(said.Zone)),
		{Name: "code_word", Max: 80, IsName: true}, choice("voicemail", []string{"yes", "no"}),
		{Name: "others_see", Kind: webkit.KindMultiline, Max: 500}, {Name: "ask_again", Kind: webkit.KindDate}}}
}

// A sayForm is what stands in the fields, with the entry that it was filled from.
type sayForm struct {
	c     contact.SafeContact
	from  string // as typed
	to    string
	again string
	entry string
	key   string
	stale bool
	desk.Problem
}

func (f *Face) sayPage(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showSay(v, o, f.filled(v, o))
}

// filled is the form as the person's last words fill it. The day to ask again is for them to say anew.
func (f *Face) filled(v desk.Visit, o desk.Opened) sayForm {
	said, entry := contact.Newest(o.Record.Entries)
	form := sayForm{c: said, from: clockTime(said.From), to: clockTime(said.To), key: id.Reference(), entry: f.version(v, entry)}
	if said.From == said.To {
		form.from, form.to = "", ""
	}
	if said.AskAgain.After(v.Now) {
		form.again = said.AskAgain.UTC().Format(time.DateOnly)
	}
	return form
}

// version is the handle of the entry that a form was filled from, empty where nothing had been said.
func (f *Face) version(v desk.Visit, entry id.ID) string {
	if entry.IsZero() {
		return ""
	}
	return f.Handles.Of(v.Actor, entry)
}

// say writes down what the person says now, in their words and in the place of what they said before.
func (f *Face) say(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	before, _ := contact.Newest(o.Record.Entries)
	values, problems := f.sayFields(before).Read(v.R)
	form := typedForm(values)
	if problems.Any() {
		form.Problem = desk.Sent(problems)
		return f.showSay(v, o, form)
	}
	return f.keep(v, o, before, form)
}

func typedForm(values webkit.Values) sayForm {
	form := sayForm{from: values.Get("from"), to: values.Get("to"), again: values.Get("ask_again"), entry: values.Get("entry"), key: desk.KeyOf(values),
		c: contact.SafeContact{Channel: contact.Channel(values.Get("channel")), Address: strings.TrimSpace(values.Get("address")), Zone: values.Get("zone"),
			CodeWord: strings.TrimSpace(values.Get("code_word")), Voicemail: values.Get("voicemail") == "yes", OthersSee: values.Get("others_see"), AskAgain: values.Date("ask_again")}}
	for i, code := range weekCodes() {
		if values.Has("days", code) {
			form.c.Days = append(form.c.Days, week[i])
		}
	}
	form.c.From, form.c.To = minutes(form.from), minutes(form.to)
	if form.c.To == 0 {
		form.c.To = 24 * 60 // midnight at the end of the day
	}
	return form
}

// meant is the answer that the form gives: who wants no contact, or only notes in their own space, is asked no more.
func (f *Face) meant(form sayForm) contact.SafeContact {
	switch form.c.Channel {
	case none:
		return contact.SafeContact{}
	case contact.OwnSpace:
		return contact.SafeContact{Channel: contact.OwnSpace, Zone: f.House.Zone.String(), CodeWord: form.c.CodeWord, AskAgain: form.c.AskAgain}
	}
	return form.c
}

// keep stores the answer, unless another one was given since the page was opened: then both are shown.
func (f *Face) keep(v desk.Visit, o desk.Opened, before contact.SafeContact, form sayForm) error {
	_, newest := contact.Newest(o.Record.Entries)
	c := f.meant(form)
	if form.entry != f.version(v, newest) {
		if reflect.DeepEqual(c, withoutMarks(before)) { // sent twice: it is kept as it was said
			webkit.SeeOther(v.W, o.Address+reachPath+"?done=reach_said")
			return nil
		}
		return f.staleSay(v, form)
	}
	err := f.contact.Set(v.R.Context(), v.Actor, o.ID, c, newest, form.key, v.Now)
	if fault.KindOf(err) == fault.Stale && err != nil {
		return f.staleSay(v, form)
	}
	if err != nil {
		if form.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		return f.showSay(v, o, form)
	}
	webkit.SeeOther(v.W, o.Address+reachPath+"?done=reach_said")
	return nil
}

// withoutMarks is an answer without what others than the form set.
func withoutMarks(c contact.SafeContact) contact.SafeContact {
	c.Paused, c.AskFirst, c.Child = false, false, false
	return c
}

func (f *Face) staleSay(v desk.Visit, form sayForm) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	_, entry := contact.Newest(o.Record.Entries)
	form.stale, form.key, form.entry = true, id.Reference(), f.version(v, entry)
	form.Status = http.StatusConflict
	return f.showSay(v, o, form)
}

func (f *Face) showSay(v desk.Visit, o desk.Opened, form sayForm) error {
	s := desk.Sheet{Heading: v.L.T("reach.say"), Lead: v.L.T("reach.say.lead"), Errors: form.Summary(v)}
	said, _ := contact.Newest(o.Record.Entries)
	if form.stale {
		s.Parts = append(s.Parts, webkit.Notice{Attention: true, Heading: v.L.T("reach.say.stale"), Text: v.L.T("reach.say.stale_text"), Items: f.Reach(v, said)})
	}
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.L.T("reach.say." + name), Error: form.Of(v, name)}
	}
	hinted := func(name string) webkit.Field {
		w := field(name)
		w.Hint = v.L.T("reach.say." + name + "_hint")
		return w
	}
	channel := string(form.c.Channel)
	var days []string
	for _, d := range form.c.Days {
		days = append(days, strings.ToLower(d.String()))
	}
	s.Parts = append(s.Parts, desk.Form{Action: o.Address + sayPath, Key: form.key, Hidden: []webkit.Pair{{Term: "entry", Text: form.entry}}, Fields: []webkit.Component{
		webkit.Radios{Field: field("channel"), Choices: choices(v, channelCodes(), func(c string) string {
			if c == none {
				return "staff.care.reach_no"
			}
			return "staff.channel." + c
		}, []string{channel})},
		webkit.Input{Field: field("address"), Value: form.c.Address},
		webkit.Checkboxes{Field: field("days"), Choices: choices(v, weekCodes(), func(c string) string { return "staff.day." + c }, days)},
		webkit.Input{Field: field("from"), Type: "time", Value: form.from, Width: webkit.W10},
		webkit.Input{Field: field("to"), Type: "time", Value: form.to, Width: webkit.W10},
		webkit.Select{Field: field("zone"), Choices: zoneChoices(f.zoneCodes(said.Zone), desk.OrElse(form.c.Zone, f.House.Zone.String()))},
		webkit.Input{Field: hinted("code_word"), Value: form.c.CodeWord},
		webkit.Radios{Field: field("voicemail"), Choices: choices(v, []string{"no", "yes"}, func(c string) string { return "staff." + c }, []string{yesNo(form.c.Voicemail)})},
		webkit.Textarea{Field: hinted("others_see"), Value: form.c.OthersSee, Rows: 3},
		webkit.Input{Field: hinted("ask_again"), Type: "date", Value: form.again, Width: webkit.W10},
	}, Buttons: []webkit.Button{{Text: v.L.T("reach.say.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: o.Address + reachPath}}})
	return f.Show(v, form.Code(), s)
}

// choices marks those whose value is among what was chosen.
func choices(v desk.Visit, codes []string, key func(code string) string, chosen []string) []webkit.Choice {
	var list []webkit.Choice
	for _, code := range codes {
		list = append(list, webkit.Choice{Value: code, Text: v.L.T(key(code)), Checked: slices.Contains(chosen, code)})
	}
	return list
}

func zoneChoices(codes []string, chosen string) []webkit.Choice {
	var list []webkit.Choice
	for _, z := range codes {
		list = append(list, webkit.Choice{Value: z, Text: strings.ReplaceAll(z, "_", " "), Checked: z == chosen})
	}
	return list
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// clockTime writes minutes after midnight as the fields for a time take them.
func clockTime(m int) string {
	return time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("15:04")
}

// minutes reads a time of day; what is none is below every minute, and the service refuses it.
func minutes(text string) int {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}
