package gate

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the register of persons, which holds nothing about them, who works with whom, and who is about to leave.
func Schema() store.Schema {
	return store.Schema{Name: "gate", Files: migrations, Tables: []store.Table{
		{Name: "person", Kind: store.Tenant, Guard: "person_id", Signed: true}, {Name: "assignment", Kind: store.Tenant, Guard: "person_id", Signed: true},
		{Name: "leaving", Kind: store.Tenant, Guard: "account_id"},
	}}
}
