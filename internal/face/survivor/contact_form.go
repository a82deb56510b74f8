package survivor

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// contactForm is the form as it was shown or sent.
type contactForm struct {
	said     said
	step     string
	typed    values
	key      string
	stale    bool
	problems webkit.Problems
}

// values is what stands in the fields: what was typed, or what was said before.
type values interface {
	Get(name string) string
	All(name string) []string
}

// filled are values made from an answer that was kept.
type filled map[string][]string

func (f filled) Get(name string) string {
	if all := f[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

func (f filled) All(name string) []string { return f[name] }

// zones are the clocks that can be chosen, beside that of the installation.
var zones = []string{"Africa/Addis_Ababa", "America/Chicago", "America/Los_Angeles", "America/Mexico_City", "America/New_York",
	"Asia/Beirut", "Asia/Ho_Chi_Minh", "Europe/London", "Europe/Madrid"}

// againAfter are the days after which the person is asked again; the service allows no more than the last.
var againAfter = []string{"30", "60", "90", "180"}

var weekdays = []string{"1", "2", "3", "4", "5", "6", "0"}

func dayKey(d time.Weekday) string { return "survivor.contact.day." + strconv.Itoa(int(d)) }

// channelCode is the word for a channel; none is one like the others.
func channelCode(c contact.Channel) string {
	if c == "" {
		return "none"
	}
	return string(c)
}

func channelCodes() []string {
	return append([]string{"none"}, webkit.Codes(contact.Channels())...)
}

func halfHours() []string {
	var list []string
	for m := 0; m < 24*60; m += 30 {
		list = append(list, strconv.Itoa(m))
	}
	return list
}

func (f *Face) zoneCodes() []string {
	list := []string{f.House.Zone.String()}
	for _, z := range zones {
		if z != list[0] {
			list = append(list, z)
		}
	}
	return list
}

func (f *Face) contactFields() webkit.Form {
	choice := func(name string, options []string) webkit.FormField {
		return webkit.FormField{Name: name, Kind: webkit.KindChoice, Options: options}
	}
	step, channel := choice("step", []string{"way", "details"}), choice("channel", channelCodes())
	step.Required, channel.Required = true, true
	return webkit.Form{Fields: []webkit.FormField{step, channel, {Name: "entry", Max: 40}, {Name: "address", Max: 200},
		{Name: "days", Kind: webkit.KindChoices, Options: weekdays}, choice("from", halfHours()), choice("to", halfHours()),
		choice("zone", f.zoneCodes()), {Name: "code_word", Max: 80, IsName: true}, choice("voicemail", []string{"yes", "no"}),
		{Name: "others_see", Kind: webkit.KindMultiline, Max: 500}, choice("ask_again", againAfter)}}
}

// fromContact puts what was said into the fields.
func fromContact(c contact.SafeContact) filled {
	v := filled{"channel": {channelCode(c.Channel)}, "address": {c.Address}, "code_word": {c.CodeWord}, "others_see": {c.OthersSee},
		"from": {strconv.Itoa(c.From)}, "to": {strconv.Itoa(c.To)}, "zone": {c.Zone}, "voicemail": {"no"}, "ask_again": {"90"}}
	if c.From == c.To {
		v["from"], v["to"] = []string{"600"}, []string{"1020"}
	}
	if c.Voicemail {
		v["voicemail"] = []string{"yes"}
	}
	for _, d := range c.Days {
		v["days"] = append(v["days"], strconv.Itoa(int(d)))
	}
	return v
}

// withChannel fills the second page with what was said before, for another way without its address.
func withChannel(before filled, v webkit.Values) filled {
	if before.Get("channel") != v.Get("channel") {
		before["address"] = nil
	}
	before["channel"], before["entry"] = []string{v.Get("channel")}, []string{v.Get("entry")}
	return before
}

// toContact is what the person says now. A day counts from midnight, so that the same form sent twice says the same.
func (f *Face) toContact(v values, now time.Time) contact.SafeContact {
	switch v.Get("channel") {
	case "none":
		return contact.SafeContact{}
	case string(contact.OwnSpace):
		return contact.SafeContact{Channel: contact.OwnSpace, Zone: f.House.Zone.String(), AskAgain: after(now, againAfter[len(againAfter)-1])}
	}
	c := contact.SafeContact{Channel: contact.Channel(v.Get("channel")), Address: strings.TrimSpace(v.Get("address")), Zone: v.Get("zone"),
		CodeWord: strings.TrimSpace(v.Get("code_word")), Voicemail: v.Get("voicemail") == "yes", OthersSee: v.Get("others_see")}
	for _, d := range v.All("days") {
		c.Days = append(c.Days, time.Weekday(number(d)))
	}
	c.From, c.To = number(v.Get("from")), number(v.Get("to"))
	if slices.Contains(againAfter, v.Get("ask_again")) {
		c.AskAgain = after(now, v.Get("ask_again"))
	}
	return c
}

func after(now time.Time, days string) time.Time {
	return now.UTC().Truncate(24*time.Hour).AddDate(0, 0, number(days))
}

type contactModel struct {
	room.Top
	NowH    string
	Now     []string
	Fields  []webkit.Component
	Keep    []kept
	Do      webkit.Actions
	Key     string
	Entry   string
	Step    string
	Details bool
	Pause   room.Links
}

func (f *Face) showContact(w http.ResponseWriter, r *http.Request, form contactForm) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	m := contactModel{NowH: l.T("survivor.contact.now"), Now: f.contactLines(l, form.said.now), Key: form.key, Step: form.step,
		Details: form.step == "details" && slices.Contains(channelCodes(), form.typed.Get("channel")), Entry: f.version(me, form.said.entry)}
	if form.problems.Any() && form.typed != nil { // a form with a mistake is still about the answer that it was filled from
		m.Entry = form.typed.Get("entry")
	}
	m.Heading, m.Lead = l.T("survivor.contact.heading"), l.T("survivor.contact.lead")
	m.Do.Buttons = []webkit.Button{{Text: l.T("survivor.contact.go"), Kind: webkit.Primary}, {Text: l.T("room.later"), URL: "/my"}}
	if m.Details {
		m.Heading, m.Lead = l.T("survivor.contact.channel."+form.typed.Get("channel")), l.T("survivor.contact.details")
		m.Keep = []kept{{"channel", form.typed.Get("channel")}}
		m.Fields = f.detailFields(l, form)
		m.Do.Buttons[1].URL = "/my/contact"
	} else {
		m.Pause.Items = []room.Link{plan.Pause.In(l)}
		m.Step, m.Do.Buttons[0].Text = "way", l.T("survivor.talk.next")
		m.Fields = []webkit.Component{channelCards(l, form)}
	}
	status := http.StatusOK
	if form.stale {
		status = http.StatusConflict
		m.Notice = &webkit.Notice{Heading: l.T("survivor.contact.newer"), Text: l.T("survivor.contact.newer_text"), Attention: true}
	}
	if form.problems.Any() {
		m.Errors, status = page.Summary(l, form.problems), form.problems.Status()
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "contact", Status: status, Model: m})
}

// picked marks the choices whose value is among those that were chosen.
func picked(l *locale.Localiser, codes []string, key func(code string) string, chosen []string) []webkit.Choice {
	var list []webkit.Choice
	for _, code := range codes {
		list = append(list, webkit.Choice{Value: code, Text: l.T(key(code)), Checked: slices.Contains(chosen, code)})
	}
	return list
}

func under(prefix string) func(string) string {
	return func(code string) string { return prefix + code }
}

func channelCards(l *locale.Localiser, form contactForm) webkit.Radios {
	return webkit.Radios{
		Field:   webkit.Field{Name: "channel", Label: l.T("survivor.contact.channel"), Error: page.FieldError(l, form.problems, "channel")},
		Choices: picked(l, channelCodes(), under("survivor.contact.channel."), form.typed.All("channel")),
	}
}

func (f *Face) detailFields(l *locale.Localiser, form contactForm) []webkit.Component {
	field := func(name, key string) webkit.Field {
		return webkit.Field{Name: name, Label: l.T("survivor.contact." + key), Error: page.FieldError(l, form.problems, name)}
	}
	v := form.typed
	days := field("days", "days")
	return []webkit.Component{
		webkit.Input{Field: field("address", "address."+v.Get("channel")), Value: v.Get("address")},
		webkit.Checkboxes{Field: days, Choices: picked(l, weekdays, under("survivor.contact.day."), v.All("days"))},
		webkit.Select{Field: field("from", "from"), Choices: times(l, v.Get("from"))},
		webkit.Select{Field: field("to", "to"), Choices: times(l, v.Get("to"))},
		webkit.Select{Field: field("zone", "zone"), Choices: f.zoneChoices(l, v.Get("zone"))},
		webkit.Input{Field: withHint(l, field("code_word", "code_word"), "survivor.contact.code_word_hint"), Value: v.Get("code_word")},
		webkit.Radios{Field: field("voicemail", "voicemail"), Choices: picked(l, []string{"no", "yes"}, under("survivor.contact.voicemail_"), v.All("voicemail"))},
		webkit.Textarea{Field: field("others_see", "others"), Value: v.Get("others_see"), Rows: 3},
		webkit.Radios{Field: field("ask_again", "again"), Choices: picked(l, againAfter, under("survivor.contact.again_"), v.All("ask_again"))},
	}
}

func withHint(l *locale.Localiser, field webkit.Field, key string) webkit.Field {
	field.Hint = l.T(key)
	return field
}

func times(l *locale.Localiser, chosen string) []webkit.Choice {
	var list []webkit.Choice
	for _, m := range halfHours() {
		list = append(list, webkit.Choice{Value: m, Text: clockTime(l, number(m)), Checked: m == chosen})
	}
	return list
}

func (f *Face) zoneChoices(l *locale.Localiser, chosen string) []webkit.Choice {
	var list []webkit.Choice
	for _, z := range f.zoneCodes() {
		text := l.T("survivor.zone.here")
		if z != f.House.Zone.String() {
			text = l.T(zoneKey(z))
		}
		list = append(list, webkit.Choice{Value: z, Text: text, Checked: z == chosen})
	}
	return list
}

// zoneKey makes "America/New_York" into "survivor.zone.new_york".
func zoneKey(zone string) string {
	return "survivor.zone." + strings.ToLower(zone[strings.LastIndex(zone, "/")+1:])
}
