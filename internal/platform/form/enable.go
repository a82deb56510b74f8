package form

import (
	"slices"
	"strconv"
)

// A condition is one FHIR enableWhen: it looks at the answers to an earlier question.
type condition struct {
	question string
	operator string // "=", "!=", "exists"
	typ      Type   // of the value
	value    string // as an Answer writes it; for exists "true" or "false"
}

func (p *parser) conditions(where string, fi fhirItem) (conditions []condition) {
	switch fi.EnableBehavior {
	case "all", "any":
	case "":
		if len(fi.EnableWhen) > 1 {
			p.report(where, "it has several conditions and does not say whether all or any must hold")
		}
	default:
		p.report(where, "the enable behaviour is neither all nor any")
	}
	for _, e := range fi.EnableWhen {
		c, ok := e.condition()
		if !ok {
			p.report(where, "a condition is not one of =, != and exists with one value")
		}
		conditions = append(conditions, c)
	}
	return conditions
}

func (e fhirEnable) condition() (condition, bool) {
	c := condition{question: e.Question, operator: e.Operator}
	given := 0
	set := func(t Type, s string) { c.typ, c.value, given = t, s, given+1 }
	if e.AnswerBoolean != nil {
		set(Boolean, strconv.FormatBool(*e.AnswerBoolean))
	}
	if e.AnswerInteger != nil {
		set(Integer, strconv.FormatInt(*e.AnswerInteger, 10))
	}
	if e.AnswerDate != nil {
		set(Date, *e.AnswerDate)
	}
	if e.AnswerString != nil {
		set(String, *e.AnswerString)
	}
	if e.AnswerCoding != nil {
		set(Choice, e.AnswerCoding.Code)
	}
	known := c.operator == "=" || c.operator == "!=" || c.operator == "exists" && c.typ == Boolean
	return c, known && given == 1
}

// fits reports whether the condition's value can be an answer to the question: a value that can't would hide the item
// for ever.
func (c condition) fits(asked *Item) bool {
	if c.operator == "exists" {
		return true
	}
	switch asked.Type {
	case Choice, OpenChoice:
		return c.typ == Choice && slices.ContainsFunc(asked.Options, func(o Option) bool { return o.Code == c.value })
	case LongText:
		return c.typ == String
	}
	return c.typ == asked.Type
}

// holds reports whether the condition is met. As in FHIR, "!=" is met when no answer equals the value, so also when there
// is none.
func (c condition) holds(a Answer) bool {
	switch c.operator {
	case "exists":
		return a.given() == (c.value == "true")
	case "=":
		return slices.Contains(a.Values, c.value)
	default:
		return !slices.Contains(a.Values, c.value)
	}
}

// Asked lists the items that are to be shown for the answers so far, in order, groups before their items. An answer to a
// question that is not asked counts as none.
func (f *Form) Asked(answers Answers) []Item {
	var asked []Item
	seen := Answers{}
	var visit func(items []Item)
	visit = func(items []Item) {
		for _, i := range items {
			if !i.enabled(seen) {
				continue
			}
			asked = append(asked, i)
			if a, ok := answers[i.LinkID]; ok && i.Question() {
				seen[i.LinkID] = a
			}
			visit(i.Items)
		}
	}
	visit(f.Items)
	return asked
}

func (i Item) enabled(seen Answers) bool {
	met := 0
	for _, c := range i.enable {
		if c.holds(seen[c.question]) {
			met++
		}
	}
	return met == len(i.enable) || met > 0 && !i.all
}
