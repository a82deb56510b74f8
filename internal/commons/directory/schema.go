package directory

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the directory's tables: those of HSDS, and the listing that a search reads. On SQLite the full-text table
// directory_words keeps its index in tables of the engine's own, named directory_words_*.
func Schema() store.Schema {
	const open = "what the public list says of a service is changed, its telephone number too; nothing notices it but an import that differs"
	s := store.Schema{Name: "directory", Files: migrations}
	for _, t := range tables {
		s.Tables = append(s.Tables, store.Table{Name: "directory_" + t.name, Kind: store.Reference, Open: open})
	}
	for _, name := range []string{"directory_listing", "directory_zone", "directory_words"} {
		s.Tables = append(s.Tables, store.Table{Name: name, Kind: store.Reference, Open: open})
	}
	return s
}
