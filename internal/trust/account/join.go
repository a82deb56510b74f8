package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// A Joining is what somebody with a one-time code is shown before they choose how to sign in.
type Joining struct {
	Account id.ID
	Agency  Agency
	Name    string
	Role    Role
	Second  Second // a proposal, made for this page
}

// A JoinChoice is what they choose. The code of the second factor shows that their authenticator app has it.
type JoinChoice struct {
	Passphrase string
	Secret     string // of the second factor, as Joining proposed it
	Digits     string
}

// A Joined is somebody who waits to be let in. Token is for their browser, and leads to what they are waiting for.
type Joined struct {
	SignInName string
	Token      string
}

// ErrStaffShort refuses a passphrase that protects too little against whoever holds the disk.
var ErrStaffShort = fault.In("passphrase", "account.error.staff_passphrase_short")

// ErrDigits says that the six digits are not those of the second factor.
var ErrDigits = fault.In("digits", "account.error.digits")

// Joining reads what a one-time code is for, or returns ErrNoInvitation.
func (s *Service) Joining(ctx context.Context, code string) (Joining, error) {
	c, house, i, err := s.invited(ctx, code)
	if err != nil {
		return Joining{}, err
	}
	p, err := i.profileOf(house.ID, c)
	if err != nil {
		return Joining{}, ErrNoInvitation
	}
	j := Joining{Account: i.account, Agency: house, Name: p.Name, Role: i.role}
	j.Second, err = newSecond(house.Slug)
	return j, err
}

func (i invitation) profileOf(agency id.Agency, c inviteCode) (p profile, err error) {
	body, err := c.key().OpenPadded(bind(agency, i.account, 1, "invitation"), i.name)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p)
}

// invited finds the invitation of a code that was not used.
func (s *Service) invited(ctx context.Context, code string) (c inviteCode, house Agency, i invitation, err error) {
	c, ok := parseInviteCode(code)
	if !ok {
		return c, house, i, ErrNoInvitation
	}
	if house, err = s.agencyWhere(ctx, selectByLocator, c.locator()); err != nil {
		if errors.Is(err, ErrNoAgency) {
			err = ErrNoInvitation
		}
		return c, house, i, err
	}
	err = s.db.Read(ctx, house.ID, func(ctx context.Context, r *store.Reader) error {
		return i.scan(r.QueryRow(ctx, selectByCode, house.ID, c.id(), stateInvited, stateEnrolled, clock.Micros(s.clk())))
	})
	if store.IsNoRows(err) {
		err = ErrNoInvitation
	}
	return c, house, i, err
}

// Join uses a one-time code. Somebody whom two custodians have let in is in at once. For everybody else it makes the account, which opens nothing and cannot sign in until a colleague has let it in, with
// the root that the installation keeps sealed beside its key. The codes that both sides compare are about that root too.
func (s *Service) Join(ctx context.Context, code string, chosen JoinChoice) (Joined, error) {
	if err := checkPassphrase(chosen.Passphrase, staffPassphraseMin); errors.Is(err, ErrPassphraseShort) {
		return Joined{}, ErrStaffShort
	} else if err != nil {
		return Joined{}, err
	}
	c, house, i, err := s.invited(ctx, code)
	if err != nil {
		return Joined{}, err
	}
	now := s.clk()
	if _, ok := acceptStep(chosen.Secret, strings.ReplaceAll(chosen.Digits, " ", ""), now, 0); !ok || len(chosen.Secret) < 32 {
		return Joined{}, ErrDigits
	}
	p, err := i.profileOf(house.ID, c)
	if err != nil {
		return Joined{}, ErrNoInvitation
	}
	if i.state == stateEnrolled {
		return s.joinEnrolled(ctx, c, house, i, p, chosen)
	}
	u, err := s.newcomer(ctx, house.ID)
	if err != nil {
		return Joined{}, err
	}
	joined := Joined{SignInName: handleWord() + "@" + house.Slug}
	row, err := s.seal(ctx, newRow{agency: house.ID, id: i.account, handle: joined.SignInName, role: i.role, unlocked: u,
		secret: []byte(normal(chosen.Passphrase)), second: []byte(chosen.Secret), profile: p})
	if err != nil {
		return Joined{}, err
	}
	w := wait{Unlocked: u.bytes(), Name: joined.SignInName}
	secret := keys.NewSecret()
	err = s.db.Write(ctx, house.ID, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, updateJoined, stateWaiting, waitingID(secret), house.ID, i.account, stateInvited)
		if err == nil && n == 0 {
			err = ErrNoInvitation // the code was used in another window
		}
		if err != nil {
			return err
		}
		if err := row.insert(ctx, tx, waiting, clock.Micros(now)); err != nil {
			return err
		}
		return w.commit(ctx, tx, secret, i)
	})
	joined.Token = token(house.ID, secret)
	return joined, err
}

// newcomer makes the key of an account, with the root that the installation keeps.
func (s *Service) newcomer(ctx context.Context, agency id.Agency) (u unlocked, err error) {
	if u.own, err = keys.NewPrivateKey(); err != nil {
		return u, err
	}
	u.root, err = read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (keys.VerifyKey, error) {
		return s.rootFor(ctx, r, Actor{})
	})
	if err == nil && u.root.IsZero() {
		err = ErrNoRoster
	}
	return u, err
}

func waitingID(secret []byte) string {
	h := sha256.Sum256(append([]byte("amparo waiting\x00"), secret...))
	return hex.EncodeToString(h[:])
}

// A wait is the newcomer's side of being let in. It is stored sealed under the secret in their browser.
type wait struct {
	Unlocked []byte   `json:"unlocked"`
	Name     string   `json:"name"`
	Theirs   []byte   `json:"theirs"`            // the random number of this attempt
	Ours     []byte   `json:"ours,omitempty"`    // the colleague's, from the moment at which it was first seen
	By       id.ID    `json:"by"`                // whose it was
	Choices  []string `json:"choices,omitempty"` // among which the colleague's code is
	Picked   bool     `json:"picked,omitempty"`
}

func (w wait) store(ctx context.Context, tx *store.Tx, secret []byte, account id.ID) error {
	body, err := json.Marshal(w)
	if err != nil {
		return err
	}
	sealed, err := keys.DeriveDataKey(secret, "waiting").SealPadded(bind(tx.Agency(), account, 1, "waiting"), body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, updateWait, sealed, tx.Agency(), account)
	return err
}

// commit begins an attempt: a new random number, and the commitment to it.
func (w wait) commit(ctx context.Context, tx *store.Tx, secret []byte, i invitation) error {
	w.Theirs, w.Ours, w.By, w.Choices, w.Picked = keys.NewSecret(), nil, id.ID{}, nil, false
	m, err := w.meeting(tx.Agency(), i)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, updateCommitment, stateWaiting, m.commitment(), tx.Agency(), i.account); err != nil {
		return err
	}
	return w.store(ctx, tx, secret, i.account)
}

func (w wait) meeting(agency id.Agency, i invitation) (meeting, error) {
	u, err := parseUnlocked(w.Unlocked)
	return meeting{agency: agency, account: i.account, role: i.role, sign: roster.MemberKey(u.own.Bytes()).Public().Bytes(),
		seal: sealPrint(u.own.Public()), root: u.root.Bytes(), by: w.By, theirs: w.Theirs, ours: w.Ours}, err
}

// A WaitState is what the newcomer's page shows.
type WaitState struct {
	SignInName string
	Role       Role
	In         bool     // they are let in, and sign in now
	Stopped    bool     // the invitation has ended: too many wrong codes, too late, or taken back
	Code       string   // to read to the colleague; empty until one has begun
	Choices    []string // one of them is the colleague's
	Picked     bool
	Paper      bool // a colleague has a code on paper for them; there are no codes to read out then
}

// Wait returns how far the letting in of a newcomer has come, or ErrNoSession for a token that leads nowhere. The first look
// after a colleague began fixes that colleague's number and opens the commitment.
func (s *Service) Wait(ctx context.Context, token string) (WaitState, error) {
	return s.waits(ctx, token, func(ctx context.Context, tx *store.Tx, secret []byte, i invitation, w *wait) error {
		switch {
		case len(i.commitment) == 0, len(w.Ours) > 0 && !bytes.Equal(i.nonce, w.Ours):
			// An attempt has ended, or its number is another than at the first look: none of it counts any more.
			if err := i.ends(ctx, tx, 0); err != nil {
				return err
			}
			w.Ours, w.Choices, w.Picked = nil, nil, false
			return w.commit(ctx, tx, secret, i)
		case len(w.Ours) > 0 || len(i.nonce) != nonceSize:
			return nil
		}
		w.Ours, w.By = i.nonce, i.letInBy
		m, err := w.meeting(tx.Agency(), i)
		if err != nil {
			return err
		}
		_, colleague := m.codes()
		if w.Choices, err = choicesOf(colleague); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateOpenedCommitment, w.Theirs, tx.Agency(), i.account); err != nil {
			return err
		}
		return w.store(ctx, tx, secret, i.account)
	})
}

// ErrWrongCode says that another code than the right one was picked: the attempt has ended, and nobody was let in.
var ErrWrongCode = fault.New(fault.BadInput, "account.error.wrong_code")

// PickByNewcomer takes which code the colleague read out. A wrong one ends the attempt (ErrWrongCode).
func (s *Service) PickByNewcomer(ctx context.Context, token, choice string) (WaitState, error) {
	wrong := false
	state, err := s.waits(ctx, token, func(ctx context.Context, tx *store.Tx, secret []byte, i invitation, w *wait) error {
		wrong = false
		m, err := w.meeting(tx.Agency(), i)
		if err != nil || len(w.Ours) == 0 || w.Picked || !bytes.Equal(i.nonce, w.Ours) {
			return err
		}
		_, colleague := m.codes()
		if !slices.Contains(w.Choices, choice) {
			return nil // nothing was chosen
		}
		if wrong = !sameCode(choice, colleague); wrong {
			w.Ours, w.Choices = nil, nil
			return i.ends(ctx, tx, 1)
		}
		u, err := parseUnlocked(w.Unlocked)
		if err != nil {
			return err
		}
		w.Picked = true
		if _, err := tx.Exec(ctx, updatePicked, roster.MemberKey(u.own.Bytes()).Sign(m.agreed()), tx.Agency(), i.account); err != nil {
			return err
		}
		return w.store(ctx, tx, secret, i.account)
	})
	if err == nil && wrong {
		err = ErrWrongCode
	}
	return state, err
}

// waits runs fn with the newcomer's side of an invitation, and says how it stands afterwards.
func (s *Service) waits(ctx context.Context, token string, fn func(ctx context.Context, tx *store.Tx, secret []byte, i invitation, w *wait) error) (WaitState, error) {
	agency, secret, ok := parseToken(token)
	if !ok {
		return WaitState{}, ErrNoSession
	}
	return write(ctx, s.db, agency, func(ctx context.Context, tx *store.Tx) (WaitState, error) {
		var i invitation
		if err := i.scan(tx.QueryRow(ctx, selectByWaiting, agency, waitingID(secret))); err != nil {
			if store.IsNoRows(err) {
				err = ErrNoSession
			}
			return WaitState{}, err
		}
		body, err := keys.DeriveDataKey(secret, "waiting").OpenPadded(bind(agency, i.account, 1, "waiting"), i.sealedWaiting)
		var w wait
		if err != nil || json.Unmarshal(body, &w) != nil {
			return WaitState{}, ErrNoSession
		}
		state := WaitState{SignInName: w.Name, Role: i.role, In: i.state == stateIn, Stopped: i.state == stateStopped || i.state != stateIn && i.endsAt <= clock.Micros(s.clk())}
		if state.In || state.Stopped {
			return state, nil
		}
		if err := fn(ctx, tx, secret, i, &w); err != nil {
			return WaitState{}, err
		}
		if len(i.nonce) == paperNonce {
			state.Paper, state.Picked = true, w.Picked
			return state, nil
		}
		if len(w.Ours) > 0 {
			m, err := w.meeting(agency, i)
			if err != nil {
				return WaitState{}, err
			}
			state.Code, _ = m.codes()
			state.Choices, state.Picked = w.Choices, w.Picked
		}
		return state, nil
	})
}

const (
	selectByCode           = `SELECT ` + invitationColumns + ` FROM invitation WHERE agency_id = $1 AND code_id = $2 AND (state = $3 OR state = $4) AND ends_at > $5`
	selectByWaiting        = `SELECT ` + invitationColumns + ` FROM invitation WHERE agency_id = $1 AND waiting_id = $2`
	updateJoined           = `UPDATE invitation SET state = $1, waiting_id = $2 WHERE agency_id = $3 AND account_id = $4 AND state = $5`
	updateWait             = `UPDATE invitation SET sealed_waiting = $1 WHERE agency_id = $2 AND account_id = $3`
	updateCommitment       = `UPDATE invitation SET state = $1, commitment = $2, let_in_by = NULL, nonce = NULL, sealed_by = NULL, opened = NULL, picked = NULL WHERE agency_id = $3 AND account_id = $4`
	updateOpenedCommitment = `UPDATE invitation SET opened = $1 WHERE agency_id = $2 AND account_id = $3`
	updatePicked           = `UPDATE invitation SET picked = $1 WHERE agency_id = $2 AND account_id = $3`
)
