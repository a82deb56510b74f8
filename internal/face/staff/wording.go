package staff

import (
	"bufio"
	"embed"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// The words to use instead come from the language rules of the field guide (practice map, section 9.2): one pair a line,
// an entry of the house's list of hurtful words, "=", and what to write instead.
//
//go:embed instead/*.txt
var insteadFiles embed.FS

// wordsIn lists the words in a text that can hurt whoever reads it about themselves, in the language of the page.
func (f *Face) wordsIn(v visit, text string) []string { return locale.Banned(v.l.Lang(), text) }

// decide adds the buttons under a text. Where words were found it says what else could be written, and leaves the choice.
func (f *Face) decide(v visit, box *form, d draft, keep string) {
	if len(d.asked) == 0 {
		box.Buttons = []webkit.Button{{Text: keep, Kind: webkit.Primary}}
		return
	}
	instead := insteadOf(v.l.Lang())
	note := webkit.Notice{Heading: v.l.T("staff.wording.heading"), Text: v.l.T("staff.wording.text")}
	for _, entry := range d.asked {
		say, ok := instead[entry]
		if !ok {
			say = v.l.T("staff.wording.plain")
		}
		note.Items = append(note.Items, webkit.Pair{Term: v.l.T("staff.wording.word", "word", strings.Trim(entry, "*")), Text: say})
	}
	box.Fields = append([]webkit.Component{note}, box.Fields...)
	box.Buttons = []webkit.Button{
		{Text: v.l.T("staff.wording.changed"), Kind: webkit.Primary},
		{Text: v.l.T("staff.wording.as_it_is"), Name: "as_it_is", Value: "yes"},
	}
}

func insteadOf(lang string) map[string]string {
	out := map[string]string{}
	file, err := insteadFiles.Open("instead/" + lang + ".txt")
	if err != nil {
		return out // no list for this language: the general advice is shown
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if entry, say, ok := strings.Cut(lines.Text(), "="); ok {
			out[strings.TrimSpace(entry)] = strings.TrimSpace(say)
		}
	}
	return out
}
