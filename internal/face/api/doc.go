// Package api is the JSON interface. Its first part is the read API of the service directory, in the form of the Human
// Services Data Specification (HSDS) 3.0, under /hsds/v3.
//
// The routes are plain net/http, without a generator of descriptions: HSDS publishes the OpenAPI description of this very
// interface, to which the root document points, and a test holds every response against the official schemas.
//
// Each list can also be asked for by POST with the same parameters as a JSON object, so that what somebody looks for does
// not stand in an address, which browsers, proxies and logs keep (an addition of HSDS 3.1).
//
// Differences from the specification, all within what it allows: minimal items carry id, name, status and last_modified,
// since an item without name and status would not be a valid service; postcode finds services given at an address with
// this code; proximity and the format ndjson are refused; search words must all match; a confidential location carries
// confidential: true and nothing about where it is.
package api
