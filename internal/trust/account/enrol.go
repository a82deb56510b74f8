package account

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Faults that the enrolment screens show beside the field.
var (
	ErrPassphraseShort = fault.In("passphrase", "account.error.passphrase_short")
	ErrPassphraseLong  = fault.In("passphrase", "account.error.passphrase_long")
	ErrName            = fault.In("name", "account.error.name")
	ErrOtherShares     = fault.In("shares", "account.error.other_shares") // of another agency, or an earlier ceremony
	ErrRole            = fault.In("role", "account.error.role")
	ErrEnrolled        = fault.New(fault.Stale, "account.error.enrolled") // the same form made this account before
)

// Enrolment is what a new member of staff is handed, once.
type Enrolment struct {
	Account    id.ID
	SignInName string // made by the house, so that it tells nothing: "cedar-48@harbor"
	Passphrase string // random; the owner changes it
	Second     Second // the second factor to add to an authenticator app
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

// EnrolStaff makes an account for a member of staff. Their teams are noted now; a member of each team lets them in at
// that member's next sign-in, so that whoever makes accounts cannot open anything alone. The first member of a team is
// let in with two recovery shares (see LetInFirst).
func (s *Service) EnrolStaff(ctx context.Context, agency Agency, role Role, name string) (Enrolment, error) {
	return s.EnrolStaffOnce(ctx, agency, role, name, id.Reference())
}

// EnrolStaffOnce is EnrolStaff for a form that may be sent twice: a key that was used before makes no second account. What
// the first one was handed cannot be shown again, so the answer is then ErrEnrolled.
func (s *Service) EnrolStaffOnce(ctx context.Context, agency Agency, role Role, name, key string) (Enrolment, error) {
	if role == Survivor || !role.Valid() {
		return Enrolment{}, ErrRole
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 100 {
		return Enrolment{}, ErrName
	}
	now := s.clk()
	e := Enrolment{Account: id.New(now), SignInName: handleWord() + "@" + agency.Slug, Passphrase: SuggestPassphrase()}
	private, err := keys.NewPrivateKey()
	if err != nil {
		return Enrolment{}, err
	}
	if e.Second, err = newSecond(e.SignInName); err != nil {
		return Enrolment{}, err
	}
	sealed, err := s.seal(ctx, newRow{agency: agency.ID, id: e.Account, handle: e.SignInName, role: role, private: private,
		secret: []byte(normal(e.Passphrase)), second: []byte(e.Second.Secret), profile: profile{Name: name}})
	if err != nil {
		return Enrolment{}, err
	}
	err = s.db.Write(ctx, agency.ID, func(ctx context.Context, tx *store.Tx) error {
		_, replayed, err := store.Once(ctx, tx, "enrol/"+key, clock.Micros(now), func() (string, error) {
			if err := sealed.insert(ctx, tx, clock.Micros(now)); err != nil {
				return "", err
			}
			return e.Account.String(), joinTeams(ctx, tx, e.Account, role)
		})
		if err == nil && replayed {
			err = ErrEnrolled
		}
		return err
	})
	if err != nil {
		return Enrolment{}, err
	}
	return e, nil
}

// newRow is an account about to be stored.
type newRow struct {
	agency  id.Agency
	id      id.ID
	handle  string
	role    Role
	person  id.ID
	private keys.PrivateKey
	secret  []byte // what the private half is sealed under
	second  []byte
	profile profile
}

// sealedRow is a newRow with its secrets sealed. Deriving a key from a passphrase takes long on purpose, so it is done
// before the transaction is opened.
type sealedRow struct {
	newRow
	public                                     []byte
	sealedPrivate, sealedSecond, own, forStaff []byte
	voucher                                    []byte
}

func (s *Service) seal(ctx context.Context, row newRow) (sealedRow, error) {
	public := row.private.Public()
	out := sealedRow{newRow: row, public: public.Bytes()}
	body, err := json.Marshal(row.profile)
	if err != nil {
		return out, err
	}
	if out.own, err = public.Seal(bind(row.agency, row.id, 1, "profile"), body); err != nil {
		return out, err
	}
	if row.second != nil {
		if out.sealedSecond, err = public.Seal(bind(row.agency, row.id, 1, "second"), row.second); err != nil {
			return out, err
		}
	}
	if row.role != Survivor {
		teams, err := read(ctx, s.db, row.agency, TeamKeys)
		if err != nil {
			return out, err
		}
		if out.forStaff, err = sealForStaff(teams[Staff], row.agency, row.id, body); err != nil {
			return out, err
		}
	}
	if out.voucher, err = s.vouch(row.agency, vouched{account: row.id, person: row.person, role: row.role, public: out.public}); err != nil {
		return out, err
	}
	out.sealedPrivate, err = keys.SealWithPassphrase(s.params, row.secret, bind(row.agency, row.id, 1, "account-key"), row.private.Bytes())
	return out, err
}

func (r sealedRow) insert(ctx context.Context, tx *store.Tx, at int64) error {
	_, err := tx.Exec(ctx, insertAccountRow, r.agency, r.id, r.handle, r.role, active, r.person,
		r.public, r.sealedPrivate, r.sealedSecond, 0, r.own, r.forStaff, 0, at, 1, r.voucher)
	return err
}

func joinTeams(ctx context.Context, tx *store.Tx, account id.ID, role Role) error {
	teams, err := TeamKeys(ctx, &tx.Reader)
	if err != nil {
		return err
	}
	for _, f := range role.Functions() {
		if _, err := tx.Exec(ctx, insertMember, tx.Agency(), teams[f].Team, account); err != nil {
			return err
		}
	}
	return nil
}

const active, left = "active", "left"

const (
	insertAccountRow = `INSERT INTO account (agency_id, account_id, handle, role, state, person_id, public_key, sealed_private, sealed_second,
		second_step, sealed_profile, staff_profile, attested_until, made_at, version, voucher)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
	insertMember = `INSERT INTO team_member (agency_id, team_id, account_id) VALUES ($1, $2, $3)`
)
