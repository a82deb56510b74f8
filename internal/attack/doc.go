// Package attack holds a program that has only the database against somebody who can write to it: with ordinary SQL, past the
// program and past row-level security, and without the installation key. Every table of the program is walked: a column
// changed, a row put in, a row deleted, yesterday's row put back, and the whole database of yesterday. What has to come of it
// is declared beside the table, in its schema (store.Table: Guard, or Open with its reason).
package attack
