package storetest

import (
	"context"
	"database/sql"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// Catalog is what the engine says about every table, column, index and policy of a database, as one text: two that are equal
// are of databases with the same schema, in which nothing was dropped and made again between them.
func Catalog(ctx context.Context, db *sql.DB, engine store.Dialect) (string, error) {
	if engine == store.Postgres {
		return lines(ctx, db, catalogPostgres)
	}
	first, err := lines(ctx, db, catalogSQLite)
	if err != nil {
		return "", err
	}
	var second bool // whether the other file is attached: see Past
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pragma_database_list WHERE name = 'apart')`).Scan(&second); err != nil || !second {
		return first, err
	}
	other, err := lines(ctx, db, catalogApart)
	return first + "\n" + other, err
}

func lines(ctx context.Context, db *sql.DB, query string) (string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), rows.Err()
}

// A table that was made again has another place in the file on SQLite, and another number on PostgreSQL; in the second file,
// which is built anew whenever it is settled, a place says nothing. A policy is put
// back by tests, so of policies the words alone count.
const (
	catalogSQLite   = `SELECT type || ' ' || name || ' ' || rootpage || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name`
	catalogApart    = `SELECT 'apart ' || type || ' ' || name || ' ' || coalesce(sql, '') FROM apart.sqlite_master ORDER BY type, name`
	catalogPostgres = `
		SELECT line FROM (
			SELECT concat_ws(' ', c.relkind, c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity) AS line FROM pg_class c
				WHERE c.relnamespace = current_schema()::regnamespace
			UNION ALL
			SELECT concat_ws(' ', c.relname, a.attnum, a.attname, a.atttypid, a.attnotnull, a.attisdropped) FROM pg_attribute a
				JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0
			UNION ALL
			SELECT concat_ws(' ', c.relname, p.polname, p.polpermissive, p.polcmd, p.polroles, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
				FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = current_schema()::regnamespace
		) AS all_of_it ORDER BY line COLLATE "C"`
)
