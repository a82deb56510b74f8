// Package plan keeps the notes around a person's plan. A note is visible to the person from the moment it is written.
package plan

import (
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Note is something a worker or the person wrote down.
type Note struct {
	Text string `json:"text" keep:"support_you; D3; closed_2y"`
}

// NoteKind is the kind of a Note.
const NoteKind = "plan.note"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: NoteKind, Compartment: gate.Plan, Body: &Note{}}}
}
