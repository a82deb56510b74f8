// Package staff is the desks: what the people who work for an agency see and do, by role. Advocates and supervisors work
// with people, clinicians and lawyers open what other agencies shared with their team, administrators make accounts.
//
// It reads, asks the services, and answers. It holds no rules: whether something may be seen is the gate's to say, and a
// desk shows what came back or the page for something that is not there.
package staff
