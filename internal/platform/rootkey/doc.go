// Package rootkey finds the key of the installation, and holds that it is the one with which the database was sealed.
//
// The root key seals what the program needs when nobody is signed in: the signing keys of the agencies and the messages that
// wait to be sent. It opens nothing that was written about a person. It is 32 random bytes in a file, made once, when the
// database is new, and never again: a database whose key is not there is not opened, and a key that does not fit is refused
// before anything is sealed under it.
//
// A file lies in one of three places, and the first that is named counts: a file elsewhere (Place.File), a credential that
// the system hands over (Place.Credentials), or the data folder beside the database (Place.Folder).
package rootkey
