package reporting

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package. On SQLite they are kept without row numbers, which would tell the order of arrival.
func Schema() store.Schema {
	return store.Schema{Name: "reporting", Files: migrations, Tables: []store.Table{
		{Name: "report_setting", Kind: store.Tenant}, {Name: "report_desk", Kind: store.Tenant},
		{Name: "report_window", Kind: store.Tenant}, {Name: "report", Kind: store.Tenant},
		{Name: "report_drop", Kind: store.Tenant}, {Name: "report_reply", Kind: store.Tenant},
		{Name: "report_identity", Kind: store.Tenant},
	}}
}
