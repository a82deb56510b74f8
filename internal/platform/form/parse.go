package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxDepth      = 4    // groups within groups
	defaultLength = 2000 // characters of a text whose item names no limit
)

// Parse reads one FHIR R4 Questionnaire. Each text must be there in each of the languages. Its error lists everything
// wrong with the file.
func Parse(data []byte, languages ...string) (*Form, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("the file is not UTF-8")
	}
	var q fhirQuestionnaire
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the questionnaire")
	}
	p := parser{language: q.Language, languages: languages}
	f := &Form{Name: q.Name, URL: q.URL, Version: q.Version, Title: gather(q.Language, q.Title, q.TitleMore)}
	p.header(q, f)
	f.Items = p.items(q.Item, 1)
	f.index(&p)
	if err := errors.Join(p.problems...); err != nil {
		return nil, err
	}
	return f, nil
}

// parser gathers problems, so that an author sees all of them at once.
type parser struct {
	language  string
	languages []string
	problems  []error
}

func (p *parser) report(where, format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (p *parser) header(q fhirQuestionnaire, f *Form) {
	if q.ResourceType != "Questionnaire" {
		p.report("form", "the resource type is not Questionnaire")
	}
	if q.URL == "" || q.Name == "" || strings.Contains(q.URL, "|") {
		p.report("form", "it needs a name, and an address without a bar")
	}
	if _, err := time.Parse(time.DateOnly, q.Version); err != nil {
		p.report("form", "the version is not written as a date")
	}
	if q.Status != "active" && q.Status != "draft" {
		p.report("form", "the status is neither active nor draft")
	}
	if q.Language == "" {
		p.report("form", "it does not name its language")
	}
	if len(q.Item) == 0 {
		p.report("form", "it asks nothing")
	}
	p.complete("form", "title", f.Title)
}

func (p *parser) complete(where, what string, t Text) {
	for _, lang := range p.languages {
		if strings.TrimSpace(t[lang]) == "" {
			p.report(where, "%s is missing in %s", what, lang)
		}
	}
	if len(t) == 0 {
		p.report(where, "%s is missing", what)
	}
}

func (p *parser) items(from []fhirItem, depth int) []Item {
	if depth > maxDepth {
		p.report("form", "groups are nested more than %d deep", maxDepth)
		return nil
	}
	var items []Item
	for _, fi := range from {
		items = append(items, p.item(fi, depth))
	}
	return items
}

func (p *parser) item(fi fhirItem, depth int) Item {
	i := Item{LinkID: fi.LinkID, Type: fi.Type, Text: gather(p.language, fi.Text, fi.TextMore), Required: fi.Required,
		Repeats: fi.Repeats, MaxLength: fi.MaxLength, all: fi.EnableBehavior == "all"}
	if !isLinkID(i.LinkID) {
		p.report("item "+strconv.Quote(i.LinkID), "the link id is not made of a-z, 0-9 and dashes")
	}
	p.complete(i.LinkID, "text", i.Text)
	p.extensions(&i, fi.Extension)
	p.shape(i, fi)
	for _, o := range fi.AnswerOption {
		c := o.ValueCoding
		if c.Code == "" || slices.ContainsFunc(i.Options, func(have Option) bool { return have.Code == c.Code }) {
			p.report(i.LinkID, "an option has no code, or one that stands twice")
		}
		display := gather(p.language, c.Display, c.DisplayMore)
		p.complete(i.LinkID, "option "+c.Code, display)
		i.Options = append(i.Options, Option{c.Code, display})
	}
	if i.MaxLength == 0 {
		i.MaxLength = defaultLength
	}
	i.enable = p.conditions(i.LinkID, fi)
	i.Items = p.items(fi.Item, depth+1)
	return i
}

func (p *parser) extensions(i *Item, from []fhirExtension) {
	for _, e := range from {
		switch e.URL {
		case extWhy:
			i.Why = gather(p.language, e.ValueString, e.ValueStringMore)
		case extWho:
			i.Who = gather(p.language, e.ValueString, e.ValueStringMore)
		case extSensitive:
			i.Sensitive = e.ValueBoolean != nil && *e.ValueBoolean
		default:
			p.report(i.LinkID, "the extension %q is not carried out", e.URL)
		}
	}
	if i.Question() {
		p.complete(i.LinkID, "why we ask", i.Why)
		p.complete(i.LinkID, "who sees it", i.Who)
	}
}

// shape checks what the type of an item allows.
func (p *parser) shape(i Item, fi fhirItem) {
	choice := i.Type == Choice || i.Type == OpenChoice
	switch i.Type {
	case Group, Display, Boolean, Choice, OpenChoice, String, LongText, Date, Integer:
	default:
		p.report(i.LinkID, "the type %q is not carried out", i.Type)
	}
	if i.Sensitive && i.Required {
		p.report(i.LinkID, "a sensitive question is required; it must be possible to skip it")
	}
	if choice != (len(fi.AnswerOption) > 0) {
		p.report(i.LinkID, "options are missing, or given to something that is no choice")
	}
	if (i.Type == Group) != (len(fi.Item) > 0) {
		p.report(i.LinkID, "a group is empty, or something that is no group has items")
	}
	if i.Repeats && !choice {
		p.report(i.LinkID, "only a choice may repeat")
	}
	if !i.Question() && i.Required {
		p.report(i.LinkID, "only a question can be required")
	}
	if i.MaxLength < 0 {
		p.report(i.LinkID, "the greatest length is negative")
	}
}

func isLinkID(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// index finds items by link id and checks that each condition looks at a question that stands before it.
func (f *Form) index(p *parser) {
	f.byID = map[string]*Item{}
	f.walk(f.Items, func(i *Item) {
		for _, c := range i.enable {
			asked, ok := f.byID[c.question]
			if !ok || !asked.Question() {
				p.report(i.LinkID, "its condition looks at %q, which is no question before it", c.question)
			} else if !c.fits(asked) {
				p.report(i.LinkID, "its condition does not fit the answers of %q", c.question)
			}
		}
		if f.byID[i.LinkID] != nil {
			p.report(i.LinkID, "the link id stands twice")
		}
		f.byID[i.LinkID] = i
	})
}
