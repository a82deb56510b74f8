package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3/database"
)

// walls lists every table, and whether the wall around it stands: row-level security enabled and forced, and exactly the
// one policy of wall. SQLite has no such wall; there it always stands.
func (db *DB) walls(ctx context.Context, q database.DBTxConn) (map[string]bool, error) {
	text := tablesSQLite
	if db.dialect == Postgres {
		text = tablesPostgres
	}
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := map[string]bool{}
	for rows.Next() {
		var name, policies string
		var enabled bool
		if err := rows.Scan(&name, &enabled, &policies); err != nil {
			return nil, err
		}
		list[name] = db.dialect == SQLite || enabled && policies == onePolicy
	}
	return list, rows.Err()
}

// wallAll puts the wall around tables of tenants.
func wallAll(ctx context.Context, conn *sql.Conn, tables []string) error {
	for _, t := range tables {
		if err := wall(ctx, conn, t); err != nil {
			return fmt.Errorf("row-level security on %s: %w", t, err)
		}
	}
	return nil
}

// wall enables row-level security for a tenant table. The policy fails closed: without an agency set in the transaction
// no row is visible and none can be written, even to the owner of the table.
func wall(ctx context.Context, conn *sql.Conn, table string) error {
	rows, err := conn.QueryContext(ctx, policiesPostgres, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var statements []string
	for rows.Next() {
		var quoted string
		if err := rows.Scan(&quoted); err != nil {
			return err
		}
		statements = append(statements, `DROP POLICY `+quoted+` ON `+table)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, stmt := range append(statements,
		`ALTER TABLE `+table+` ENABLE ROW LEVEL SECURITY`,
		`ALTER TABLE `+table+` FORCE ROW LEVEL SECURITY`,
		`CREATE POLICY one_agency ON `+table+` USING (agency_id = current_setting('amparo.agency', true))`+
			` WITH CHECK (agency_id = current_setting('amparo.agency', true))`,
	) {
		if _, err := conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

// onePolicy is the policy of wall as tablesPostgres describes it: its name, that it permits, for all commands and everybody,
// and its two conditions.
const onePolicy = `one_agency true * {0} ` + onlyOwnRows + ` ` + onlyOwnRows

const onlyOwnRows = `(agency_id = current_setting('amparo.agency'::text, true))`

// These read the engines' own catalogs.
const (
	tablesSQLite   = `SELECT name, TRUE, '' FROM sqlite_master WHERE type = 'table'`
	tablesPostgres = `
		SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
			COALESCE((SELECT string_agg(concat_ws(' ', p.polname, p.polpermissive::text, p.polcmd, p.polroles::text,
				pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), '; ') FROM pg_policy p WHERE p.polrelid = c.oid), '')
		FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace`
	policiesPostgres = `
		SELECT quote_ident(p.polname) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
		WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace`
)
