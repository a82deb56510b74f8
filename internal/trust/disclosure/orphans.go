package disclosure

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// An Orphan is a disclosure that should not be as it is.
type Orphan struct {
	Disclosure id.ID
	Why        consent.Reason // NoConsent, or why the consent stands no more although the package can still be opened
}

// Orphans checks that everything that was sent has a basis: a consent for this recipient, and one that still stands (or is
// only suspended) where the half that stayed is still here. It is the nightly check, run after ExpireDue; an agency that is
// in order has none. It needs no person's key.
func (s *Service) Orphans(ctx context.Context, agency id.Agency) ([]Orphan, error) {
	now := s.clk()
	var list []Orphan
	err := s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		all, err := allSent(ctx, r)
		if err != nil {
			return err
		}
		for _, d := range all {
			why, err := consent.Basis{Consent: d.consent, Recipient: d.recipient}.Stands(ctx, r, now)
			if err != nil {
				return err
			}
			over := why != consent.BasisStands && why != string(consent.Suspended)
			if consent.Reason(why) == consent.NoConsent || (d.opens && over) {
				list = append(list, Orphan{d.id, consent.Reason(why)})
			}
		}
		return nil
	})
	return list, err
}

type sentPackage struct {
	id, consent id.ID
	recipient   id.Agency
	opens       bool // the half that stayed is here
}

func allSent(ctx context.Context, r *store.Reader) (list []sentPackage, err error) {
	rows, err := r.Query(ctx, selectAllSent, r.Agency())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d sentPackage
		if err := rows.Scan(&d.id, &d.consent, &d.recipient, &d.opens); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

const selectAllSent = `SELECT disclosure_id, consent_id, recipient_agency, key_half IS NOT NULL FROM disclosure WHERE agency_id = $1 ORDER BY disclosure_id`
