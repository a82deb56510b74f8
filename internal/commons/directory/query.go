package directory

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Query is what someone looks for; all that is given must hold. It is never stored or logged.
type Query struct {
	Text     string    // words, in any of the languages of words/needs.txt for needs
	Need     string    // one of Needs
	Language string    // one of Languages
	Near     string    // city, county, region or postal code
	Access   []string  // of AccessNeeds
	OpenNow  bool      // open at this moment
	OpenAt   time.Time // open at that moment; zero for any
	Page     int       // from 1; 0 is 1
	PerPage  int       // 1 to 100; 0 is 20
}

const (
	maxText    = 200 // characters of Text and Near
	maxTerms   = 12  // words that are looked at
	maxPerPage = 100
	// maxFound is how far a search looks. Where more match, the answer says so: the person is better helped by one more
	// word than by a page 51.
	maxFound = 1000
)

// check refuses what the closed lists do not hold, and settles the defaults.
func (q *Query) check() error {
	switch {
	case utf8.RuneCountInString(q.Text) > maxText:
		return fault.In("text", "error.too_long")
	case utf8.RuneCountInString(q.Near) > maxText:
		return fault.In("near", "error.too_long")
	case q.Need != "" && !needWords.knows(q.Need):
		return fault.In("need", "error.choice")
	case q.Language != "" && !languageWords.knows(q.Language):
		return fault.In("language", "error.choice")
	case q.Page < 0 || q.Page > maxFound:
		return fault.In("page", "error.number")
	case q.PerPage < 0 || q.PerPage > maxPerPage:
		return fault.In("per_page", "error.number")
	}
	for _, a := range q.Access {
		if !accessWords.knows(a) {
			return fault.In("access", "error.choice")
		}
	}
	q.Page = max(1, q.Page)
	if q.PerPage == 0 {
		q.PerPage = 20
	}
	return nil
}

// A term is one condition on a listing's words: one of its words stands in one of its parts.
type term struct {
	parts string // of "nbat": name, body, area, tags
	words []string
}

// all requires each word to stand in parts.
func all(parts string, ws []string) (terms []term) {
	for _, w := range ws {
		terms = append(terms, term{parts, []string{w}})
	}
	return terms
}

// meaningful drops small words, unless nothing else was typed, and words beyond the twelfth.
func meaningful(ws []string) []string {
	var kept []string
	for _, w := range unique(ws) {
		if !small[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = unique(ws)
	}
	return kept[:min(len(kept), maxTerms)]
}

// filters are the conditions that do not depend on the text.
func (q *Query) filters() (terms []term) {
	if q.Need != "" {
		terms = append(terms, term{"t", []string{"need:" + q.Need}})
	}
	if q.Language != "" {
		terms = append(terms, term{"t", []string{"language:" + q.Language}})
	}
	for _, a := range q.Access {
		terms = append(terms, term{"t", []string{"access:" + a}})
	}
	return append(terms, all("na", meaningful(fold(q.Near)))...)
}

// quarterTerm narrows to what may be open at t in any of the directory's zones.
func quarterTerm(t time.Time, names []string, z zones) term {
	var tags []string
	for _, name := range names {
		local := t.In(z.at(name))
		tags = appendNew(tags, quarterTag(local.Weekday(), local.Hour()/6))
	}
	if len(tags) == 0 {
		tags = []string{"open:never"}
	}
	return term{"t", tags}
}

// match is the engine's own text for terms. A word holds letters and digits only (a tag also a colon) and is quoted, so
// nothing that a person types is read as an operator.
func match(d store.Dialect, terms []term) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		quoted := make([]string, len(t.words))
		for j, w := range t.words {
			quoted[j] = `"` + w + `"`
			if d == store.Postgres {
				quoted[j] = `'` + w + `':` + weights.Replace(t.parts)
			}
		}
		if d == store.Postgres {
			parts[i] = "(" + strings.Join(quoted, " | ") + ")"
		} else {
			parts[i] = "{" + strings.TrimSpace(columns.Replace(t.parts)) + "} : (" + strings.Join(quoted, " OR ") + ")"
		}
	}
	if d == store.Postgres {
		return strings.Join(parts, " & ")
	}
	return strings.Join(parts, " AND ")
}

var (
	columns = strings.NewReplacer("n", "name ", "b", "body ", "a", "area ", "t", "tags ")
	weights = strings.NewReplacer("n", "A", "b", "B", "a", "C", "t", "D")
)
