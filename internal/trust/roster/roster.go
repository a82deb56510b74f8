package roster

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// A Roster is what a whole list says, checked. It is never changed. The zero Roster is that of no list: it knows nobody.
type Roster struct {
	agency  id.Agency
	root    keys.VerifyKey
	begins  Root
	size    int64
	head    Hash
	members map[id.ID]Standing
	teams   map[Function][]Team
	trained map[trained]int64
	due     map[Function]bool
	peers   map[id.Agency]keys.VerifyKey
}

type trained struct {
	account id.ID
	kind    string
}

// A Standing is an account of the list as it stands at its end.
type Standing struct {
	Account id.ID
	Role    Role
	Sign    keys.VerifyKey
	Invited id.ID // who invited; zero for the root
	LetIn   id.ID // who let in; zero for the root
	Place   int64 // of the entry that says so
	Ended   bool
	EndedBy id.ID

	seal []byte
}

// Active reports whether the account has not ended.
func (s Standing) Active() bool { return !s.Account.IsZero() && !s.Ended }

// Seals reports whether a public key is the one to which the account's keys are sealed.
func (s Standing) Seals(public keys.PublicKey) bool { return s.Active() && isHash(public, s.seal) }

// IsZero reports whether there is no list.
func (r Roster) IsZero() bool { return r.size == 0 }

// Size is how many entries the list has.
func (r Roster) Size() int64 { return r.size }

// Head is the hash of the last entry.
func (r Roster) Head() Hash { return r.head }

// Member returns what the list says of an account; ok is false where it knows none.
func (r Roster) Member(account id.ID) (Standing, bool) {
	m, ok := r.members[account]
	return m, ok
}

// Members lists the accounts that have not ended, in the order of their identifiers.
func (r Roster) Members() []Standing {
	var list []Standing
	for _, m := range r.members {
		if m.Active() {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b Standing) int { return cmp.Compare(a.Account.String(), b.Account.String()) })
	return list
}

// Invites reports whether an account may sign invitations: an administrator, and where no administrator is left a privacy officer.
func (r Roster) Invites(account id.ID) bool {
	m := r.members[account]
	admins := func(s Standing) bool { return s.Role == Admin }
	return m.Active() && (m.Role == Admin || m.Role == PrivacyOfficer && !slices.ContainsFunc(r.Members(), admins))
}

// Team lists the versions of a team's key, the one that writes last.
func (r Roster) Team(f Function) []Team { return slices.Clone(r.teams[f]) }

// Newest is the version of a team's key that writes; ok is false where the list knows none.
func (r Roster) Newest(f Function) (Team, bool) {
	if n := len(r.teams[f]); n > 0 {
		return r.teams[f][n-1], true
	}
	return Team{}, false
}

// Due reports whether somebody has left a team since its newest key was made.
func (r Roster) Due(f Function) bool { return r.due[f] }

// Version is one version of a team's key.
func (r Roster) Version(team id.ID, version int64) (Team, bool) {
	for _, versions := range r.teams {
		for _, t := range versions {
			if t.Team == team && t.Version == version {
				return t, true
			}
		}
	}
	return Team{}, false
}

// Is reports whether a public key is this version of the team's key.
func (t Team) Is(public keys.PublicKey) bool { return isHash(public, t.Key) }

func isHash(public keys.PublicKey, hash []byte) bool {
	f := public.Fingerprint()
	return bytes.Equal(f[:], hash)
}

// Certificates lists what is in force for an account at a moment, in the order of their names.
func (r Roster) Certificates(account id.ID, at time.Time) (kinds []string) {
	for t, until := range r.trained {
		if t.account == account && at.UnixMicro() < until {
			kinds = append(kinds, t.kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// ValidTo is until when a certificate counts; the zero time where there is none.
func (r Roster) ValidTo(account id.ID, kind string) time.Time {
	if until, ok := r.trained[trained{account, kind}]; ok {
		return time.UnixMicro(until).UTC()
	}
	return time.Time{}
}

// Recovery is the public half of the recovery key.
func (r Roster) Recovery() (keys.PublicKey, error) { return keys.ParsePublicKey(r.begins.Recovery) }

// Installation checks what the agency signs where no person does.
func (r Roster) Installation() (keys.VerifyKey, error) {
	return keys.ParseVerifyKey(r.begins.Installation)
}

// Peer is the root of another agency as this one knows it.
func (r Roster) Peer(agency id.Agency) (keys.VerifyKey, bool) {
	k, ok := r.peers[agency]
	return k, ok
}

// grown is a copy that an entry may be added to.
func (r Roster) grown() Roster {
	r.members, r.teams, r.trained, r.due, r.peers = clone(r.members), clone(r.teams), clone(r.trained), clone(r.due), clone(r.peers)
	return r
}

func clone[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}
