package plan

import (
	"slices"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// longer is by how many weeks the person can move the first plan, again and again.
var longer = []string{"1", "2", "4"}

// moreTime moves the day of the first plan while that is open. It waits as long as the person likes (practice map, C4).
func (f *Face) moreTime(v visit) []webkit.Component {
	if _, open := firstPlan(v); !open {
		return nil
	}
	form := room.Form{Heading: v.T("myplan.more_time"), Action: moreTime, Key: id.Reference()}
	for _, weeks := range longer {
		form.Buttons = append(form.Buttons, webkit.Button{Text: v.T("myplan.more_time." + weeks), Name: "weeks", Value: weeks})
	}
	return []webkit.Component{form, room.Text{Lines: []string{v.T("myplan.more_time.text")}}}
}

// firstPlan is the promise of a first plan, where that is still to be kept.
func firstPlan(v visit) (plan.Promised, bool) {
	i := slices.IndexFunc(v.Promises, func(p plan.Promised) bool { return p.Promise == plan.FirstPlan && p.Open() })
	if i < 0 {
		return plan.Promised{}, false
	}
	return v.Promises[i], true
}

func (f *Face) postpone(v room.Visit) error {
	sent, problems := webkit.Form{Fields: []webkit.FormField{{Name: "weeks", Kind: webkit.KindChoice, Required: true, Options: longer}}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	now, err := f.open(v)
	if err != nil {
		return err
	}
	from := v.Now
	if p, open := firstPlan(now); open && p.Instance.Due.After(from) {
		from = p.Instance.Due
	}
	weeks, err := strconv.Atoi(sent.Get("weeks"))
	if err != nil {
		return err
	}
	bad, err := mend(f.Plans.Postpone(v.R.Context(), v.Me, v.Me.Person, plan.Postponing{To: from.Add(time.Duration(weeks) * 7 * 24 * time.Hour)}, sent.Key()))
	if err != nil {
		return err
	}
	if bad.any() {
		return f.showOverview(now, bad)
	}
	webkit.SeeOther(v.W, home)
	return nil
}
