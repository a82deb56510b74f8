package directory

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Format is a form in which the directory leaves the house.
type Format string

const (
	FormatJSON Format = "json" // an array of full HSDS 3.0 service documents
	FormatCSV  Format = "csv"  // a ZIP of an HSDS 3.0 tabular data package: datapackage.json and one CSV for each table
)

// exportBatch rows are read in one snapshot.
const exportBatch = 200

// Export writes the whole directory, as anybody may see it, to w.
func Export(ctx context.Context, db *store.DB, w io.Writer, format Format) error {
	switch format {
	case FormatJSON:
		return exportJSON(ctx, db, w)
	case FormatCSV:
		return exportCSV(ctx, db, w)
	}
	return fault.In("format", "error.choice")
}

func exportJSON(ctx context.Context, db *store.DB, w io.Writer) error {
	separator := "["
	err := inBatches(ctx, db, func(ctx context.Context, v *view, after string) (any, string, int) {
		services := list[Service](ctx, v, servicePage, after, exportBatch)
		for i := range services {
			v.service(ctx, &services[i])
			after = services[i].ID
		}
		return services, after, len(services)
	}, func(batch any) error {
		for _, s := range batch.([]Service) {
			doc, err := json.Marshal(s)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s\n%s", separator, doc); err != nil {
				return err
			}
			separator = ","
		}
		return nil
	})
	if err != nil {
		return err
	}
	if separator == "[" {
		_, err = io.WriteString(w, "[]\n")
		return err
	}
	_, err = io.WriteString(w, "\n]\n")
	return err
}

// inBatches reads batch after batch, each in a snapshot of its own, and writes them outside of it: a slow receiver holds
// no transaction.
func inBatches(ctx context.Context, db *store.DB, read func(ctx context.Context, v *view, after string) (batch any, last string, n int),
	write func(batch any) error) error {
	for after := ""; ; {
		var batch any
		var last string
		var n int
		err := db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
			v, err := newView(ctx, r)
			if err != nil {
				return err
			}
			batch, last, n = read(ctx, v, after)
			return v.err
		})
		if err != nil {
			return err
		}
		if err := write(batch); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		after = last
	}
}

func exportCSV(ctx context.Context, db *store.DB, w io.Writer) error {
	z := zip.NewWriter(w)
	f, err := z.Create("datapackage.json")
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	if err := e.Encode(packageDescription()); err != nil {
		return err
	}
	for _, t := range tables {
		f, err := z.Create(t.file + ".csv")
		if err != nil {
			return err
		}
		if err := exportTable(ctx, db, f, t); err != nil {
			return err
		}
	}
	return z.Close()
}

func exportTable(ctx context.Context, db *store.DB, w io.Writer, t *table) error {
	out := csv.NewWriter(w)
	cols := published(t)
	header := make([]string, len(cols))
	for i, c := range cols {
		header[i] = c.name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	err := inBatches(ctx, db, func(ctx context.Context, v *view, after string) (any, string, int) {
		return v.rows(ctx, t, after)
	}, func(batch any) error {
		for _, row := range batch.([]any) {
			if err := out.Write(cells(row, cols)); err != nil {
				return err
			}
		}
		return nil
	})
	out.Flush()
	if err != nil {
		return err
	}
	return out.Error()
}

// rows reads one batch of any table through the veil. n counts what was read, before the veil.
func (v *view) rows(ctx context.Context, t *table, after string) (kept []any, last string, n int) {
	rows, err := v.r.Query(ctx, t.page, after, exportBatch)
	if err != nil {
		v.err = err
		return nil, "", 0
	}
	defer rows.Close()
	for rows.Next() {
		row := t.new()
		if v.err = rows.Scan(targets(row)...); v.err != nil {
			return nil, "", 0
		}
		last, n = text(row, "id"), n+1
		if v.pass(row) {
			kept = append(kept, row)
		}
	}
	v.err = rows.Err()
	return kept, last, n
}

// published are the columns of t that leave the house: those with a name in HSDS, and our profile's confidential.
func published(t *table) (cols []column) {
	for _, c := range columnsOf(t.row) {
		if t.row.Field(c.index).Tag.Get("col") == "" {
			cols = append(cols, c)
		}
	}
	return cols
}

func cells(row any, cols []column) []string {
	v := reflect.ValueOf(row).Elem()
	out := make([]string, len(cols))
	for i, c := range cols {
		switch value := v.Field(c.index).Interface().(type) {
		case string:
			out[i] = guard(value)
		case *float64:
			if value != nil {
				out[i] = fmt.Sprint(*value)
			}
		case bool:
			if value {
				out[i] = "true"
			}
		}
	}
	return out
}

// packageDescription is the datapackage.json of a Frictionless tabular data package.
func packageDescription() map[string]any {
	var resources []map[string]any
	for _, t := range tables {
		var fields []map[string]string
		for _, c := range published(t) {
			kind := "string"
			switch t.row.Field(c.index).Type {
			case numberType:
				kind = "number"
			case flagType:
				kind = "boolean"
			}
			fields = append(fields, map[string]string{"name": c.name, "type": kind})
		}
		resources = append(resources, map[string]any{"name": t.file, "path": t.file + ".csv", "profile": "tabular-data-resource",
			"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": map[string]any{"fields": fields, "primaryKey": "id"}})
	}
	return map[string]any{"profile": "tabular-data-package", "name": "human-services-data", "resources": resources}
}
