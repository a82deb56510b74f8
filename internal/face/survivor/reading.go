package survivor

import (
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// What follows puts things into words for a page that is not one of these: the file that the person takes along.

// LookLines is one line of who looked.
func (f *Face) LookLines(l *locale.Localiser, look record.Look) []string {
	v := f.lookView(l, lookGroup{look, 1})
	return append([]string{v.What}, v.More...)
}

// ChoiceLines is one choice about sharing, with how it stands.
func (f *Face) ChoiceLines(l *locale.Localiser, c disclosure.Choice) []string {
	lines := []string{stateTag(l, c).Text}
	for _, row := range f.choiceRows(l, c) {
		lines = append(lines, row.Term+": "+row.Text)
	}
	return lines
}
