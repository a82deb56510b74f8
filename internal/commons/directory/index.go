package directory

import (
	"context"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	selectDigest  = `SELECT ordinal, digest FROM directory_listing WHERE service_id = $1`
	nextOrdinal   = `SELECT COALESCE(MAX(ordinal), 0) + 1 FROM directory_listing`
	upsertListing = `INSERT INTO directory_listing (service_id, ordinal, sort_name, name, organization, needs, languages,
		access, place, phone, summary, confidential, hours, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (service_id) DO UPDATE SET sort_name = excluded.sort_name, name = excluded.name,
		organization = excluded.organization, needs = excluded.needs, languages = excluded.languages,
		access = excluded.access, place = excluded.place, phone = excluded.phone, summary = excluded.summary,
		confidential = excluded.confidential, hours = excluded.hours, digest = excluded.digest`
	deleteListing = `DELETE FROM directory_listing WHERE service_id = $1`
	insertZone    = `INSERT INTO directory_zone (zone) VALUES ($1) ON CONFLICT (zone) DO NOTHING`
	selectZones   = `SELECT zone FROM directory_zone ORDER BY zone LIMIT 100`

	deleteWordsSQLite   = `DELETE FROM directory_words WHERE rowid = $1`
	insertWordsSQLite   = `INSERT INTO directory_words (rowid, name, body, area, tags) VALUES ($1, $2, $3, $4, $5)`
	deleteWordsPostgres = `DELETE FROM directory_words WHERE ordinal = $1`
	insertWordsPostgres = `INSERT INTO directory_words (ordinal, words) VALUES ($1, CAST($2 AS tsvector))`
)

// indexBatch services are indexed in one transaction.
const indexBatch = 100

// reindex brings the listing of every service up to date and returns how many it wrote.
func reindex(ctx context.Context, db *store.DB) (written int, err error) {
	after, more := "", true
	for more {
		var wrote int
		err := db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
			wrote = 0
			v, err := newView(ctx, &tx.Reader)
			if err != nil {
				return err
			}
			services := list[Service](ctx, v, servicePage, after, indexBatch)
			for i := range services {
				changed, err := index(ctx, tx, v, &services[i])
				if err != nil {
					return err
				}
				if changed {
					wrote++
				}
			}
			if more = len(services) == indexBatch; more {
				after = services[len(services)-1].ID
			}
			return v.err
		})
		if err != nil {
			return written, err
		}
		written += wrote
	}
	return written, nil
}

// index writes the listing of one service when it has changed.
func index(ctx context.Context, tx *store.Tx, v *view, s *Service) (bool, error) {
	if v.service(ctx, s); v.err != nil {
		return false, v.err
	}
	l := newListing(s)
	var ordinal int64
	var digest string
	err := tx.QueryRow(ctx, selectDigest, s.ID).Scan(&ordinal, &digest)
	known := err == nil
	if err != nil && !store.IsNoRows(err) {
		return false, err
	}
	now := l.digest()
	listed := s.Status == "active"
	if known == listed && digest == now || !known && !listed {
		return false, nil
	}
	if known {
		if err := deleteWords(ctx, tx, ordinal); err != nil {
			return false, err
		}
	}
	if !listed {
		_, err := tx.Exec(ctx, deleteListing, s.ID)
		return true, err
	}
	if !known {
		if err := tx.QueryRow(ctx, nextOrdinal).Scan(&ordinal); err != nil {
			return false, err
		}
	}
	return true, l.write(ctx, tx, ordinal, now)
}

func (l *listing) write(ctx context.Context, tx *store.Tx, ordinal int64, digest string) error {
	_, err := tx.Exec(ctx, upsertListing, l.service, ordinal, sortName(l.name), l.name, l.organization,
		strings.Join(l.needs, " "), strings.Join(l.languages, " "), strings.Join(l.access, " "), l.place, l.phone,
		l.summary, l.confidential, writeSpans(l.spans), digest)
	if err != nil {
		return err
	}
	for _, s := range l.spans {
		if _, err := tx.Exec(ctx, insertZone, s.zone); err != nil {
			return err
		}
	}
	return l.words.write(ctx, tx, ordinal)
}

func deleteWords(ctx context.Context, tx *store.Tx, ordinal int64) error {
	query := deleteWordsSQLite
	if tx.Dialect() == store.Postgres {
		query = deleteWordsPostgres
	}
	_, err := tx.Exec(ctx, query, ordinal)
	return err
}

func (w words) write(ctx context.Context, tx *store.Tx, ordinal int64) error {
	if tx.Dialect() == store.Postgres {
		_, err := tx.Exec(ctx, insertWordsPostgres, ordinal, w.vector())
		return err
	}
	_, err := tx.Exec(ctx, insertWordsSQLite, ordinal, strings.Join(w.name, " "), strings.Join(w.body, " "),
		strings.Join(w.area, " "), strings.Join(w.tags, " "))
	return err
}

// vector is the text form of a tsvector. A position means nothing here; it is there to carry the weight.
func (w words) vector() string {
	weights := map[string][]string{}
	var order []string
	for _, part := range []struct {
		words  []string
		weight string
	}{{w.name, "1A"}, {w.body, "2B"}, {w.area, "3C"}, {w.tags, "4D"}} {
		for _, word := range part.words {
			if weights[word] == nil {
				order = append(order, word)
			}
			weights[word] = append(weights[word], part.weight)
		}
	}
	var b strings.Builder
	for _, word := range order {
		b.WriteString("'" + word + "':" + strings.Join(weights[word], ",") + " ")
	}
	return b.String()
}

// sortName is the name by which lists are ordered: folded, so that quotes, case and accents move nobody to the front.
func sortName(name string) string { return strings.Join(fold(name), " ") }
