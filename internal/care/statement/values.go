package statement

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Section is one part of what the person tells.
type Section struct {
	Heading string `json:"heading" keep:"told_once; D3; closed_2y"` // may be empty
	Text    string `json:"text" keep:"told_once; D3; closed_2y"`
}

// A Showing is what the person keeps of a section that they showed.
type Showing struct {
	Copy id.ID `json:"copy" keep:"told_once; D3; closed_2y"`
}

// A Retelling is a time at which the person had to tell it again.
type Retelling struct {
	To  string    `json:"to" keep:"told_once; D3; closed_2y"`
	Day time.Time `json:"day" keep:"told_once; D3; closed_2y"`
}

// A Shown is a copy of one wording of a section, where those who work with the person read it.
type Shown struct {
	Heading string    `json:"heading" keep:"told_once; D3; closed_2y"`
	Text    string    `json:"text" keep:"told_once; D3; closed_2y"`
	Written time.Time `json:"written" keep:"told_once; D3; closed_2y"` // when this wording was written
}

// The kinds of this package. All but the last stand where nobody but the person opens them.
const (
	SectionKind   = "statement.section"
	ShowingKind   = "statement.showing"
	RetellingKind = "statement.retelling"
	ShownKind     = "statement.shown"
)

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{
		{Name: SectionKind, Compartment: gate.Statement, Body: &Section{}},
		{Name: ShowingKind, Compartment: gate.Statement, Body: &Showing{}},
		{Name: RetellingKind, Compartment: gate.Statement, Body: &Retelling{}},
		{Name: ShownKind, Compartment: gate.Plan, Body: &Shown{}},
	}
}

// Faults of a statement.
var (
	ErrText = fault.In("text", "statement.error.text")
	ErrTo   = fault.In("to", "statement.error.to")
	ErrDay  = fault.In("day", "statement.error.day")
	ErrGone = fault.New(fault.Refused, "error.not_found") // there is no such section
)

func (s Section) check() error {
	if strings.TrimSpace(s.Text) == "" {
		return ErrText
	}
	return nil
}

func (r Retelling) check(now time.Time) error {
	switch {
	case strings.TrimSpace(r.To) == "":
		return ErrTo
	case r.Day.IsZero() || r.Day.After(now):
		return ErrDay
	}
	return nil
}

// A Part is a section with all its wordings, oldest first, and when each was shown.
type Part struct {
	Wordings []Wording
}

// A Wording is one wording of a section.
type Wording struct {
	Entry id.ID
	At    time.Time
	Section
	ShownAt []time.Time
}

// ID is the entry of the first wording, which stays the same.
func (p Part) ID() id.ID { return p.Wordings[0].Entry }

// Now is the newest wording.
func (p Part) Now() Wording { return p.Wordings[len(p.Wordings)-1] }

// Shown counts how often a wording of it was shown, instead of told again.
func (p Part) Shown() (n int) {
	for _, w := range p.Wordings {
		n += len(w.ShownAt)
	}
	return n
}

// A Told is a retelling with the entry that holds it.
type Told struct {
	Entry id.ID
	Retelling
}

// A Statement is all of it.
type Statement struct {
	Parts  []Part
	Retold []Told
}

// Fold makes the statement of entries that the person has opened, oldest first.
func Fold(entries []record.Entry) Statement {
	var s Statement
	for _, e := range entries {
		switch b := e.Body.(type) {
		case *Section:
			s.put(Wording{Entry: e.ID, At: e.At, Section: *b}, e.Supersedes)
		case *Showing:
			if w := s.wording(e.About); w != nil {
				w.ShownAt = append(w.ShownAt, e.At)
			}
		case *Retelling:
			s.Retold = append(s.Retold, Told{e.ID, *b})
		}
	}
	return s
}

func (s *Statement) put(w Wording, replaces id.ID) {
	i := slices.IndexFunc(s.Parts, func(p Part) bool {
		return !replaces.IsZero() && slices.ContainsFunc(p.Wordings, func(old Wording) bool { return old.Entry == replaces })
	})
	if i < 0 {
		i, s.Parts = len(s.Parts), append(s.Parts, Part{})
	}
	s.Parts[i].Wordings = append(s.Parts[i].Wordings, w)
}

func (s *Statement) wording(entry id.ID) *Wording {
	for i := range s.Parts {
		for j := range s.Parts[i].Wordings {
			if s.Parts[i].Wordings[j].Entry == entry {
				return &s.Parts[i].Wordings[j]
			}
		}
	}
	return nil
}
