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
		{Name: "disclosure", Kind: store.Tenant}, {Name: "package", Kind: store.Tenant}, {Name: "outbox", Kind: store.Tenant},
		{Name: "outbox_head", Kind: store.Tenant}, {Name: "inbox_seen", Kind: store.Tenant},
	}}
}
