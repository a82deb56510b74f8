// Package public is what anyone can open: the start, finding a service, and what can be expected here. It needs no
// account, keeps nothing of what a visitor does, and sets no cookie but the language that was chosen.
//
// Each task has one address. A search, its later pages and a single service all answer at /find, and are asked for by
// POST: the history of a shared device then holds "/find" and nothing of what somebody looked for.
package public
