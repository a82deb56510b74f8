package contact

import (
	"embed"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are the texts of the messages, and what workers read about them.
func Words() locale.Source { return locale.Embedded("contact", words, true) }

// A Template is one of the texts that may be sent. The list is closed: a message says nothing of its own.
type Template string

const (
	Hello          Template = "hello"           // a try, so that the person sees what would come
	MessageWaiting Template = "message_waiting" // a note waits in their own space
	PleaseRing     Template = "please_ring"
	StillGood      Template = "still_good" // before the day on which they must be asked again
	DateReminder   Template = "date_reminder"
	DateMoved      Template = "date_moved"
	DateOff        Template = "date_off"
)

// Templates lists them all.
func Templates() []Template {
	return []Template{Hello, MessageWaiting, PleaseRing, StillGood, DateReminder, DateMoved, DateOff}
}

// Dated reports whether the text names a day and an hour.
func (t Template) Dated() bool {
	return slices.Contains([]Template{DateReminder, DateMoved, DateOff}, t)
}

// text writes a template in a language, with the day and the hour on the person's own clock.
func (t Template) text(l *locale.Localiser, when time.Time, zone *time.Location) string {
	return l.T("contact.message."+string(t), "day", l.Date(when, zone), "time", l.Time(when, zone))
}
