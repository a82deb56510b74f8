package record

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the sealed entries and the sealed data keys that open them.
func Schema() store.Schema {
	return store.Schema{Name: "record", Files: migrations, Tables: []store.Table{
		{Name: "entry", Kind: store.Tenant, Guard: "person_id"}, {Name: "compartment_key", Kind: store.Tenant, Guard: "person_id", Signed: true},
	}}
}
