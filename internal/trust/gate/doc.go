// Package gate is the one door to a person's data.
//
// Every look, change, share, export or count goes through Gate.Open. It opens a transaction, decides, writes the ledger,
// and only then hands a Pass to the function that does the work. Data access takes a Pass as an argument and only this
// package can make one: no pass, no compile. The pass lives inside its transaction, so it cannot be kept, and what it
// permitted commits together with its ledger entry or not at all.
//
// The order of the decision is fixed: standing (active, second factor, conduct signed, certificates; for a person, the
// passphrase once more where something leaves or they chose so, which is asked for last), then relation
// (self, worker, cover), then compartment, then, for anything that leaves the agency, the basis. The default is no. The
// role and relation rules are the Cedar files in policies/, written to be read by an oversight body. A refusal is written
// to the ledger like a look, and answered like something that does not exist.
package gate
