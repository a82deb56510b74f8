package contact

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is what waits to leave, how it ended, and the tries of code words.
func Schema() store.Schema {
	return store.Schema{Name: "contact", Files: migrations, Tables: []store.Table{
		{Name: "contact_message", Kind: store.Tenant, Guard: "person_id"}, {Name: "contact_end", Kind: store.Tenant, Guard: "person_id"}, {Name: "contact_try", Kind: store.Tenant, Guard: "person_id"},
	}}
}
