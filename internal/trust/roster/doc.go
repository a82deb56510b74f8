// Package roster is the signed list of who may open what in an agency.
//
// Words. The Root is a key whose private half exists only where two of the agency's printed recovery shares are put
// together. An Entry is one line of the list; there are six kinds. A Member is an account of somebody who works here, with
// the role and the keys that the list certifies. A Roster is what a whole list says.
//
// Law. The list begins at the root and only grows. Each entry holds the hash of the one before it, so that its place says
// what came first: no time orders anything. What an entry may say depends on who its signer was at that place. A member is
// signed for by two people, the one who invited and the one who let in, or by the root, since two shares are two people.
// Verify checks all of it and is the only way to a Roster: one entry that was changed, moved, taken out or signed by
// somebody else, and there is none.
//
// Whoever can write in the database can cut the end off the list, since what is left is a list too. The
// agency's ledger has a leaf for each entry, and a list that ends elsewhere than the ledger says does not hold (Cache.Read). Who
// cuts the ledger too is noticed by whoever keeps its checkpoints elsewhere.
package roster
