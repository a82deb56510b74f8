package staff

import (
	"strings"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// otherLanguage is the choice of a language that the house does not speak.
const otherLanguage = "other"

func (f *Face) newPerson(v visit) error {
	covers, err := f.People.Covers(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return f.showStart(v, covers, webkit.Values{}, problem{})
}

func (f *Face) startFields(v visit, covers []account.Colleague) webkit.Form {
	languages := []string{otherLanguage}
	for _, l := range f.house.Words.Languages() {
		languages = append(languages, l.Tag)
	}
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "name", Max: 100, IsName: true},
		{Name: "language", Kind: webkit.KindChoice, Options: languages},
		{Name: "other", Max: 60, IsName: true},
		{Name: "cover", Kind: webkit.KindChoice, Required: true, Options: f.handles(v, covers)},
	}}
}

func (f *Face) handles(v visit, colleagues []account.Colleague) []string {
	out := make([]string, len(colleagues))
	for i, c := range colleagues {
		out[i] = f.Handles.Of(v.actor, c.Account)
	}
	return out
}

// startPerson begins a record. Nothing about the person is asked that has to be answered.
func (f *Face) startPerson(v visit) error {
	ctx := v.r.Context()
	covers, err := f.People.Covers(ctx, v.actor)
	if err != nil {
		return err
	}
	values, problems := f.startFields(v, covers).Read(v.r)
	if problems.Any() {
		return f.showStart(v, covers, values, sent(problems))
	}
	var cover id.ID
	for _, c := range covers {
		if f.Handles.Of(v.actor, c.Account) == values.Get("cover") {
			cover = c.Account
		}
	}
	name := person.Name{Chosen: strings.TrimSpace(values.Get("name")), Language: languageOf(values)}
	started, err := f.People.StartOnce(ctx, v.actor, cover, name, values.Key())
	if err != nil {
		p, err := f.problemOf(err)
		if err != nil {
			return err
		}
		return f.showStart(v, covers, values, p)
	}
	reference, err := f.Gate.ReferenceOf(ctx, v.actor, started)
	if err != nil {
		return err
	}
	webkit.SeeOther(v.w, "/desk/people/"+reference+"?done=started")
	return nil
}

func languageOf(values webkit.Values) string {
	if tag := values.Get("language"); tag != "" && tag != otherLanguage {
		return tag
	}
	return strings.TrimSpace(values.Get("other"))
}

func (f *Face) showStart(v visit, covers []account.Colleague, values webkit.Values, p problem) error {
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.l.T("staff.start." + name), Hint: v.l.T("staff.start." + name + "_hint"), Error: p.of(v, name)}
	}
	languages := []webkit.Choice{{Text: v.l.T("staff.start.language_none")}}
	for _, l := range f.house.Words.Languages() {
		languages = append(languages, webkit.Choice{Value: l.Tag, Text: l.OwnName, Lang: l.Tag, Checked: values.Has("language", l.Tag)})
	}
	languages = append(languages, webkit.Choice{Value: otherLanguage, Text: v.l.T("staff.start.language_other"), Checked: values.Has("language", otherLanguage)})
	s := sheet{Heading: v.l.T("staff.people.start"), Lead: v.l.T("staff.start.lead"), Errors: p.summary(v), Parts: []webkit.Component{form{
		Key: keyOf(values),
		Fields: []webkit.Component{
			webkit.Input{Field: field("name"), Value: values.Get("name")},
			webkit.Select{Field: field("language"), Choices: languages},
			webkit.Input{Field: field("other"), Value: values.Get("other")},
			webkit.Select{Field: field("cover"), Choices: f.colleagueChoices(v, covers, values.Get("cover"))},
		},
		Buttons: []webkit.Button{{Text: v.l.T("staff.start.go"), Kind: webkit.Primary}, {Text: v.l.T("staff.back"), URL: "/desk/people"}},
	}}}
	return f.show(v, p.code(), s)
}

// colleagueChoices offers colleagues by name; nobody is chosen beforehand.
func (f *Face) colleagueChoices(v visit, colleagues []account.Colleague, chosen string) []webkit.Choice {
	out := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, c := range colleagues {
		h := f.Handles.Of(v.actor, c.Account)
		out = append(out, webkit.Choice{Value: h, Text: f.colleague(v, c), Checked: h == chosen})
	}
	return out
}

// colleague is a colleague's name with the role; the sign-in name stands for a name that this account cannot open yet.
func (f *Face) colleague(v visit, c account.Colleague) string {
	name := c.Name
	if name == "" {
		name = c.Handle
	}
	return v.l.T("staff.who", "name", locale.Isolate(name), "role", v.l.T("staff.role."+string(c.Role)))
}
