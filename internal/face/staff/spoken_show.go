package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// showSpoken shows what is read out first, and then what was said, in the order of the talk.
func (f *Face) showSpoken(v visit, h hearing) error {
	s := sheet{Heading: v.l.T("staff.spoken.heading"), Lead: v.l.T("staff.spoken.lead"), Errors: h.summary(v)}
	if len(h.witnesses) == 0 {
		s.Parts = []webkit.Component{webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.l.T("staff.spoken.nobody"),
			Text: v.l.T("staff.spoken.nobody_text"), Action: &webkit.Button{Text: v.l.T("staff.back"), URL: h.address + "/sharing"}}}
		return f.show(v, http.StatusOK, s)
	}
	s.Parts = []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.l.T("staff.share.recipient"), Value: v.l.T("staff.share.team", "agency", locale.Isolate(h.choice.RecipientName), "team", f.teams(v, h.choice))},
			{Key: v.l.T("staff.share.purpose"), Value: v.l.T("staff.purpose." + string(h.choice.Purpose))},
		}},
		list{Heading: v.l.T("staff.spoken.read"), Lines: f.readLines(v)},
		form{Key: keyOf(h.values), Fields: f.spokenFields(v, h), Buttons: []webkit.Button{
			{Text: v.l.T("staff.spoken.go"), Kind: webkit.Primary}, {Text: v.l.T("staff.back"), URL: h.address + "/sharing"}}},
	}
	return f.show(v, h.code(), s)
}

func (f *Face) spokenFields(v visit, h hearing) []webkit.Component {
	fields := []webkit.Component{
		h.boxes(v, "told", toldPoints),
		h.cards(v, "alone", company, true),
		f.itemBoxes(v, h),
		h.daySelect(v),
		h.cards(v, "adult", []string{"yes", "no"}, true),
		h.cards(v, "given_by", codes(consent.GivenBys()), true),
		h.cards(v, "giver", []string{"no", "yes"}, true),
		h.choose(v, "relation", relations),
		h.choose(v, "basis", grounds),
		h.cards(v, "method", codes(disclosure.SpokenMethods()), true),
		webkit.Select{Field: h.field(v, "witness", true), Choices: f.colleagueChoices(v, h.witnesses, h.values.Get("witness"))},
		f.languageSelect(v, h),
	}
	for _, q := range questions {
		fields = append(fields, webkit.Textarea{Field: h.field(v, "said_"+q, false), Value: h.values.Get("said_" + q), Rows: 2})
	}
	return append(fields, h.boxes(v, "understood", questions))
}

func (h hearing) field(v visit, name string, hint bool) webkit.Field {
	out := webkit.Field{Name: name, Label: v.l.T("staff.spoken." + name), Error: h.of(v, name)}
	if hint {
		out.Hint = v.l.T("staff.spoken." + name + "_hint")
	}
	return out
}

// wordOf is the word for one answer; those about who said yes stand where a choice that waits shows them as well.
func wordOf(v visit, field, code string) string {
	if field == "given_by" {
		field = "by"
	}
	return v.l.T("staff.spoken." + field + "." + code)
}

func (h hearing) choices(v visit, name string, options []string) []webkit.Choice {
	var list []webkit.Choice
	for _, o := range options {
		list = append(list, webkit.Choice{Value: o, Text: wordOf(v, name, o), Checked: h.values.Has(name, o)})
	}
	return list
}

func (h hearing) cards(v visit, name string, options []string, hint bool) webkit.Radios {
	return webkit.Radios{Field: h.field(v, name, hint), Choices: h.choices(v, name, options)}
}

func (h hearing) boxes(v visit, name string, options []string) webkit.Checkboxes {
	return webkit.Checkboxes{Field: h.field(v, name, true), Choices: h.choices(v, name, options)}
}

func (h hearing) choose(v visit, name string, options []string) webkit.Select {
	return webkit.Select{Field: h.field(v, name, true), Choices: append([]webkit.Choice{{Text: v.l.T("staff.choose")}}, h.choices(v, name, options)...)}
}

func (h hearing) daySelect(v visit) webkit.Select {
	long := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, d := range h.days() {
		long = append(long, webkit.Choice{Value: d, Text: v.l.T("staff.share.days_of", "days", d), Checked: h.values.Has("days", d)})
	}
	return webkit.Select{Field: h.field(v, "days", true), Choices: long}
}

func (f *Face) itemBoxes(v visit, h hearing) webkit.Checkboxes {
	what := webkit.Checkboxes{Field: h.field(v, "items", true)}
	for _, e := range h.choice.Items {
		at := f.Handles.Of(v.actor, e.ID)
		what.Choices = append(what.Choices, webkit.Choice{Value: at, Text: f.itemHeading(v, e), Hint: inOneLine(f.bodyLines(v, e.Body)), Checked: h.values.Has("items", at)})
	}
	return what
}

func (f *Face) languageSelect(v visit, h hearing) webkit.Select {
	list := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, l := range f.house.Words.Languages() {
		list = append(list, webkit.Choice{Value: l.Tag, Text: l.OwnName, Lang: l.Tag, Checked: h.values.Has("language", l.Tag)})
	}
	return webkit.Select{Field: h.field(v, "language", true), Choices: list}
}
