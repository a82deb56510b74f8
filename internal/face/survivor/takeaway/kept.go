package takeaway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// What can be brought back from a file. The file is the person's own and lay anywhere since: it is read as something that a
// stranger wrote.
const (
	maxFile  = 4 << 20
	maxItems = 300
	maxText  = 5000 // runes of one text, as in the forms of the space
)

// Faults of a file.
var (
	errFile  = fault.In("file", "takeaway.error.file")
	errLarge = fault.In("file", "takeaway.error.large")
	errNone  = fault.In("file", "takeaway.error.none")
)

// A kept is one thing of the person's as the file carries it, beside the words in which it is read there.
type kept struct {
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// fresh is an empty body of a kind that can be brought back; nil for every other. What others wrote about the person, what was
// agreed about sharing, and the ways to reach them are told anew.
func fresh(kind string) any {
	switch kind {
	case plan.StrengthKind:
		return &plan.Strength{}
	case plan.AssessmentKind:
		return &plan.Assessment{}
	case plan.NeedKind:
		return &plan.Need{}
	case plan.GoalKind:
		return &plan.Goal{}
	case plan.StepKind:
		return &plan.Step{}
	case plan.DateKind:
		return &plan.Date{}
	case plan.PaperKind:
		return &plan.Paper{}
	case plan.NoteKind:
		return &plan.Note{}
	case statement.SectionKind:
		return &statement.Section{}
	}
	return nil
}

// keep is an entry as the file carries it; empty where it can't be brought back.
func keep(e record.Entry, standing map[id.ID]bool) string {
	body := e.Body
	if !standing[e.ID] || fresh(e.Kind) == nil {
		return ""
	}
	if s, ok := body.(*plan.Step); ok {
		alone := *s
		alone.Goal = id.ID{} // the goal would be another one
		body = &alone
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return ""
	}
	text, err := json.Marshal(kept{e.Kind, raw})
	if err != nil {
		return ""
	}
	return string(text)
}

// standing are the entries that count and are not over: what the person wants, needs and plans, and what they wrote themselves.
func standing(entries []record.Entry, now time.Time) map[id.ID]bool {
	p, out := plan.Fold(entries), map[id.ID]bool{}
	counting(out, p.Strengths, func(s plan.Strength, _ bool) bool { return !s.Over })
	counting(out, p.Assessments, func(plan.Assessment, bool) bool { return true })
	counting(out, p.Needs, func(n plan.Need, _ bool) bool { return !n.Over })
	counting(out, p.Goals, func(g plan.Goal, _ bool) bool { return g.State == plan.GoalOpen })
	counting(out, p.Steps, func(s plan.Step, _ bool) bool { return s.Owner == plan.ByPerson && s.State == plan.StepOpen })
	counting(out, p.Dates, func(d plan.Date, _ bool) bool { return !d.Off && d.At.After(now) })
	counting(out, p.Papers, func(b plan.Paper, _ bool) bool { return !b.Over })
	counting(out, p.Notes, func(_ plan.Note, own bool) bool { return own })
	for _, part := range statement.Fold(entries).Parts {
		out[part.Now().Entry] = true
	}
	return out
}

func counting[T any](out map[id.ID]bool, list []plan.Thing[T], stands func(body T, own bool) bool) {
	for _, t := range list {
		if w, ok := t.Now(); ok && stands(w.Body, w.Own) {
			out[w.Entry] = true
		}
	}
}

// read finds what a file carries, and the day on which it was made.
func read(file []byte) (day time.Time, list []string, err error) {
	words := html.NewTokenizer(bytes.NewReader(file))
	for {
		switch words.Next() {
		case html.ErrorToken:
			if !errors.Is(words.Err(), io.EOF) || day.IsZero() {
				return day, nil, errFile
			}
			if len(list) == 0 {
				return day, nil, errNone
			}
			return day, list, nil
		case html.StartTagToken:
			t := words.Token()
			if t.Data == "body" {
				day, _ = time.Parse(time.DateOnly, attribute(t, "data-day"))
			}
			one := attribute(t, "data-kept")
			if t.Data != "article" || one == "" {
				continue
			}
			if _, err := bodyOf(one); err != nil || len(list) == maxItems {
				return day, nil, errFile
			}
			if !slices.Contains(list, one) {
				list = append(list, one)
			}
		}
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// bodyOf is the body of something kept. Nothing is guessed: what has one letter too many is not read.
func bodyOf(text string) (any, error) {
	var one kept
	if err := strict([]byte(text), &one); err != nil {
		return nil, errFile
	}
	body := fresh(one.Kind)
	if body == nil || strict(one.Body, body) != nil || !sound(body) {
		return nil, errFile
	}
	return body, nil
}

func strict(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errFile
	}
	return nil
}

// sound reports whether every text could have been typed into a form of the space, and nothing points to another entry or
// says that somebody else does something.
func sound(body any) bool {
	if s, ok := body.(*plan.Step); ok && (s.Owner != plan.ByPerson || s.Who != "" || !s.Goal.IsZero()) {
		return false
	}
	var texts []string
	switch b := body.(type) {
	case *statement.Section:
		texts = []string{b.Heading, b.Text}
	case plan.Body:
		texts = b.Texts()
	}
	return !slices.ContainsFunc(texts, func(s string) bool {
		return !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText || strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == utf8.RuneError
		})
	})
}
