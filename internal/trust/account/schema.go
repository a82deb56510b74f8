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
		{Name: "agency", Kind: store.Reference, Guard: "agency_id"}, {Name: "agency_recipient", Kind: store.Reference, Guard: "agency_id"},
		{Name: "account", Kind: store.Tenant, Guard: "account_id"}, {Name: "certificate", Kind: store.Tenant, Guard: "account_id"},
		{Name: "team", Kind: store.Tenant, Guard: "team_id"}, {Name: "team_key", Kind: store.Tenant, Guard: "team_id"},
		{Name: "team_member", Kind: store.Tenant, Guard: "team_id"}, {Name: "team_grant", Kind: store.Tenant, Guard: "account_id"},
		{Name: "recovery", Kind: store.Tenant, Guard: "agency_id"}, {Name: "signing", Kind: store.Tenant, Guard: "agency_id"},
		{Name: "session", Kind: store.Tenant, Guard: "account_id"},

		{Name: "sign_in_try", Kind: store.Tenant, Open: "whoever deletes rows guesses faster, with the owner's list of wrong tries as the trace; whoever raises them makes browsers that nobody knows wait, until midnight at most"}, {Name: "passkey", Kind: store.Tenant, Guard: "account_id"},
		{Name: "passkey_ceremony", Kind: store.Tenant, Open: "sealed under the browser's token and bound to its account: another row does not open"}, {Name: "sign_in", Kind: store.Tenant, Open: "a line of the owner's list of sign-ins is gone or put back: it is not guarded, so that a try at an account costs what a try at nobody costs"},
		{Name: "invitation", Kind: store.Tenant, Guard: "account_id"},
		{Name: "draft", Kind: store.Tenant, Open: "sealed to its owner's key and bound to its page: an old draft is the owner's own words, a deleted one is gone"},
	}}
}
