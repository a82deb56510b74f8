package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// guardTexts are the statements of the guard's own tables: one pair for the rows of agencies, one for those that all share.
// Whoever changes these tables makes the heads, or the buckets and their rows, disagree; deleting a head makes it disagree
// with the buckets and with the newest entry of the ledger.
type guardTexts struct{ head, lockHead, putHead, sum, putSum, dropSum, sums, someSums string }

func textsOf(agency id.Agency) guardTexts {
	if agency.IsZero() {
		return sharedTexts
	}
	return tenantTexts
}

const (
	selectGuardHead         = `SELECT sealed FROM guard_head WHERE agency_id = $1`
	selectGuardHeadPostgres = `SELECT sealed FROM guard_head WHERE agency_id = $1 FOR UPDATE`
	upsertGuardHead         = `INSERT INTO guard_head (agency_id, sealed) VALUES ($1, $2) ON CONFLICT (agency_id) DO UPDATE SET sealed = excluded.sealed`
	selectGuardSum          = `SELECT sealed FROM guard_sum WHERE agency_id = $1 AND of_table = $2 AND of_value = $3`
	upsertGuardSum          = `INSERT INTO guard_sum (agency_id, of_table, of_value, sealed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (agency_id, of_table, of_value) DO UPDATE SET sealed = excluded.sealed`
	deleteGuardSum  = `DELETE FROM guard_sum WHERE agency_id = $1 AND of_table = $2 AND of_value = $3`
	selectGuardSums = `SELECT of_table, of_value, sealed FROM guard_sum WHERE agency_id = $1 ORDER BY of_table, of_value`
	someGuardSums   = `SELECT of_table, of_value, sealed FROM guard_sum
		WHERE agency_id = $1 AND (of_table > $2 OR of_table = $2 AND of_value > $3) ORDER BY of_table, of_value LIMIT $4`

	selectSharedHead         = `SELECT sealed FROM guard_shared_head WHERE scope = $1`
	selectSharedHeadPostgres = `SELECT sealed FROM guard_shared_head WHERE scope = $1 FOR UPDATE`
	upsertSharedHead         = `INSERT INTO guard_shared_head (scope, sealed) VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE SET sealed = excluded.sealed`
	selectSharedSum          = `SELECT sealed FROM guard_shared_sum WHERE scope = $1 AND of_table = $2 AND of_value = $3`
	upsertSharedSum          = `INSERT INTO guard_shared_sum (scope, of_table, of_value, sealed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (scope, of_table, of_value) DO UPDATE SET sealed = excluded.sealed`
	deleteSharedSum  = `DELETE FROM guard_shared_sum WHERE scope = $1 AND of_table = $2 AND of_value = $3`
	selectSharedSums = `SELECT of_table, of_value, sealed FROM guard_shared_sum WHERE scope = $1 ORDER BY of_table, of_value`
	someSharedSums   = `SELECT of_table, of_value, sealed FROM guard_shared_sum
		WHERE scope = $1 AND (of_table > $2 OR of_table = $2 AND of_value > $3) ORDER BY of_table, of_value LIMIT $4`
)

var (
	tenantTexts = guardTexts{selectGuardHead, selectGuardHeadPostgres, upsertGuardHead, selectGuardSum, upsertGuardSum, deleteGuardSum, selectGuardSums, someGuardSums}
	sharedTexts = guardTexts{selectSharedHead, selectSharedHeadPostgres, upsertSharedHead, selectSharedSum, upsertSharedSum, deleteSharedSum, selectSharedSums, someSharedSums}
)

// key is how an agency's rows are found in the guard's own tables; the zero agency stands for what all share.
func key(of id.Agency) any {
	if of.IsZero() {
		return "all"
	}
	return of
}

// Guard begins to guard the tables of the schemas that say so, under a key that is never in the database. It comes after the
// tables are there, and before anything is read from them or written to them.
func (db *DB) Guard(ctx context.Context, key keys.DataKey, schemas ...Schema) error {
	guard := newGuard(key)
	for _, s := range schemas {
		for _, t := range s.Tables {
			if t.Guard == "" {
				continue
			}
			g, err := db.guardedTable(ctx, t)
			if err != nil {
				return fmt.Errorf("the guard of %s: %w", t.Name, err)
			}
			guard.tables[t.Name] = g
		}
	}
	db.guard = guard
	return nil
}

// The columns of a table, with their places in its primary key, or 0.
const (
	tableColumnsSQLite   = `SELECT name, pk FROM pragma_table_info($1)`
	tableColumnsPostgres = `SELECT c.column_name, COALESCE(k.ordinal_position, 0) FROM information_schema.columns c
		LEFT JOIN (information_schema.key_column_usage k JOIN information_schema.table_constraints t
			ON t.table_schema = k.table_schema AND t.table_name = k.table_name AND t.constraint_name = k.constraint_name AND t.constraint_type = 'PRIMARY KEY')
		ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name
		WHERE c.table_schema = current_schema() AND c.table_name = $1`
)

func (db *DB) guardedTable(ctx context.Context, t Table) (*guardedTable, error) {
	g := &guardedTable{name: t.Name, bucket: t.Guard, shared: t.Kind != Tenant, signed: t.Signed}
	query := tableColumnsSQLite
	if db.dialect == Postgres {
		query = tableColumnsPostgres
	}
	rows, err := db.pool.QueryContext(ctx, query, t.Name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	guarded := false
	place := map[string]int{}
	for rows.Next() {
		var name string
		var pk int
		if err := rows.Scan(&name, &pk); err != nil {
			return nil, err
		}
		if name == "guard" {
			guarded = true
			continue
		}
		g.columns = append(g.columns, name)
		if pk > 0 {
			g.key, place[name] = append(g.key, name), pk
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	slices.Sort(g.columns)
	slices.SortFunc(g.key, func(a, b string) int { return place[a] - place[b] })
	if !guarded || len(g.key) == 0 || !slices.Contains(g.columns, t.Guard) {
		return nil, fmt.Errorf("%w: no column guard, no primary key, or no column %s", ErrUnguarded, t.Guard)
	}
	g.prepare()
	return g, nil
}

// prepare puts together the statements of the table.
func (g *guardedTable) prepare() {
	conditions := make([]string, len(g.key))
	for i, k := range g.key {
		conditions[i] = fmt.Sprintf("%s = $%d", k, i+2)
	}
	g.setGuard = "UPDATE " + g.name + " SET guard = $1 WHERE " + strings.Join(conditions, " AND ")
	all := "SELECT " + g.columnsWith("") + ", guard FROM " + g.name
	g.selectBucket, g.selectAll = all+" WHERE agency_id = $1 AND "+g.bucket+" = $2", all+" WHERE agency_id = $1"
	if g.shared {
		g.selectBucket, g.selectAll = all+" WHERE "+g.bucket+" = $1", all
	}
}

// names lists the guarded tables of agencies, or those that all share.
func (g *guard) names(of id.Agency) (list []string) {
	for name, t := range g.tables {
		if t.shared == of.IsZero() {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
