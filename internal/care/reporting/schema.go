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

		// Whoever deletes a row takes a proof of work a second time within two minutes. Nobody notices; it costs us one look.
		{Name: "report_spent", Kind: store.Reference},
		// Whoever inserts a row makes a silent deletion look like one that was asked for: CheckList shows a purge before its
		// time, and whoever holds the acceptance note knows that they took nothing back. Whoever deletes one makes a true
		// deletion look silent: CheckList names it.
		{Name: "report_gone", Kind: store.Tenant},
		// Each row is signed, names the one before it and is a leaf of the agency's log: CheckList names what was changed,
		// removed or put in, and the checkpoint that is kept elsewhere holds the leaf.
		{Name: "report_list", Kind: store.Tenant},
		// Whoever writes here silences the call to whoever stands by, or repeats it. The desk shows what waits all the same.
		{Name: "report_page", Kind: store.Tenant},
	}}
}
