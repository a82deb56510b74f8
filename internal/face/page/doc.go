// Package page is what the rooms of the house share when they answer a request: who is signed in, the shell of each room,
// the page for an error, and the way from a problem in a form to the words beside its field. It holds no rules.
package page
