package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// TestASelectGivesWhatItAskedFor holds that the columns which the guard reads beside those that were asked for change neither
// their order nor their number, whatever stands in the list: plain columns, columns of a table with another name, one that is
// asked for twice, expressions, names, and an order by number.
func TestASelectGivesWhatItAskedFor(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 3, true, []byte("s")))
		must(t, exec(t.Context(), db, agency, insertLink, agency, "a", "b", 5, false, nil))
		for query, want := range map[string][]string{
			`SELECT level, to_whom FROM link WHERE agency_id = $1 AND who = 'ruth'`:                                                                                    {"level 3", "to_whom a"},
			`SELECT to_whom, to_whom, level + 1 AS more FROM link WHERE agency_id = $1 AND who = 'ruth'`:                                                               {"to_whom a", "to_whom a", "more 4"},
			`SELECT 'x' AS x, (SELECT b.level FROM link b WHERE b.agency_id = $1 AND b.who = 'a') AS other, level FROM link l WHERE l.agency_id = $1 AND who = 'ruth'`: {"x x", "other 5", "level 3"},
			`SELECT l.to_whom, b.level, l.level FROM link l JOIN link AS b ON b.agency_id = l.agency_id AND b.who = l.to_whom WHERE l.agency_id = $1`:                  {"to_whom a", "level 5", "level 3"},
			`SELECT level, to_whom FROM link WHERE agency_id = $1 ORDER BY 1 DESC LIMIT 1`:                                                                             {"level 5", "to_whom b"},
		} {
			must(t, db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
				rows, err := r.Query(ctx, query, agency)
				if err != nil {
					return err
				}
				defer rows.Close()
				names, err := rows.Columns()
				if err != nil {
					return err
				}
				values, dest := make([]any, len(names)), make([]any, len(names))
				for i := range dest {
					dest[i] = &values[i]
				}
				var got []string
				for rows.Next() {
					if err := rows.Scan(dest...); err != nil {
						return err
					}
					for i, n := range names {
						got = append(got, fmt.Sprint(n, " ", values[i]))
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", query, got, want)
				}
				if rows.Scan() == nil {
					t.Errorf("%s: a scan into too few places is no error", query)
				}
				return rows.Err()
			}))
		}
	})
}

// TestEveryColumnIsAskedForAtOnce holds that the star of one guarded table is all its columns, and that rows which cannot be
// checked are an error and not left out.
func TestEveryColumnIsAskedForAtOnce(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 3, true, []byte("s")))
		read := func(query string) (names []string, n int, err error) {
			err = db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
				rows, err := r.Query(ctx, query, agency)
				if err != nil {
					return err
				}
				defer rows.Close()
				if names, err = rows.Columns(); err != nil {
					return err
				}
				values, dest := make([]any, len(names)), make([]any, len(names))
				for i := range dest {
					dest[i] = &values[i]
				}
				for rows.Next() {
					if err := rows.Scan(dest...); err != nil {
						return err
					}
					n++
				}
				return rows.Err()
			})
			return names, n, err
		}
		names, n, err := read(`SELECT * FROM link WHERE agency_id = $1`)
		if err != nil || n != 1 || !slices.Contains(names, "to_whom") || !slices.Contains(names, "guard") || len(names) < 6 {
			t.Errorf("%q, %d rows, %v", names, n, err)
		}
		if _, n, err := read(`SELECT l.*, b.level FROM link l JOIN link b ON b.agency_id = l.agency_id AND b.who = l.who WHERE l.agency_id = $1`); err == nil || n > 0 {
			t.Errorf("a star among others: %d rows, %v", n, err)
		}
	})
}
