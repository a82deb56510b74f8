package directory

import (
	"context"
	"reflect"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// A view reads the directory inside one transaction, as anybody may see it. Every row of every table comes through list
// or one, and both pass it by the veil: this is the lowest place where a confidential location can be kept.
type view struct {
	r      *store.Reader
	hidden map[string]bool // ids of confidential locations and of everything that hangs on one
	has    map[string]bool // which of the tables that any row may have children in hold rows at all
	err    error           // the first error; after it nothing is read
}

func newView(ctx context.Context, r *store.Reader) (*view, error) {
	v := &view{r: r, hidden: map[string]bool{}, has: map[string]bool{}}
	var hidden, attribute, metadata, language bool
	if err := r.QueryRow(ctx, selectHas).Scan(&hidden, &attribute, &metadata, &language); err != nil {
		return nil, err
	}
	v.has["Attributes"], v.has["Metadata"], v.has["Languages"] = attribute, metadata, language
	if !hidden {
		return v, nil
	}
	ids, err := idsOf(ctx, r, selectHidden)
	for _, id := range ids {
		v.hidden[id] = true
	}
	return v, err
}

const (
	selectHidden = `
		WITH place AS (
			SELECT id FROM directory_location WHERE confidential
		), near AS (
			SELECT id FROM place
			UNION SELECT c.id FROM place l CROSS JOIN directory_service_at_location c WHERE c.location_id = l.id
		), child AS (
			SELECT id FROM near
			UNION SELECT c.id FROM place l CROSS JOIN directory_address c WHERE c.location_id = l.id
			UNION SELECT c.id FROM place l CROSS JOIN directory_accessibility c WHERE c.location_id = l.id
			UNION SELECT c.id FROM place l CROSS JOIN directory_language c WHERE c.location_id = l.id
			UNION SELECT c.id FROM place l CROSS JOIN directory_contact c WHERE c.location_id = l.id
			UNION SELECT c.id FROM place l CROSS JOIN directory_phone c WHERE c.location_id = l.id
			UNION SELECT c.id FROM place l CROSS JOIN directory_schedule c WHERE c.location_id = l.id
			UNION SELECT c.id FROM near n CROSS JOIN directory_contact c WHERE c.service_at_location_id = n.id
			UNION SELECT c.id FROM near n CROSS JOIN directory_phone c WHERE c.service_at_location_id = n.id
			UNION SELECT c.id FROM near n CROSS JOIN directory_schedule c WHERE c.service_at_location_id = n.id
		), desk AS (
			SELECT id FROM child
			UNION SELECT c.id FROM child n CROSS JOIN directory_phone c WHERE c.contact_id = n.id
		), said AS (
			SELECT id FROM desk
			UNION SELECT c.id FROM desk n CROSS JOIN directory_language c WHERE c.phone_id = n.id
		)
		SELECT id FROM said
		UNION SELECT c.id FROM said n CROSS JOIN directory_attribute c WHERE c.link_id = n.id`
	selectHas = `SELECT EXISTS (SELECT 1 FROM directory_location WHERE confidential),
		EXISTS (SELECT 1 FROM directory_attribute), EXISTS (SELECT 1 FROM directory_metadata),
		EXISTS (SELECT 1 FROM directory_language)`
)

// pass takes from a row what would tell where a confidential location is, and reports whether anything is left to show.
func (v *view) pass(row any) bool {
	switch row := row.(type) {
	case *Location:
		if row.Confidential {
			*row = Location{ID: row.ID, LocationType: row.LocationType, OrganizationID: row.OrganizationID, Confidential: true}
		}
	case *Address:
		return !v.hidden[row.ID]
	case *Accessibility:
		return !v.hidden[row.ID]
	case *Contact:
		return !v.hidden[row.ID]
	case *ServiceAtLocation:
		if v.hidden[row.ID] {
			row.Description = ""
		}
	case *Phone: // how to reach a shelter stays; words about it go
		if v.hidden[row.ID] {
			row.Description, row.LocationID, row.ContactID = "", "", ""
			return row.ServiceID != "" || row.OrganizationID != "" || row.ServiceAtLocationID != "" // a number of the place alone is nobody's
		}
	case *Schedule: // the hours of a service stay, the hours of the place go
		if v.hidden[row.ID] {
			row.Description, row.Notes, row.ScheduleLink, row.LocationID = "", "", "", ""
			return row.ServiceID != "" || row.ServiceAtLocationID != ""
		}
	case *Language:
		if v.hidden[row.ID] {
			row.Note = ""
		}
	case *Attribute:
		return !v.hidden[row.LinkID]
	case *Metadata:
		return !v.hidden[row.ResourceID]
	}
	return true
}

// list reads rows of one type and what any row may have: attributes and metadata.
func list[T any](ctx context.Context, v *view, query string, args ...any) []T {
	if v.err != nil {
		return nil
	}
	found, err := scan[T](ctx, v.r, query, args...)
	if err != nil {
		v.err = err
		return nil
	}
	kept := found[:0]
	for i := range found {
		if v.pass(&found[i]) {
			kept = append(kept, found[i])
		}
	}
	for i := range kept {
		v.annotate(ctx, &kept[i])
	}
	return kept
}

// one reads the row that a statement finds for id, or nil.
func one[T any](ctx context.Context, v *view, query, id string) *T {
	if id == "" {
		return nil
	}
	if found := list[T](ctx, v, query, id); len(found) > 0 {
		return &found[0]
	}
	return nil
}

func scan[T any](ctx context.Context, r *store.Reader, query string, args ...any) (found []T, err error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row T
		if err := rows.Scan(targets(&row)...); err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

func (v *view) annotate(ctx context.Context, row any) {
	fields, id := reflect.ValueOf(row).Elem(), text(row, "id")
	if f := fields.FieldByName("Attributes"); f.IsValid() && v.has["Attributes"] {
		attributes := list[Attribute](ctx, v, attributeOfLink, id)
		for i := range attributes {
			attributes[i].TaxonomyTerm = v.term(ctx, attributes[i].TaxonomyTermID)
		}
		f.Set(reflect.ValueOf(attributes))
	}
	if f := fields.FieldByName("Metadata"); f.IsValid() && v.has["Metadata"] {
		f.Set(reflect.ValueOf(list[Metadata](ctx, v, metadataOfResource, id)))
	}
}
