// Package sharing is the desk's pages about what goes to other agencies and what comes from them: putting a package together,
// where each choice of the person stands, a yes that was said aloud, and the inbox.
package sharing
