package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

const (
	invitationLasts = 7 * 24 * time.Hour

	// wrongPicks is how many attempts to let somebody in may end in a wrong code before the invitation ends too.
	wrongPicks = 3
)

// What an invitation goes through.
const (
	stateInvited = "invited" // the code was handed over
	stateWaiting = "waiting" // whoever had the code has chosen a passphrase and a second factor
	stateOpen    = "open"    // a colleague has begun to let them in
	stateIn      = "in"
	stateStopped = "stopped"

	// Somebody has their code whom two custodians have let in already: nobody else has to.
	stateEnrolled = "enrolled"
)

var (
	// ErrNoInvitation is the one answer to a code that is not, no longer or not yet good for anything.
	ErrNoInvitation = fault.In("code", "account.error.no_invitation")

	// ErrInviter says that only an administrator invites, and where there is none left a privacy officer.
	ErrInviter = fault.New(fault.BadInput, "account.error.inviter")
)

// An inviteCode is the locator of the agency and sixteen random letters (79 bits): what the inviter hands to the newcomer. The
// house keeps only a hash of it.
type inviteCode string

func newInviteCode(locator string) inviteCode {
	return inviteCode(locator + cardGroup() + cardGroup() + cardGroup() + cardGroup())
}

// parseInviteCode reads a code as people type it, like that of a card.
func parseInviteCode(s string) (inviteCode, bool) {
	letters, ok := cardText(s, 20)
	return inviteCode(letters), ok
}

func (c inviteCode) locator() string { return string(c[:4]) }

// String is the form that is printed.
func (c inviteCode) String() string {
	var groups []string
	for i := 0; i < len(c); i += 4 {
		groups = append(groups, string(c[i:i+4]))
	}
	return strings.Join(groups, " ")
}

func (c inviteCode) id() string {
	h := sha256.Sum256([]byte("amparo invitation\x00" + c))
	return hex.EncodeToString(h[:])
}

// sealName seals, under the code, what its page calls the newcomer.
func (c inviteCode) sealName(agency id.Agency, account id.ID, p profile) ([]byte, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return c.key().SealPadded(bind(agency, account, 1, "invitation"), body)
}

func (c inviteCode) key() keys.DataKey { return keys.DeriveDataKey([]byte(c), "invitation") }

// An Invited is what an administrator is shown, once.
type Invited struct {
	Account id.ID
	Code    string
}

// Invite makes a one-time code with which somebody joins in a role, and signs, in the actor's name, that they are invited. The
// code opens nothing: whoever has it chooses a passphrase and a second factor, and waits for a colleague to let them in. A form
// that is sent twice has one key and makes one invitation; its code cannot be shown again, so the answer is then ErrEnrolled.
func (s *Service) Invite(ctx context.Context, a Actor, role Role, name, key string) (Invited, error) {
	switch name = strings.TrimSpace(name); {
	case role == Survivor || !role.Valid():
		return Invited{}, ErrRole
	case name == "" || utf8.RuneCountInString(name) > 100:
		return Invited{}, ErrName
	}
	house, err := s.Agency(ctx, a.Agency)
	if err != nil {
		return Invited{}, err
	}
	body, err := json.Marshal(profile{Name: name})
	if err != nil {
		return Invited{}, err
	}
	now, code := s.clk(), newInviteCode(house.Locator)
	made := Invited{Account: id.New(now), Code: code.String()}
	sealed, err := code.sealName(a.Agency, made.Account, profile{Name: name})
	if err != nil {
		return Invited{}, err
	}
	err = s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		list, err := s.acting(ctx, tx, a)
		if err == nil && !list.Invites(a.Account) {
			err = ErrInviter
		}
		if err != nil {
			return err
		}
		_, replayed, err := store.Once(ctx, tx, "invite/"+a.Account.String()+"/"+key, clock.Micros(now), func() (string, error) {
			teams, err := s.TeamKeys(ctx, &tx.Reader, a)
			if err != nil {
				return "", err
			}
			forStaff, err := sealForStaff(teams[Staff], a.Agency, made.Account, body)
			if err != nil {
				return "", err
			}
			i := roster.Invite(a.Agency, made.Account, role, a.Account, list.Size()-1, a.SigningKey())
			_, err = tx.Exec(ctx, insertInvitation, a.Agency, made.Account, stateInvited, role, a.Account, i.Seen, i.Signature, code.id(), sealed, forStaff,
				clock.Micros(now.Add(invitationLasts)), 0)
			if err != nil {
				return "", err
			}
			return made.Account.String(), s.Note(ctx, tx, a, StaffInvited, made.Account, id.ID{})
		})
		if err == nil && replayed {
			err = ErrEnrolled
		}
		return err
	})
	if err != nil {
		return Invited{}, err
	}
	return made, nil
}

// acting returns the roster for an act about staff, where the actor's standing lets them act at all.
func (s *Service) acting(ctx context.Context, tx *store.Tx, a Actor) (roster.Roster, error) {
	st, err := s.StandingIn(ctx, &tx.Reader, a, s.clk())
	if err != nil {
		return roster.Roster{}, err
	}
	if !st.Active {
		return roster.Roster{}, ErrNoSession
	}
	list, err := s.Roster(ctx, &tx.Reader, a)
	if err == nil && list.IsZero() {
		err = ErrNoRoster
	}
	return list, err
}

// A Waiting is somebody who was invited and is not in yet.
type Waiting struct {
	Account id.ID
	Name    string
	Role    Role
	Invited id.ID // who invited
	Joined  bool  // they have used their code and wait
	By      id.ID // who has begun to let them in; zero for nobody
	EndsAt  time.Time
}

// Waiting lists who was invited and is not in yet, for a colleague.
func (s *Service) Waiting(ctx context.Context, a Actor) ([]Waiting, error) {
	rows, err := read(ctx, s.db, a.Agency, func(ctx context.Context, r *store.Reader) ([]invitation, error) {
		return selectInvitations(ctx, r, clock.Micros(s.clk()))
	})
	if err != nil || a.IsSurvivor() {
		return nil, err
	}
	list := make([]Waiting, 0, len(rows))
	for _, i := range rows {
		list = append(list, i.waiting(a))
	}
	return list, nil
}

func (i invitation) waiting(a Actor) Waiting {
	return Waiting{Account: i.account, Name: openForStaff(a, i.account, i.profile).Name, Role: i.role, Invited: i.by,
		Joined: i.state == stateWaiting || i.state == stateOpen, By: i.letInBy, EndsAt: clock.FromMicros(i.endsAt)}
}

// Uninvite takes an invitation back. Of somebody who is in already it changes nothing.
func (s *Service) Uninvite(ctx context.Context, a Actor, account id.ID) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		list, err := s.acting(ctx, tx, a)
		if err == nil && !list.Invites(a.Account) {
			err = ErrInviter
		}
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, deleteInvitation, tx.Agency(), account, stateIn, stateEnrolled)
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, deleteWaiting, tx.Agency(), account, waiting); err != nil {
			return err
		}
		return s.Note(ctx, tx, a, StaffUninvited, account, id.ID{})
	})
}

// An invitation is a row.
type invitation struct {
	account, by, letInBy            id.ID
	state                           string
	role                            Role
	seen, endsAt, tries             int64
	signature, name, profile        []byte
	sealedWaiting, commitment       []byte
	nonce, sealedBy, opened, picked []byte
}

func (i *invitation) scan(row scanner) error {
	return row.Scan(&i.account, &i.state, &i.role, &i.by, &i.seen, &i.signature, &i.name, &i.profile, &i.endsAt, &i.tries,
		&i.sealedWaiting, &i.commitment, &i.letInBy, &i.nonce, &i.sealedBy, &i.opened, &i.picked)
}

func selectInvitations(ctx context.Context, r *store.Reader, now int64) (list []invitation, err error) {
	rows, err := r.Query(ctx, selectOpenInvitations, r.Agency(), now, stateIn, stateStopped, stateEnrolled)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i invitation
		if err := i.scan(rows); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// ends ends an attempt to let somebody in; after too many it ends the invitation.
func (i invitation) ends(ctx context.Context, tx *store.Tx, wrong int64) error {
	state := stateWaiting
	if i.tries+wrong >= wrongPicks {
		state = stateStopped
	}
	if _, err := tx.Exec(ctx, endAttempt, state, i.tries+wrong, tx.Agency(), i.account); err != nil || state == stateWaiting {
		return err
	}
	_, err := tx.Exec(ctx, deleteWaiting, tx.Agency(), i.account, waiting)
	return err
}

const invitationColumns = `account_id, state, role, invited_by, seen, signature, sealed_name, staff_profile, ends_at, tries,
	sealed_waiting, commitment, let_in_by, nonce, sealed_by, opened, picked`

const (
	insertInvitation = `INSERT INTO invitation (agency_id, account_id, state, role, invited_by, seen, signature, code_id, sealed_name, staff_profile, ends_at, tries)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	selectOpenInvitations = `SELECT ` + invitationColumns + ` FROM invitation WHERE agency_id = $1 AND ends_at > $2 AND state <> $3 AND state <> $4 AND state <> $5 ORDER BY account_id`
	endAttempt            = `UPDATE invitation SET state = $1, tries = $2, commitment = NULL, let_in_by = NULL, nonce = NULL, sealed_by = NULL, opened = NULL, picked = NULL
		WHERE agency_id = $3 AND account_id = $4`
	deleteInvitation = `DELETE FROM invitation WHERE agency_id = $1 AND account_id = $2 AND state <> $3 AND state <> $4`
	deleteWaiting    = `DELETE FROM account WHERE agency_id = $1 AND account_id = $2 AND state = $3`
)
