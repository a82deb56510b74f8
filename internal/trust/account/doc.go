// Package account knows the people who sign in: their agencies, roles, teams, keys and standing.
//
// Words. An Agency is one organisation with its own vault. A Team is a function of an agency (advocates, clinicians …)
// with a key pair; whoever is a member holds the private half sealed to their own account key. An Actor is an account
// with an open session. Standing is what must be true of an actor before any person's data is considered: active, second
// factor given, code of conduct signed within the year, certificates in force.
//
// Law. No account has a default passphrase, and nobody but its owner can open its key: the private half is stored under
// the passphrase only. A session holds the opened key sealed under a secret that lives in the cookie alone, so the
// database and a restarted process open nothing. All failures to sign in look the same and take the same work.
//
// The second factor of staff is a six-digit code, which every account has, or a passkey. Between the passphrase and the
// answer of a passkey the opened key waits in the database, sealed under a secret that only the browser holds, for five
// minutes and for one answer.
//
// An open session is not its owner: somebody else may hold the phone. A passphrase that was typed counts for five minutes;
// what shares, and what the owner chose, asks for it once more (StepUp). Owners see where they are signed in and what was
// tried, by the kind of device and the minute, and end what they do not know. What they were typing when a session ended by
// itself waits for them for an hour, where they chose so.
//
// Whoever can only write in the database is let into nothing: the installation vouches, under a key that is not there, for
// the accounts it made.
//
// A survivor's account asks for no name, telephone or e-mail: a printed card code and a passphrase of their own open it,
// and both are needed to derive the key that opens the account's key.
package account
