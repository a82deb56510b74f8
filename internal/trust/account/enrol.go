package account

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	staffPassphraseMin    = 12 // runes
	survivorPassphraseMin = 8  // runes: the card code adds 60 random bits
	passphraseMax         = 200
	attestationLasts      = 365 * 24 * time.Hour // the code of conduct is signed yearly (practice map S21)
)

// Faults that the enrolment screens show beside the field.
var (
	ErrPassphraseShort = fault.In("passphrase", "account.error.passphrase_short")
	ErrPassphraseLong  = fault.In("passphrase", "account.error.passphrase_long")
	ErrName            = fault.In("name", "account.error.name")
	ErrOtherShares     = fault.In("shares", "account.error.other_shares") // of another agency, or an earlier ceremony
	ErrRole            = fault.In("role", "account.error.role")
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
	Name string `json:"name"`
}

// EnrolStaff makes an account for a member of staff. Their teams are noted now; a member of each team lets them in at
// that member's next sign-in, so that whoever makes accounts cannot open anything alone. The first member of a team is
// let in with two recovery shares (see LetInFirst).
func (s *Service) EnrolStaff(ctx context.Context, agency Agency, role Role, name string) (Enrolment, error) {
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
		secret: []byte(e.Passphrase), second: []byte(e.Second.Secret), profile: profile{Name: name}})
	if err != nil {
		return Enrolment{}, err
	}
	err = s.db.Write(ctx, agency.ID, func(ctx context.Context, tx *store.Tx) error {
		if err := sealed.insert(ctx, tx, clock.Micros(now)); err != nil {
			return err
		}
		return joinTeams(ctx, tx, e.Account, role)
	})
	return e, err
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
	out.sealedPrivate, err = keys.SealWithPassphrase(s.params, row.secret, bind(row.agency, row.id, 1, "account-key"), row.private.Bytes())
	return out, err
}

func (r sealedRow) insert(ctx context.Context, tx *store.Tx, at int64) error {
	_, err := tx.Exec(ctx, insertAccountRow, r.agency, r.id, r.handle, r.role, active, r.person,
		r.public, r.sealedPrivate, r.sealedSecond, 0, r.own, r.forStaff, 0, at, 1)
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

// LetInFirst gives a new account the keys of its teams with two of the three recovery shares. It is how the first member
// of each team is let in when an agency is founded, and how an agency that has lost all members of a team comes back.
func (s *Service) LetInFirst(ctx context.Context, agency id.Agency, account id.ID, recovery keys.PrivateKey) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, selectMissingForRecovery, agency, account)
		if err != nil {
			return err
		}
		type missing struct {
			team           id.ID
			version        int64
			sealed, public []byte
		}
		var list []missing
		for rows.Next() {
			var m missing
			if err := rows.Scan(&m.team, &m.version, &m.sealed, &m.public); err != nil {
				rows.Close()
				return err
			}
			list = append(list, m)
		}
		if err := rows.Close(); err != nil {
			return err
		}
		for _, m := range list {
			seed, err := recovery.Open(bind(agency, m.team, m.version, "team-recovery"), m.sealed)
			if err != nil {
				return err
			}
			private, err := keys.ParsePrivateKey(seed)
			if err != nil {
				return err
			}
			public, err := keys.ParsePublicKey(m.public)
			if err != nil {
				return err
			}
			if err := grant(ctx, tx, account, public, m.team, m.version, private); err != nil {
				return err
			}
		}
		return nil
	})
}

// Drill proves that two shares bring the agency's recovery key back and that it opens every team key, and notes the day.
// It changes nothing else.
func (s *Service) Drill(ctx context.Context, agency id.Agency, one, two keys.Share) error {
	recovery, err := keys.Combine(one, two)
	if err != nil {
		return err
	}
	now := clock.Micros(s.clk())
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		stored, err := recoveryKey(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		if !recovery.Public().Equal(stored) {
			return ErrOtherShares
		}
		rows, err := tx.Query(ctx, selectTeamRecovery, agency)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var team id.ID
			var version int64
			var sealed []byte
			if err := rows.Scan(&team, &version, &sealed); err != nil {
				return err
			}
			if _, err := recovery.Open(bind(agency, team, version, "team-recovery"), sealed); err != nil {
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, updateDrilled, now, agency)
		return err
	})
}

func recoveryKey(ctx context.Context, r *store.Reader) (keys.PublicKey, error) {
	var b []byte
	if err := r.QueryRow(ctx, selectRecovery, r.Agency()).Scan(&b); err != nil {
		return keys.PublicKey{}, err
	}
	return keys.ParsePublicKey(b)
}

// checkPassphrase refuses what is too short to protect a record, counted in characters of any script.
func checkPassphrase(p string, minimum int) error {
	switch n := utf8.RuneCountInString(p); {
	case n < minimum:
		return ErrPassphraseShort
	case n > passphraseMax:
		return ErrPassphraseLong
	}
	return nil
}

// SuggestPassphrase returns 100 random bits in five groups that can be read over the telephone.
func SuggestPassphrase() string {
	var groups []string
	for range 5 {
		groups = append(groups, strings.ToLower(cardGroup()))
	}
	return strings.Join(groups, "-")
}

var trees = []string{"alder", "almond", "aspen", "beech", "birch", "cedar", "cherry", "elder", "fig", "hazel", "juniper",
	"larch", "laurel", "lime", "linden", "maple", "mulberry", "oak", "olive", "palm", "pear", "pine", "plum", "poplar",
	"quince", "rowan", "spruce", "sycamore", "walnut", "willow", "yew", "baobab"}

// handleWord makes a sign-in name from a tree and random letters, so that the stored name tells nothing about its owner.
func handleWord() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	tail := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[1:]))
	return trees[int(b[0])%len(trees)] + "-" + tail[:4]
}

const active, left = "active", "left"

const (
	insertAccountRow = `INSERT INTO account (agency_id, account_id, handle, role, state, person_id, public_key, sealed_private, sealed_second,
		second_step, sealed_profile, staff_profile, attested_until, made_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	insertMember             = `INSERT INTO team_member (agency_id, team_id, account_id) VALUES ($1, $2, $3)`
	selectMissingForRecovery = `SELECT k.team_id, k.version, k.sealed_recovery, a.public_key
		FROM team_member m
		JOIN team_key k ON k.agency_id = m.agency_id AND k.team_id = m.team_id
		JOIN account a ON a.agency_id = m.agency_id AND a.account_id = m.account_id
		LEFT JOIN team_grant g ON g.agency_id = m.agency_id AND g.account_id = m.account_id AND g.team_id = m.team_id AND g.version = k.version
		WHERE m.agency_id = $1 AND m.account_id = $2 AND g.account_id IS NULL`
	selectTeamRecovery = `SELECT team_id, version, sealed_recovery FROM team_key WHERE agency_id = $1`
	selectRecovery     = `SELECT public_key FROM recovery WHERE agency_id = $1`
	updateDrilled      = `UPDATE recovery SET drilled_at = $1 WHERE agency_id = $2`
)
