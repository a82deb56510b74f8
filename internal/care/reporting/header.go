package reporting

import (
	"encoding/json"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// A Channel is what a report is for.
type Channel string

const (
	Help    Channel = "help"    // for oneself or somebody else
	Concern Channel = "concern" // something is wrong at an organisation: complaints and whistleblowers
)

func (c Channel) valid() bool { return c == Help || c == Concern }

// The closed lists of the questions. Every question can be skipped: then its value is empty.
var (
	ConcernFor = []string{"self", "another", "group", "workplace", "unsure"}
	Danger     = []string{"yes", "no", "unsure"}
	AgeBands   = []string{"under_18", "adult", "unsure"}
	Needs      = []string{"talk", "safe_place", "medical", "legal", "money_food", "interpreter", "authorities", "information"}
)

// Answers are the questions of a report.
type Answers struct {
	ConcernFor   string   `json:"concern_for,omitempty"`
	Relationship string   `json:"relationship,omitempty"`
	Danger       string   `json:"danger,omitempty"`
	Urgent       string   `json:"urgent,omitempty"` // whether it may be marked; asked by the page where danger is "yes" or "unsure"
	Age          string   `json:"age,omitempty"`
	Area         string   `json:"area,omitempty"` // as coarse as the person likes; never a position
	Needs        []string `json:"needs,omitempty"`
	Speak        string   `json:"speak,omitempty"`
	Read         string   `json:"read,omitempty"`
	SignLanguage bool     `json:"sign_language,omitempty"`
}

// A reportHeader is the first line of a report.
type reportHeader struct {
	V        int          `json:"v"`
	Kind     string       `json:"kind"`
	Mode     string       `json:"mode"`
	Manifest string       `json:"manifest"`
	Agency   id.Agency    `json:"agency"`
	Channel  Channel      `json:"channel"`
	Box      string       `json:"box"`
	Reply    string       `json:"reply"`
	Thread   string       `json:"thread"`
	Lang     string       `json:"lang"`
	Sent     string       `json:"sent"`
	Nonce    string       `json:"nonce"`
	About    about        `json:"about"`
	LeftOut  []string     `json:"left_out"`
	Answers  Answers      `json:"answers"`
	Text     string       `json:"text"`
	Contact  *contactSaid `json:"contact"`
	Files    []fileHeader `json:"files"`
}

// about is what a report is about where it is about those who would read it.
type about struct {
	Agency string       `json:"agency"`
	Role   account.Role `json:"role"`
}

// contactSaid is a safe contact, or that an earlier one is taken back.
type contactSaid struct {
	None bool `json:"none,omitempty"`
	*contact.SafeContact
}

type fileHeader struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Bytes    int    `json:"bytes"`
	Parts    int    `json:"parts"`
	SHA256   string `json:"sha256"`
	Stripped bool   `json:"stripped"`
}

// A lockedHeader is all that can be read of a part of a file and of a follow-up by somebody who cannot open the report.
type lockedHeader struct {
	V    int  `json:"v"`
	Kind kind `json:"kind"`
}

// A pieceSaid is what a part of a file says under the lock of its thread, before its bytes.
type pieceSaid struct {
	V     int    `json:"v"`
	File  string `json:"file"`
	Part  int    `json:"part"`
	Bytes int    `json:"bytes"`
}

// A messageSaid is what a follow-up says under the lock of its thread.
type messageSaid struct {
	V       int          `json:"v"`
	Lang    string       `json:"lang"`
	Sent    string       `json:"sent"`
	Nonce   string       `json:"nonce"`
	Text    string       `json:"text,omitempty"`
	Contact *contactSaid `json:"contact,omitempty"`
	Answer  *Answer      `json:"answer,omitempty"`
}

// An Answer is the reporter's yes or no to a worker who asked whether a record may be begun.
type Answer struct {
	To    string `json:"to"` // the nonce of the reply that asked
	Agree bool   `json:"agree"`
}

// A replyHeader carries a reply with the signature of the worker who wrote it and what certifies them.
type replyHeader struct {
	V              int          `json:"v"`
	Kind           string       `json:"kind"`
	Body           string       `json:"body"`
	Signer         string       `json:"signer"`
	Signature      string       `json:"signature"`
	Certified      string       `json:"certified"`
	CertifiedUntil string       `json:"certified_until"`
	Role           account.Role `json:"role"`
}

type replyBody struct {
	Agency id.Agency `json:"agency"`
	Box    string    `json:"box"`
	Nonce  string    `json:"nonce"`
	Lang   string    `json:"lang"`
	Day    string    `json:"day"`
	From   string    `json:"from"`
	Text   string    `json:"text"`
	State  string    `json:"state"`
	Ask    string    `json:"ask"`
}

// decode reads one header line of a kind; ok is false for anything else.
func decode[T any](line []byte, into *T) bool { return json.Unmarshal(line, into) == nil }
