package sharing

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// showSpoken shows what is read out first, and then what was said, in the order of the talk.
func (f *Face) showSpoken(v desk.Visit, h hearing) error {
	s := desk.Sheet{Heading: v.L.T("staff.spoken.heading"), Lead: v.L.T("staff.spoken.lead"), Errors: h.Summary(v)}
	if len(h.witnesses) == 0 {
		s.Parts = []webkit.Component{webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.L.T("staff.spoken.nobody"),
			Text: v.L.T("staff.spoken.nobody_text"), Action: &webkit.Button{Text: v.L.T("staff.back"), URL: h.Address + "/sharing"}}}
		return f.Show(v, http.StatusOK, s)
	}
	s.Parts = []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.L.T("staff.share.recipient"), Value: v.L.T("staff.share.team", "agency", locale.Isolate(h.choice.RecipientName), "team", f.teams(v, h.choice))},
			{Key: v.L.T("staff.share.purpose"), Value: v.L.T("staff.purpose." + string(h.choice.Purpose))},
		}},
		desk.List{Heading: v.L.T("staff.spoken.read"), Lines: h.readLines(v)},
		desk.Form{Key: desk.KeyOf(h.values), Fields: f.spokenFields(v, h), Buttons: []webkit.Button{
			{Text: v.L.T("staff.spoken.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: h.Address + "/sharing"}}},
	}
	return f.Show(v, h.Code(), s)
}

func (f *Face) spokenFields(v desk.Visit, h hearing) []webkit.Component {
	fields := []webkit.Component{
		h.boxes(v, "told", toldPoints),
		h.cards(v, "alone", company, true),
		f.itemBoxes(v, h),
		h.daySelect(v),
		h.cards(v, "adult", []string{"yes", "no"}, true),
		h.cards(v, "given_by", webkit.Codes(consent.GivenBys()), true),
		h.cards(v, "giver", []string{"no", "yes"}, true),
		h.choose(v, "relation", relations),
		h.choose(v, "basis", grounds),
		h.cards(v, "method", webkit.Codes(disclosure.SpokenMethods()), true),
		webkit.Select{Field: h.field(v, "witness", true), Choices: f.ColleagueChoices(v, h.witnesses, h.values.Get("witness"))},
		f.languageSelect(v, h),
	}
	for _, q := range questions {
		fields = append(fields, webkit.Textarea{Field: h.field(v, "said_"+q, false), Value: h.values.Get("said_" + q), Rows: 2})
	}
	return append(fields, h.boxes(v, "understood", questions))
}

func (h hearing) field(v desk.Visit, name string, hint bool) webkit.Field {
	out := webkit.Field{Name: name, Label: v.L.T("staff.spoken." + name), Error: h.Of(v, name)}
	if hint {
		out.Hint = v.L.T("staff.spoken." + name + "_hint")
	}
	return out
}

// wordOf is the word for one answer; those about who said yes stand where a choice that waits shows them as well.
func wordOf(v desk.Visit, field, code string) string {
	if field == "given_by" {
		field = "by"
	}
	return v.L.T("staff.spoken." + field + "." + code)
}

func (h hearing) choices(v desk.Visit, name string, options []string) []webkit.Choice {
	var list []webkit.Choice
	for _, o := range options {
		list = append(list, webkit.Choice{Value: o, Text: wordOf(v, name, o), Checked: h.values.Has(name, o)})
	}
	return list
}

func (h hearing) cards(v desk.Visit, name string, options []string, hint bool) webkit.Radios {
	return webkit.Radios{Field: h.field(v, name, hint), Choices: h.choices(v, name, options)}
}

func (h hearing) boxes(v desk.Visit, name string, options []string) webkit.Checkboxes {
	return webkit.Checkboxes{Field: h.field(v, name, true), Choices: h.choices(v, name, options)}
}

func (h hearing) choose(v desk.Visit, name string, options []string) webkit.Select {
	return webkit.Select{Field: h.field(v, name, true), Choices: append([]webkit.Choice{{Text: v.L.T("staff.choose")}}, h.choices(v, name, options)...)}
}

func (h hearing) daySelect(v desk.Visit) webkit.Select {
	long := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, d := range h.days() {
		long = append(long, webkit.Choice{Value: d, Text: v.L.T("staff.share.days_of", "days", d), Checked: h.values.Has("days", d)})
	}
	return webkit.Select{Field: h.field(v, "days", true), Choices: long}
}

func (f *Face) itemBoxes(v desk.Visit, h hearing) webkit.Checkboxes {
	what := webkit.Checkboxes{Field: h.field(v, "items", true)}
	for _, e := range h.choice.Items {
		at := f.Handles.Of(v.Actor, e.ID)
		what.Choices = append(what.Choices, webkit.Choice{Value: at, Text: f.itemHeading(v, e), Hint: inOneLine(f.bodyLines(v, e.Body)), Checked: h.values.Has("items", at)})
	}
	return what
}

func (f *Face) languageSelect(v desk.Visit, h hearing) webkit.Select {
	list := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, l := range f.House.Words.Languages() {
		list = append(list, webkit.Choice{Value: l.Tag, Text: l.OwnName, Lang: l.Tag, Checked: h.values.Has("language", l.Tag)})
	}
	return webkit.Select{Field: h.field(v, "language", true), Choices: list}
}
