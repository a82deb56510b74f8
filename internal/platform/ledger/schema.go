package ledger

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Schema is the ledger's tables: the head and the entries, written by Append, the Merkle hashes and signed checkpoints, written
// by SignCheckpoint, and what other agencies have seen of the newest, written by KeepCosigned.
func Schema() store.Schema {
	return store.Schema{Name: "ledger", Files: files, Tables: []store.Table{
		{Name: "ledger_head", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_leaf", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_hash", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_checkpoint", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_cosigned", Kind: store.Tenant, Open: "a witness outside misses the cosignatures, or finds that they do not fit or are old: Alive"},
	}}
}
