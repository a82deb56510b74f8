package staff

import (
	"strings"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// otherLanguage is the choice of a language that the house does not speak.
const otherLanguage = "other"

func (f *Face) newPerson(v desk.Visit) error {
	covers, err := f.People.Covers(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	return f.showStart(v, covers, webkit.Values{}, desk.Problem{})
}

func (f *Face) startFields(v desk.Visit, covers []account.Colleague) webkit.Form {
	languages := []string{otherLanguage}
	for _, l := range f.House.Words.Languages() {
		languages = append(languages, l.Tag)
	}
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "name", Max: 100, IsName: true},
		{Name: "language", Kind: webkit.KindChoice, Options: languages},
		{Name: "other", Max: 60, IsName: true},
		{Name: "cover", Kind: webkit.KindChoice, Required: true, Options: f.HandlesOf(v, covers)},
	}}
}

// startPerson begins a record. Nothing about the person is asked that has to be answered.
func (f *Face) startPerson(v desk.Visit) error {
	ctx := v.R.Context()
	covers, err := f.People.Covers(ctx, v.Actor)
	if err != nil {
		return err
	}
	values, problems := f.startFields(v, covers).Read(v.R)
	if problems.Any() {
		return f.showStart(v, covers, values, desk.Sent(problems))
	}
	var cover id.ID
	for _, c := range covers {
		if f.Handles.Of(v.Actor, c.Account) == values.Get("cover") {
			cover = c.Account
		}
	}
	name := person.Name{Chosen: strings.TrimSpace(values.Get("name")), Language: languageOf(values)}
	started, err := f.People.StartOnce(ctx, v.Actor, cover, name, values.Key())
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showStart(v, covers, values, p)
	}
	reference, err := f.Gate.ReferenceOf(ctx, v.Actor, started)
	if err != nil {
		return err
	}
	webkit.SeeOther(v.W, "/desk/people/"+reference+"?done=started")
	return nil
}

func languageOf(values webkit.Values) string {
	if tag := values.Get("language"); tag != "" && tag != otherLanguage {
		return tag
	}
	return strings.TrimSpace(values.Get("other"))
}

func (f *Face) showStart(v desk.Visit, covers []account.Colleague, values webkit.Values, p desk.Problem) error {
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.L.T("staff.start." + name), Hint: v.L.T("staff.start." + name + "_hint"), Error: p.Of(v, name)}
	}
	languages := []webkit.Choice{{Text: v.L.T("staff.start.language_none")}}
	for _, l := range f.House.Words.Languages() {
		languages = append(languages, webkit.Choice{Value: l.Tag, Text: l.OwnName, Lang: l.Tag, Checked: values.Has("language", l.Tag)})
	}
	languages = append(languages, webkit.Choice{Value: otherLanguage, Text: v.L.T("staff.start.language_other"), Checked: values.Has("language", otherLanguage)})
	s := desk.Sheet{Heading: v.L.T("staff.people.start"), Lead: v.L.T("staff.start.lead"), Errors: p.Summary(v), Parts: []webkit.Component{desk.Form{
		Key: desk.KeyOf(values),
		Fields: []webkit.Component{
			webkit.Input{Field: field("name"), Value: values.Get("name")},
			webkit.Select{Field: field("language"), Choices: languages},
			webkit.Input{Field: field("other"), Value: values.Get("other")},
			webkit.Select{Field: field("cover"), Choices: f.ColleagueChoices(v, covers, values.Get("cover"))},
		},
		Buttons: []webkit.Button{{Text: v.L.T("staff.start.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: "/desk/people"}},
	}}}
	return f.Show(v, p.Code(), s)
}
