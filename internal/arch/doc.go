// Package arch holds the shape of the program as tests: which package may import which, which words and calls belong
// nowhere, how long a file may be, what may be linked in, and what the SQL and the tables must look like on an engine that
// is sharded by agency.
//
// Each rule is a function that returns what breaks it, one line each; the tests run the rules on the whole tree, and on bad
// samples, so that a rule which finds nothing any more fails too. An exception stands in exceptions.go with its reason; one
// that is no longer needed fails the test.
package arch
