// Package oversight decides who reads what checks have found: the privacy officer of the agency, and one member of oversight
// from outside it.
//
// Words. The Member is a privacy officer of another agency of the installation. One is named at a time; those before stay in
// the table.
//
// Law.
//
//   - Nobody reads a finding of another agency unless that agency named them, and two people did: a privacy officer proposes
//     and a supervisor agrees, or the operator's command is given two of the recovery shares.
//   - Whoever reads findings learns codes and places, and nothing that anybody wrote. They open no record by it.
//   - To say that one saw a finding is an act: it is kept with who and when, and is a leaf of the log of the agency that the
//     finding is about.
//   - A person reads, in their own space, that something was found that touches them, as long as it is new.
package oversight
