package keys

import (
	"encoding/binary"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Binding says where a ciphertext belongs. It is the associated data of everything sealed here, so that a ciphertext
// moved to another agency, person, compartment, row, version or use does not open. It is not secret and is not stored
// with the ciphertext: whoever opens states it again from the row the ciphertext was found in.
//
// Fields that do not apply stay zero. Use is never empty.
type Binding struct {
	Agency      id.Agency
	Person      id.ID
	Compartment string
	Entry       id.ID
	Version     int64
	Use         string // what the ciphertext is, for example "entry", "grant", "session"
}

// domain begins every encoded binding, so that no other protocol's associated data can be taken for one.
const domain = "amparo/keys"

// encode returns the associated data for a ciphertext with the given header. Every part is either of fixed size or
// preceded by its length, in a fixed order: two different bindings, or two kinds, never give the same bytes.
func (b Binding) encode(h header) []byte {
	out := make([]byte, 0, 96+len(b.Compartment)+len(b.Use))
	out = appendText(out, domain)
	out = append(out, h.version, byte(h.kind))
	out = append(out, b.Agency.Bytes()...)
	out = append(out, b.Person.Bytes()...)
	out = appendText(out, b.Compartment)
	out = append(out, b.Entry.Bytes()...)
	out = binary.BigEndian.AppendUint64(out, uint64(b.Version))
	return appendText(out, b.Use)
}

func appendText(out []byte, s string) []byte {
	out = binary.BigEndian.AppendUint64(out, uint64(len(s)))
	return append(out, s...)
}
