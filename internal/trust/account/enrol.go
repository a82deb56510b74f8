package account

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Faults that the enrolment screens show beside the field.
var (
	ErrPassphraseShort = fault.In("passphrase", "account.error.passphrase_short")
	ErrPassphraseLong  = fault.In("passphrase", "account.error.passphrase_long")
	ErrName            = fault.In("name", "account.error.name")
	ErrOtherShares     = fault.In("shares", "account.error.other_shares") // of another agency, or an earlier ceremony
	ErrRole            = fault.In("role", "account.error.role")
	ErrEnrolled        = fault.New(fault.Stale, "account.error.enrolled") // the same form made this invitation before
)

// An Enrolment is what two custodians hand to somebody whom the root has let in.
type Enrolment struct {
	Account    id.ID
	SignInName string // made by the house, so that it tells nothing: "cedar-48@harbor"
	Code       string // good once, for Join
}

// profile is what colleagues may know of an account.
type profile struct {
	Name  string `json:"name"`
	Shown string `json:"shown,omitempty"`
}

// shown is the name that the people somebody works with see: the one they chose for that, or else their name.
func (p profile) shown() string {
	if p.Shown == "" {
		return p.Name
	}
	return p.Shown
}

// EnrolStaff lets somebody in on the operator's machine, where two custodians have brought the recovery key back: the root signs
// that they work here, and they hold every key of their teams from the first moment. It is how an agency's first people come in,
// and how one comes back that has lost a team. Everybody else is invited (see Invite). Nobody but the newcomer sees what they sign
// in with: the account waits, sealed under a one-time code, until they have chosen it (see Join).
func (s *Service) EnrolStaff(ctx context.Context, agency Agency, role Role, name string, recovery keys.PrivateKey) (Enrolment, error) {
	if role == Survivor || !role.Valid() {
		return Enrolment{}, ErrRole
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 100 {
		return Enrolment{}, ErrName
	}
	now, code := s.clk(), newInviteCode(agency.Locator)
	e := Enrolment{Account: id.New(now), SignInName: handleWord() + "@" + agency.Slug, Code: code.String()}
	private, err := keys.NewPrivateKey()
	if err != nil {
		return Enrolment{}, err
	}
	row := newRow{agency: agency.ID, id: e.Account, handle: e.SignInName, role: role, unlocked: unlocked{private, roster.RootKey(recovery).Public()}, profile: profile{Name: name}}
	sealed, err := s.seal(ctx, row)
	if err != nil {
		return Enrolment{}, err
	}
	i := invitation{account: e.Account, role: role, profile: sealed.forStaff}
	if i.name, err = code.sealName(agency.ID, e.Account, row.profile); err != nil {
		return Enrolment{}, err
	}
	if i.sealedWaiting, err = code.key().SealPadded(bind(agency.ID, e.Account, 1, "enrolled"), row.bytes()); err != nil {
		return Enrolment{}, err
	}
	err = s.db.Write(ctx, agency.ID, func(ctx context.Context, tx *store.Tx) error {
		if err := sealed.insert(ctx, tx, waiting, clock.Micros(now)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertEnrolled, agency.ID, i.account, stateEnrolled, role, e.Account, 0, []byte{}, code.id(), i.name, i.profile,
			clock.Micros(now.Add(invitationLasts)), 0, i.sealedWaiting); err != nil {
			return err
		}
		list, err := s.signRoot(ctx, tx, recovery, roster.Entry{Member: memberEntry(e.Account, role, private)})
		if err != nil {
			return err
		}
		return s.grantAll(ctx, tx, list, admitted{e.Account, role, private.Public()}, func(t roster.Team) (keys.PrivateKey, error) {
			return recoverTeam(ctx, &tx.Reader, recovery, t)
		})
	})
	return e, err
}

// joinEnrolled is Join for somebody whom two custodians have let in: the account that waits takes what they chose, and opens.
func (s *Service) joinEnrolled(ctx context.Context, c inviteCode, house Agency, i invitation, p profile, chosen JoinChoice) (Joined, error) {
	body, err := c.key().OpenPadded(bind(house.ID, i.account, 1, "enrolled"), i.sealedWaiting)
	if err != nil {
		return Joined{}, ErrNoInvitation
	}
	u, err := parseUnlocked(body)
	if err != nil {
		return Joined{}, ErrNoInvitation
	}
	row, err := s.seal(ctx, newRow{agency: house.ID, id: i.account, role: i.role, unlocked: u,
		secret: []byte(normal(chosen.Passphrase)), second: []byte(chosen.Secret), profile: p})
	if err != nil {
		return Joined{}, err
	}
	var joined Joined
	secret := keys.NewSecret()
	err = s.db.Write(ctx, house.ID, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, updateJoined, stateIn, waitingID(secret), house.ID, i.account, stateEnrolled)
		if err == nil && n == 0 {
			err = ErrNoInvitation // the code was used in another window
		}
		if err != nil {
			return err
		}
		if n, err = tx.Exec(ctx, updateEnrolled, active, row.sealedPrivate, row.sealedSecond, row.forOwner, row.forStaff, house.ID, i.account, waiting); err != nil || n == 0 {
			return errors.Join(err, ErrNoInvitation)
		}
		if err := tx.QueryRow(ctx, selectHandle, house.ID, i.account).Scan(&joined.SignInName); err != nil {
			return err
		}
		return wait{Name: joined.SignInName}.store(ctx, tx, secret, i.account)
	})
	joined.Token = token(house.ID, secret)
	return joined, err
}

// memberEntry is what the roster says of an account with this key.
func memberEntry(account id.ID, role Role, own keys.PrivateKey) *roster.Member {
	return &roster.Member{Account: account, Role: role, Sign: roster.MemberKey(own.Bytes()).Public().Bytes(), Seal: sealPrint(own.Public())}
}

func sealPrint(public keys.PublicKey) []byte {
	f := public.Fingerprint()
	return f[:]
}

// newRow is an account about to be stored.
type newRow struct {
	agency id.Agency
	id     id.ID
	handle string
	role   Role
	person id.ID
	unlocked
	secret  []byte // what the private half is sealed under; nil where nobody has chosen it yet
	second  []byte
	profile profile
}

// sealedRow is a newRow with its secrets sealed. Deriving a key from a passphrase takes long on purpose, so it is done
// before the transaction is opened.
type sealedRow struct {
	newRow
	public                                          []byte
	sealedPrivate, sealedSecond, forOwner, forStaff []byte
	voucher                                         []byte
}

func (s *Service) seal(ctx context.Context, row newRow) (sealedRow, error) {
	public := row.own.Public()
	out := sealedRow{newRow: row, public: public.Bytes()}
	body, err := json.Marshal(row.profile)
	if err != nil {
		return out, err
	}
	if out.forOwner, err = public.Seal(bind(row.agency, row.id, 1, "profile"), body); err != nil {
		return out, err
	}
	if row.second != nil {
		if out.sealedSecond, err = public.Seal(bind(row.agency, row.id, 1, "second"), row.second); err != nil {
			return out, err
		}
	}
	if row.role != Survivor {
		teams, err := read(ctx, s.db, row.agency, func(ctx context.Context, r *store.Reader) (map[Function]TeamKey, error) {
			return s.TeamKeys(ctx, r, Actor{})
		})
		if err != nil {
			return out, err
		}
		if out.forStaff, err = sealForStaff(teams[Staff], row.agency, row.id, body); err != nil {
			return out, err
		}
	}
	if row.role == Survivor {
		if out.voucher, err = s.vouch(row.agency, vouched{account: row.id, person: row.person, role: row.role, public: out.public}); err != nil {
			return out, err
		}
	}
	if row.secret == nil {
		out.sealedPrivate = []byte{}
		return out, nil
	}
	out.sealedPrivate, err = keys.SealWithPassphrase(s.params, row.secret, bind(row.agency, row.id, 1, "account-key"), row.bytes())
	return out, err
}

func (r sealedRow) insert(ctx context.Context, tx *store.Tx, state string, at int64) error {
	_, err := tx.Exec(ctx, insertAccountRow, r.agency, r.id, r.handle, r.role, state, r.person,
		r.public, r.sealedPrivate, r.sealedSecond, 0, r.forOwner, r.forStaff, 0, at, 1, r.voucher,
		roster.MemberKey(r.own.Bytes()).Public().Bytes())
	return err
}

const active, left, waiting = "active", "left", "waiting"

const (
	insertAccountRow = `INSERT INTO account (agency_id, account_id, handle, role, state, person_id, public_key, sealed_private, sealed_second,
		second_step, sealed_profile, staff_profile, attested_until, made_at, version, voucher, sign_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
	insertEnrolled = `INSERT INTO invitation (agency_id, account_id, state, role, invited_by, seen, signature, code_id, sealed_name, staff_profile, ends_at, tries, sealed_waiting)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	updateEnrolled = `UPDATE account SET state = $1, sealed_private = $2, sealed_second = $3, sealed_profile = $4, staff_profile = $5 WHERE agency_id = $6 AND account_id = $7 AND state = $8`
	insertMember   = `INSERT INTO team_member (agency_id, team_id, account_id) VALUES ($1, $2, $3) ON CONFLICT (agency_id, team_id, account_id) DO NOTHING`
)
