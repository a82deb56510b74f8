package app

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A Member is one account of the demo coalition, with everything needed to sign in as it.
type Member struct {
	Credentials
	Role account.Role
	Name string
}

// Credentials are what somebody who works here signs in with. Only those of made-up people are ever seen by somebody else.
type Credentials struct {
	Account    id.ID
	SignInName string
	Passphrase string
	Second     account.Second
	Token      string // of the browser in which they joined
}

// A House is one agency of the demo coalition.
type House struct {
	account.Founding
	Members []Member
}

// As returns the member with a role.
func (h House) As(role account.Role) Member {
	for _, m := range h.Members {
		if m.Role == role {
			return m
		}
	}
	return Member{}
}

// A Coalition is a shelter, a clinic and a legal aid office.
type Coalition struct{ Shelter, Clinic, LegalAid House }

// Houses lists the three.
func (c Coalition) Houses() []House { return []House{c.Shelter, c.Clinic, c.LegalAid} }

type plannedHouse struct {
	name, slug, kind string
	staff            []plannedMember
}

type plannedMember struct {
	name string
	role account.Role
}

var plannedCoalition = [3]plannedHouse{
	{"Harbour House", "harbour", "NGO", []plannedMember{
		{"Ruth Bekker", account.Advocate}, {"Imani Njoroge", account.Supervisor}, {"Sol Adeyemi", account.IntakeResponder}, {"Noor Aziz", account.Custodian}, {"Tala Reyes", account.Custodian}, {"Grace Lindqvist", account.ShelterManager}, {"Yusuf Rahmani", account.PrivacyOfficer}, {"Mei Castellan", account.Admin}}},
	{"Riverside Clinic", "riverside", "HealthServiceOrganisation", []plannedMember{
		{"Amara Okafor", account.Clinician}, {"Nadia Petrova", account.Supervisor}, {"Elif Demirci", account.PrivacyOfficer}, {"Kofi Mensah", account.Admin}}},
	{"Open Door Legal Aid", "opendoor", "NGO", []plannedMember{
		{"Leila Haddad", account.Lawyer}, {"Priya Narayan", account.Supervisor}, {"Marta Silva", account.Custodian}, {"Jonas Weber", account.Custodian}, {"Ines Carvalho", account.PrivacyOfficer}, {"Sam Whitfield", account.Admin}}},
}

// FoundCoalition makes the demo coalition with random passphrases and second factors. Nothing about it is fixed, so no
// installation can be left with a passphrase that somebody else knows.
func (a *App) FoundCoalition(ctx context.Context) (Coalition, error) {
	var houses [3]House
	for i, p := range plannedCoalition {
		h, err := a.found(ctx, p)
		if err != nil {
			return Coalition{}, err
		}
		houses[i] = h
	}
	return Coalition{houses[0], houses[1], houses[2]}, nil
}

func (a *App) found(ctx context.Context, p plannedHouse) (House, error) {
	founding, err := a.Accounts.Found(ctx, p.name, p.slug, p.kind)
	if err != nil {
		return House{}, err
	}
	recovery, err := keys.Combine(founding.Shares[0], founding.Shares[2])
	if err != nil {
		return House{}, err
	}
	h := House{Founding: founding}
	for _, m := range p.staff {
		e, err := a.Enrol(ctx, founding.Agency, m.role, m.name, recovery)
		if err != nil {
			return House{}, err
		}
		h.Members = append(h.Members, Member{e, m.role, m.name})
	}
	return h, nil
}

// Enrol makes an account with the agency's recovery key, brought back from two printed shares: the root signs that they work
// here, that they have signed the code of conduct and that they are trained, each for a year. Everybody else is invited by an
// administrator and let in by a colleague.
func (a *App) Enrol(ctx context.Context, agency account.Agency, role account.Role, name string, recovery keys.PrivateKey) (Credentials, error) {
	e, err := a.Accounts.EnrolStaff(ctx, agency, role, name, recovery)
	if err != nil {
		return Credentials{}, err
	}
	for _, c := range []account.Certificate{account.Conduct, account.Confidentiality} {
		if err := a.Accounts.CertifyWith(ctx, agency.ID, e.Account, c, recovery); err != nil {
			return Credentials{}, err
		}
	}
	return Joins(ctx, a.Accounts, e.Code)
}

// Joins uses a one-time code in the name of somebody made up.
func Joins(ctx context.Context, accounts *account.Service, code string) (Credentials, error) {
	j, err := accounts.Joining(ctx, code)
	if err != nil {
		return Credentials{}, err
	}
	digits, err := j.Second.Code(accounts.DB().Clock()())
	if err != nil {
		return Credentials{}, err
	}
	c := Credentials{Account: j.Account, Passphrase: account.SuggestPassphrase(), Second: j.Second}
	joined, err := accounts.Join(ctx, code, account.JoinChoice{Passphrase: c.Passphrase, Secret: j.Second.Secret, Digits: digits})
	c.SignInName, c.Token = joined.SignInName, joined.Token
	return c, err
}
