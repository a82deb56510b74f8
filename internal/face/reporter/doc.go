// Package reporter is the page on which somebody asks for help or tells something in confidence, and comes back for the
// answer: GET /ask. docs/reporting.md is the protocol.
//
// The page is the same bytes for everybody who reads its language, and sets no cookie. Its script seals in the browser; the
// steps are parts of one document under one address, so that a device's history holds one line and Back shows nothing. The
// addresses below /ask are thin calls of the core, and carry sealed bytes.
//
// Without script the same page holds one form, which says before the first field that our server can see what is written
// for a moment. The answer to it is a page for one person, and it is given once: the same form sent again, as a browser
// does that goes back, is answered by a page that shows nothing.
package reporter
