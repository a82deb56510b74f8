package account

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package. The agency tables hold what agencies show each other: name and public keys.
func Schema() store.Schema {
	return store.Schema{Name: "account", Files: migrations, Tables: []store.Table{
		{Name: "agency", Kind: store.Reference}, {Name: "agency_recipient", Kind: store.Reference},
		{Name: "account", Kind: store.Tenant}, {Name: "certificate", Kind: store.Tenant},
		{Name: "team", Kind: store.Tenant}, {Name: "team_key", Kind: store.Tenant},
		{Name: "team_member", Kind: store.Tenant}, {Name: "team_grant", Kind: store.Tenant},
		{Name: "recovery", Kind: store.Tenant}, {Name: "signing", Kind: store.Tenant},
		{Name: "session", Kind: store.Tenant},

		{Name: "sign_in_try", Kind: store.Tenant}, {Name: "passkey", Kind: store.Tenant},
		{Name: "passkey_ceremony", Kind: store.Tenant}, {Name: "sign_in", Kind: store.Tenant},
		// A row here that was changed lets nobody in: the invitation is signed, and what the two who speak to each other compare is
		// sealed under what only they hold. One that was taken out has to be made anew.
		{Name: "invitation", Kind: store.Tenant},
		{Name: "draft", Kind: store.Tenant},
	}}
}
