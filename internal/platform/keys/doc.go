// Package keys seals what the house stores, so that whoever holds the disk, the database or a backup reads nothing, and
// so that forgetting one key forgets what it sealed. It joins standard parts and invents none.
//
// # The hierarchy
//
// What stands on the left opens what stands on the right. None of it is stored open.
//
//	passphrase or passkey  → account private key   SealWithPassphrase; for a passkey, DeriveDataKey of its PRF output
//	cookie secret          → account private key   DeriveDataKey; one session long
//	account private key    → team private key      PublicKey.Seal, one grant for each member
//	two custodians' shares → recovery private key  Combine
//	recovery private key   → team private key      PublicKey.Seal, one grant for the agency
//	team or account key    → compartment data key  PublicKey.Seal, one grant for each team and for the person
//	compartment data key   → entries and files     DataKey.SealPadded, DataKey.SealFile
//
// People hold passphrases, passkeys and cookies; custodians hold printed shares. The database holds public keys and
// ciphertexts. The process holds open keys for the length of one request and nothing afterwards.
//
// # The parts
//
//	to a key pair       HPKE (RFC 9180) base mode: ML-KEM-768 with X25519, HKDF-SHA-256, AES-256-GCM
//	under a data key    AES-256-GCM with a random nonce (NIST SP 800-38D)
//	files               age (age-encryption.org/v1), its file key wrapped under a data key
//	passphrases         Argon2id (RFC 9106), its costs stored with the ciphertext
//	derived keys        HKDF-SHA-256 (RFC 5869)
//	search tokens       HMAC-SHA-256
//	signatures          Ed25519 (RFC 8032)
//	recovery            Shamir's 2 of 3 over ristretto255
//
// Every ciphertext begins with a byte for the version of the format and one for its kind, and is bound to its place by a
// Binding. testdata/vectors.json has one ciphertext of each kind with the key, the binding and the associated data as
// bytes, for whoever writes a second reader.
//
// # Rotation
//
// A rotated team key is a new pair with the next version in its binding. Grants made before stay sealed to the old pair,
// which members keep; new grants go to the new pair, whose private half a person who left was never given. What somebody
// could open while a member, they may have copied: rotation protects what is sealed later.
//
// # Erasure
//
// A person or a compartment is erased by deleting every grant of its data key: the grants to teams, to the person, and
// whatever else the key was sealed to. The entries stay and are noise. Erasure is complete when the backups that hold
// the grants have expired, and not before.
//
// # What a thief gets
//
// Of the disk, the database and the backups: identifiers, kinds, times, who may open what, how many entries there are,
// the size class of each entry (SizeClass), the exact length of each file, and which rows share a search token. A guess
// at a passphrase costs one Argon2id derivation and is then known to be right or wrong, so a weak passphrase falls.
// Of one cookie together with the database: what that account opens, until the session's row is deleted, or for ever in
// a copy of the database made before. Of one printed share: nothing; of two together with the database: the agency.
// Whoever can change the running program reads what people open while it runs.
//
// # Limits
//
// A ciphertext that stands in its own row can be put back by an older one of the same binding: the ledger, not this
// package, tells that. Sealing to a public key does not say who sealed. AES-GCM does not commit to its key: a holder of
// two data keys can make a ciphertext that opens under both. Go may copy keys while it moves memory and clears it only
// on reuse, so Zero shortens the life of a key in memory and cannot end it: turn off swap and core dumps.
package keys
