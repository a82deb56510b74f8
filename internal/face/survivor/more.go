package survivor

import (
	"slices"

	"github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// ways are what stands under "More" beside what other desks bring.
var ways = []room.Way{
	plan.Pause,
	{Text: "survivor.record.heading", About: "survivor.record.lead", URL: "/my/record"},
	{Text: "survivor.kept.heading", About: "survivor.kept.about", URL: "/my/kept"},
}

// more lists the ways that have no place of their own in the navigation.
func (f *Face) more(v room.Visit) error {
	var list room.Links
	for _, way := range slices.Concat(f.More, ways) {
		list.Items = append(list.Items, way.In(v.L))
	}
	return f.ShowSheet(v, room.Sheet{Top: room.Top{Heading: v.L.T("survivor.more.heading")}, Parts: []webkit.Component{list}})
}
