package notes

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// decide adds the buttons under a text. Where there are other words to suggest it shows them, and leaves the choice.
func (f *Face) decide(v desk.Visit, box *desk.Form, d draft, keep string) {
	if len(d.asked) == 0 {
		box.Buttons = []webkit.Button{{Text: keep, Kind: webkit.Primary}}
		return
	}
	note := webkit.Notice{Heading: v.L.T("staff.wording.heading"), Text: v.L.T("staff.wording.text")}
	for _, s := range d.asked {
		pair := webkit.Pair{Term: v.L.T("staff.wording.word", "word", locale.Isolate(s.Found)), Text: s.Use}
		if !slices.Contains(note.Items, pair) {
			note.Items = append(note.Items, pair)
		}
	}
	box.Fields = append([]webkit.Component{note}, box.Fields...)
	box.Buttons = []webkit.Button{
		{Text: v.L.T("staff.wording.changed"), Kind: webkit.Primary},
		{Text: v.L.T("staff.wording.as_it_is"), Name: "as_it_is", Value: "yes"},
	}
}

// suggest looks through a text in the language of the page.
func suggest(v desk.Visit, text string) []plan.Suggestion { return plan.Suggest(v.L.Lang(), text) }
