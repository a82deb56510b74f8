package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrSignIn is the one answer to every failed sign-in: wrong name, wrong passphrase, wrong code, somebody who has left,
// or too many tries.
var ErrSignIn = fault.New(fault.SignIn, "account.error.sign_in")

const (
	freeTries = 5 // wrong tries before waiting begins
	firstWait = 30 * time.Second
	longest   = 15 * time.Minute // never a lock: somebody else's wrong tries must not shut a person out for good
)

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
	return s.signIn(ctx, attempt{agency: agency.ID, handle: c.handle(), secret: c.secret(passphrase), survivor: true})
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
	survivor bool
}

type accountRow struct {
	id       id.ID
	role     Role
	state    string
	person   id.ID
	private  []byte
	second   []byte
	lastStep int64
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
		step, ok = checkSecond(at, row, own, now)
	}
	opened, err := write(ctx, s.db, at.agency, func(ctx context.Context, tx *store.Tx) (Session, error) {
		// Many tries sent at once have all been let past the wait above: only those before it began are looked at.
		until, err := waitsUntil(ctx, &tx.Reader, at.handle)
		if err != nil || now.Before(until) {
			return Session{}, err
		}
		if !ok {
			return Session{}, failTry(ctx, tx, at.handle, now)
		}
		if n, err := accept(ctx, tx, at, row.id, step); err != nil || n == 0 {
			// The same code was accepted a moment ago in another window, or the account was closed meanwhile.
			return Session{}, errors.Join(err, failTry(ctx, tx, at.handle, now))
		}
		if _, err := tx.Exec(ctx, deleteTry, at.agency, handleHash(at.handle)); err != nil {
			return Session{}, err
		}
		return openSession(ctx, tx, row.id, own, true, now)
	})
	if err == nil && opened.Token == "" {
		err = ErrSignIn
	}
	return opened, err
}

// accept notes, for staff, the step of the code, and checks for everybody that the account is still open. It returns 0
// when either is over.
func accept(ctx context.Context, tx *store.Tx, at attempt, account id.ID, step int64) (int64, error) {
	if at.survivor {
		return tx.Exec(ctx, updateOpened, at.agency, account, active)
	}
	return tx.Exec(ctx, updateStep, step, at.agency, account, active)
}

// waitsUntil returns until when a handle must wait; the zero time when it need not.
func waitsUntil(ctx context.Context, r *store.Reader, handle string) (time.Time, error) {
	var failures, until int64
	err := r.QueryRow(ctx, selectTry, r.Agency(), handleHash(handle)).Scan(&failures, &until)
	if store.IsNoRows(err) {
		return time.Time{}, nil
	}
	return clock.FromMicros(until), err
}

// lookUp reads the account and says whether this handle must wait, which is noted for handles that do not exist too.
func (s *Service) lookUp(ctx context.Context, at attempt, now time.Time) (row accountRow, waiting bool, err error) {
	err = s.db.Read(ctx, at.agency, func(ctx context.Context, r *store.Reader) error {
		until, err := waitsUntil(ctx, r, at.handle)
		if err != nil {
			return err
		}
		waiting = now.Before(until)
		err = r.QueryRow(ctx, selectForSignIn, at.agency, at.handle).Scan(&row.id, &row.role, &row.state, &row.person,
			&row.private, &row.second, &row.lastStep)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	return row, waiting, err
}

// unlock opens the account's key with the secret; ok is false where it does not fit, after the same work whether there is
// such an account or not. It fails only where the machine has no room for one more derivation.
func (s *Service) unlock(at attempt, row accountRow) (own keys.PrivateKey, ok bool, err error) {
	if row.state != active || (row.role == Survivor) != at.survivor {
		return own, false, s.waste(at.secret)
	}
	seed, err := keys.OpenWithPassphrase(at.secret, bind(at.agency, row.id, 1, "account-key"), row.private)
	if fault.KindOf(err) == fault.Throttled {
		return own, false, err
	}
	if err != nil {
		return own, false, nil
	}
	own, err = keys.ParsePrivateKey(seed)
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

// failTry counts a wrong try. It returns no refusal of its own, since the count must be committed.
func failTry(ctx context.Context, tx *store.Tx, handle string, now time.Time) error {
	var failures int64
	if err := tx.QueryRow(ctx, countTry, tx.Agency(), handleHash(handle)).Scan(&failures); err != nil {
		return err
	}
	wait := int64(0)
	if failures >= freeTries {
		wait = clock.Micros(now.Add(min(longest, firstWait<<min(failures-freeTries, 8))))
	}
	_, err := tx.Exec(ctx, updateTry, wait, tx.Agency(), handleHash(handle))
	return err
}

func handleHash(handle string) string {
	h := sha256.Sum256([]byte("amparo sign-in try\x00" + handle))
	return hex.EncodeToString(h[:])
}

const (
	selectForSignIn = `SELECT account_id, role, state, person_id, sealed_private, sealed_second, second_step FROM account WHERE agency_id = $1 AND handle = $2`
	selectTry       = `SELECT failures, blocked_until FROM sign_in_try WHERE agency_id = $1 AND handle_hash = $2`
	countTry        = `INSERT INTO sign_in_try (agency_id, handle_hash, failures, blocked_until) VALUES ($1, $2, 1, 0)
		ON CONFLICT (agency_id, handle_hash) DO UPDATE SET failures = sign_in_try.failures + 1 RETURNING failures`
	updateTry  = `UPDATE sign_in_try SET blocked_until = $1 WHERE agency_id = $2 AND handle_hash = $3`
	deleteTry  = `DELETE FROM sign_in_try WHERE agency_id = $1 AND handle_hash = $2`
	updateStep = `UPDATE account SET second_step = $1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND second_step < $1`

	// updateOpened changes nothing; it holds the row, so that nobody signs in to an account that is being closed.
	updateOpened = `UPDATE account SET state = $3 WHERE agency_id = $1 AND account_id = $2 AND state = $3`
)
