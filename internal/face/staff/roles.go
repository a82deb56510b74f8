package staff

import (
	"slices"

	"github.com/amparo-project/amparo/internal/trust/account"
)

// The desks of each role follow the gate's policies; the gate decides again on every look.
var (
	everybody  = roles(account.StaffRoles()...)
	workers    = roles(account.Advocate, account.Supervisor) // they start records and write in them
	recipients = roles(account.Advocate, account.Supervisor, account.Clinician, account.Lawyer)
	offices    = roles(account.PrivacyOfficer, account.ShelterManager)
	admins     = roles(account.Admin)
)

func roles(list ...account.Role) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r)
	}
	return out
}

// worksWithPeople reports whether a role starts records and writes in them.
func worksWithPeople(r account.Role) bool { return slices.Contains(workers, string(r)) }

// receives reports whether packages from other agencies can be addressed to a team of the role.
func receives(r account.Role) bool { return slices.Contains(recipients, string(r)) }
