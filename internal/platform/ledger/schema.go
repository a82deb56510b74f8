package ledger

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Schema is the ledger's tables: the head and the entries, written by Append, and the Merkle hashes and signed
// checkpoints, written by SignCheckpoint.
func Schema() store.Schema {
	return store.Schema{Name: "ledger", Files: files, Tables: []store.Table{
		{Name: "ledger_head", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_leaf", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_hash", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
		{Name: "ledger_checkpoint", Kind: store.Tenant, Open: "its own chain, tree and checkpoints: Verify names the entry"},
	}}
}
