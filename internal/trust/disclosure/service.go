package disclosure

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// ConsentKind is the kind of the sealed entry that holds a consent. A given consent supersedes its proposal.
const ConsentKind = "consent.record"

// Consent is the body of such an entry.
type Consent struct {
	Record consent.Record `json:"record" keep:"your_say; D3; closed_2y"`
}

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{
		{Name: ConsentKind, Compartment: gate.Plan, Body: &Consent{}},
		{Name: HeardKind, Compartment: gate.Plan, Body: &Heard{}},
		{Name: AskedKind, Compartment: gate.Plan, Body: &Asked{}},
	}
}

// Service proposes, sends, opens and recalls packages.
type Service struct {
	db       *store.DB
	clk      clock.Clock
	gate     *gate.Gate
	accounts *account.Service
	records  *record.Service
	link     Link
}

// A Link reaches other agencies. Inside one installation it is the Service itself.
type Link interface {
	// Deliver hands an envelope to the receiving agency, which answers with a signed receipt.
	Deliver(ctx context.Context, to id.Agency, envelope []byte) (receipt []byte, err error)
	// KeyHalf asks the sending agency for the half that stayed, for one look.
	KeyHalf(ctx context.Context, ask Ask) ([]byte, error)
}

// New returns the service for agencies that live in one installation.
func New(g *gate.Gate, accounts *account.Service, records *record.Service) *Service {
	s := &Service{db: accounts.DB(), clk: g.Clock(), gate: g, accounts: accounts, records: records}
	s.link = s
	records.OnErase(s.endWith)
	return s
}
