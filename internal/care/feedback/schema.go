package feedback

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql apart/*.sql
var migrations embed.FS

//go:embed words/*.json
var words embed.FS

// Schema is the tables of this package. What people say is kept apart from everything with a name; the answers, which have one,
// are not.
func Schema() store.Schema {
	return store.Schema{Name: "feedback", Files: migrations, Tables: []store.Table{
		{Name: "feedback", Kind: store.Tenant, Apart: "feedback_id", Open: "what was said is sealed and belongs to nobody; that a row is gone is not noticed"}, {Name: "feedback_reader", Kind: store.Tenant, Apart: "feedback_id, account_id", Open: "what was said is sealed and belongs to nobody; that a row is gone is not noticed"}, {Name: "feedback_answer", Kind: store.Tenant, Open: "what was said is sealed and belongs to nobody; that a row is gone is not noticed"},
	}}
}

// Words are what this package's refusals say, and the words for its codes as the person reads them.
func Words() locale.Source { return locale.Embedded("feedback", words, true) }
