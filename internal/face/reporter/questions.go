package reporter

import (
	"strconv"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The longest answers, in UTF-16 units as browsers count.
const (
	maxText  = 20_000
	maxShort = 100
	maxTyped = 400 // a receipt, written out with room to spare
)

// roles are what a message can be about, as docs/reporting.md lists them.
var roles = []account.Role{account.IntakeResponder, account.Advocate, account.Supervisor, account.ShelterManager, account.Clinician, account.Lawyer,
	account.PrivacyOfficer, account.Custodian, account.Admin}

// Where the hours that can be chosen begin and end, in minutes after midnight.
var hours = []struct {
	name     string
	from, to int
}{{"morning", 8 * 60, 12 * 60}, {"noon", 12 * 60, 17 * 60}, {"evening", 17 * 60, 21 * 60}, {"day", 8 * 60, 21 * 60}}

var againDays = []int{7, 30}

// questions are the fields of the page and of the form without script. An id is the name behind a prefix, since both stand
// in one document.
type questions struct {
	l      *locale.Localiser
	prefix string
	page   bool // the page asks one thing at a time, and says why
	typed  webkit.Values
	bad    webkit.Problems
}

func (q questions) field(name string) webkit.Field {
	f := webkit.Field{Name: name, ID: q.prefix + name, Label: q.l.T("reporter." + name + ".label")}
	for _, p := range q.bad.For(name) {
		f.Error = q.l.T(p.Key, p.Args...)
	}
	return f
}

// asked is a question that is the heading of its step, with why it is asked and who sees the answer.
func (q questions) asked(name, who string) webkit.Field {
	f := q.field(name)
	if q.page {
		f.Heading = true
		f.Why = &webkit.Why{Summary: q.l.T("reporter.why.summary"), Items: []webkit.Pair{
			{Term: q.l.T("reporter.why.why"), Text: q.l.T("reporter." + name + ".why")}, {Term: q.l.T("reporter.why.who"), Text: q.l.T(who)}}}
	}
	return f
}

func (q questions) choices(name, stem string, values ...string) (made []webkit.Choice) {
	for _, v := range values {
		made = append(made, webkit.Choice{Value: v, Text: q.l.T(stem + v), Checked: q.typed.Has(name, v)})
	}
	return made
}

const readersSee = "reporter.why.readers"

func (q questions) danger() webkit.Component {
	return webkit.Radios{Field: q.asked("danger", readersSee), Choices: q.choices("danger", "reporter.danger.", reporting.Danger...)}
}

func (q questions) urgent() webkit.Component {
	f := q.field("urgent")
	f.Hint = q.l.T("reporter.urgent.hint")
	return webkit.Radios{Field: f, Choices: q.choices("urgent", "reporter.urgent.", "yes", "no")}
}

func (q questions) concernFor() webkit.Component {
	return webkit.Radios{Field: q.asked("for", readersSee), Choices: q.choices("for", "reporter.for.", reporting.ConcernFor...)}
}

func (q questions) age() webkit.Component {
	return webkit.Radios{Field: q.asked("age", readersSee), Choices: q.choices("age", "reporter.age.", reporting.AgeBands...)}
}

func (q questions) needs() webkit.Component {
	return webkit.Checkboxes{Field: q.asked("needs", readersSee), Choices: q.choices("needs", "reporter.needs.", reporting.Needs...)}
}

func (q questions) line(name string, most int) webkit.Input {
	return webkit.Input{Field: q.field(name), Value: q.typed.Get(name), MaxLength: most}
}

func (q questions) hinted(name string, most int) webkit.Component {
	in := q.line(name, most)
	in.Hint = q.l.T("reporter." + name + ".hint")
	return in
}

func (q questions) sign() webkit.Component {
	return webkit.Checkboxes{Field: q.field("sign"), Choices: q.choices("sign", "reporter.sign.", "yes")}
}

func (q questions) area() webkit.Component {
	f := q.asked("area", readersSee)
	f.Hint = q.l.T("reporter.area.hint")
	return webkit.Input{Field: f, Value: q.typed.Get("area"), MaxLength: maxShort}
}

func (q questions) text() webkit.Component {
	f := q.asked("text", readersSee)
	f.Hint = q.l.T("reporter.text.hint")
	return webkit.Textarea{Field: f, Value: q.typed.Get("text"), Rows: 9, MaxLength: maxText}
}

func (q questions) name() webkit.Component {
	f := q.asked("name", "reporter.name.who")
	f.Hint = q.l.T("reporter.name.hint")
	return webkit.Input{Field: f, MaxLength: maxShort}
}

func (q questions) contactField(name, key string) webkit.Field {
	f := q.field(name)
	f.Label = q.l.T("reporter.contact." + key)
	return f
}

// contact asks whether and how somebody may be reached. take adds that an earlier answer is taken back.
func (q questions) contact(take bool) []webkit.Component {
	ways := []string{"none", "sms", "call", "email"}
	if take {
		ways = append([]string{"take"}, ways...)
	}
	return []webkit.Component{
		webkit.Radios{Field: q.contactField("contact", "label"), Choices: q.choices("contact", "reporter.contact.", ways...)},
		webkit.Input{Field: q.contactField("address", "address"), Value: q.typed.Get("address"), MaxLength: 2 * maxShort},
	}
}

// reach asks when and how it is all right to be reached.
func (q questions) reach() []webkit.Component {
	days := q.contactField("days", "days")
	days.Hint = q.l.T("reporter.contact.days.hint")
	again := q.contactField("again", "again")
	again.Hint = q.l.T("reporter.contact.again.hint")
	code := q.contactField("code", "code")
	code.Hint = q.l.T("reporter.contact.code.hint")
	var hourNames, agains []string
	for _, h := range hours {
		hourNames = append(hourNames, h.name)
	}
	for _, n := range againDays {
		agains = append(agains, strconv.Itoa(n))
	}
	return []webkit.Component{
		webkit.Checkboxes{Field: days, Choices: q.choices("days", "reporter.contact.day.", "1", "2", "3", "4", "5", "6", "0")},
		webkit.Radios{Field: q.contactField("hours", "hours"), Choices: q.choices("hours", "reporter.contact.hours.", hourNames...)},
		webkit.Radios{Field: q.contactField("voicemail", "voicemail"), Choices: q.choices("voicemail", "reporter.contact.voicemail.", "yes", "no")},
		webkit.Input{Field: code, Value: q.typed.Get("code"), MaxLength: maxShort},
		webkit.Input{Field: q.contactField("others", "others"), Value: q.typed.Get("others"), MaxLength: 2 * maxShort},
		webkit.Radios{Field: again, Choices: q.choices("again", "reporter.contact.again.", agains...)},
	}
}

func (q questions) keep() webkit.Component {
	f := q.field("keep")
	f.Heading, f.Hint = q.page, q.l.T("reporter.keep.hint")
	choices := []webkit.Choice{}
	for _, n := range reporting.KeepChoices {
		v := strconv.Itoa(n)
		choices = append(choices, webkit.Choice{Value: v, Text: q.l.T("reporter.keep.n", "n", n), Checked: q.typed.Has("keep", v)})
	}
	return webkit.Radios{Field: f, Choices: choices}
}

func (q questions) pin() webkit.Component {
	f := q.field("pin")
	f.Heading, f.Hint = q.page, q.l.T("reporter.pin.hint")
	return webkit.Input{Field: f, Value: q.typed.Get("pin"), MaxLength: maxShort, Width: webkit.W10}
}

// receipt asks for the words with which somebody comes back.
func (q questions) receipt() []webkit.Component {
	words, pin := q.field("words"), q.field("own")
	words.Label, words.Hint = q.l.T("reporter.come.words"), q.l.T("reporter.come.words.hint")
	pin.Label = q.l.T("reporter.come.pin")
	return []webkit.Component{webkit.Textarea{Field: words, Value: q.typed.Get("words"), Rows: 4, MaxLength: maxTyped},
		webkit.Input{Field: pin, Value: q.typed.Get("own"), MaxLength: maxShort, Width: webkit.W10}}
}

// aboutRole asks whether the message is about somebody who would read it.
func (q questions) aboutRole() webkit.Component {
	f := q.field("role")
	f.Label, f.Hint = q.l.T("reporter.readers.about"), q.l.T("reporter.readers.about.hint")
	choices := []webkit.Choice{{Text: q.l.T("reporter.readers.about.nobody")}}
	for _, r := range roles {
		choices = append(choices, webkit.Choice{Value: string(r), Text: q.l.T("reporter.role." + string(r)), Checked: q.typed.Has("role", string(r))})
	}
	return webkit.Select{Field: f, Choices: choices}
}

func (q questions) aboutAgency(hint string) webkit.Component {
	f := q.field("whole")
	f.Label = q.l.T("reporter.readers.whole")
	return webkit.Checkboxes{Field: f, Choices: []webkit.Choice{{Value: "yes", Text: q.l.T("reporter.readers.agency"), Hint: hint, Checked: q.typed.Has("whole", "yes")}}}
}

// channel asks which of the two channels it is.
func (q questions) channel() webkit.Component {
	f := q.field("channel")
	f.Label = q.l.T("reporter.basic.channel")
	return webkit.Radios{Field: f, Choices: q.choices("channel", "reporter.channel.", string(reporting.Help), string(reporting.Concern))}
}

// agency asks for the organisation, where there are several.
func (q questions) agency(among places) webkit.Component {
	f := q.field("agency")
	f.Hint = q.l.T("reporter.agency.hint")
	choices := []webkit.Choice{}
	for _, a := range among {
		choices = append(choices, webkit.Choice{Value: a.ID.String(), Text: a.Name, Checked: q.typed.Has("agency", a.ID.String())})
	}
	return webkit.Radios{Field: f, Choices: choices}
}
