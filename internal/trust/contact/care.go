package contact

import "time"

// Care is what a desk shows at the head of a person's page about reaching them. It holds neither the address nor the code
// word.
type Care struct {
	Channel   Channel   // empty: not to be contacted at all
	Now       Reason    // whether they may be reached that way at this moment, and what stands against it
	Next      time.Time // when they may be, where only the day or the hour stands against it
	AskAgain  time.Time // the day on which they must be asked again
	WordFirst bool      // on a call, the code word is heard before anything is said
	Voicemail bool      // something neutral may be left on a machine
	OthersSee string    // who else may see or hear it, in the person's words
	Child     bool      // the rules for children hold
}

// Care summarises what the person said, for the moment now.
func (c SafeContact) Care(now time.Time) Care {
	s := Care{Channel: c.Channel, Now: Decide(c, c.Channel, now), AskAgain: c.AskAgain, OthersSee: c.OthersSee, Child: c.Child,
		WordFirst: squeezed(c.CodeWord) != "", Voicemail: c.Voicemail && !c.Child}
	if s.Now == OtherDay || s.Now == OtherHour {
		s.Next, _, _ = NextAllowed(c, c.Channel, now)
	}
	return s
}
