// Package accounts is the desk's pages about who has a sign-in: colleagues, how they leave, and the card of a person.
package accounts
