// Package alarm keeps what a check has found: that the database holds something that this program did not write, lacks
// something that it did, or is older than what somebody outside has seen of it.
//
// Words. A Finding is one such thing. Its Check is a code of a closed list; its subject is a table with a row, or a place in
// a log. Neither ever holds what anybody wrote, and a finding names a person only by the identifier that the rows have.
//
// Law.
//
//   - A finding stands once while nobody has said that they saw it. Found again, it moves the time of the newest sight.
//     Found again within a week after it was seen it stays seen, and later it is raised anew: what is known is not repeated
//     four times a day, and what was not put right comes back.
//   - Nothing here decides anything, and nothing deletes a finding. It is written for people.
//   - Whoever can write the database can remove a finding or mark it as seen. The next check raises it again while its cause
//     lasts, `amparo doctor` finds it from outside without reading this table, and marking as seen is a leaf of the agency's
//     log under the name of whoever did it.
//
// Who reads findings is decided above, by package oversight.
package alarm
