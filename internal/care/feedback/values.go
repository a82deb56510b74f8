package feedback

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Topic is what somebody says something about.
type Topic string

const (
	TheHelp  Topic = "help"   // how they are helped
	Somebody Topic = "worker" // somebody who works here
	ARule    Topic = "rule"   // a rule, or how things are done here
	Else     Topic = "else"
)

// Topics lists them all.
func Topics() []Topic { return []Topic{TheHelp, Somebody, ARule, Else} }

// Told is what the person keeps of what they said: the words, and what leads to the answer.
type Told struct {
	Feedback id.ID  `json:"feedback" keep:"your_say; D3; closed_2y"`
	Key      []byte `json:"key" keep:"your_say; D3; closed_2y"`
	Topic    Topic  `json:"topic" keep:"your_say; D3; closed_2y"`
	About    string `json:"about" keep:"your_say; D3; closed_2y"`    // the name that somebody shows, where it is about them
	MayRead  bool   `json:"may_read" keep:"your_say; D3; closed_2y"` // whoever it is about reads it too
	From     string `json:"from" keep:"your_say; D3; closed_2y"`     // the name they put under it; empty for none
	Words    string `json:"words" keep:"your_say; D3; closed_2y"`
}

// ToldKind is the kind of Told.
const ToldKind = "feedback.told"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: ToldKind, Compartment: gate.Statement, Body: &Told{}}}
}

// A Telling is what somebody says, before it is sealed.
type Telling struct {
	Topic   Topic
	Account id.ID          // whom it is about; zero where it is about nobody, or somebody who is not on the person's list
	Name    string         // the name that they show
	Leads   []account.Role // roles of which nobody should read it, because it may be about one of them
	MayRead bool           // whoever it is about reads it too
	From    string         // the name under it, which may be empty
	Words   string
}

// Faults of a telling.
var (
	ErrTopic = fault.In("topic", "feedback.error.topic")
	ErrWords = fault.In("words", "feedback.error.words")
	ErrLong  = fault.In("words", "feedback.error.long")
	ErrNone  = fault.New(fault.BadInput, "feedback.error.none") // nobody is left who could read it here
)

// maxWords is the longest telling or answer, in bytes.
const maxWords = 20_000

// Readers are the roles that read and answer: who leads the work, and who watches over it.
func Readers() []account.Role { return []account.Role{account.Supervisor, account.PrivacyOfficer} }

func (t Telling) check() error {
	if !slices.Contains(Topics(), t.Topic) {
		return ErrTopic
	}
	return checkWords(t.Words)
}

func checkWords(words string) error {
	switch {
	case strings.TrimSpace(words) == "":
		return ErrWords
	case len(words) > maxWords:
		return ErrLong
	}
	return nil
}

// reads reports whether somebody of a role is a reader of this telling.
func (t Telling) reads(who id.ID, role account.Role) bool {
	if t.Topic != Somebody {
		return slices.Contains(Readers(), role)
	}
	if !t.Account.IsZero() && who == t.Account {
		return t.MayRead
	}
	return slices.Contains(Readers(), role) && !slices.Contains(t.Leads, role)
}

// An Item is a telling as its readers see it.
type Item struct {
	ID      id.ID
	Day     time.Time
	Due     time.Time // the day by which it was to be answered
	Late    bool
	Topic   Topic
	About   string
	From    string
	Words   string
	Answers []Answer

	MayAnswer bool // the reader may answer it; never the person it is about
}

// Answered reports whether anybody has answered.
func (i Item) Answered() bool { return len(i.Answers) > 0 }

// An Answer is what a reader said to the person.
type Answer struct {
	Day   time.Time
	Role  account.Role
	Name  string // the name that the reader shows
	Words string
}

// A Waiting is a telling in the list of its readers, unopened.
type Waiting struct {
	ID       id.ID
	Day      time.Time
	Due      time.Time
	Late     bool
	Answered bool
}

// sealed is what is sealed of a telling.
type sealed struct {
	Topic Topic  `json:"topic"`
	About string `json:"about,omitempty"`
	From  string `json:"from,omitempty"`
	Words string `json:"words"`
}

// sealedAnswer is what is sealed of an answer.
type sealedAnswer struct {
	Role  account.Role `json:"role"`
	Name  string       `json:"name"`
	Words string       `json:"words"`
}
