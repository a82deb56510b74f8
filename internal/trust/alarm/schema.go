package alarm

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is what checks have found.
//
// Whoever writes to it can hide a finding from the page, put in one that is false, or mark one as seen under a name that is
// not theirs. A hidden one comes back with the next check while its cause lasts; `amparo doctor` and a verifier outside do
// not read this table; that something was marked as seen is a leaf of the log, and a mark without its leaf is not believed.
func Schema() store.Schema {
	return store.Schema{Name: "alarm", Files: migrations, Tables: []store.Table{{Name: "alarm", Kind: store.Tenant, Open: "a finding is hidden, invented or marked as seen; it is not guarded, since it has to be written when a guard has failed"}}}
}
