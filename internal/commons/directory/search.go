package directory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// Why a result stands where it stands: locale keys, in the order in which they count.
const (
	WhyName      = "directory.why.name"       // all words are in the name
	WhyWords     = "directory.why.words"      // all words are in the description, the organization or the place
	WhyMeaning   = "directory.why.meaning"    // the words stand for the need in Value
	WhySomeWords = "directory.why.some_words" // some of the words are there
	WhyNeed      = "directory.why.need"       // it is about the need in Value
	WhyArea      = "directory.why.area"       // it is in, or for, the place asked for
	WhyLanguage  = "directory.why.language"   // it works in the language in Value
	WhyAccess    = "directory.why.access"     // it offers the access in Value
	WhyOpen      = "directory.why.open"       // it is open at that time
)

// A Reason is one reason for a result's place. Value is a code for the sentence's gap, never something typed.
type Reason struct{ Key, Value string }

// Whether a service is open at the moment of the search.
const (
	Open        = "open"
	Closed      = "closed"
	HoursUnsaid = ""
)

// A Result is one service found.
type Result struct {
	Service      string // id
	Name         string
	Organization string
	Summary      string // the beginning of the description
	Phone        string
	Place        string // up to three towns or places; empty where that is confidential or unknown
	Confidential bool   // it has a location that is not published
	Needs        []string
	Languages    []string
	Access       []string
	Now          string // Open, Closed or HoursUnsaid
	Why          []Reason
}

// Results is one page of what was found.
type Results struct {
	Items         []Result
	Total         int  // how many were found
	More          bool // there are more than Total; one more word would help
	Page, PerPage int
	Pages         int
}

// A Directory answers questions about services.
type Directory struct{ db *store.DB }

// New returns the directory kept in db.
func New(db *store.DB) *Directory { return &Directory{db: db} }

// Search finds services. The order is: all words in the name; all words anywhere; the need that the words stand for; some
// of the words; within each of these by name, then by id. Nothing else moves a service up or down. The last two are only
// looked at when the first two find fewer than ten. A search keeps the first 1,000 matches in the order in which services
// came into the directory, and says when there are more.
func (d *Directory) Search(ctx context.Context, q Query) (*Results, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	s := &search{q: q, now: d.db.Clock()(), zones: zones{}, seen: map[int64]bool{}}
	if q.OpenNow {
		s.q.OpenAt = s.now
	}
	var page *Results
	err := d.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) (err error) {
		s.found, s.more = nil, false
		clear(s.seen)
		if err := s.run(ctx, r); err != nil {
			return err
		}
		page, err = s.page(ctx, r)
		return err
	})
	return page, err
}

// search is the state of one search.
type search struct {
	q     Query
	now   time.Time
	zones zones
	found []candidate
	seen  map[int64]bool
	more  bool
}

type candidate struct {
	ordinal  int64
	service  string
	sortName string
	tier     int
}

// A tier is one way of matching; results of an earlier tier stand before those of a later one.
type tier struct {
	why   Reason
	terms []term
	spare bool // only looked at when the tiers before found little
}

// enough results make spare tiers unnecessary.
const enough = 10

func (s *search) tiers() []tier {
	typed := fold(s.q.Text)
	ws := meaningful(typed)
	if len(ws) == 0 {
		return []tier{{}}
	}
	tiers := []tier{{why: Reason{Key: WhyName}, terms: all("n", ws)}, {why: Reason{Key: WhyWords}, terms: all("nba", ws)}}
	for _, need := range needWords.find(typed) {
		tiers = append(tiers, tier{Reason{WhyMeaning, need}, []term{{"t", []string{"need:" + need}}}, true})
	}
	if len(ws) > 1 {
		tiers = append(tiers, tier{Reason{Key: WhySomeWords}, []term{{"nba", ws}}, true})
	}
	return tiers
}

func (s *search) run(ctx context.Context, r *store.Reader) error {
	filters := s.q.filters()
	if !s.q.OpenAt.IsZero() {
		names, err := zoneNames(ctx, r)
		if err != nil {
			return err
		}
		filters = append(filters, quarterTerm(s.q.OpenAt, names, s.zones))
	}
	for i, t := range s.tiers() {
		if t.spare && len(s.found) >= enough || len(s.found) > maxFound {
			continue
		}
		if err := s.gather(ctx, r, i, append(slices.Clone(t.terms), filters...)); err != nil {
			return err
		}
	}
	slices.SortFunc(s.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), strings.Compare(a.sortName, b.sortName), strings.Compare(a.service, b.service))
	})
	if len(s.found) > maxFound {
		s.found, s.more = s.found[:maxFound], true
	}
	return nil
}

// gather adds what one tier finds. It asks for one more than it may keep, to know whether there are more.
func (s *search) gather(ctx context.Context, r *store.Reader, tier int, terms []term) error {
	query, args := selectFoundSQLite, []any{match(r.Dialect(), terms), maxFound + 1}
	switch {
	case len(terms) == 0:
		query, args = selectAll, args[1:]
	case r.Dialect() == store.Postgres:
		query = selectFoundPostgres
	}
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		c := candidate{tier: tier}
		var hours string
		if err := rows.Scan(&c.ordinal, &c.service, &c.sortName, &hours); err != nil {
			return err
		}
		if !s.seen[c.ordinal] && (s.q.OpenAt.IsZero() || openAt(readSpans(hours), s.q.OpenAt, s.zones)) {
			s.seen[c.ordinal] = true
			s.found = append(s.found, c)
		}
	}
	s.more = s.more || n > maxFound
	return rows.Err()
}

const (
	selectAll         = `SELECT ordinal, service_id, sort_name, hours FROM directory_listing ORDER BY sort_name, service_id LIMIT $1`
	selectFoundSQLite = `SELECT l.ordinal, l.service_id, l.sort_name, l.hours
		FROM directory_words w CROSS JOIN directory_listing l ON l.ordinal = w.rowid
		WHERE w.directory_words MATCH $1 ORDER BY w.rowid LIMIT $2`
	selectFoundPostgres = `SELECT l.ordinal, l.service_id, l.sort_name, l.hours
		FROM directory_words w JOIN directory_listing l ON l.ordinal = w.ordinal
		WHERE w.words @@ CAST($1 AS tsquery) ORDER BY w.ordinal LIMIT $2`
	selectListing = `SELECT name, organization, summary, phone, place, confidential, needs, languages, access, hours
		FROM directory_listing WHERE service_id = $1`
)

func zoneNames(ctx context.Context, r *store.Reader) (names []string, err error) {
	rows, err := r.Query(ctx, selectZones)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func (s *search) page(ctx context.Context, r *store.Reader) (*Results, error) {
	res := &Results{Total: len(s.found), More: s.more, Page: s.q.Page, PerPage: s.q.PerPage,
		Pages: (len(s.found) + s.q.PerPage - 1) / s.q.PerPage}
	from := min(len(s.found), (s.q.Page-1)*s.q.PerPage)
	tiers := s.tiers()
	for _, c := range s.found[from:min(len(s.found), from+s.q.PerPage)] {
		item := Result{Service: c.service, Why: s.reasons(tiers[c.tier])}
		var needs, languages, access, hours string
		if err := r.QueryRow(ctx, selectListing, c.service).Scan(&item.Name, &item.Organization, &item.Summary, &item.Phone,
			&item.Place, &item.Confidential, &needs, &languages, &access, &hours); err != nil {
			return nil, err
		}
		item.Needs, item.Languages, item.Access = strings.Fields(needs), strings.Fields(languages), strings.Fields(access)
		if spans := readSpans(hours); len(spans) > 0 {
			item.Now = Closed
			if openAt(spans, s.now, s.zones) {
				item.Now = Open
			}
		}
		res.Items = append(res.Items, item)
	}
	return res, nil
}

func (s *search) reasons(t tier) (why []Reason) {
	if t.why.Key != "" {
		why = append(why, t.why)
	}
	if s.q.Need != "" {
		why = append(why, Reason{WhyNeed, s.q.Need})
	}
	if len(fold(s.q.Near)) > 0 {
		why = append(why, Reason{Key: WhyArea})
	}
	if s.q.Language != "" {
		why = append(why, Reason{WhyLanguage, s.q.Language})
	}
	for _, a := range s.q.Access {
		why = append(why, Reason{WhyAccess, a})
	}
	if !s.q.OpenAt.IsZero() {
		why = append(why, Reason{Key: WhyOpen})
	}
	return why
}
