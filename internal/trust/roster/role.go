package roster

import "slices"

// A Role is what an account is for. The names and limits are those of the practice map, section 4.1.
type Role string

const (
	Survivor        Role = "survivor"
	IntakeResponder Role = "intake_responder" // answers reports; sees no record
	Advocate        Role = "advocate"
	Supervisor      Role = "supervisor"
	ShelterManager  Role = "shelter_manager"
	Clinician       Role = "clinician"
	Lawyer          Role = "lawyer"
	Custodian       Role = "custodian" // takes complaints and whistleblowers' reports; sees no record
	PrivacyOfficer  Role = "privacy_officer"
	Admin           Role = "admin"
)

// StaffRoles lists the roles of people who work for an agency.
func StaffRoles() []Role {
	return []Role{IntakeResponder, Advocate, Supervisor, ShelterManager, Clinician, Lawyer, Custodian, PrivacyOfficer, Admin}
}

// A Function names a team of an agency. Compartments of a record are sealed to functions, never to single workers.
type Function string

const (
	Staff      Function = "staff" // everybody who works here: opens colleagues' names and nothing of a person
	Advocates  Function = "advocates"
	Shelter    Function = "shelter"
	Clinicians Function = "clinicians"
	Legal      Function = "legal"
	Oversight  Function = "oversight"
)

// Functions lists all teams that an agency is given at the start.
func Functions() []Function {
	return []Function{Staff, Advocates, Shelter, Clinicians, Legal, Oversight}
}

// Functions returns the teams whose keys a role holds. Those who answer reports open them with keys of their own, and an
// administrator holds none that opens content.
func (r Role) Functions() []Function {
	switch r {
	case Advocate, Supervisor:
		return []Function{Staff, Advocates}
	case ShelterManager:
		return []Function{Staff, Shelter}
	case Clinician:
		return []Function{Staff, Clinicians}
	case Lawyer:
		return []Function{Staff, Legal}
	case PrivacyOfficer:
		return []Function{Staff, Oversight}
	case IntakeResponder, Custodian, Admin:
		return []Function{Staff}
	}
	return nil
}

// Valid reports whether r is a role of this house.
func (r Role) Valid() bool { return r == Survivor || len(r.Functions()) > 0 }

// LetsIn reports whether somebody with role r holds every key that somebody with the other role gets.
func (r Role) LetsIn(other Role) bool {
	for _, f := range other.Functions() {
		if !slices.Contains(r.Functions(), f) {
			return false
		}
	}
	return len(other.Functions()) > 0
}

// OverStaff reports whether a role notes the training of others and may end their accounts.
func (r Role) OverStaff() bool { return r == Admin || r == Supervisor || r == PrivacyOfficer }
