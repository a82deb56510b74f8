package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// left are the tables of the first file whose rows have still to move to the second.
func (f findings) left(apart []Schema) (tables []string) {
	for _, t := range apartTables(apart) {
		if slices.Contains(f.there, t.Name+besideApart) {
			tables = append(tables, t.Name)
		}
	}
	return tables
}

// checkApart is Check for SQLite's second file. waiting tells that rows have still to move into it: only then it may be
// empty, since the tables that they move from are dropped once it is not.
func (db *DB) checkApart(ctx context.Context, schemas []Schema, waiting bool) error {
	err := ErrEmpty
	if _, missing := os.Stat(filepath.Join(filepath.Dir(db.named), apartFile)); missing == nil {
		err = db.examineApart(ctx, schemas)
	}
	switch {
	case errors.Is(err, ErrEmpty) && !waiting:
		return ErrApart
	case waiting && (err == nil || errors.Is(err, ErrEmpty)):
		return ErrOlder
	}
	return err
}

func (db *DB) examineApart(ctx context.Context, schemas []Schema) error {
	conn, err := db.apart.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	f, err := db.examine(ctx, conn, schemas)
	if err != nil {
		return err
	}
	return f.verdict()
}

// MakeApart makes the file of what is kept apart anew, empty, where it is lost. It is an act of whoever runs the installation.
func (db *DB) MakeApart(ctx context.Context, schemas ...Schema) error {
	if err := db.Check(ctx, schemas...); !errors.Is(err, ErrApart) {
		return err
	}
	_, apart := db.sides(schemas)
	return db.migrate(ctx, db.apart.pool, apart)
}

// carry moves the rows of tables that were not kept apart before into SQLite's second file, in the order of their random
// names, and drops the tables once they are there. It can be ended at any moment and done again: what was moved before is
// left alone.
func (db *DB) carry(ctx context.Context, apart []Schema) error {
	moved := false
	err := db.alone(ctx, db.writer, func(ctx context.Context, conn *sql.Conn) error {
		f, err := db.examine(ctx, conn, nil)
		if err != nil {
			return err
		}
		names := f.left(apart)
		if err := db.copyApart(ctx, apartTables(apart), names); err != nil {
			return err
		}
		for _, name := range names {
			if _, err := conn.ExecContext(ctx, `DROP TABLE `+name+besideApart); err != nil {
				return err
			}
			moved = true
		}
		return nil
	})
	if err != nil || !moved {
		return err
	}
	// What was dropped is overwritten (secure_delete). Where its pages lay goes too, if there is room to build the file anew.
	_, _ = db.writer.ExecContext(ctx, `VACUUM`)
	_, _ = db.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return nil
}

func (db *DB) copyApart(ctx context.Context, tables []Table, names []string) (err error) {
	conn, err := db.apart.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `ATTACH DATABASE $1 AS named`, readOnly(db.named)); err != nil {
		return err
	}
	defer func() {
		_, detached := conn.ExecContext(ctx, `DETACH DATABASE named`)
		err = errors.Join(err, detached)
	}()
	for _, t := range tables {
		if !slices.Contains(names, t.Name) {
			continue
		}
		columns, err := columnsOf(ctx, conn, t.Name+besideApart)
		if err != nil {
			return err
		}
		list := strings.Join(columns, ", ")
		if _, err := conn.ExecContext(ctx, `INSERT OR IGNORE INTO main.`+t.Name+` (`+list+`)`+
			` SELECT `+list+` FROM named.`+t.Name+besideApart+` ORDER BY `+t.Apart); err != nil {
			return err
		}
	}
	return nil
}

const columnsOfSQLite = `SELECT name FROM pragma_table_info($1, 'named')`

func columnsOf(ctx context.Context, conn *sql.Conn, table string) (columns []string, err error) {
	rows, err := conn.QueryContext(ctx, columnsOfSQLite, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		columns = append(columns, name)
	}
	return columns, rows.Err()
}
