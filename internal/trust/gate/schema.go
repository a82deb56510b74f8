package gate

import (
	"embed"
	"io/fs"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the register of persons, which holds nothing about them, and who works with whom.
func Schema() store.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // embedded: it cannot be missing
	}
	return store.Schema{Name: "gate", Files: files, Tables: []store.Table{
		{Name: "person", Kind: store.Tenant}, {Name: "assignment", Kind: store.Tenant},
	}}
}
