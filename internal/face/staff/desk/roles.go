package desk

import (
	"slices"

	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The desks of each role follow the gate's policies; the gate decides again on every look.
var (
	Everybody  = Roles(account.StaffRoles()...)
	Workers    = Roles(account.Advocate, account.Supervisor) // they start records and write in them
	Recipients = Roles(account.Advocate, account.Supervisor, account.Clinician, account.Lawyer)
	Offices    = Roles(account.PrivacyOfficer, account.ShelterManager)
	Staffing   = Roles(account.Admin, account.PrivacyOfficer) // they invite, note training and end accounts
	Leaving    = Roles(account.Admin, account.PrivacyOfficer, account.Supervisor, account.Advocate, account.ShelterManager, account.Clinician, account.Lawyer)
)

// Roles are roles as a door and a field name them.
func Roles(list ...account.Role) []string { return webkit.Codes(list) }

// WorksWithPeople reports whether a role starts records and writes in them.
func WorksWithPeople(r account.Role) bool { return slices.Contains(Workers, string(r)) }

// receives reports whether packages from other agencies can be addressed to a team of the role.
func receives(r account.Role) bool { return slices.Contains(Recipients, string(r)) }
