// Package watch looks at another house's page for reports from outside, with nothing but its address, and compares what
// visitors are served with what was released (docs/reporting.md, Watching from outside).
//
// Words. A Visitor is somebody with a browser, as far as a server can tell. A Look is one round of visits. A Release is the
// hashes that the watcher holds itself, from its own build or from a file. Seen is what earlier looks saw: roots, the newest
// day, readers. A Finding is a note, an alarm, or that something could not be looked at.
//
// Law. Only the given origin is contacted and no redirect is followed. All that comes from there is bounded in bytes and in
// time and is never printed: findings are made of our own words, numbers, and names that we know. Nothing is sent but what
// a browser sends to open the page. What the watcher knows of readers is the fingerprints of public keys.
//
// Beside the page it looks at the heads of the house's logs, where the house gave the watcher the witness's address. What
// continues what was kept is added to a file; a log that goes back, forks, changes its key or is gone is an alarm. The file
// is evidence for `amparo ledger verify --kept`.
//
// Limit. A server that recognises the watcher, by its address or by how it speaks TLS, can show it the true page. Several
// watchers at several places, one of them over Tor, make that harder; they do not end it.
package watch
