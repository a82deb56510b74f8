// Package safety keeps what helps a person stay safer: things to do, places to avoid, people who may help.
package safety

import (
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Measure is one thing that helps. While one is not over, no plan is closed (practice map, T4.3).
type Measure struct {
	Text string `json:"text" keep:"keep_safer; D3; closed_2y"`
	Over bool   `json:"over,omitempty" keep:"keep_safer; D3; closed_2y"` // it is not needed any more
}

// Open reports whether it is still needed.
func (m *Measure) Open() bool { return !m.Over }

// MeasureKind is the kind of a Measure.
const MeasureKind = "safety.measure"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: MeasureKind, Compartment: gate.Safety, Body: &Measure{}}}
}
