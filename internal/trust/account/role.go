package account

import "github.com/amparo-project/amparo/internal/trust/roster"

// A Role is what an account is for, and a Function names a team of an agency. What a role may sign for, and whose keys it
// holds, stands with the roster that certifies it.
type (
	Role     = roster.Role
	Function = roster.Function
)

const (
	Survivor        = roster.Survivor
	IntakeResponder = roster.IntakeResponder
	Advocate        = roster.Advocate
	Supervisor      = roster.Supervisor
	ShelterManager  = roster.ShelterManager
	Clinician       = roster.Clinician
	Lawyer          = roster.Lawyer
	Custodian       = roster.Custodian
	PrivacyOfficer  = roster.PrivacyOfficer
	Admin           = roster.Admin

	Staff      = roster.Staff
	Advocates  = roster.Advocates
	Shelter    = roster.Shelter
	Clinicians = roster.Clinicians
	Legal      = roster.Legal
	Oversight  = roster.Oversight
)

// StaffRoles lists the roles of people who work for an agency.
func StaffRoles() []Role { return roster.StaffRoles() }

// Functions lists all teams that an agency is given at the start.
func Functions() []Function { return roster.Functions() }

// Receives lists the functions that a package from another agency can be addressed to.
func Receives() []Function { return []Function{Advocates, Clinicians, Legal} }
