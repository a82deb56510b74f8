// Package directory is the list of services that people can turn to: who offers what, where, when and in which language.
// It holds no personal data; every agency of an installation shares it.
//
// Words: an organization offers services; a service may be given at locations; the pair is a service_at_location. These
// words, the table names and the field names are those of the Human Services Data Specification (HSDS) 3.0. Every table
// of HSDS is a table here with the same columns; what is our own is named in the Own fields of the types: Confidential on a
// location, Zone on a schedule, and changed, the moment our copy last changed.
//
// Law:
//
//   - A confidential location has no address, coordinate, postal code, travel text or hint of these for anyone without
//     the right. The statements that read addresses leave it out, every location is stripped in the one function that
//     reads locations, and the search index never learns where it is (INV-04). Only ConfidentialLocation shows it.
//   - Nobody can pay for a place in a list. The order of a search is by which words matched where, then by name, and
//     each result says why it is there.
//   - What was searched for is not kept, logged or put into an error.
//   - An import takes every good row, names every bad one, and changes nothing when it is run again.
package directory
