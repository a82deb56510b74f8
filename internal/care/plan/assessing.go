package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Strength is something that goes well, or that carries the person. Strengths come before everything that is hard
// (practice map, C4).
type Strength struct {
	Words string `json:"words" keep:"support_you; D3; closed_2y"`
	Over  bool   `json:"over" keep:"support_you; D3; closed_2y"` // it does not carry them any more
}

// An Assessment is how one area of somebody's life is, by their own account or, as a proposal, by a worker's. Nobody has to
// say anything about any of them.
type Assessment struct {
	Area  Area   `json:"area" keep:"support_you; D3; closed_2y"`
	Going Going  `json:"going" keep:"support_you; D3; closed_2y"`
	Words string `json:"words" keep:"support_you; D3; closed_2y"` // may be empty
}

// An Area is one of those that an assessment looks at (practice map, C4).
type Area string

const (
	LivingPlace   Area = "housing"
	FeelingSafe   Area = "safety"
	Health        Area = "health"
	MindAndSleep  Area = "mind"
	Law           Area = "legal"
	Documents     Area = "documents"
	Money         Area = "money"
	Work          Area = "work"
	Training      Area = "learning"
	Family        Area = "family"
	Children      Area = "children"
	Community     Area = "community"
	Faith         Area = "faith"
	Communication Area = "communication"
)

// Areas lists them all, in the order in which they are shown.
func Areas() []Area {
	return []Area{LivingPlace, FeelingSafe, Health, MindAndSleep, Law, Documents, Money, Work, Training, Family, Children, Community, Faith, Communication}
}

// Going is how an area is.
type Going string

const (
	GoingWell  Going = "well"
	GoingMixed Going = "mixed"
	GoingHard  Going = "hard"
	AskLater   Going = "later" // they want to be asked another time
	Skipped    Going = "skip"  // they chose not to say: nobody asks again, until they open it themselves
)

// Goings lists them all.
func Goings() []Going { return []Going{GoingWell, GoingMixed, GoingHard, AskLater, Skipped} }

// Faults of an assessment.
var (
	ErrArea    = fault.In("area", "plan.error.area")
	ErrTwice   = fault.In("area", "plan.error.area_twice")
	ErrGoing   = fault.In("going", "plan.error.going")
	ErrSkipped = fault.In("area", "plan.error.area_skipped")
)

func (*Strength) Kind() string        { return StrengthKind }
func (*Assessment) Kind() string      { return AssessmentKind }
func (s *Strength) Texts() []string   { return texts(s.Words) }
func (a *Assessment) Texts() []string { return texts(a.Words) }

func (s *Strength) check(time.Time) error { return wordy(s.Words) }

func (a *Assessment) check(time.Time) error {
	switch {
	case !slices.Contains(Areas(), a.Area):
		return ErrArea
	case !slices.Contains(Goings(), a.Going):
		return ErrGoing
	}
	return nil
}

// Assessed is what was written about an area. ok is false where nothing was.
func (p Plan) Assessed(area Area) (t Thing[Assessment], ok bool) {
	i := slices.IndexFunc(p.Assessments, func(t Thing[Assessment]) bool { return t.Versions[0].Body.Area == area })
	if i < 0 {
		return t, false
	}
	return p.Assessments[i], true
}

// assesses holds that there is one assessment of each area, which stays about that area, and that nobody asks again about
// what the person chose not to speak of.
func (a act) assesses(b *Assessment, tip id.ID) error {
	there, ok := a.Assessed(b.Area)
	switch {
	case !ok && tip.IsZero():
		return nil
	case !ok:
		return ErrArea
	case tip.IsZero():
		return ErrTwice
	case there.at(tip) < 0:
		return ErrArea
	}
	if now, counts := there.Now(); counts && now.Own && now.Body.Going == Skipped && !a.pass.Actor().IsSurvivor() {
		return ErrSkipped
	}
	return nil
}
