// Package flow keeps the state of things that move through steps, and lets time move them.
//
// A capability declares a Machine: its states, the transitions between them with who may make each and what must be
// given, and the clocks that act when nobody does. The engine stores where each subject stands, refuses what is not
// declared, refuses a change made from an old page, and keeps the history.
//
// The law of the package:
//
//   - No state is reached but by a declared transition, and each adds one to the version and one row to the history.
//   - A state has at most one clock. When its moment has come nothing but the clock may act, whether or not Tick has run
//     yet: the outcome never depends on how quickly a machine was.
//   - A deadline is set when a state is entered and cannot be moved without a transition, which the history shows.
//   - The tables hold identifiers, codes and times. Nothing anybody wrote goes into them: a reason is one of a closed list.
package flow
