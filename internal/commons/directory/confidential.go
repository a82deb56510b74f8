package directory

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Right says whether its holder may know where a confidential location is. Whoever makes one decides, and writes down
// that it was asked; the directory only asks.
type Right interface {
	// MayKnow returns nil when the place of this location may be shown or changed; its error is what the holder gets.
	MayKnow(ctx context.Context, location string) error
}

const (
	updateConfidential = `UPDATE directory_location SET confidential = $2, changed = $3 WHERE id = $1`
	selectOfLocation   = `SELECT service_id FROM directory_service_at_location WHERE location_id = $1 ORDER BY service_id`
)

// MarkConfidential hides where a location is, at once and everywhere, the search included. It needs no right: to hide is
// always safe.
func (d *Directory) MarkConfidential(ctx context.Context, location string) error {
	return d.setConfidential(ctx, location, true)
}

// Publish shows again where a location is.
func (d *Directory) Publish(ctx context.Context, right Right, location string) error {
	if err := may(ctx, right, location); err != nil {
		return err
	}
	return d.setConfidential(ctx, location, false)
}

// ConfidentialLocation returns a location with its place, whether it is confidential or not. Without the right it is not
// there.
func (d *Directory) ConfidentialLocation(ctx context.Context, right Right, id string) (*Location, error) {
	if err := may(ctx, right, id); err != nil {
		return nil, err
	}
	var l *Location
	err := d.db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		v, err := newView(ctx, r)
		if err != nil {
			return err
		}
		clear(v.hidden) // the only place where the veil is lifted
		found, err := scan[Location](ctx, r, locationByID, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrNotFound
		}
		l = &found[0]
		marked := l.Confidential
		l.Confidential = false
		v.location(ctx, l)
		l.Addresses = list[Address](ctx, v, addressOfConfidential, id)
		l.Confidential = marked
		return v.err
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

func may(ctx context.Context, right Right, location string) error {
	if right == nil {
		return ErrNotFound
	}
	return right.MayKnow(ctx, location)
}

func (d *Directory) setConfidential(ctx context.Context, location string, confidential bool) error {
	return d.db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, updateConfidential, location, confidential, clock.Micros(d.db.Clock()()))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		services, err := idsOf(ctx, &tx.Reader, selectOfLocation, location)
		if err != nil {
			return err
		}
		v, err := newView(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		for _, id := range services {
			if s := one[Service](ctx, v, serviceByID, id); s != nil {
				if _, err := index(ctx, tx, v, s); err != nil {
					return err
				}
			}
		}
		return v.err
	})
}
