// Package desk is what all pages of the desks share: the services, one visit, the sheet that every page is, the kit of parts
// that it is made of, the shell around it, and the one look that opens a person.
package desk
