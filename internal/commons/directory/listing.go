package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A listing is what a search knows of one service. It is made from what anybody may see, so it can give away nothing
// else.
type listing struct {
	service, name, organization, place, phone, summary string
	confidential                                       bool
	needs, languages, access                           []string
	spans                                              []span
	words                                              words
}

// words are the folded words of a listing by where they stand. They are what the full-text index holds.
type words struct{ name, body, area, tags []string }

// summaryLength is how many characters of a description a list shows.
const summaryLength = 280

func newListing(s *Service) *listing {
	l := &listing{service: s.ID, name: s.Name, summary: shorten(s.Description)}
	if s.Organization != nil {
		l.organization = s.Organization.Name
	}
	l.phone = firstPhone(s)
	l.words.name = unique(fold(s.Name), fold(s.AlternateName))
	about := fold(s.Description)
	l.words.body = unique(about, fold(l.organization), fold(s.EligibilityDescription), fold(s.InterpretationServices))
	terms := termWords(s)
	l.needs = needWords.find(append(terms, fold(s.Name), fold(s.AlternateName), about, fold(l.organization))...)
	l.readPlaces(s)
	l.readLanguages(s)
	l.readAccess(s)
	l.spans = spansOf(schedules(s))
	l.tag()
	return l
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= summaryLength {
		return s
	}
	cut := string([]rune(s)[:summaryLength])
	if i := strings.LastIndexByte(cut, ' '); i > summaryLength/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// firstPhone is the service's own number, or that of the first place where it is given.
func firstPhone(s *Service) string {
	for _, p := range s.Phones {
		return p.Number
	}
	for _, at := range s.ServiceAtLocations {
		for _, p := range at.Phones {
			return p.Number
		}
		if at.Location != nil {
			for _, p := range at.Location.Phones {
				return p.Number
			}
		}
	}
	return ""
}

func termWords(s *Service) (texts [][]string) {
	for _, a := range s.Attributes {
		texts = append(texts, fold(a.Value))
		if a.TaxonomyTerm != nil {
			texts = append(texts, fold(a.TaxonomyTerm.Name))
		}
	}
	return texts
}

// readPlaces takes the words of where the service is and whom it is for, and up to three places to show.
func (l *listing) readPlaces(s *Service) {
	var area [][]string
	var places []string
	for _, a := range s.ServiceAreas {
		area = append(area, fold(a.Name), fold(a.Description))
	}
	for _, at := range s.ServiceAtLocations {
		if at.Location == nil {
			continue
		}
		l.confidential = l.confidential || at.Location.Confidential
		area = append(area, fold(at.Location.Name), fold(at.Location.AlternateName))
		place := at.Location.Name
		for _, a := range at.Location.Addresses {
			area = append(area, fold(a.City), fold(a.Region), fold(a.StateProvince), fold(a.PostalCode), []string{joined(a.PostalCode)})
			if a.City != "" {
				place = a.City
			}
		}
		if place != "" {
			places = appendNew(places, place)
		}
	}
	l.words.area = unique(area...)
	l.place = strings.Join(places[:min(3, len(places))], ", ")
}

// joined is a postal code as one word: "SW1A 1AA" is found as "sw1a1aa" too.
func joined(postal string) string { return strings.Join(fold(postal), "") }

func (l *listing) readLanguages(s *Service) {
	texts := [][]string{fold(s.InterpretationServices)}
	add := func(languages []Language) {
		for _, g := range languages {
			texts = append(texts, fold(g.Name))
			if code := strings.ToLower(g.Code); languageWords.knows(code) {
				l.languages = appendNew(l.languages, code)
			} else {
				texts = append(texts, fold(g.Code))
			}
		}
	}
	add(s.Languages)
	for _, p := range s.Phones {
		add(p.Languages)
	}
	for _, at := range s.ServiceAtLocations {
		if at.Location != nil {
			add(at.Location.Languages)
		}
	}
	for _, code := range languageWords.find(texts...) {
		l.languages = appendNew(l.languages, code)
	}
	slices.Sort(l.languages)
}

func (l *listing) readAccess(s *Service) {
	texts := [][]string{fold(s.Name), fold(s.Description), fold(s.ApplicationProcess), fold(s.InterpretationServices)}
	virtual := false
	for _, at := range s.ServiceAtLocations {
		if at.Location == nil {
			continue
		}
		virtual = virtual || at.Location.LocationType == "virtual"
		for _, a := range at.Location.Accessibility {
			texts = append(texts, fold(a.Description), fold(a.Details))
		}
	}
	if virtual {
		texts = append(texts, []string{"virtual"})
	}
	l.access = accessWords.find(texts...)
}

// schedules are the service's own hours; where it has none, those of its locations.
func schedules(s *Service) []Schedule {
	own := slices.Clone(s.Schedules)
	var places []Schedule
	for _, at := range s.ServiceAtLocations {
		own = append(own, at.Schedules...)
		if at.Location != nil {
			places = append(places, at.Location.Schedules...)
		}
	}
	if len(own) > 0 {
		return own
	}
	return places
}

func (l *listing) tag() {
	var tags []string
	for _, n := range l.needs {
		tags = append(tags, "need:"+n)
	}
	for _, g := range l.languages {
		tags = append(tags, "language:"+g)
	}
	for _, a := range l.access {
		tags = append(tags, "access:"+a)
	}
	for _, s := range l.spans {
		tags = append(tags, s.quarters()...)
	}
	l.words.tags = unique(tags)
}

// digest changes when anything of the listing changes.
func (l *listing) digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []any{l.name, l.organization, l.place, l.phone, l.summary, l.confidential,
		l.needs, l.languages, l.access, writeSpans(l.spans), l.words.name, l.words.body, l.words.area, l.words.tags}))
	return hex.EncodeToString(sum[:16])
}

// unique joins lists of words without repeating one.
func unique(lists ...[]string) (all []string) {
	seen := map[string]bool{}
	for _, list := range lists {
		for _, w := range list {
			if w != "" && !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}
	return all
}
