// Package plan is the plan that two people share: what somebody needs and wants, what was promised, and what was written
// down about it.
//
// Words. A Need is in one of six domains; an immediate one opens offers of the three supports that belong with it. A Goal is
// in the person's own words under one of three pillars, in the order that the person sets. A Step has an owner and a day.
// Options stand side by side, none chosen beforehand. A Decision names its reasons and how it can be looked at again. A Note
// is visible to the person; a HiddenNote shows that it is there, why, and how to challenge it.
//
// Everything is a sealed entry, and the Plan is folded from the entries by one pure function, so that the person and the
// people who work with them see the same. Where the plan stands (engaging → assessing → planning → doing → following_up →
// closing → closed ⇄ reopened) and what is due when are two machines of platform/flow, which hold codes and times only.
//
// Law.
//
//   - What the person writes counts at once. What somebody else writes about needs, goals, steps, their order, closing or who
//     works with the person is a proposal: it counts when the person says yes, or when it was agreed in conversation on a
//     day that is named. What the person says themselves always stands above what was written down for them; their no takes
//     back what was agreed aloud.
//   - A no, or no answer, changes nothing but that answer (INV-03). An offer sends nothing anywhere.
//   - Nothing is overwritten: corrections stand beside what they correct, with both authors. What the person wrote is put
//     differently only by themselves (INV-27).
//   - A pause stops every message at once, except a safety check that was agreed; what the person paused in their own space
//     only they begin again.
//   - A plan is closed by the person, by what they agreed aloud with two workers, or after three tries over thirty days in
//     the way they said is safe. It is never closed by a clock, and it can always be opened again with its history.
package plan
