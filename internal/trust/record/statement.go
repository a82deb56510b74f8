package record

// A Statement is what somebody adds beside an entry: usually the person themselves, in their own words. It is seen by
// everybody who can see the entry, and changes nothing in it.
type Statement struct {
	Text string `json:"text" keep:"own_words; D3; closed_2y"`
}

// StatementKind is the kind of a Statement. It stands in the compartment of the entry that it is about.
const StatementKind = "statement.beside"

// Kinds are the kinds that belong to every record.
func Kinds() []Kind { return []Kind{{Name: StatementKind, Body: &Statement{}}} }
