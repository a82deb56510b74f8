package directory

import (
	"context"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ImportOptions say what the data itself does not.
type ImportOptions struct {
	// Zone is the IANA zone of schedules that name none, for example "America/Chicago". Without it they are read as UTC.
	Zone string
	// Country is the two-letter country of addresses that name none.
	Country string
}

// Import reads every CSV file (HSDS 3.0 or 1.1 column names) and every JSON document (organization, service,
// service_at_location, taxonomy or taxonomy_term; one, an array or a page of them) at the root of files, and writes what
// is new or different. Bad rows are named in the report and left out; the rest is taken. Running it again changes
// nothing. Rows that the files no longer hold stay: a directory is taken from several sources.
//
// The rows are written in groups of 500, each durable when the next begins, so an import that is interrupted is finished
// by running it again. The error is of the machine or of the options, never of the data.
func Import(ctx context.Context, db *store.DB, files fs.FS, opts ImportOptions) (*Report, error) {
	if _, err := time.LoadLocation(opts.Zone); err != nil || opts.Zone == "Local" {
		return nil, fault.In("zone", "error.zone")
	}
	report := &Report{}
	for _, t := range tables {
		report.count(t.name)
	}
	b := newBundle(report)
	if err := b.read(files); err != nil {
		return nil, err
	}
	b.defaults(opts)
	b.derivePairs()
	w := &writer{bundle: b, db: db, at: clock.Micros(db.Clock()()), accepted: map[string]bool{}}
	if err := w.write(ctx); err != nil {
		return report, err
	}
	indexed, err := reindex(ctx, db)
	report.Indexed = indexed
	return report, err
}

// read takes the files in the order of their names.
func (b *bundle) read(files fs.FS) error {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		ext := strings.ToLower(path.Ext(name))
		if e.IsDir() || ext != ".csv" && ext != ".json" || name == "datapackage.json" {
			continue
		}
		if err := b.readFile(files, name, ext); err != nil {
			return err
		}
	}
	return nil
}

func (b *bundle) readFile(files fs.FS, name, ext string) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if ext == ".json" {
		b.readJSON(name, f)
		return nil
	}
	t := tableOfFile(name)
	if t == nil {
		b.report.add(Problem{File: name, Reason: "not a table of the directory; not read", Refused: true})
		return nil
	}
	b.readCSV(t, name, f)
	return nil
}

// defaults fills what the options know. It comes after reading, so that a row's id does not depend on the options.
func (b *bundle) defaults(opts ImportOptions) {
	for _, rec := range b.rows[tableByName["schedule"]] {
		if s := rec.row.(*Schedule); s.Timezone == nil {
			s.Zone = opts.Zone
		}
	}
	for _, rec := range b.rows[tableByName["address"]] {
		if a := rec.row.(*Address); a.Country == "" {
			a.Country = opts.Country
		}
	}
}
