// Package intake is the desk at which reports are opened, and its twin for concerns: two pages, and the few addresses that
// their script asks.
//
// A report is opened in the worker's browser and nowhere else. What passes through here is sealed, or is what the worker
// chose to hand over: a step of the triage, or the passage that begins a record. The page brings all words with it, in
// hidden parts, so that the script writes nothing but text into it.
package intake
