package reporting

import (
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Passage is what was taken from a report into a record, with the person's agreement or in an emergency.
type Passage struct {
	Text   string `json:"text" keep:"support_you; D3; closed_2y"`
	Day    string `json:"day" keep:"support_you; D3; closed_2y"`      // when the report came
	Basis  string `json:"basis" keep:"your_agreement; D3; closed_2y"` // "agreed" or "emergency"
	Reason string `json:"reason" keep:"your_agreement; D3; closed_2y"`
}

// PassageKind is the kind of a Passage.
const PassageKind = "reporting.passage"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: PassageKind, Compartment: gate.Plan, Body: &Passage{}}}
}

// ErrPassage says that nothing was chosen to begin a record with.
var ErrPassage = fault.In("passage", "reporting.error.passage")
