// Package disclosure lets listed items of a record go to one other agency, and calls them back.
//
// Words. A Proposal is a package as a worker puts it together: nothing leaves. The person reads exactly what would go,
// and may give consent for it or for less, until an end. A Package is what then leaves, sealed to one team of one agency.
// A Recall calls it back. All of them travel as an Envelope, signed by the sending agency and sealed to the receiving
// team, between two agencies of one installation exactly as between two installations.
//
// Said aloud. A Hearing is a yes that one worker wrote down: it gives nothing. It waits, for a week at most, until a second
// worker, who works with the person too, says signed in as themselves that they heard it; only then the consent is given.
// Stopped. A consent that was suspended or disputed starts again by two: a worker who had no part in it writes down that
// they asked the person, alone (an Asking), and the person says yes in their own space. Its end stays where it was.
//
// Keys. The content of a package is sealed under a key of two halves. One half travels in the envelope; the other stays
// with the sender and is given out for each look, only while the consent stands. So a withdrawal stops the very next look,
// and destroys the half that stayed: what was sent opens no more. This holds for looking. It cannot unsee what was seen;
// the recipient is told to destroy what was copied, and the answer to that is kept.
//
// Law. Every disclosure has a basis. A recipient never learns why something opens no more, and of something never shared
// nothing can be learned at all.
package disclosure
