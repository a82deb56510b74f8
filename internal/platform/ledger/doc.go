// Package ledger keeps one append-only log for each agency, in which a change, a removal or a new order can be found out by
// someone who does not trust the server.
//
// # What is written
//
// Append writes an entry in the caller's transaction: what was done stands exactly when its entry stands. An entry has a
// place (the index, from 0, without gaps), a kind, a person, an actor and a time in the open, and a readable part that the
// caller has sealed to the person's own log key. Its hash is SHA-256 over a fixed encoding of all of these, of the agency,
// of the SHA-256 of the sealed part, and of the hash of the entry before. So each entry stands for all that came before it.
//
// SignCheckpoint, run once a minute, gathers the hashes into an RFC 6962 Merkle tree and signs its root: three lines (the
// origin "amparo/<agency>", the size, the root) in the form of c2sp.org/tlog-checkpoint, with an Ed25519 signature. It
// checks each new entry first and signs no log that does not hold together.
//
// # What can be checked
//
// Verify reads a whole log in one pass and a constant amount of memory, and names the first entry that is wrong. Whoever
// can write the database can also hash everything anew; what they cannot do is sign. A checkpoint that was kept elsewhere
// (with a partner, on paper, in a mailbox) therefore finds a log that was rewritten or cut short since.
//
// A witness outside needs no access to the log. It is given the public key (VerifierKey), keeps the newest checkpoint, and
// for each new one asks for ProveConsistency and runs VerifyGrowth: the log has only grown. The holder of a receipt (a Leaf)
// asks for ProveInclusion and runs VerifyReceipt: the entry is still there. Neither learns what an entry says. Both see how
// many entries there are, which tells how busy an agency is: checkpoints are for witnesses, not for the public.
//
// # Erasure
//
// Erase drops the sealed parts about a person and writes an entry that says so. Every hash stays valid, since the log
// commits to the hash of a sealed part and not to the part. What stays in the open is that entries of some kinds were
// written about a random id at some times. Rows that a database has not yet overwritten, and backups, become noise only
// when the caller destroys the person's log key.
//
// # What is not promised
//
//   - That an entry is true. A server that writes a false entry, or none, from the start is believed.
//   - That entries since the last checkpoint that was kept elsewhere are safe from someone who writes the database: the
//     chain shows a careless change among them, not a careful one. That is a minute while checkpoints are taken away each
//     minute, and for ever where they never are.
//   - That nobody signs two stories. A holder of the signing key can show different logs to different people, until two of
//     these compare checkpoints.
//   - Anything about the stored time of a checkpoint, which is not signed.
//
// # Rules for callers
//
// The agency's head is one row and is locked until the transaction ends: Append late, and do no long work after it. Entries
// of one agency queue behind each other; agencies do not wait for each other, except for SQLite's one writer.
package ledger
