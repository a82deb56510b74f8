package webkit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
)

// builtForTest stands in for the built front end, so that these tests say something about the templates alone.
func builtForTest(t *testing.T) *Assets {
	t.Helper()
	assets, err := loadAssets(fstest.MapFS{
		"dist/app.css":     {Data: []byte("body{}")},
		"dist/app.rtl.css": {Data: []byte("body{}")},
		"dist/app.js":      {Data: []byte("0")},
		"dist/passkey.js":  {Data: []byte("0")},
		"dist/report.js":   {Data: []byte("0")},
		"dist/intake.js":   {Data: []byte("0")},
		"favicon.svg":      {Data: []byte("<svg/>")},
		"drawings/cup.svg": {Data: []byte(`<svg class="drawing"></svg>`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

func pagesForTest(t *testing.T, main string) *Templates {
	t.Helper()
	set, err := ParseTemplates(builtForTest(t), fstest.MapFS{"page.html": {Data: []byte(`{{define "main"}}` + main + `{{end}}`)}}, "*.html")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func renderForTest(t *testing.T, main string, view View) (*html.Node, string) {
	t.Helper()
	out, err := pagesForTest(t, main).Render("page", view)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return root, string(out)
}

func elements(root *html.Node) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func fullField(name string) Field {
	return Field{Name: name, Label: "Label", Hint: "Hint", Error: "Choose one", Why: &Why{Summary: "Why", Items: []Pair{{Term: "Why", Text: "Because"}}}}
}

func fullComponents() []Component {
	choices := []Choice{{Value: "a", Text: "A", Hint: "more", Lang: "es", Checked: true}, {Value: "b", Text: "B"}}
	moment := Moment{Words: "tomorrow", Full: "24 November", Machine: "2026-11-24T10:00:00Z"}
	link := &Link{Text: "More", URL: "/more"}
	undo := &Button{Text: "Take it back", Action: "/undo"}
	return []Component{
		ErrorSummary{Heading: "To put right", Items: []Link{{Text: "Choose one", URL: "#in"}, {Text: "Try again"}}},
		Notice{Heading: "Kept", Text: "It is kept.", Items: []Pair{{Term: "Code", Text: "AB-12", Code: true}}, Attention: true, Undo: undo},
		Inset{Text: "Set apart"}, Tag{Text: "Open", Tone: Active}, Drawing{Name: "cup", Words: "A cup"},
		HumanRoute{Heading: "Talk", Text: "Any time", Name: "Rosa", Phone: "+1 312 555 0142", Hours: "8 to 22", Place: "Here", More: link},
		EmptyState{Drawing: Drawing{Name: "cup"}, Heading: "Nothing yet", Text: "It will be here.", Action: undo},
		Tabs{Label: "Sides", Items: []Tab{{Text: "Notes", URL: "/n", Current: true, Count: "3", Key: "g n"}}},
		Paging{Label: "Pages", Previous: link, Next: link},
		*fullField("why").Why,
		Input{Field: fullField("in"), Type: "tel", Value: "1", InputMode: "tel", Width: W10, MaxLength: 20, Suffix: "km"},
		Textarea{Field: fullField("text"), Value: "typed", Rows: 3, MaxLength: 9},
		Select{Field: fullField("sel"), Choices: choices},
		Radios{Field: fullField("radio"), Choices: choices}, Checkboxes{Field: fullField("check"), Choices: choices},
		DateInput{Field: fullField("date"), Parts: []DatePart{{Name: "d", Label: "Day", Value: "1", Width: W2, Invalid: true}, {Name: "m", Label: "Month"}}},
		Button{Text: "Go on", Kind: Primary, Name: "do", Value: "go", Action: "/later", Key: "n"},
		Actions{Buttons: []Button{{Text: "Go on", Kind: Primary}, {Text: "Skip", URL: "/skip", Key: "s"}}}, PrintButton{Text: "Print"},
		SummaryList{Rows: []SummaryRow{{Key: "K", Value: "V", Actions: []SummaryAction{{Text: "Change", Hidden: "K", URL: "/c"}}}, {Key: "K", Lines: []string{"a", "b"}}}},
		Table{Caption: "People", Columns: []Column{{Text: "Called"}, {Text: "Notes", Number: true}}, Rows: [][]Cell{{{Text: "Sunny", URL: "/p", Name: true}, {Text: "3", Tag: &Tag{Text: "new"}}}, {{When: &moment}, {}}}},
		CareCard{Heading: "Before you speak with", Called: "Sunny", Items: []Pair{{Term: "Reach", Text: "Text only"}}, Tags: []Tag{{Text: "No voicemail"}}},
		Timeline{Label: "Next", Items: []TimelineItem{{When: moment, Title: "A talk", Text: "By phone", Who: "Lin", URL: "/t"}}}, moment,
	}
}

func zeroComponents() []Component {
	return []Component{ErrorSummary{}, Notice{}, Inset{}, Tag{}, Drawing{}, HumanRoute{}, EmptyState{}, Tabs{}, Paging{}, Why{}, Input{}, Textarea{},
		Select{}, Radios{}, Checkboxes{}, DateInput{}, Button{}, Actions{}, PrintButton{}, SummaryList{}, Table{}, CareCard{}, Timeline{}, Moment{}}
}

func fullShell(room Room) Shell {
	return Shell{
		Lang: "ar", Dir: "rtl", Title: "Page", Room: room, Skip: "Main part", Exit: Exit{Text: "Leave quickly"}, Home: Link{Text: "Start", URL: "/"},
		Languages: []LanguageChoice{{Lang: "ar", Dir: "rtl", Name: "العربية", URL: "/?l=ar", Current: true}}, LanguagesLabel: "Language",
		NavLabel: "Ways", Nav: []NavItem{{Text: "Today", URL: "/", Current: true, Count: "1", Key: "g t"}}, Back: &Link{Text: "Back", URL: "/"},
		Human: &HumanRoute{Heading: "Talk"}, Draft: "Draft translation.", Limits: "History stays.", Search: &Search{Label: "Search", URL: "/s", Name: "q"},
		HideNames: "Hide names", NamesHidden: true, Shortcuts: &Shortcuts{Label: "Keys", Items: []Pair{{Term: "/", Text: "search"}}},
		SignOut: &Button{Text: "Sign out", Action: "/out"}, Logged: "Looking is logged.",
	}
}

func TestEveryComponentRenders(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]Component{"full": fullComponents(), "zero": zeroComponents()} {
		for _, c := range list {
			t.Run(name+"/"+c.Component(), func(t *testing.T) {
				t.Parallel()
				root, text := renderForTest(t, `{{component .}}`, View{Page: c})
				checkMarkup(t, root, text)
			})
		}
	}
}

func TestEveryTemplateBelongsToAComponent(t *testing.T) {
	t.Parallel()
	parts := []string{"shell", "bar", "tools", "languages", "ways", "icon", "icon-done", "label", "legend", "about", "pairs", "cell"}
	for _, list := range [][]Component{fullComponents(), zeroComponents()} {
		shown := slices.Clone(parts)
		for _, c := range list {
			shown = append(shown, c.Component())
		}
		base, err := parseComponents(builtForTest(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, tmpl := range base.Templates() {
			if name := tmpl.Name(); !strings.HasSuffix(name, ".html") && name != "components" && !slices.Contains(shown, name) {
				t.Errorf("template %q is in no test", name)
			}
		}
	}
}

func TestEveryRoomRenders(t *testing.T) {
	t.Parallel()
	for _, shell := range []Shell{{}, fullShell(Public), fullShell(Survivor), fullShell(Staff)} {
		t.Run("room "+string(shell.Room), func(t *testing.T) {
			t.Parallel()
			root, text := renderForTest(t, `{{range .}}{{component .}}{{end}}`, View{Shell: shell, Page: fullComponents()})
			checkMarkup(t, root, text)
		})
	}
}

// checkMarkup fails on what no page may have: an id twice, a reference to nothing, script or style inside the page, an
// address of another host, or what html/template writes when it gives up.
func checkMarkup(t *testing.T, root *html.Node, text string) {
	t.Helper()
	ids := map[string]bool{}
	for _, n := range elements(root) {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("id %q stands twice", id)
			}
			ids[id] = true
		}
	}
	for _, n := range elements(root) {
		for _, id := range strings.Fields(attribute(n, "for") + " " + attribute(n, "aria-describedby")) {
			if !ids[id] {
				t.Errorf("<%s> refers to %q, which is not on the page", n.Data, id)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "//") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" {
			t.Errorf("<%s> stands inside the page", n.Data)
		}
	}
	for _, bad := range []string{"ZgotmplZ", "<no value>", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
}

func TestExitIsFirstInEveryRoom(t *testing.T) {
	t.Parallel()
	for _, room := range []Room{Public, Survivor, Staff} {
		root, _ := renderForTest(t, "", View{Shell: fullShell(room)})
		for _, n := range elements(root) {
			if !slices.Contains([]string{"a", "button", "input", "select", "textarea", "summary"}, n.Data) {
				continue
			}
			if n.Data != "a" || attribute(n, "href") != "/leave" || attribute(n, "rel") != "nofollow noreferrer" {
				t.Errorf("in room %s the first control is <%s href=%q>, want the exit", room, n.Data, attribute(n, "href"))
			}
			break
		}
	}
}

func TestShellTakesTheSheetOfTheDirection(t *testing.T) {
	t.Parallel()
	for dir, sheet := range map[string]string{"": "app.css", "ltr": "app.css", "rtl": "app.rtl.css"} {
		_, text := renderForTest(t, "", View{Shell: Shell{Dir: dir}})
		if want := `/` + sheet + `" integrity="sha384-`; !strings.Contains(text, want) {
			t.Errorf("direction %q: the page has no %q", dir, want)
		}
	}
}

func TestTypedTextStaysAndIsOnlyText(t *testing.T) {
	t.Parallel()
	typed := "\n</textarea><script>x</script> \u202egniht"
	root, _ := renderForTest(t, `{{range .}}{{component .}}{{end}}`, View{Page: []Component{
		Input{Field: Field{Name: "line"}, Value: typed}, Textarea{Field: Field{Name: "lines"}, Value: typed}, Input{Field: Field{Name: "pass"}, Type: "password", Value: "secret"},
	}})
	got := map[string]string{}
	for _, n := range elements(root) {
		if n.Data == "textarea" && n.FirstChild != nil {
			got[attribute(n, "name")] = n.FirstChild.Data
		}
		if n.Data == "input" {
			got[attribute(n, "name")] = attribute(n, "value")
		}
	}
	for name, want := range map[string]string{"line": typed, "lines": typed, "pass": ""} {
		if got[name] != want {
			t.Errorf("%s holds %q, want %q", name, got[name], want)
		}
	}
}

func TestErrorLeavesNoHalfPage(t *testing.T) {
	t.Parallel()
	out, err := pagesForTest(t, `<p>begun</p>{{.Missing}}`).Render("page", View{Page: struct{}{}})
	if err == nil || out != nil {
		t.Errorf("got %d bytes and error %v, want none and an error", len(out), err)
	}
	if _, err := pagesForTest(t, "").Render("other", View{}); err == nil {
		t.Error("a page that does not exist was rendered")
	}
}

func TestPagesShareUnderscoreFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"a/one.html":     {Data: []byte(`{{define "main"}}1 {{template "ours" .}}{{end}}`)},
		"a/two.html":     {Data: []byte(`{{define "main"}}2 {{template "ours" .}}{{end}}`)},
		"shared/_x.html": {Data: []byte(`{{define "ours"}}shared {{.}}{{end}}`)},
	}
	set, err := ParseTemplates(builtForTest(t), files, "a/*.html", "shared/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a/one": "1 shared x", "a/two": "2 shared x"} {
		out, err := set.Render(name, View{Page: "x"})
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: no %q (error %v)", name, want, err)
		}
	}
	if _, err := ParseTemplates(builtForTest(t), fstest.MapFS{"x.html": {Data: []byte("hello")}}, "*.html"); err == nil {
		t.Error(`a page without "main" was accepted`)
	}
}

func TestRenderInParallel(t *testing.T) {
	t.Parallel()
	set := pagesForTest(t, `{{range .}}{{component .}}{{end}}`)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			input := Input{Field: Field{Name: fmt.Sprintf("field%d", i)}}
			out, err := set.Render("page", View{Page: append(fullComponents(), input)})
			if err != nil || !strings.Contains(string(out), `id="`+input.Name+`"`) {
				t.Errorf("rendering %d: error %v, or its own field is missing", i, err)
			}
		})
	}
	group.Wait()
}
