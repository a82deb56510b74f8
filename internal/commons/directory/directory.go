package directory

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrNotFound is returned for an id that the directory does not hold.
var ErrNotFound = fault.New(fault.NotFound, "error.not_found")

// Service returns a service with everything that belongs to it, as anybody may see it.
func (d *Directory) Service(ctx context.Context, id string) (*Service, error) {
	return get(ctx, d, serviceByID, id, (*view).service)
}

// Organization returns an organization with everything that belongs to it, its services in short where they are asked
// for.
func (d *Directory) Organization(ctx context.Context, id string, services bool) (*Organization, error) {
	return get(ctx, d, organizationByID, id, func(v *view, ctx context.Context, o *Organization) {
		v.organization(ctx, o, services)
	})
}

// ServiceAtLocation returns a service at a location with both.
func (d *Directory) ServiceAtLocation(ctx context.Context, id string) (*ServiceAtLocation, error) {
	return get(ctx, d, serviceAtLocationByID, id, func(v *view, ctx context.Context, s *ServiceAtLocation) {
		v.serviceAtLocation(ctx, s)
		if s.Service = one[Service](ctx, v, serviceByID, s.ServiceID); s.Service != nil {
			v.summary(ctx, s.Service)
		}
	})
}

// Taxonomy returns a taxonomy.
func (d *Directory) Taxonomy(ctx context.Context, id string) (*Taxonomy, error) {
	return get(ctx, d, taxonomyByID, id, func(*view, context.Context, *Taxonomy) {})
}

// TaxonomyTerm returns a term with its taxonomy.
func (d *Directory) TaxonomyTerm(ctx context.Context, id string) (*TaxonomyTerm, error) {
	return get(ctx, d, taxonomyTermByID, id, func(v *view, ctx context.Context, t *TaxonomyTerm) {
		t.TaxonomyDetail = one[Taxonomy](ctx, v, taxonomyByID, t.TaxonomyID)
	})
}

// get reads one row and completes it.
func get[T any](ctx context.Context, d *Directory, query, id string,
	complete func(v *view, ctx context.Context, row *T)) (row *T, err error) {
	err = d.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		v, err := newView(ctx, r)
		if err != nil {
			return err
		}
		if row = one[T](ctx, v, query, id); row == nil {
			if v.err != nil {
				return v.err
			}
			return ErrNotFound
		}
		complete(v, ctx, row)
		return v.err
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}
