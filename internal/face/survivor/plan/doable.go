package plan

import (
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// doable is what the person can do with a thing beside answering: say how it stands, put it differently, add words.
func (f *Face) doable(v visit, t told.Thing) []webkit.Component {
	var list []webkit.Component
	url := f.url(v.Visit, t.ID())
	if form := f.stateForm(v, t, url); len(form.Buttons) > 0 {
		list = append(list, form)
	}
	var links []room.Link
	if t.Kind == plan.GoalKind && t.Now >= 0 {
		links = append(links, room.Link{Text: v.T("myplan.add_step"), URL: stepEditor.newPath + "?goal=" + f.Handles.Of(v.Me, t.ID())})
	}
	if _, ok := f.editorOf(t.Kind); ok {
		links = append(links, room.Link{Text: v.T("myplan.thing.edit"), URL: url + "/edit"})
	}
	if t.Kind == plan.OrderKind {
		links = append(links, room.Link{Text: v.T("myplan.order.heading"), URL: order})
	}
	links = append(links, room.Link{Text: v.T("myplan.thing.say"), URL: url + "/words"})
	return append(list, room.Links{Items: links})
}

// stateForm says how something stands that is in the plan and about which nothing is proposed.
func (f *Face) stateForm(v visit, t told.Thing, url string) room.Form {
	form := room.Form{Action: url + "/state", Key: id.Reference(), Hidden: []webkit.Pair{{Term: "tip", Text: f.Handles.Of(v.Me, t.Newest().Entry)}}}
	if _, waits := t.Proposed(); waits || t.Now < 0 {
		return form
	}
	for _, code := range statesOf(t) {
		if code != told.StateNow(t.Body) {
			kind := strings.TrimPrefix(t.Kind, "plan.")
			form.Buttons = append(form.Buttons, webkit.Button{Text: v.T("myplan.do." + kind + "." + code), Name: "to", Value: code})
		}
	}
	return form
}
