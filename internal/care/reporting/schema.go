package reporting

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql apart/*.sql apart/carry/*.sql
var migrations embed.FS

// Schema is the tables of this package. What reporters bring is kept apart from everything with a name; what workers do with it
// is not. On SQLite all are kept without row numbers, which would tell the order of arrival.
func Schema() store.Schema {
	return store.Schema{Name: "reporting", Files: migrations, Tables: []store.Table{
		{Name: "report_setting", Kind: store.Tenant}, {Name: "report_desk", Kind: store.Tenant},
		{Name: "report_window", Kind: store.Tenant}, {Name: "report", Kind: store.Tenant, Apart: "report_id"},
		{Name: "report_drop", Kind: store.Tenant, Apart: "drop_name"}, {Name: "report_reply", Kind: store.Tenant},
		{Name: "report_identity", Kind: store.Tenant},
	}}
}
