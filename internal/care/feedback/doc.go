// Package feedback takes what people say about the help they get, and answers it.
//
// Words. To Tell is to say something about the help, about somebody who works here, or about a rule. Its readers are those
// who lead the house and those who watch over it; never whoever it is about, unless the person says that they may read it.
//
// Law.
//
//   - Nothing in the tables ties it to who told it but the day: the person alone holds the entry that leads to it, in the part
//     of their record that nobody else opens. The entry and what is told are written in two transactions, and what is told lies
//     apart (store.Deposit). Readers get the text, and a name only where the person wrote one. Who holds a copy of the database
//     can guess on a day on which one person alone told something.
//   - Who reads is decided when it is sealed: each reader has a key of their own to it, and whoever it is about has none. They
//     learn neither what it says nor that it is there.
//   - It is answered within ten working days (practice map, C13). When they have gone by without an answer everybody can see
//     that this agency has left somebody waiting: a yes or no, and no number.
//   - A year after the day it came it is deleted, with its answers. The person's own entry stays theirs.
package feedback
