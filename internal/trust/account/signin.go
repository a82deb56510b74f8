package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrSignIn is the one answer to every failed sign-in: wrong name, wrong passphrase, wrong code, somebody who has left,
// or too many tries.
var ErrSignIn = fault.New(fault.SignIn, "account.error.sign_in")

// SignInStaff opens a session for a member of staff: sign-in name, passphrase, and the six digits of the second factor.
func (s *Service) SignInStaff(ctx context.Context, name, passphrase, code string) (Session, error) {
	at, err := s.attemptOf(ctx, name, passphrase)
	if err != nil {
		return Session{}, err
	}
	at.code = strings.ReplaceAll(code, " ", "")
	return s.signIn(ctx, at)
}

// attemptOf finds the agency of a sign-in name.
func (s *Service) attemptOf(ctx context.Context, name, passphrase string) (attempt, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	secret := []byte(normal(passphrase))
	if !handleShape.MatchString(name) {
		return attempt{}, s.nobody(secret, ErrNoAgency)
	}
	_, slug, _ := strings.Cut(name, "@")
	agency, err := s.agencyWhere(ctx, selectBySlug, slug)
	if err != nil {
		return attempt{}, s.nobody(secret, err)
	}
	return attempt{agency: agency.ID, handle: name, secret: secret}, nil
}

// SignInSurvivor opens a session with a printed card code and the person's own passphrase. Both are needed to open the
// account's key, so they are the two factors.
func (s *Service) SignInSurvivor(ctx context.Context, card, passphrase string) (Session, error) {
	c, ok := parseCard(card)
	if !ok {
		return Session{}, s.nobody(c.secret(passphrase), ErrNoAgency)
	}
	agency, err := s.agencyWhere(ctx, selectByLocator, c.locator())
	if err != nil {
		return Session{}, s.nobody(c.secret(passphrase), err)
	}
	return s.signIn(ctx, attempt{agency: agency.ID, handle: c.handle(), secret: c.secret(passphrase), card: c, survivor: true})
}

// nobody answers a sign-in for an agency that does not exist, after the same work as for one that does.
func (s *Service) nobody(secret []byte, err error) error {
	if !errors.Is(err, ErrNoAgency) {
		return err
	}
	if err := s.waste(secret); err != nil {
		return err
	}
	return ErrSignIn
}

// waste derives a key that opens nothing, so that a name that does not exist takes as long as one that does. It fails
// only where the machine has no room for one more derivation, as it would for a name that exists.
func (s *Service) waste(secret []byte) error {
	_, err := keys.SealWithPassphrase(s.params, secret, keys.Binding{Use: "nothing"}, nil)
	if fault.KindOf(err) == fault.Throttled {
		return err
	}
	return nil
}

type attempt struct {
	agency   id.Agency
	handle   string
	secret   []byte
	code     string
	card     card
	survivor bool
}

type accountRow struct {
	id       id.ID
	role     Role
	state    string
	person   id.ID
	public   []byte
	private  []byte
	second   []byte
	settings []byte
	lastStep int64
	version  int64
}

func (s *Service) signIn(ctx context.Context, at attempt) (Session, error) {
	now := s.clk()
	row, waiting, err := s.lookUp(ctx, at, now)
	if err != nil {
		return Session{}, err
	}
	if waiting {
		return Session{}, ErrSignIn
	}
	own, ok, err := s.unlock(at, row)
	if err != nil {
		return Session{}, err // nothing was tried, so nothing is counted
	}
	var step int64
	if ok && !at.survivor {
		step, ok = checkSecond(at, row, own.own, now)
	}
	if ok {
		if own, err = s.adopt(ctx, at, row, own); err != nil {
			return Session{}, err
		}
	}
	what := SignedIn
	if !ok {
		what = NotOpened
	}
	l, err := s.line(ctx, at.agency, row.id, row.public, what, now)
	if err != nil {
		return Session{}, err
	}
	return s.answered(ctx, at.agency, ErrSignIn, func(ctx context.Context, tx *store.Tx) (Session, error) {
		// Many tries sent at once have all been let past the wait above: only those before it began are looked at.
		until, err := waitsUntil(ctx, &tx.Reader, at.handle)
		if err != nil || now.Before(until) {
			return Session{}, err
		}
		if !ok {
			return Session{}, failTry(ctx, tx, at.handle, l, now)
		}
		if n, err := accept(ctx, tx, at, row, step); err != nil || n == 0 {
			// The same code was accepted a moment ago in another window, or the account was closed or its passphrase changed
			// meanwhile.
			l, unsealed := s.lineIn(ctx, tx, row.id, NotOpened, now)
			return Session{}, errors.Join(err, unsealed, failTry(ctx, tx, at.handle, l, now))
		}
		return s.open(ctx, tx, entering{handle: at.handle, row: row, unlocked: own, card: at.card, line: l}, now)
	})
}

// An entering is a sign-in that has been proved.
type entering struct {
	handle string
	row    accountRow
	unlocked
	card card
	line line
}

// open opens the session of a sign-in and forgets the wrong tries before it.
func (s *Service) open(ctx context.Context, tx *store.Tx, e entering, now time.Time) (Session, error) {
	if err := s.admit(ctx, tx, e); err != nil {
		return Session{}, err
	}
	if _, err := tx.Exec(ctx, deleteTry, tx.Agency(), handleHash(e.handle)); err != nil {
		return Session{}, err
	}
	key := ownKey(e.own.Bytes())
	device, err := sealDevice(key, tx.Agency(), e.row.id, deviceOf(ctx))
	if err != nil {
		return Session{}, err
	}
	settings := openSettings(key, tx.Agency(), e.row.id, e.row.role, e.row.settings)
	opened, err := opening{account: e.row.id, unlocked: e.unlocked, second: true, card: e.card, device: device, keepsDrafts: settings.KeepDrafts,
		begun: now, freshUntil: now.Add(freshFor)}.insert(ctx, tx, now)
	return opened, errors.Join(err, e.line.insert(ctx, tx))
}

// accept notes, for staff, the step of the code, and checks for everybody that the account is still open and its passphrase
// still the one that was tried. It returns 0 when any of these is over.
func accept(ctx context.Context, tx *store.Tx, at attempt, row accountRow, step int64) (int64, error) {
	if at.survivor {
		return tx.Exec(ctx, holdVersion, at.agency, row.id, active, row.version)
	}
	return tx.Exec(ctx, updateStep, step, at.agency, row.id, active, row.version)
}

// lookUp reads the account and says whether this handle must wait, which is noted for handles that do not exist too.
func (s *Service) lookUp(ctx context.Context, at attempt, now time.Time) (row accountRow, waiting bool, err error) {
	err = s.db.Read(ctx, at.agency, func(ctx context.Context, r *store.Reader) error {
		until, err := waitsUntil(ctx, r, at.handle)
		if err != nil {
			return err
		}
		waiting = now.Before(until)
		row, err = selectAccount(ctx, r, at.handle)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	return row, waiting, err
}

// selectAccount reads what a sign-in needs of the account with this handle.
func selectAccount(ctx context.Context, r *store.Reader, handle string) (row accountRow, err error) {
	err = r.QueryRow(ctx, selectForSignIn, r.Agency(), handle).Scan(&row.id, &row.role, &row.state, &row.person, &row.public, &row.private,
		&row.second, &row.settings, &row.lastStep, &row.version)
	return row, err
}

// unlock opens the account's key with the secret; ok is false where it does not fit, after the same work whether there is
// such an account or not. It fails only where the machine has no room for one more derivation.
func (s *Service) unlock(at attempt, row accountRow) (own unlocked, ok bool, err error) {
	if row.state != active || (row.role == Survivor) != at.survivor {
		return own, false, s.waste(at.secret)
	}
	opened, err := keys.OpenWithPassphrase(at.secret, bind(at.agency, row.id, 1, "account-key"), row.private)
	if fault.KindOf(err) == fault.Throttled {
		return own, false, err
	}
	if err != nil {
		return own, false, nil
	}
	own, err = parseUnlocked(opened)
	return own, err == nil, nil
}

// checkSecond checks the code against the second factor, whose secret only the account's key opens.
func checkSecond(at attempt, row accountRow, own keys.PrivateKey, now time.Time) (step int64, ok bool) {
	secret, err := own.Open(bind(at.agency, row.id, 1, "second"), row.second)
	if err != nil {
		return 0, false
	}
	return acceptStep(string(secret), at.code, now, row.lastStep)
}

const (
	selectForSignIn = `SELECT account_id, role, state, person_id, public_key, sealed_private, sealed_second, sealed_settings, second_step, version
		FROM account WHERE agency_id = $1 AND handle = $2`
	updateStep = `UPDATE account SET second_step = $1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND version = $5 AND second_step < $1`

	// updateOpened changes nothing; it holds the row, so that nobody signs in to an account that is being closed.
	updateOpened = `UPDATE account SET state = $3 WHERE agency_id = $1 AND account_id = $2 AND state = $3`
)
