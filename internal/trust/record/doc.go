// Package record keeps what is written about and by a person: sealed entries in compartments.
//
// Words. An Entry is one thing somebody wrote: its kind is declared in Go with the type of its body; its body is sealed
// under the data key of its Compartment. Entries are never edited. A correction supersedes an entry, both stay, both name
// their author. Anyone who may see an entry can attach a statement to it; the person always can.
//
// Keys. Each compartment of a person has a random data key, sealed to the teams that may read it and to the person's own
// account. Before the person has set up a sign-in their part is missing; it is completed by whoever opens the compartment
// next with a key that can. The statement compartment has no data key until the person has an account, and then only they
// hold it. Destroying the sealed data keys erases what they opened; a signed tombstone in the ledger stays.
//
// A new card has a new key: what teams hold is handed over again, and what only the person held stays locked. The names of
// those who work with a person are sealed under the key of their identity, by whoever holds it and looks next.
//
// Law. Every function that touches rows takes a gate.Pass. A kind whose fields are not all declared (what for, which
// class, kept until when) cannot be registered, and an unregistered kind cannot be written.
package record
