package directory

import (
	"context"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/store"
)

const batchSize = 500

// A writer puts a bundle into the tables.
type writer struct {
	bundle   *bundle
	db       *store.DB
	at       int64           // µs, the changed column of what is written
	accepted map[string]bool // table:id of rows that the directory now holds
}

func (w *writer) write(ctx context.Context) error {
	for _, t := range tables {
		for batch := range slices.Chunk(w.bundle.rows[t], batchSize) {
			if err := w.writeBatch(ctx, t, batch); err != nil {
				return err
			}
		}
	}
	return nil
}

// outcome is what became of one row. The counts are taken after the transaction, which may run twice.
type outcome struct {
	verdict  verdict
	problems []Problem
}

type verdict int

const (
	refused verdict = iota
	added
	changed
	unchanged
)

func (w *writer) writeBatch(ctx context.Context, t *table, batch []*record) error {
	outcomes := make([]outcome, len(batch))
	err := w.db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, rec := range batch {
			var err error
			if outcomes[i], err = w.writeRow(ctx, tx, t, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	count := w.bundle.report.count(t.name)
	for _, o := range outcomes {
		for _, p := range o.problems {
			w.bundle.report.add(p)
		}
		switch o.verdict {
		case added:
			count.Added++
		case changed:
			count.Changed++
		case unchanged:
			count.Unchanged++
		default:
			count.Refused++
		}
	}
	return nil
}

func (w *writer) writeRow(ctx context.Context, tx *store.Tx, t *table, rec *record) (o outcome, err error) {
	key := t.name + ":" + text(rec.row, "id")
	if o, err = w.checkLinks(ctx, tx, t, rec); err != nil || len(o.problems) > 0 && o.problems[len(o.problems)-1].Refused {
		return o, err
	}
	old := t.new()
	switch err := tx.QueryRow(ctx, t.byID, text(rec.row, "id")).Scan(targets(old)...); {
	case store.IsNoRows(err):
		o.verdict = added
	case err != nil:
		return o, err
	default:
		keepOurs(rec, old)
		o.verdict = changed
		if sameRow(old, rec.row) {
			o.verdict = unchanged
		}
	}
	w.accepted[key] = true
	if o.verdict == unchanged {
		return o, nil
	}
	if _, err = tx.Exec(ctx, t.upsert, append(values(rec.row), w.at)...); err != nil {
		return o, err
	}
	return o, w.touch(ctx, tx, t, rec)
}

// touch marks what a row belongs to as changed with it, for those who ask for what changed since their last visit.
func (w *writer) touch(ctx context.Context, tx *store.Tx, t *table, rec *record) error {
	if len(t.loose) > 0 {
		return nil // a service does not belong to its organization in this sense
	}
	for _, owner := range []struct{ column, touch string }{
		{"service_id", touchService}, {"service_at_location_id", touchServiceAtLocation}, {"organization_id", touchOrganization},
	} {
		if id := text(rec.row, owner.column); id != "" {
			if _, err := tx.Exec(ctx, owner.touch, id, w.at); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	touchService           = `UPDATE directory_service SET changed = $2 WHERE id = $1 AND changed < $2`
	touchServiceAtLocation = `UPDATE directory_service_at_location SET changed = $2 WHERE id = $1 AND changed < $2`
	touchOrganization      = `UPDATE directory_organization SET changed = $2 WHERE id = $1 AND changed < $2`
)

// keepOurs keeps what an import may not take away: the mark of a confidential location, and what a short mention of a
// row does not say.
func keepOurs(rec *record, old any) {
	if l, ok := rec.row.(*Location); ok {
		l.Confidential = l.Confidential || old.(*Location).Confidential
	}
	if rec.part {
		fillBlanks(rec.row, old)
	}
}

// checkLinks refuses a row whose links lead nowhere; a loose link is only remarked on.
func (w *writer) checkLinks(ctx context.Context, tx *store.Tx, t *table, rec *record) (o outcome, err error) {
	owned := false
	for _, column := range linkColumns(t) {
		target, linked := t.links[column], text(rec.row, column)
		if linked == "" {
			continue
		}
		there, err := w.there(ctx, tx, target, linked, t.loose[column])
		if err != nil {
			return o, err
		}
		switch {
		case there:
			owned = true
		case t.loose[column]:
			o.problems = append(o.problems, rec.problem(column, whyLoose, false))
		default:
			o.problems = append(o.problems, rec.problem(column, whyUnknown, true))
			return o, nil
		}
	}
	if !owned && len(t.links) > 0 && len(t.loose) == 0 {
		o.problems = append(o.problems, rec.problem("", whyOwnerless, true))
	}
	return o, nil
}

// linkColumns are the columns of t that link, in the order of its type.
func linkColumns(t *table) (names []string) {
	for _, c := range columnsOf(t.row) {
		if t.links[c.name] != "" {
			names = append(names, c.name)
		}
	}
	return names
}

// there reports whether a linked row is in the directory; a loose link may also name a row still to be written.
func (w *writer) there(ctx context.Context, tx *store.Tx, target, id string, loose bool) (bool, error) {
	key := target + ":" + id
	if w.accepted[key] || loose && w.bundle.byID[key] != nil {
		return true, nil
	}
	t := tableByName[target]
	err := tx.QueryRow(ctx, t.byID, id).Scan(targets(t.new())...)
	if store.IsNoRows(err) {
		return false, nil
	}
	return err == nil, err
}
