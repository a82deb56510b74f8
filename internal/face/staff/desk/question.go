package desk

import (
	"net/http"
	"strconv"

	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A Question is a page with one form: what stands above it, what it asks, and what is done with the answer.
type Question struct {
	Heading, Lead string
	Above         []webkit.Component
	Form          webkit.Form
	Ask           func(values webkit.Values, p Problem) []webkit.Component
	Hidden        []webkit.Pair
	Go            string // on the button
	Back          string
	Act           func(values webkit.Values) error
	Done          string // where it leads
}

// Put shows a question, or does what its answer asks for. What was typed stays on the page when there is something to mend.
func (d *Desk) Put(v Visit, q Question) error {
	if v.R.Method != http.MethodPost {
		return d.putAgain(v, q, webkit.Values{}, Problem{})
	}
	values, problems := q.Form.Read(v.R)
	if problems.Any() {
		return d.putAgain(v, q, values, Sent(problems))
	}
	if err := q.Act(values); err != nil {
		p, err := d.ProblemOf(err)
		if err != nil {
			return err
		}
		return d.putAgain(v, q, values, p)
	}
	webkit.SeeOther(v.W, q.Done)
	return nil
}

func (d *Desk) putAgain(v Visit, q Question, values webkit.Values, p Problem) error {
	form := Form{Key: KeyOf(values), Hidden: q.Hidden, Fields: q.Ask(values, p),
		Buttons: []webkit.Button{{Text: q.Go, Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: q.Back}}}
	return d.Show(v, p.Code(), Sheet{Heading: q.Heading, Lead: q.Lead, Errors: p.Summary(v), Parts: append(q.Above, form)})
}

// One shows answers of which one is chosen. Nothing is marked beforehand.
func One(name, label, problem string, values webkit.Values, choices []webkit.Choice) webkit.Radios {
	for i := range choices {
		choices[i].Checked = values.Has(name, choices[i].Value)
	}
	return webkit.Radios{Field: webkit.Field{Name: name, Label: label, Error: problem}, Choices: choices}
}

// Area asks for words. Its label is a key of the words; a hint stands below it where there is one.
func (d *Desk) Area(v Visit, name, label, problem, value string, rows int) webkit.Textarea {
	f := webkit.Field{Name: name, Label: v.L.T(label), Error: problem}
	if d.House.Words.Has(label + "_hint") {
		f.Hint = v.L.T(label + "_hint")
	}
	return webkit.Textarea{Field: f, Value: value, Rows: rows}
}

// VersionText writes a version into a form.
func VersionText(n int64) string { return strconv.FormatInt(n, 10) }
