package reporting

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql apart/*.sql
var migrations embed.FS

// Schema is the tables of this package. What reporters bring is kept apart from everything with a name; what workers do with it
// is not. On SQLite all are kept without row numbers, which would tell the order of arrival. What is kept apart has no guard:
// the sums of a guard are written in the transaction of the row, beside names, and count each change.
func Schema() store.Schema {
	return store.Schema{Name: "reporting", Files: migrations, Tables: []store.Table{
		{Name: "report_setting", Kind: store.Tenant, Guard: "agency_id"}, {Name: "report_desk", Kind: store.Tenant, Guard: "account_id"},
		{Name: "report_window", Kind: store.Tenant, Guard: "account_id"}, {Name: "report", Kind: store.Tenant, Apart: "report_id", Open: "a report that vanishes is missing from the channel's signed list; a changed body does not open"},
		{Name: "report_drop", Kind: store.Tenant, Apart: "drop_name", Day: "day", Open: "a report that vanishes is missing from the channel's signed list; a changed body does not open"}, {Name: "report_reply", Kind: store.Tenant, Open: "an answer is withheld or put back; it is sealed to the reporter's own key and bound to its place"},
		{Name: "report_identity", Kind: store.Tenant, Open: "a reveal of who wrote is asked for again or forgotten; the identity stays sealed to two custodians"},

		// Whoever deletes a row takes a proof of work a second time within two minutes. Nobody notices; it costs us one look.
		{Name: "report_spent", Kind: store.Reference, Open: "a proof of work is good a second time"},
		// Whoever inserts a row makes a silent deletion look like one that was asked for: CheckList shows a purge before its
		// time, and whoever holds the acceptance note knows that they took nothing back. Whoever deletes one makes a true
		// deletion look silent: CheckList names it.
		{Name: "report_gone", Kind: store.Tenant, Apart: "drop_name", Open: "a deletion looks like one that was asked for, or a true one silent: CheckList"},
		// Each row is signed, names the one before it and is a leaf of the agency's log: CheckList names what was changed,
		// removed or put in, and the checkpoint that is kept elsewhere holds the leaf.
		{Name: "report_list", Kind: store.Tenant, Open: "each row is signed and a leaf of the log: CheckList"},
		// Whoever writes here silences the call to whoever stands by, or repeats it. The desk shows what waits all the same.
		{Name: "report_page", Kind: store.Tenant, Open: "the call to whoever stands by is silenced or repeated"},
	}}
}
