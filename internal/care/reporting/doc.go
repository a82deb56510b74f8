// Package reporting is how somebody asks for help or reports in confidence, without giving a name, and comes back with a
// receipt: capability C1 of the practice map. docs/reporting.md is the protocol, byte by byte.
//
// Words. A Report is one conversation: a mailbox that a reporter made, with the drops they sent and the replies they were
// left. A Drop is one sealed file. A Channel is help, or concern (complaints and whistleblowers' reports). A Reader is a
// worker on the duty list with a window, a key for about two weeks that their browser made. The Manifest tells everybody
// who reads. A Receipt is twelve words from which the reporter's browser derives everything it needs later.
//
// Law. The server seals or opens nothing of a report, but for the basic mode, which says so before the first word is
// typed. It keeps of a report what docs/reporting.md lists and nothing more: a day, never a time; no address, agent,
// language or count. Wrong words and no answer yet are the same bytes. A report is never refused for being one too many:
// when more arrive than can be written at ease, each costs the sender a little work, or waits its turn. What a reporter was
// promised happens without anybody: clocks escalate, reports are purged, windows are deleted on their day.
//
// States: received, acknowledged, in_triage, needs_information, help_offered, accepted, declined, passed_on, advice_given,
// no_contact, quarantined, closed. Received has no row: the first act of a worker begins the machine.
package reporting
