// Package contact is the safe-contact gate: what a person said about how and when they may be reached, the one decision
// that every outbound message passes, and the one way by which it leaves.
//
// Words. A SafeContact is what the person said. A Template is one of the few texts that may be sent; nobody writes a text
// of their own. The outbox holds what may go and waits for its moment. A Gateway hands it to the world outside.
//
// Law. Nothing is sent by a way that the person did not name, outside the hours they named, after the day on which they
// must be asked again, while they have paused contact, or before they are asked where they said "ask me first". The default
// is not to be contacted at all. A message names neither the service nor the situation, and nobody.
//
// What may go is decided inside a pass of the gate, by somebody who may open what the person said and has the keys to it;
// it is put into the outbox in that transaction with the moments between which it may leave. The job that hands it over has
// no person's key: it sees one address, sealed under a key of the installation, until the message has left or ended.
// Whatever changes what the person said empties their outbox in the same transaction.
package contact
