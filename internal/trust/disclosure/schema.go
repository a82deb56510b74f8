package disclosure

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is what was sent, what was received, and what waits to be delivered.
func Schema() store.Schema {
	return store.Schema{Name: "disclosure", Files: migrations, Tables: []store.Table{
		{Name: "disclosure", Kind: store.Tenant, Guard: "person_id"}, {Name: "package", Kind: store.Tenant, Guard: "package_id"}, {Name: "outbox", Kind: store.Tenant, Guard: "to_agency"},
		{Name: "outbox_head", Kind: store.Tenant, Open: "a number is given twice, which the primary key of outbox refuses: nothing more is sent until it is put right"}, {Name: "inbox_seen", Kind: store.Tenant, Guard: "sender_agency"},
	}}
}
