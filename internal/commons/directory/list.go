package directory

import (
	"context"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Filter is what the lists of the HSDS API can be narrowed by. Everything given must hold.
type Filter struct {
	Search         string    // words, all of which a service must have
	OrganizationID string    // of the service
	TaxonomyTermID string    // of an attribute of the service
	TaxonomyID     string    // of such a term, or of the term itself in a list of terms
	Postcode       string    // of an address where the service is given; confidential locations have none
	ParentID       string    // of a taxonomy term
	TopOnly        bool      // terms without children, as the specification describes it
	ModifiedAfter  time.Time // our copy changed at or after this
	Full           bool      // everything that belongs to each item
	FullService    bool      // organizations with their services
	Page, PerPage  int       // from 1; up to 100, 0 is 50
}

// A Page is one page of a list, in the field names of HSDS.
type Page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}

// maxPage keeps the distance that a page can skip within reason.
const maxPage = 1_000_000

func (f *Filter) check() error {
	if f.Page < 0 || f.Page > maxPage {
		return fault.In("page", "error.number")
	}
	if f.PerPage < 0 || f.PerPage > maxPerPage {
		return fault.In("per_page", "error.number")
	}
	if len(f.Search) > 4*maxText {
		return fault.In("search", "error.too_long")
	}
	f.Page = max(1, f.Page)
	if f.PerPage == 0 {
		f.PerPage = 50
	}
	return nil
}

// Services lists services with their organizations and programs, or in full.
func (d *Directory) Services(ctx context.Context, f Filter) (*Page[Service], error) {
	q := listQuery{countServicesSQLite, selectServicesSQLite, serviceByID}
	if d.db.Dialect() == store.Postgres {
		q = listQuery{countServicesPostgres, selectServicesPostgres, serviceByID}
	}
	return pageOf(ctx, d, f, q, f.serviceArgs(d.db.Dialect()), func(v *view, ctx context.Context, s *Service) {
		if f.Full {
			v.service(ctx, s)
		} else {
			v.summary(ctx, s)
		}
	})
}

// ServicesAtLocations lists services at locations with both sides, or in full.
func (d *Directory) ServicesAtLocations(ctx context.Context, f Filter) (*Page[ServiceAtLocation], error) {
	q := listQuery{countServicesAtLocationsSQLite, selectServicesAtLocationsSQLite, serviceAtLocationByID}
	if d.db.Dialect() == store.Postgres {
		q = listQuery{countServicesAtLocationsPostgres, selectServicesAtLocationsPostgres, serviceAtLocationByID}
	}
	return pageOf(ctx, d, f, q, f.serviceArgs(d.db.Dialect()), func(v *view, ctx context.Context, s *ServiceAtLocation) {
		if f.Full {
			v.serviceAtLocation(ctx, s)
		} else {
			s.Location = one[Location](ctx, v, locationByID, s.LocationID)
		}
		if s.Service = one[Service](ctx, v, serviceByID, s.ServiceID); s.Service != nil {
			v.summary(ctx, s.Service)
		}
	})
}

// Organizations lists organizations, or in full.
func (d *Directory) Organizations(ctx context.Context, f Filter) (*Page[Organization], error) {
	q := listQuery{countOrganizations, selectOrganizations, organizationByID}
	args := []any{like(f.Search), clock.Micros(f.ModifiedAfter)}
	return pageOf(ctx, d, f, q, args, func(v *view, ctx context.Context, o *Organization) {
		if f.Full || f.FullService {
			v.organization(ctx, o, f.FullService)
		}
	})
}

// Taxonomies lists taxonomies.
func (d *Directory) Taxonomies(ctx context.Context, f Filter) (*Page[Taxonomy], error) {
	return pageOf(ctx, d, f, listQuery{countTaxonomies, selectTaxonomies, taxonomyByID}, []any{like(f.Search)},
		func(*view, context.Context, *Taxonomy) {})
}

// TaxonomyTerms lists terms with their taxonomies.
func (d *Directory) TaxonomyTerms(ctx context.Context, f Filter) (*Page[TaxonomyTerm], error) {
	return pageOf(ctx, d, f, listQuery{countTerms, selectTerms, taxonomyTermByID},
		[]any{like(f.Search), f.TaxonomyID, f.ParentID, f.TopOnly}, func(v *view, ctx context.Context, t *TaxonomyTerm) {
			t.TaxonomyDetail = one[Taxonomy](ctx, v, taxonomyByID, t.TaxonomyID)
		})
}

func (f *Filter) serviceArgs(d store.Dialect) []any {
	expression := ""
	if ws := meaningful(fold(f.Search)); len(ws) > 0 {
		expression = match(d, all("nba", ws))
	}
	return []any{f.OrganizationID, clock.Micros(f.ModifiedAfter), f.TaxonomyTermID, f.TaxonomyID, f.Postcode, expression}
}

// like is a pattern that finds s anywhere, with nothing in s read as a wildcard.
func like(s string) string {
	s = strings.ToLower(strings.ToValidUTF8(s, ""))
	return "%" + strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`, "\x00", "").Replace(s) + "%"
}

// listQuery is how a list is counted, and found page by page as ids; byID then reads each.
type listQuery struct{ count, ids, byID string }

const (
	countOrganizations  = `SELECT count(*) FROM directory_organization WHERE LOWER(name) LIKE $1 ESCAPE '!' AND changed >= $2`
	selectOrganizations = `SELECT id FROM directory_organization WHERE LOWER(name) LIKE $1 ESCAPE '!' AND changed >= $2
		ORDER BY id LIMIT $3 OFFSET $4`
	countTaxonomies  = `SELECT count(*) FROM directory_taxonomy WHERE LOWER(name) LIKE $1 ESCAPE '!'`
	selectTaxonomies = `SELECT id FROM directory_taxonomy WHERE LOWER(name) LIKE $1 ESCAPE '!' ORDER BY id LIMIT $2 OFFSET $3`
	countTerms       = `SELECT count(*) FROM directory_taxonomy_term t WHERE LOWER(t.name) LIKE $1 ESCAPE '!'
		AND ($2 = '' OR t.taxonomy_id = $2) AND ($3 = '' OR t.parent_id = $3)
		AND ($4 = FALSE OR NOT EXISTS (SELECT 1 FROM directory_taxonomy_term c WHERE c.parent_id = t.id))`
	selectTerms = `SELECT t.id FROM directory_taxonomy_term t WHERE LOWER(t.name) LIKE $1 ESCAPE '!'
		AND ($2 = '' OR t.taxonomy_id = $2) AND ($3 = '' OR t.parent_id = $3)
		AND ($4 = FALSE OR NOT EXISTS (SELECT 1 FROM directory_taxonomy_term c WHERE c.parent_id = t.id))
		ORDER BY t.id LIMIT $5 OFFSET $6`
)

// pageOf counts, reads and completes one page in one snapshot.
func pageOf[T any](ctx context.Context, d *Directory, f Filter, q listQuery, args []any,
	complete func(*view, context.Context, *T)) (p *Page[T], err error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	err = d.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		v, err := newView(ctx, r)
		if err != nil {
			return err
		}
		p = &Page[T]{PageNumber: f.Page, Contents: []T{}}
		if err := r.QueryRow(ctx, q.count, args...).Scan(&p.TotalItems); err != nil {
			return err
		}
		ids, err := idsOf(ctx, r, q.ids, append(args[:len(args):len(args)], f.PerPage, (f.Page-1)*f.PerPage)...)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if row := one[T](ctx, v, q.byID, id); row != nil {
				complete(v, ctx, row)
				p.Contents = append(p.Contents, *row)
			}
		}
		return v.err
	})
	if err != nil {
		return nil, err
	}
	p.TotalPages = (p.TotalItems + f.PerPage - 1) / f.PerPage
	p.Size, p.Empty = len(p.Contents), len(p.Contents) == 0
	p.FirstPage, p.LastPage = f.Page == 1, f.Page >= p.TotalPages
	return p, nil
}

func idsOf(ctx context.Context, r *store.Reader, query string, args ...any) (ids []string, err error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
