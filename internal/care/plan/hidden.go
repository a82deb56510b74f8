package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A HideReason is why a note is hidden from the person. There are no others.
type HideReason string

const (
	HarmsAnother  HideReason = "harms_another" // it would put somebody else at risk
	Privileged    HideReason = "privileged"    // the law keeps it between others
	OngoingSafety HideReason = "safety"        // knowing it now would put the person at risk
)

// HideReasons lists them all.
func HideReasons() []HideReason { return []HideReason{HarmsAnother, Privileged, OngoingSafety} }

// A HiddenNote is a note whose text the person's keys do not open. The entry is sealed like any other, so the person sees
// that it is there, who wrote it, when and why it is hidden; the text in it is sealed once more under a key of its own, and
// that key to the advocates' team.
type HiddenNote struct {
	Reason  HideReason `json:"reason" keep:"hidden; D3; closed_2y"`
	Mark    id.ID      `json:"mark" keep:"hidden; D3; closed_2y"` // ties the two seals to each other
	Team    id.ID      `json:"team" keep:"hidden; D3; closed_2y"`
	Version int64      `json:"version" keep:"hidden; D3; closed_2y"` // of the team's key
	Key     []byte     `json:"key" keep:"hidden; D3; closed_2y"`     // the note's own key, sealed to the team
	Sealed  []byte     `json:"sealed" keep:"hidden; D3; closed_2y"`  // the text
}

// A LookAgain is what a second worker found about a hidden note. With the note's own key in it the note is hidden no more:
// whoever opens the plan opens it.
type LookAgain struct {
	Key    []byte     `json:"key" keep:"hidden; D3; closed_2y"`
	Reason HideReason `json:"reason" keep:"hidden; D3; closed_2y"` // why it stays hidden; empty when it is shown
	Words  string     `json:"words" keep:"hidden; D3; closed_2y"`  // to the person
}

// Faults of hidden notes.
var (
	ErrHide      = fault.In("reason", "plan.error.hide")
	ErrOtherLook = fault.In("worker", "plan.error.other_look")
)

func (n *HiddenNote) check(time.Time) error {
	if !slices.Contains(HideReasons(), n.Reason) {
		return ErrHide
	}
	return nil
}

func (l *LookAgain) check(time.Time) error {
	if len(l.Key) == 0 && !slices.Contains(HideReasons(), l.Reason) {
		return ErrHide
	}
	return wordy(l.Words)
}

// hide seals a text away from everybody but a team.
func hide(agency id.Agency, person id.ID, reason HideReason, text string, team account.TeamKey) (*HiddenNote, error) {
	key := keys.NewDataKey()
	defer key.Zero()
	n := &HiddenNote{Reason: reason, Mark: id.Random(), Team: team.Team, Version: team.Version}
	var err error
	if n.Sealed, err = key.SealPadded(n.textBinding(), []byte(text)); err != nil {
		return nil, err
	}
	n.Key, err = team.Key.Seal(n.keyBinding(agency, person), key[:])
	return n, err
}

func (n *HiddenNote) textBinding() keys.Binding {
	return keys.Binding{Entry: n.Mark, Use: "hidden-note"}
}

func (n *HiddenNote) keyBinding(agency id.Agency, person id.ID) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(gate.Plan), Entry: n.Mark, Version: n.Version, Use: "hidden-note-key"}
}

// open opens the text with the note's own key; ok is false for any other key.
func (n *HiddenNote) open(key []byte) (text string, ok bool) {
	k, err := keys.ParseDataKey(key)
	if err != nil {
		return "", false
	}
	plain, err := k.OpenPadded(n.textBinding(), n.Sealed)
	return string(plain), err == nil
}

// key opens the note's own key for a member of the team; ok is false for everybody else, the person too.
func (n *HiddenNote) key(actor account.Actor, person id.ID) (key []byte, ok bool) {
	key, err := actor.OpenTeam(n.Team, n.Version, n.keyBinding(actor.Agency, person), n.Key)
	return key, err == nil
}

// Hidden is a hidden note as it stands.
type Hidden struct {
	Written
	Reason     HideReason
	Shown      bool   // a second look ended the hiding
	Text       string // where it is shown, and for the people whom the seal lets read it
	Challenges []Said // the person's no to it being hidden
	Looks      []Looked
	Beside     []Beside
	note       *HiddenNote
}

// Looked is a second look, with who took it.
type Looked struct {
	Written
	LookAgain
}

// Challenged is the challenge that nobody but the note's author has answered; ok is false where there is none.
func (h Hidden) Challenged() (s Said, ok bool) {
	for _, c := range h.Challenges {
		answered := slices.ContainsFunc(h.Looks, func(l Looked) bool { return l.Author != h.Author && !l.At.Before(c.At) })
		if !answered && !h.Shown && !ok {
			s, ok = c, true
		}
	}
	return s, ok
}

func hidden(f *folding) []Hidden {
	var list []Hidden
	for _, e := range f.entries {
		switch b := e.Body.(type) {
		case *HiddenNote:
			list = append(list, Hidden{Written: written(e), Reason: b.Reason, Challenges: f.answersTo(e.ID), Beside: f.besides(e.ID), note: b})
		case *LookAgain:
			i := slices.IndexFunc(list, func(h Hidden) bool { return h.Entry == e.About })
			if i < 0 {
				continue // it is about what is not here, and stays in Rest
			}
			list[i].Beside = append(list[i].Beside, f.besides(e.ID)...)
			list[i].Looks = append(list[i].Looks, Looked{written(e), *b})
			if text, ok := list[i].note.open(b.Key); ok {
				list[i].Shown, list[i].Text = true, text
			}
		}
	}
	return list
}
