package desk

import (
	"fmt"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// Reach is how the person may be contacted, as they said, without the code word.
func (d *Desk) Reach(v Visit, c contact.SafeContact) []webkit.Pair {
	if c.Channel == "" {
		return []webkit.Pair{{Term: v.L.T("staff.care.reach"), Text: v.L.T("staff.care.reach_no")}}
	}
	pairs := []webkit.Pair{{Term: v.L.T("staff.care.reach"), Text: v.L.T("staff.channel." + string(c.Channel))}}
	if c.Channel == contact.OwnSpace {
		return pairs
	}
	pairs = append(pairs,
		webkit.Pair{Term: v.L.T("staff.care.address"), Text: c.Address, Code: true},
		webkit.Pair{Term: v.L.T("staff.care.when"), Text: v.L.T("staff.care.hours", "days", days(v, c.Days), "from", clockTime(c.From), "to", clockTime(c.To), "zone", c.Zone)},
		webkit.Pair{Term: v.L.T("staff.care.voicemail"), Text: YesNo(v, c.Voicemail)})
	if c.OthersSee != "" {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.others"), Text: c.OthersSee})
	}
	return append(pairs, d.careNow(v, c.Care(v.Now))...)
}

// careNow says what holds at this moment: whether they may be reached and when next, what comes before anything on a call,
// and until when what they said can be relied on.
func (d *Desk) careNow(v Visit, c contact.Care) []webkit.Pair {
	var pairs []webkit.Pair
	switch c.Now {
	case contact.Allowed:
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.now"), Text: v.L.T("staff.care.now_yes")})
	case contact.OtherDay, contact.OtherHour:
		text := v.L.T("staff.care.now_no")
		if !c.Next.IsZero() {
			text = v.L.T("staff.care.now_next", "when", v.L.Near(c.Next, v.Now, d.House.Zone))
		}
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.now"), Text: text})
	case contact.ChildAsk:
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.now"), Text: v.L.T("staff.care.now_child")})
	}
	if c.WordFirst && c.Channel == contact.Call {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.word"), Text: v.L.T("staff.care.word_first")})
	}
	if c.Child {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.child_tag"), Text: v.L.T("staff.care.child_text")})
	}
	if v.Now.Before(c.AskAgain) {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("staff.care.until"), Text: v.L.Date(c.AskAgain, d.House.Zone)})
	}
	return pairs
}

// reachTags say what stops every message at this moment, and that the rules for children hold.
func (d *Desk) reachTags(v Visit, c contact.SafeContact, entry id.ID) []webkit.Tag {
	tags := d.stopTags(v, c, entry)
	if c.Child {
		tags = append(tags, webkit.Tag{Text: v.L.T("staff.care.child_tag"), Tone: webkit.Attention})
	}
	return tags
}

func (d *Desk) stopTags(v Visit, c contact.SafeContact, entry id.ID) []webkit.Tag {
	switch {
	case entry.IsZero() || c.Channel == "":
		return []webkit.Tag{{Text: v.L.T("staff.care.do_not"), Tone: webkit.Attention}}
	case c.Paused:
		return []webkit.Tag{{Text: v.L.T("staff.care.paused"), Tone: webkit.Attention}}
	case c.AskFirst:
		return []webkit.Tag{{Text: v.L.T("staff.care.ask_first"), Tone: webkit.Attention}}
	case c.Channel != contact.OwnSpace && !v.Now.Before(c.AskAgain):
		return []webkit.Tag{{Text: v.L.T("staff.care.ask_again"), Tone: webkit.Attention}}
	}
	return nil
}

func days(v Visit, list []time.Weekday) string {
	if len(list) == 7 {
		return v.L.T("staff.day.every")
	}
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = v.L.T("staff.day." + strings.ToLower(d.String()))
	}
	return strings.Join(words, " · ")
}

// clockTime writes minutes after midnight.
func clockTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
