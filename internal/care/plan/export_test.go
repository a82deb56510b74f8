package plan

// InForce is what of a plan is the person's to decide, to be compared.
func InForce(p Plan) string { return inForce(p) }

// Told counts the entries that a plan tells of.
func Told(p Plan) int { return len(toldOf(p)) }
