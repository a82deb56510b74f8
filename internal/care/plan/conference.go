package plan

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Conference is a meeting of the people who work here about somebody's plan. The person reads beforehand what is to be
// talked about and who comes, can come, and can take items off: what they take off is not talked about.
type Conference struct {
	What  string          `json:"what" keep:"support_you; D3; closed_2y"`
	At    time.Time       `json:"at" keep:"support_you; D3; closed_2y"`
	Place string          `json:"place" keep:"support_you; D3; closed_2y"`
	Who   []string        `json:"who" keep:"support_you; D3; closed_2y"` // who comes, by the names that they show
	Items []AgendaItem    `json:"items" keep:"support_you; D3; closed_2y"`
	State ConferenceState `json:"state" keep:"support_you; D3; closed_2y"`
}

// An AgendaItem is one thing to be talked about. Its ID stays the same through every wording of the agenda.
type AgendaItem struct {
	ID    id.ID  `json:"id"`
	Words string `json:"words"`
}

// A ConferenceState is how a meeting stands. The empty one is: still to come.
type ConferenceState string

const (
	ToCome ConferenceState = ""
	Held   ConferenceState = "held"
	NotNow ConferenceState = "off" // it does not take place
)

// ConferenceStates lists them all.
func ConferenceStates() []ConferenceState { return []ConferenceState{ToCome, Held, NotNow} }

// A ConferenceSay is what the person says to a meeting about their plan. Written by a worker it is what they said aloud on
// the day Agreed; it stands until the person says something themselves.
type ConferenceSay struct {
	Come   Say       `json:"come" keep:"your_say; D3; closed_2y"`  // whether they want to be there; empty for nothing said
	Off    []id.ID   `json:"off" keep:"your_say; D3; closed_2y"`   // the items that they take off
	Words  string    `json:"words" keep:"your_say; D3; closed_2y"` // may be empty
	Agreed time.Time `json:"agreed" keep:"your_say; D3; closed_2y"`
}

// ErrAgenda refuses a meeting about nothing, and an answer about an item that is not on the agenda.
var ErrAgenda = fault.In("items", "plan.error.agenda")

func (c *Conference) check(time.Time) error {
	switch {
	case empty(c.What):
		return ErrWords
	case c.At.IsZero():
		return ErrWhen
	case len(c.Items) == 0 || slices.ContainsFunc(c.Items, func(i AgendaItem) bool { return empty(i.Words) }):
		return ErrAgenda
	case !slices.Contains(ConferenceStates(), c.State):
		return ErrState
	}
	return nil
}

func (s *ConferenceSay) check(now time.Time) error {
	switch {
	case s.Come != "" && !slices.Contains(Says(), s.Come):
		return ErrSay
	case s.Agreed.After(now):
		return ErrAgreed
	}
	return nil
}

func (*Conference) Kind() string    { return ConferenceKind }
func (*ConferenceSay) Kind() string { return ConferenceSayKind }

func (c *Conference) Texts() []string {
	list := texts(c.What, c.Place)
	for _, i := range c.Items {
		list = append(list, texts(i.Words)...)
	}
	return list
}

func (s *ConferenceSay) Texts() []string { return texts(s.Words) }

// A SaidToConference is what the person says to a meeting, with who wrote it down.
type SaidToConference struct {
	Written
	ConferenceSay
}

// A Conferring is a meeting with all wordings of its agenda and what the person said to it.
type Conferring struct {
	Thing[Conference]
	Says []SaidToConference // oldest first
}

func conferences(f *folding) []Conferring {
	var list []Conferring
	for _, t := range things[Conference](f, tells) {
		list = append(list, Conferring{Thing: t})
	}
	for _, e := range f.entries {
		b, ok := e.Body.(*ConferenceSay)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(list, func(c Conferring) bool { return c.at(e.About) >= 0 }); i >= 0 { // of another there is nothing here
			list[i].Says = append(list[i].Says, SaidToConference{written(e), *b})
			list[i].Beside = append(list[i].Beside, f.besides(e.ID)...)
		}
	}
	return list
}

// Said is what counts: the last that the person said themselves; before that the last that was said aloud.
func (c Conferring) Said() (said SaidToConference, ok bool) {
	for _, s := range c.Says {
		if s.Own || !said.Own && !s.Agreed.IsZero() {
			said, ok = s, true
		}
	}
	return said, ok
}

// Off reports whether the person took an item off. Writing it anew in the same words does not bring it back.
func (c Conferring) Off(item AgendaItem) bool {
	said, ok := c.Said()
	if !ok {
		return false
	}
	if slices.Contains(said.Off, item.ID) {
		return true
	}
	for _, v := range c.Versions {
		for _, i := range v.Body.Items {
			if slices.Contains(said.Off, i.ID) && sameWords(i.Words, item.Words) {
				return true
			}
		}
	}
	return false
}

// Sheet is what is talked about: the agenda without what the person took off.
func (c Conferring) Sheet() []AgendaItem {
	return slices.DeleteFunc(slices.Clone(c.Current().Body.Items), c.Off)
}

func sameWords(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// Confer writes down a meeting about the plan, or changes one. Items that stand on the wording before keep their ID; an item
// that brings another one is a new item.
func (s *Service) Confer(ctx context.Context, actor account.Actor, person id.ID, c Conference, e Edit) (id.ID, error) {
	if actor.IsSurvivor() || !e.Agreed.IsZero() {
		return id.ID{}, ErrNothing
	}
	if err := c.check(s.clk()); err != nil {
		return id.ID{}, err
	}
	return s.do(ctx, actor, person, e.Key, func(ctx context.Context, a act) (id.ID, error) {
		var known []AgendaItem
		if !e.Replaces.IsZero() {
			i := slices.IndexFunc(a.Conferences, func(c Conferring) bool { return c.at(e.Replaces) >= 0 })
			if i < 0 {
				return id.ID{}, record.ErrNoEntry
			}
			for _, v := range a.Conferences[i].Versions {
				known = append(known, v.Body.Items...)
			}
		}
		c.Items = keepIDs(c.Items, known)
		return s.add(ctx, a, &c, id.ID{}, e.Replaces)
	})
}

// keepIDs gives each item its ID: the one it brings where it is known and comes once, else a new one.
func keepIDs(items, known []AgendaItem) []AgendaItem {
	out := slices.Clone(items)
	for i, item := range out {
		taken := slices.ContainsFunc(out[:i], func(o AgendaItem) bool { return o.ID == item.ID })
		if taken || !slices.ContainsFunc(known, func(k AgendaItem) bool { return k.ID == item.ID }) {
			out[i].ID = id.Random()
		}
	}
	return out
}

// SayToConference keeps what the person says to a meeting: whether they want to be there, and what is not to be talked
// about. It takes the place of what they said before. A worker writes down what was said aloud, with its day.
func (s *Service) SayToConference(ctx context.Context, actor account.Actor, person, about id.ID, say ConferenceSay, key string) error {
	if err := say.check(s.clk()); err != nil {
		return err
	}
	if err := mayMark(actor, say.Agreed); err != nil {
		return err
	}
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		i := slices.IndexFunc(a.Conferences, func(c Conferring) bool { return c.at(about) >= 0 })
		if i < 0 {
			return id.ID{}, ErrNothing
		}
		c := a.Conferences[i]
		if said, ok := c.Said(); ok && said.Own && !actor.IsSurvivor() {
			return id.ID{}, ErrOwnSay
		}
		for _, off := range say.Off {
			if !c.mentions(off) {
				return id.ID{}, ErrAgenda
			}
		}
		entry, err := s.add(ctx, a, &say, about, id.ID{})
		if err == nil {
			err = keep(ctx, a.pass, FirstContact)
		}
		return entry, err
	})
	return err
}

// mentions reports whether an item stands on any wording of the agenda.
func (c Conferring) mentions(item id.ID) bool {
	return slices.ContainsFunc(c.Versions, func(v Version[Conference]) bool {
		return slices.ContainsFunc(v.Body.Items, func(i AgendaItem) bool { return i.ID == item })
	})
}
