package public

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

const (
	maxSearch = 16 << 10 // bytes of a search; its longest fields need a third of it
	perPage   = 10       // results on a page: what an old phone loads at once
	lastPage  = 100      // the directory looks no further
)

// searchForm is everything that a POST to /find may bring. It only asks, so that sending it twice does no harm.
var searchForm = webkit.Form{Repeatable: true, Fields: []webkit.FormField{
	{Name: "need", Kind: webkit.KindChoice, Options: directory.Needs()},
	{Name: "words"},
	{Name: "near"},
	{Name: "language", Kind: webkit.KindChoice, Options: directory.Languages()},
	{Name: "access", Kind: webkit.KindChoices, Options: directory.AccessNeeds()},
	{Name: "open", Kind: webkit.KindBool},
	{Name: "page", Kind: webkit.KindInteger},
	{Name: "service", Max: 100},
}}

// findForm shows the form, empty.
func (f *Face) findForm(w http.ResponseWriter, r *http.Request) error {
	return f.showSearch(w, r, http.StatusOK, findPage{}, webkit.Values{}, nil)
}

// find answers a search, a later page of it, or one of the services it found.
func (f *Face) find(w http.ResponseWriter, r *http.Request) error {
	v, problems := searchForm.Read(r)
	if problems.Any() {
		settle(problems)
		return f.showSearch(w, r, problems.Status(), findPage{}, v, problems)
	}
	if id := v.Get("service"); id != "" {
		return f.service(w, r, id, v)
	}
	found, err := f.search(r, v)
	if problems, ok := page.ProblemOf(err); ok {
		return f.showSearch(w, r, problems.Status(), findPage{}, v, problems)
	}
	if err != nil {
		return err
	}
	l := f.house.Speak(r)
	model := findPage{Results: newResults(l, found, v)}
	if found.Total == 0 {
		model.Empty = newEmpty(l, v)
	}
	return f.showSearch(w, r, http.StatusOK, model, v, nil)
}

// settle makes problems of fields that nobody sees problems of the form as a whole, so that no link leads to them.
func settle(problems webkit.Problems) {
	for i, p := range problems {
		if !slices.Contains([]string{"need", "words", "near", "language", "access", "open"}, p.Field) {
			problems[i].Field = ""
		}
	}
}

// search asks the directory. A page beyond the last is the last: the list may have become shorter since it was shown.
func (f *Face) search(r *http.Request, v webkit.Values) (*directory.Results, error) {
	q := queryOf(v)
	found, err := f.services.Search(r.Context(), q)
	if err != nil || len(found.Items) > 0 || found.Total == 0 {
		return found, err
	}
	q.Page = found.Pages
	return f.services.Search(r.Context(), q)
}

func queryOf(v webkit.Values) directory.Query {
	return directory.Query{Text: v.Get("words"), Need: v.Get("need"), Near: v.Get("near"), Language: v.Get("language"),
		Access: v.All("access"), OpenNow: v.Bool("open"), Page: pageOf(v), PerPage: perPage}
}

func pageOf(v webkit.Values) int { return int(min(lastPage, max(1, v.Int("page")))) }

// findPage is the form, and under it what was found.
type findPage struct {
	L       webkit.Localiser
	Errors  webkit.ErrorSummary
	Folded  bool // the form waits behind one line, since its answer is on the page
	Need    webkit.Select
	Words   webkit.Input
	Near    webkit.Input
	More    bool // the further questions are open, since one of them is answered or has a problem
	Filters []webkit.Component
	Results *results
	Empty   *empty
}

func (f *Face) showSearch(w http.ResponseWriter, r *http.Request, status int, model findPage, v webkit.Values, problems webkit.Problems) error {
	l, shell := f.house.Speak(r), f.house.PublicShell(r)
	shell.Back = &webkit.Link{Text: l.T("public.back.start"), URL: "/"}
	model.L, model.Errors = l, page.Summary(l, problems)
	model.Folded = model.Results != nil
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: l.T("public.find." + name), Error: page.FieldError(l, problems, name)}
	}
	model.Need = webkit.Select{Field: field("need"), Choices: needChoices(l, v)}
	model.Words = webkit.Input{Field: field("words"), Value: v.Get("words"), MaxLength: webkit.DefaultMaxText}
	model.Words.Hint = l.T("public.find.words.hint")
	model.Near = webkit.Input{Field: field("near"), Value: v.Get("near"), MaxLength: webkit.DefaultMaxText}
	model.Near.Hint = l.T("public.find.near.hint")
	open := webkit.Checkboxes{Field: field("open"), Choices: []webkit.Choice{
		{Value: "yes", Text: l.T("public.find.open.now"), Checked: v.Bool("open")}}}
	model.Filters = []webkit.Component{
		webkit.Select{Field: field("language"), Choices: languageChoices(l, v)},
		webkit.Checkboxes{Field: field("access"), Choices: accessChoices(l, v)},
		open,
	}
	model.More = slices.ContainsFunc([]string{"language", "access", "open"}, func(name string) bool {
		return v.Get(name) != "" || len(problems.For(name)) > 0
	})
	return f.show(w, status, "find", shell, model)
}

func needChoices(l *locale.Localiser, v webkit.Values) []webkit.Choice {
	choices := []webkit.Choice{{Text: l.T("public.find.need.any")}}
	for _, n := range directory.Needs() {
		choices = append(choices, webkit.Choice{Value: n, Text: l.T("public.need." + n), Checked: v.Has("need", n)})
	}
	return choices
}

func languageChoices(l *locale.Localiser, v webkit.Values) []webkit.Choice {
	choices := []webkit.Choice{{Text: l.T("public.find.language.any")}}
	for _, code := range spokenFirst(l.Lang()) {
		choices = append(choices, webkit.Choice{Value: code, Text: ownName(code), Lang: code, Checked: v.Has("language", code)})
	}
	return choices
}

func accessChoices(l *locale.Localiser, v webkit.Values) (choices []webkit.Choice) {
	for _, a := range directory.AccessNeeds() {
		choices = append(choices, webkit.Choice{Value: a, Text: l.T("public.access." + a), Checked: v.Has("access", a)})
	}
	return choices
}
