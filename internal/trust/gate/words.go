package gate

import "github.com/amparo-project/amparo/internal/trust/account"

// A Compartment is a part of a record that is sealed apart from the others. A role opens compartments; a consent lists
// items within them.
type Compartment string

const (
	Identity  Compartment = "identity"
	Contact   Compartment = "contact"
	Plan      Compartment = "plan"
	Safety    Compartment = "safety"
	Health    Compartment = "health"
	Therapy   Compartment = "therapy"
	Legal     Compartment = "legal"
	Evidence  Compartment = "evidence"
	Statement Compartment = "statement" // the person's own account, sealed to them alone
	Log       Compartment = "log"       // the readable part of the ledger entries about the person
)

// Compartments lists them all, in the order in which they are shown.
func Compartments() []Compartment {
	return []Compartment{Identity, Contact, Plan, Safety, Health, Therapy, Legal, Evidence, Statement, Log}
}

// Teams returns the functions to whose keys a compartment's data key is sealed, beside the person's own. It is the key
// side of the table in the practice map, section 4.2; the policies decide on top of it.
func (c Compartment) Teams() []account.Function {
	switch c {
	case Identity:
		return []account.Function{account.Advocates, account.Legal}
	case Contact, Plan, Safety:
		return []account.Function{account.Advocates}
	case Health, Therapy:
		return []account.Function{account.Clinicians}
	case Legal, Evidence:
		return []account.Function{account.Legal}
	case Log:
		return []account.Function{account.Oversight}
	}
	return nil // Statement: nobody but the person
}

// An Action is what a request wants to do. Each is declared in the policies; one that is not is refused.
type Action string

const (
	List     Action = "list"      // see that the person is one of the actor's own, by the name they chose
	Start    Action = "start"     // begin a record
	Read     Action = "read"      // open compartments
	Write    Action = "write"     // add entries
	Enrol    Action = "enrol"     // set up the person's own sign-in
	Compose  Action = "compose"   // put a package together; nothing leaves
	Consent  Action = "consent"   // give, decline, suspend or record a consent
	Withdraw Action = "withdraw"  // take a consent back
	Share    Action = "share"     // let listed items leave, on a basis
	Look     Action = "look"      // read who looked
	Serve    Action = "serve"     // another agency opens a package that was shared with it
	Recall   Action = "recall"    // call back what was shared
	Receive  Action = "receive"   // open, in the own agency, what another agency shared with one of its teams
	Erase    Action = "erase"     // destroy the keys of a compartment or of the whole record
	Message  Action = "message"   // have one of the neutral texts sent, or speak on a call
	Lost     Action = "lost"      // end the person's sign-ins because they rang and said their code word
	Oversee  Action = "oversee"   // see what is promised to a person and who works with them, and nothing that anybody wrote
	HandOver Action = "hand_over" // make somebody else the person's worker
	Pause    Action = "pause"     // stop every message to the person
	Take     Action = "take"      // open all of it at once, to keep it outside the house
	Intake   Action = "intake"    // open, answer or decide a report that somebody sent in confidence; it is about no record
)

// Actions lists them all.
func Actions() []Action {
	return []Action{List, Start, Read, Write, Enrol, Compose, Consent, Withdraw, Share, Look, Serve, Recall, Receive, Erase, Message, Lost, Oversee, HandOver, Pause, Take, Intake}
}

// A Purpose is why an actor asks. It is written to the ledger and shown to the person.
type Purpose string

const (
	Care    Purpose = "care"
	OwnLife Purpose = "own" // a person and their own record
	Release Purpose = "release"
)

// A Relation is how an account stands to a person.
type Relation string

const (
	None   Relation = "none"
	Worker Relation = "worker" // the named worker
	Cover  Relation = "cover"  // who stands in for the worker
	Self   Relation = "self"   // the record is about the actor
)
