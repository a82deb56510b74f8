package oversight

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is who was named, and what people's own spaces remember of the log.
//
// Whoever writes to the memory can remove one or put an older one back, so that a log that was set back by as much is not
// noticed by that person; they cannot make one, so none can be made to fit a log that was written anew. Whoever writes to
// the members can let a privacy officer of another agency read codes and places, or keep the real member from
// reading them. Naming and agreeing are leaves of the log: a row without its two leaves is not believed by an audit. The
// privacy officer's page says who the member is, and `amparo doctor` needs no member.
func Schema() store.Schema {
	return store.Schema{Name: "oversight", Files: migrations, Tables: []store.Table{{Name: "oversight_member", Kind: store.Tenant, Guard: "naming_id"}, {Name: "oversight_memory", Kind: store.Tenant, Open: "a memory from before goes with a log that is set back by as much; none can be made without the person's key, and one that does not open is told to them"}}}
}
