package public

import (
	"slices"
	"strconv"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A kept value is one field of the search that a further request brings along, since nothing is kept here.
type kept struct{ Name, Value string }

// keep lists the fields of a search, without those named in drop and without the page.
func keep(v webkit.Values, drop ...string) (fields []kept) {
	for _, name := range []string{"need", "words", "near", "language", "access", "open"} {
		if slices.Contains(drop, name) {
			continue
		}
		for _, value := range v.All(name) {
			if value != "" {
				fields = append(fields, kept{name, value})
			}
		}
	}
	return fields
}

// results is one page of what was found.
type results struct {
	Heading  string
	More     string // there are more than the directory looks at
	Kept     []kept
	Page     int
	Items    []result
	Where    string // "page 2 of 5", or empty
	Previous int    // page numbers; 0 where there is none
	Next     int
}

type result struct {
	ID           string
	Name         string
	Organization string
	State        webkit.Tag
	Phone        *phone
	Place        string // words where there is none to show
	PlaceKnown   bool
	Languages    []language
	Why          []string
}

func newResults(l *locale.Localiser, found *directory.Results, v webkit.Values) *results {
	r := &results{Heading: l.T("public.find.found", "count", found.Total), Kept: keep(v), Page: found.Page}
	if found.More {
		r.More = l.T("public.find.more", "count", found.Total)
	}
	if found.Pages > 1 {
		r.Where = l.T("public.find.page", "page", strconv.Itoa(found.Page), "pages", strconv.Itoa(found.Pages))
	}
	if found.Page > 1 {
		r.Previous = found.Page - 1
	}
	if found.Page < found.Pages {
		r.Next = found.Page + 1
	}
	for _, one := range found.Items {
		r.Items = append(r.Items, newResult(l, one))
	}
	return r
}

func newResult(l *locale.Localiser, one directory.Result) result {
	r := result{ID: one.Service, Name: one.Name, Organization: one.Organization,
		State: stateTag(l, one.Now), Phone: newPhone(one.Phone), Place: one.Place, PlaceKnown: true}
	switch {
	case r.Place == "" && one.Confidential:
		r.Place, r.PlaceKnown = l.T("public.place.confidential"), false
	case r.Place == "":
		r.Place, r.PlaceKnown = l.T("public.place.unsaid"), false
	}
	for _, code := range one.Languages {
		r.Languages = append(r.Languages, language{code, ownName(code)})
	}
	for _, why := range one.Why {
		r.Why = append(r.Why, reason(l, why))
	}
	return r
}

func stateTag(l *locale.Localiser, now string) webkit.Tag {
	switch now {
	case directory.Open:
		return webkit.Tag{Text: l.T("public.now.open"), Tone: webkit.Done}
	case directory.Closed:
		return webkit.Tag{Text: l.T("public.now.closed")}
	}
	return webkit.Tag{Text: l.T("public.now.unsaid")}
}

// reasons are the sentences for the directory's reasons. Each is about the kind of match, never about what was typed.
var reasons = map[string]string{
	directory.WhyName:      "public.why.name",
	directory.WhyWords:     "public.why.words",
	directory.WhyMeaning:   "public.why.meaning",
	directory.WhySomeWords: "public.why.some_words",
	directory.WhyNeed:      "public.why.need",
	directory.WhyArea:      "public.why.area",
	directory.WhyLanguage:  "public.why.language",
	directory.WhyAccess:    "public.why.access",
	directory.WhyOpen:      "public.why.open",
}

func reason(l *locale.Localiser, why directory.Reason) string {
	value := why.Value
	switch why.Key {
	case directory.WhyMeaning, directory.WhyNeed:
		value = l.T("public.need." + why.Value)
	case directory.WhyAccess:
		value = l.T("public.access." + why.Value)
	case directory.WhyLanguage:
		value = locale.Isolate(ownName(why.Value))
	}
	return l.T(reasons[why.Key], "value", value)
}

// empty is what a search that found nothing offers: the same search with one condition less.
type empty struct{ Fewer []fewer }

// fewer is a search without one of its conditions.
type fewer struct {
	Text string
	Kept []kept
}

func newEmpty(l *locale.Localiser, v webkit.Values) *empty {
	e := &empty{}
	all := keep(v)
	for _, name := range []string{"open", "access", "language", "near", "words", "need"} {
		left := keep(v, name)
		if len(left) < len(all) && len(left) > 0 {
			e.Fewer = append(e.Fewer, fewer{l.T("public.fewer." + name), left})
		}
	}
	return e
}
