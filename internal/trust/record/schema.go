package record

import (
	"embed"
	"io/fs"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the sealed entries and the sealed data keys that open them.
func Schema() store.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // embedded: it cannot be missing
	}
	return store.Schema{Name: "record", Files: files, Tables: []store.Table{
		{Name: "entry", Kind: store.Tenant}, {Name: "compartment_key", Kind: store.Tenant},
	}}
}
