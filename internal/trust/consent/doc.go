// Package consent holds what a person agreed to, and answers whether something may be shared because of it.
//
// # What it is for
//
// A consent is an object, not a tick: one person lets one agency see listed entries of their record, for one purpose,
// until a moment that is set once. Where there is no such object, nothing leaves. Decide answers from the records alone;
// it reads no clock, no store and no key, and has a Reason for every outcome.
//
// # Words
//
// A Record is one consent. The giver is who said yes: the person, or who lawfully may for them, and never somebody who is
// said to have harmed them or the other parent. An Item is one entry of the record, by its identifier; there is no way
// to say "everything", nor "whatever is written later". A consent stands when its state and its dates both allow it:
// from ValidFrom until just before ExpiresAt.
//
// # States
//
//	drafted → explained → given → active → expiring → expired
//	       ↘ declined   ↙       ↘ withdrawn | replaced
//	given, active, expiring → suspended → active | expired | withdrawn
//
// Transitions lists each step and who may take it. Given, active and expiring all stand within the dates, so that an end
// never waits for a job to run. Withdrawing works from every state that is not over. A dispute by the person suspends at
// once; going on again takes a worker who had no part in it and the person's own yes. The end cannot be moved by anybody:
// Renew drafts another consent, which has to be given like the first.
//
// # What is decided here
//
// One record must cover the whole request; permissions are never added up over several (see Decide). A mark or a thumb
// print needs a witness, and sign language a witness or the recording, like speech: they leave no signature either. In
// doubt about age the person counts as a minor (practice map, A24). A guardian may consent for a child too young to
// sign; otherwise the young person signs too, or alone where the law lets them have the service alone. The longest time
// is counted from the day of giving. A consent that was talked through in the hearing of somebody whom the person did not
// choose cannot be given.
//
// # The law
//
// Informed, written, reasonably time-limited; never a condition of help: VAWA, 34 USC 12291(b)(2); FVPSA, 42 USC
// 10406(c)(5); VOCA, 28 CFR 94.115. Who may consent for a minor or for somebody under a legal incapacity, and who never
// may: 28 CFR 94.115(a)(2). Ninety days where no end is named, and withdrawal "orally or in writing": Washington State
// (WSCADV, model release of information). Minimum necessary, a separate form for each agency, and first the question
// whether there is another way: NNEDV and WSCADV. Fields of a receipt: ISO/IEC 27560. The default of thirty days for a
// single act and the most of 365 are the house's own. This is a design to those sources and not legal advice.
//
// The words for every error are in strings.en.json, and drafts of translations beside it.
package consent
