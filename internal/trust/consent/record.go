package consent

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Record is one consent: one person lets one agency do stated things with listed items, for one purpose, until a
// stated moment. It holds every field of ConsentRecord in the practice map, C3, and is sealed as a JSON body.
//
// All times are instants; they are written in UTC and compared as instants, so a change of the clocks moves nothing.
type Record struct {
	ID     id.ID `json:"id"`
	Person id.ID `json:"person"` // whose information it is: one person, never a group

	GivenBy GivenBy `json:"given_by"`
	Giver   Giver   `json:"giver"`
	Minor   bool    `json:"minor"` // under 18 when it was given, or the age is in doubt

	Purpose  Purpose `json:"purpose"`
	Items    []Item  `json:"items"`
	Excluded []Item  `json:"excluded_items,omitempty"`

	RecipientAgency id.Agency `json:"recipient_agency"` // exactly one; the type cannot hold two
	RecipientRoles  []Role    `json:"recipient_roles"`
	Actions         []Action  `json:"actions"`

	Method        Method `json:"method"`
	Language      string `json:"language"` // BCP 47 tag of the language in which it was talked through
	NoticeVersion string `json:"notice_version"`
	NoticeHash    string `json:"notice_hash"` // of the exact words that were shown or read, SHA-256 in hexadecimal
	AudioPlayed   bool   `json:"audio_played"`
	InterpreterID id.ID  `json:"interpreter_id,omitzero"`

	UnderstandingCheck [3]Answer `json:"understanding_check"`
	ToldBenefits       bool      `json:"told_benefits"`
	ToldRisks          bool      `json:"told_risks"`
	ToldAlternatives   bool      `json:"told_alternatives"`
	ToldCanSayNo       bool      `json:"told_can_say_no"`
	AloneCheck         Aloneness `json:"alone_check"`

	RecordedBy id.ID `json:"recorded_by,omitzero"` // the worker who wrote it down; none when given in the own space
	Witness    id.ID `json:"witness,omitzero"`     // the account of the second worker who heard or saw it
	Recording  id.ID `json:"recording,omitzero"`   // the record entry that holds the recording

	ValidFrom time.Time `json:"valid_from"`
	ExpiresAt time.Time `json:"expires_at"` // the first instant at which it is over; set once, never moved

	State        State     `json:"state"`
	WithdrawnAt  time.Time `json:"withdrawn_at,omitzero"`
	WithdrawnHow string    `json:"withdrawn_how,omitempty"` // a code: "own_space", "spoken" or "written"
	WithdrawnBy  id.ID     `json:"withdrawn_by,omitzero"`
	ReceiptID    id.ID     `json:"receipt_id,omitzero"`
	Replaces     id.ID     `json:"replaces,omitzero"` // the consent that this one renews
}

// An Item is one entry of the person's record, by its identifier. Kind and Compartment say what it is, so that a receipt
// can be read without opening the entry.
//
// Among the excluded items, and only there, the entry may be left out: {Compartment: "therapy"} keeps back everything in
// that compartment.
type Item struct {
	Entry       id.ID  `json:"entry,omitzero"`
	Kind        string `json:"kind,omitempty"`
	Compartment string `json:"compartment,omitempty"`
}

// keepsBack reports whether ex, one of the excluded items, fits it. An empty ex fits nothing.
func (ex Item) keepsBack(it Item) bool {
	if !ex.Entry.IsZero() {
		return ex.Entry == it.Entry
	}
	return ex != Item{} && (ex.Kind == "" || ex.Kind == it.Kind) && (ex.Compartment == "" || ex.Compartment == it.Compartment)
}

// A Giver is who said yes, and the check that they may. 28 CFR 94.115(a)(2): consent may not be given by the abuser of a
// minor or of a person under a legal incapacity, nor by the abuser of the minor's other parent.
type Giver struct {
	Account  id.ID  `json:"account,omitzero"`   // their account, where they have one
	Relation string `json:"relation,omitempty"` // how they stand to the person, where they are somebody else
	Basis    string `json:"basis,omitempty"`    // the rule, order or agreement under which they may give it

	ExclusionChecked    bool `json:"exclusion_checked"` // a worker asked, and looked at what is on record
	AllegedAbuser       bool `json:"alleged_abuser"`
	AbuserOfOtherParent bool `json:"abuser_of_other_parent"`
}

// Barred reports whether the giver is somebody who can never give consent for the person (INV-06).
func (g Giver) Barred() bool { return g.AllegedAbuser || g.AbuserOfOtherParent }

// An Answer is one of the three short questions that show that the person has understood: what will be shared, with
// whom and until when; that help does not depend on it; how to take it back.
type Answer struct {
	Question   string `json:"question"` // a code
	Said       string `json:"said"`     // in the person's own words
	Understood bool   `json:"understood"`
}

const day = 24 * time.Hour

const (
	OneOffExpiry  = 30 * day  // default for one act, such as a referral
	OngoingExpiry = 90 * day  // default for a lasting purpose; Washington State law for a release without a date
	MaxExpiry     = 365 * day // nothing lasts longer; after that the person is asked afresh
)

// DefaultExpiry is how long a consent lasts when the person names no other end: OneOffExpiry for purposes that one act
// fulfils, OngoingExpiry for the others.
func DefaultExpiry(p Purpose) time.Duration {
	switch p {
	case ServiceDelivery, Medical, Legal, ImmigrationFiling, Interpreter, Mentor, Research, AnonymousStatistics, StoryMedia, Benefits:
		return OngoingExpiry
	}
	return OneOffExpiry
}

// Renew drafts a new consent with the terms of old. It carries over what was agreed and nothing of how: the new one has
// to be explained, understood and given again, as StateDrafted, and the old one keeps its own end.
func Renew(old Record, as id.ID, from, until time.Time) Record {
	giver := old.Giver
	giver.ExclusionChecked = false // what is known about the giver may have changed; a bar stays
	return Record{
		ID: as, Person: old.Person, Replaces: old.ID, State: StateDrafted,
		GivenBy: old.GivenBy, Minor: old.Minor,
		Giver:   giver,
		Purpose: old.Purpose, RecipientAgency: old.RecipientAgency,
		Items:          slices.Clone(old.Items),
		Excluded:       slices.Clone(old.Excluded),
		RecipientRoles: slices.Clone(old.RecipientRoles),
		Actions:        slices.Clone(old.Actions),
		Language:       old.Language,
		ValidFrom:      from, ExpiresAt: until,
	}
}
