package staff

import (
	"fmt"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// reach is how the person may be contacted, as they said, without the code word.
func (f *Face) reach(v visit, c contact.SafeContact) []webkit.Pair {
	if c.Channel == "" {
		return []webkit.Pair{{Term: v.l.T("staff.care.reach"), Text: v.l.T("staff.care.reach_no")}}
	}
	pairs := []webkit.Pair{{Term: v.l.T("staff.care.reach"), Text: v.l.T("staff.channel." + string(c.Channel))}}
	if c.Channel == contact.OwnSpace {
		return pairs
	}
	pairs = append(pairs,
		webkit.Pair{Term: v.l.T("staff.care.address"), Text: c.Address, Code: true},
		webkit.Pair{Term: v.l.T("staff.care.when"), Text: v.l.T("staff.care.hours", "days", days(v, c.Days), "from", clockTime(c.From), "to", clockTime(c.To), "zone", c.Zone)},
		webkit.Pair{Term: v.l.T("staff.care.voicemail"), Text: yesNo(v, c.Voicemail)})
	if c.OthersSee != "" {
		pairs = append(pairs, webkit.Pair{Term: v.l.T("staff.care.others"), Text: c.OthersSee})
	}
	return pairs
}

// reachTags say what stops every message at this moment.
func (f *Face) reachTags(v visit, c contact.SafeContact, entry id.ID) []webkit.Tag {
	switch {
	case entry.IsZero() || c.Channel == "":
		return []webkit.Tag{{Text: v.l.T("staff.care.do_not"), Tone: webkit.Attention}}
	case c.Paused:
		return []webkit.Tag{{Text: v.l.T("staff.care.paused"), Tone: webkit.Attention}}
	case c.Channel != contact.OwnSpace && !v.now.Before(c.AskAgain):
		return []webkit.Tag{{Text: v.l.T("staff.care.ask_again"), Tone: webkit.Attention}}
	}
	return nil
}

func days(v visit, list []time.Weekday) string {
	if len(list) == 7 {
		return v.l.T("staff.day.every")
	}
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = v.l.T("staff.day." + strings.ToLower(d.String()))
	}
	return strings.Join(words, " · ")
}

// clockTime writes minutes after midnight.
func clockTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
