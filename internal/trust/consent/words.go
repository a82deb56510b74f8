package consent

// A Purpose is the one thing that a consent is for. The list is closed (practice map, C3).
type Purpose string

const (
	ServiceDelivery     Purpose = "service_delivery"
	Referral            Purpose = "referral"
	Medical             Purpose = "medical"
	Legal               Purpose = "legal"
	LawEnforcement      Purpose = "law_enforcement"
	ImmigrationFiling   Purpose = "immigration_filing"
	Interpreter         Purpose = "interpreter"
	Mentor              Purpose = "mentor"
	FamilyContact       Purpose = "family_contact"
	Research            Purpose = "research"
	AnonymousStatistics Purpose = "anonymous_statistics"
	StoryMedia          Purpose = "story_media"
	CrossBorder         Purpose = "cross_border"
	CoalitionMeeting    Purpose = "coalition_meeting"
	Benefits            Purpose = "benefits"
)

// Purposes lists them all, in the order in which they are offered.
func Purposes() []Purpose {
	return []Purpose{
		ServiceDelivery, Referral, Medical, Legal, LawEnforcement, ImmigrationFiling, Interpreter, Mentor,
		FamilyContact, Research, AnonymousStatistics, StoryMedia, CrossBorder, CoalitionMeeting, Benefits,
	}
}

// GivenBy says in what capacity the giver gave the consent.
type GivenBy string

const (
	BySelf               GivenBy = "self"
	BySelfMinor          GivenBy = "self_minor"           // a minor whom the law lets receive the service alone
	ByMinorPlusCaregiver GivenBy = "minor_plus_caregiver" // both said yes
	ByGuardian           GivenBy = "guardian"             // of a small child, or appointed by a court
	BySupportedDecision  GivenBy = "supported_decision"   // an adult, with support, for this one decision only
)

// GivenBys lists them all.
func GivenBys() []GivenBy {
	return []GivenBy{BySelf, BySelfMinor, ByMinorPlusCaregiver, ByGuardian, BySupportedDecision}
}

// A Method is how the consent was given.
type Method string

const (
	Portal            Method = "portal" // by the giver, signed in to their own space
	InPersonSignature Method = "in_person_signature"
	SpokenRecorded    Method = "spoken_recorded"  // needs the recording
	SpokenWitnessed   Method = "spoken_witnessed" // needs a second worker who heard it
	MarkOrThumb       Method = "mark_thumb"       // needs a witness, as a mark cannot be compared with a signature
	SignLanguage      Method = "sign_language"    // needs a witness or the recording
)

// Methods lists them all.
func Methods() []Method {
	return []Method{Portal, InPersonSignature, SpokenRecorded, SpokenWitnessed, MarkOrThumb, SignLanguage}
}

// An Action is what the recipient may do with the items.
type Action string

const (
	View     Action = "view"
	KeepCopy Action = "keep_copy"
	// OnwardShare is passing the items to a third agency. No record allows it: passing on needs a consent of its own that
	// names the third agency as the recipient. The word exists so that asking for it gets a clear no.
	OnwardShare Action = "onward_share"
)

// Actions lists what a consent can allow.
func Actions() []Action { return []Action{View, KeepCopy} }

// A Role is what the recipient's worker is for, as the recipient names it (for example "clinician").
type Role string

// Aloneness says who could hear while the consent was talked through.
type Aloneness string

const (
	Alone       Aloneness = "alone"
	WithSupport Aloneness = "with_support" // only people whom the person chose to have there
	Overheard   Aloneness = "overheard"    // by somebody whom the person did not choose; such a consent cannot stand
)
