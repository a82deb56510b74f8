package plan

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

func agenda(words ...string) *Conference {
	c := &Conference{What: "how it goes on", At: noon.Add(48 * time.Hour)}
	for _, w := range words {
		c.Items = append(c.Items, AgendaItem{id.Random(), w})
	}
	return c
}

// TestWhatThePersonTakesOffIsNotTalkedAbout, in no later wording of the agenda and not written anew in the same words.
func TestWhatThePersonTakesOffIsNotTalkedAbout(t *testing.T) {
	book := newBook()
	first := agenda("the flat", "her brother", "school")
	meeting := book.new(ruth, first)
	book.write(hana, &ConferenceSay{Come: Yes, Off: []id.ID{first.Items[1].ID}}, meeting, id.ID{})
	second := agenda("Her  Brother", "the lawyer")
	second.Items = append(second.Items, first.Items...)
	book.write(ruth, second, id.ID{}, meeting)
	c := only(t, book.plan().Conferences)
	var left []string
	for _, i := range c.Sheet() {
		left = append(left, i.Words)
	}
	if len(left) != 3 || left[0] != "the lawyer" || left[1] != "the flat" || left[2] != "school" {
		t.Errorf("they talk about %q", left)
	}
	book.write(ruth, &ConferenceSay{Come: No, Agreed: noon}, meeting, id.ID{})
	if said, _ := only(t, book.plan().Conferences).Said(); !said.Own || said.Come != Yes {
		t.Errorf("a worker speaks over the person: %+v", said)
	}
	book.write(hana, &ConferenceSay{Come: Later}, meeting, id.ID{})
	if n := len(only(t, book.plan().Conferences).Sheet()); n != 5 {
		t.Errorf("after the person took it back %d items stand on the sheet", n)
	}
}

// TestAnItemKeepsItsMark: what is known keeps it, what comes twice or from elsewhere gets one of its own.
func TestAnItemKeepsItsMark(t *testing.T) {
	known := agenda("one", "two").Items
	out := keepIDs([]AgendaItem{known[1], known[1], {id.Random(), "three"}, {Words: "four"}}, known)
	if out[0].ID != known[1].ID || out[1].ID == known[1].ID || out[3].ID.IsZero() {
		t.Errorf("the marks are %v", out)
	}
	for i, a := range out {
		for _, b := range out[:i] {
			if a.ID == b.ID {
				t.Error("two items have one mark")
			}
		}
	}
}

func TestAMeetingAboutNothingIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		body Body
		want error
	}{
		"a meeting":                  {agenda("the flat"), nil},
		"a meeting about nothing":    {agenda(), ErrAgenda},
		"an empty item":              {agenda(" "), ErrAgenda},
		"a meeting without a name":   {&Conference{At: noon, Items: agenda("x").Items}, ErrWords},
		"a meeting without a time":   {&Conference{What: "x", Items: agenda("x").Items}, ErrWhen},
		"a meeting in no state":      {&Conference{What: "x", At: noon, Items: agenda("x").Items, State: "secret"}, ErrState},
		"nothing said":               {&ConferenceSay{}, nil},
		"an answer that is none":     {&ConferenceSay{Come: "must"}, ErrSay},
		"something said of tomorrow": {&ConferenceSay{Agreed: noon.Add(time.Hour)}, ErrAgreed},
	} {
		if err := c.body.check(noon); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
