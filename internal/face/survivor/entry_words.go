package survivor

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TextOf puts what an entry holds into lines to read. ok is false for a kind that nobody gave words.
func (f *Face) TextOf(l *locale.Localiser, body any) (lines []string, ok bool) {
	switch b := body.(type) {
	case *plan.Note:
		return []string{b.Text}, true
	case plan.Body:
		return told.Lines(l, f.House.Zone, b)
	case *safety.Measure:
		if b.Over {
			return []string{b.Text, l.T("survivor.record.over")}, true
		}
		return []string{b.Text}, true
	case *record.Statement:
		return []string{b.Text}, true
	case *reporting.Passage:
		return passageLines(l, *b), true
	case *person.Name:
		return f.nameLines(l, *b), true
	case *contact.SafeContact:
		return f.contactLines(l, *b), true
	case *feedback.Told:
		return room.Lines(b.Words), true
	case *statement.Section:
		return headed(b.Heading, b.Text), true
	case *statement.Shown:
		return headed(b.Heading, b.Text), true
	case *statement.Showing:
		return nil, true
	case *statement.Retelling:
		return []string{b.To, l.Day(b.Day, time.UTC)}, true
	case *disclosure.Heard:
		return []string{l.T("survivor.record.heard", "witness", locale.Isolate(b.WitnessName))}, true
	case *disclosure.Asked:
		return []string{l.T("survivor.record.asked")}, true
	case *disclosure.Consent:
		return []string{l.T("survivor.record.consent")}, true
	}
	return nil, false
}

// headed is a text below its heading, where it has one.
func headed(heading, text string) []string {
	if heading == "" {
		return room.Lines(text)
	}
	return append([]string{heading}, room.Lines(text)...)
}

// passageLines are the words from a report, and by what right they stand in the record.
func passageLines(l *locale.Localiser, p reporting.Passage) []string {
	key := "survivor.record.agreed"
	if p.Basis == "emergency" {
		key = "survivor.record.emergency"
	}
	came, err := time.Parse(time.DateOnly, p.Day)
	if err != nil {
		return []string{p.Text}
	}
	return []string{p.Text, l.T(key, "day", l.Day(came, time.UTC))}
}

func (f *Face) nameLines(l *locale.Localiser, n person.Name) []string {
	lines := []string{l.T("survivor.record.no_name")}
	if n.Chosen != "" {
		lines = []string{n.Chosen}
	}
	if n.Language != "" {
		for _, lang := range f.House.Words.Languages() {
			if lang.Tag == n.Language {
				lines = append(lines, l.T("survivor.record.language", "language", lang.OwnName))
			}
		}
	}
	return lines
}

// contactLines says how somebody may be reached, the channel first.
func (f *Face) contactLines(l *locale.Localiser, c contact.SafeContact) []string {
	lines := []string{l.T("survivor.contact.channel." + channelCode(c.Channel))}
	for key, holds := range map[string]bool{"survivor.contact.is_paused": c.Paused, "survivor.contact.is_ask_first": c.AskFirst, "survivor.contact.is_child": c.Child} {
		if holds {
			lines = append(lines, l.T(key))
		}
	}
	slices.Sort(lines[1:])
	if c.Channel == "" || c.Channel == contact.OwnSpace {
		return lines
	}
	lines = append(lines, locale.Isolate(c.Address), f.hoursLine(l, c))
	if c.CodeWord != "" {
		lines = append(lines, l.T("survivor.contact.code_word")+": "+locale.Isolate(c.CodeWord))
	}
	if c.Voicemail {
		lines = append(lines, l.T("survivor.contact.voicemail_yes"))
	}
	if c.OthersSee != "" {
		lines = append(lines, l.T("survivor.contact.others")+": "+locale.Isolate(c.OthersSee))
	}
	return append(lines, l.T("survivor.contact.again_on", "day", l.Day(c.AskAgain, time.UTC)))
}

func (f *Face) hoursLine(l *locale.Localiser, c contact.SafeContact) string {
	days := ""
	for _, d := range c.Days {
		if days != "" {
			days += " · "
		}
		days += l.T(dayKey(d))
	}
	return l.T("survivor.contact.when", "days", days, "from", clockTime(l, c.From), "to", clockTime(l, c.To))
}

// clockTime writes minutes after midnight.
func clockTime(l *locale.Localiser, minutes int) string {
	return l.Time(time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC), time.UTC)
}

// readers names the teams to whose keys a part of the record is sealed, beside the person.
func readers(l *locale.Localiser, c gate.Compartment) []string {
	var list []string
	for _, t := range c.Teams() {
		list = append(list, l.T(teamKey(t)))
	}
	return list
}

func teamKey(t account.Function) string { return "survivor.team." + string(t) }
