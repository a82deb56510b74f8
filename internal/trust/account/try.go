package account

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A try is a secret that somebody types to open an account. Every one goes through Service.try, which does the same whether
// the account exists, is closed or waits, and whether the secret fits: one derivation, the same seals, the same statements.
// A refusal tells only that nothing was opened.
type try struct {
	agency       id.Agency // Service.nowhere where a name leads to no agency
	handle       string
	survivor     bool
	secret       []byte
	asksCode     bool   // a code of the second factor is needed as well
	code         string // what was typed for it
	next         []byte // of a change: the secret to come, which is one derivation more, always
	session      string // it is made inside this session; empty at a sign-in
	halfway      bool   // more is asked afterwards, so that to be right here clears no count and is not noted
	right, wrong Happening
	refusal      error

	// holds checks, in the transaction, what may have changed since the account was read, and keeps it so until the end. It
	// is asked also where nothing was opened: o.row.id is zero then, and the statements are the same.
	holds func(ctx context.Context, tx *store.Tx, o opened) (bool, error)

	// then does what the try was for.
	then func(ctx context.Context, tx *store.Tx, o opened) (Session, error)
}

// opened is what a try opened.
type opened struct {
	row accountRow
	unlocked
	step   int64  // of the code
	next   []byte // the account's key, sealed under the secret of a change
	again  bool   // the very same change was made before
	marked bool   // this browser's mark is of this account
}

// try is the one way to try a secret.
func (s *Service) try(ctx context.Context, t try) (Session, error) {
	now := s.clk()
	row, err := s.lookUp(ctx, t)
	if err != nil {
		return Session{}, err
	}
	o, ok, err := s.unlock(ctx, t, row, now)
	if err != nil {
		return Session{}, err // the machine has no room: nothing was tried, so nothing is counted
	}
	what := t.wrong
	if ok {
		what = t.right
		if o.unlocked, err = s.adopt(ctx, t, o); err != nil {
			return Session{}, err
		}
	}
	l, err := s.line(ctx, t.agency, row.id, row.public, what, now)
	if err != nil {
		return Session{}, err
	}
	return s.answered(ctx, t.agency, t.refusal, func(ctx context.Context, tx *store.Tx) (Session, error) {
		return s.decide(ctx, tx, t, o, ok, l, now)
	})
}

// decide counts a try and, where it passes, does what it was for.
func (s *Service) decide(ctx context.Context, tx *store.Tx, t try, o opened, ok bool, l line, now time.Time) (Session, error) {
	k := s.keysOf(ctx, tx.Agency(), t.handle, s.ownPlace(ctx, t.session), now)
	counted, err := holdTally(ctx, tx, k, now)
	if err != nil {
		return Session{}, err
	}
	known := o.marked || t.session != ""
	v := counted.judge(ok, known, now)
	held, err := t.holds(ctx, tx, o.where(v.passes))
	if err != nil {
		return Session{}, err
	}
	if v.passes && !held {
		// The same code was accepted a moment ago in another window, or the account was closed or its passphrase changed
		// meanwhile.
		v = counted.judge(false, known, now)
		if l, err = s.line(ctx, tx.Agency(), o.row.id, o.row.public, t.wrong, now); err != nil {
			return Session{}, err
		}
	}
	if t.halfway && v.passes {
		v.next, v.looked = counted, false
	}
	if !v.looked || o.again {
		l.account = id.ID{} // nothing is noted, by the same statement
	}
	if err := errors.Join(storeTally(ctx, tx, k, v.next), l.insert(ctx, tx)); err != nil || !v.passes {
		return Session{}, err
	}
	return t.then(ctx, tx, o)
}

// where is o, or of nobody.
func (o opened) where(passes bool) opened {
	if !passes {
		o.row.id = id.ID{}
	}
	return o
}

// ownPlace is the name of what this browser is known by: the session that a try is made in, or the mark. The second is
// empty where there is none that was made here.
func (s *Service) ownPlace(ctx context.Context, session string) string {
	if session != "" {
		return "session " + session
	}
	if name, ok := s.KnownBrowser(PlaceOf(ctx).Mark); ok {
		return "mark " + name
	}
	return ""
}

// accountRow is what a try needs of an account; the zero value is of nobody.
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

// lookUp reads the account of a try. One that is closed, or is opened in another way, is nobody.
func (s *Service) lookUp(ctx context.Context, t try) (accountRow, error) {
	row, err := read(ctx, s.db, t.agency, func(ctx context.Context, r *store.Reader) (accountRow, error) {
		return selectAccount(ctx, r, t.handle)
	})
	if store.IsNoRows(err) {
		return accountRow{}, nil
	}
	if err != nil || row.state != active || (row.role == Survivor) != t.survivor {
		return accountRow{}, err
	}
	return row, nil
}

// selectAccount reads what a try needs of the account with this handle.
func selectAccount(ctx context.Context, r *store.Reader, handle string) (row accountRow, err error) {
	err = r.QueryRow(ctx, selectForSignIn, r.Agency(), handle).Scan(&row.id, &row.role, &row.state, &row.person, &row.public, &row.private,
		&row.second, &row.settings, &row.lastStep, &row.version)
	return row, err
}

// unlock opens the account's key with the secret; ok is false where something does not fit. What cannot be opened with the
// account's key is then done with the key of nobody. It fails only where the machine has no room for one more derivation.
func (s *Service) unlock(ctx context.Context, t try, row accountRow, now time.Time) (o opened, ok bool, err error) {
	nobody, err := s.nobody()
	if err != nil {
		return o, false, err
	}
	o.row = row
	seed, ok, err := s.derive(t, t.secret, row)
	if err != nil {
		return o, false, err
	}
	if !ok {
		seed = nobody.seed
	}
	if o.unlocked, err = parseUnlocked(seed); err != nil {
		return o, false, nil
	}
	if t.asksCode {
		o.step, ok = s.checkSecond(t, o, ok, now)
	}
	o.marked = s.readMark(PlaceOf(ctx).Mark).fits(ownKey(o.own.Bytes()), row.version) && ok
	if t.next == nil {
		return o, ok, nil
	}
	if ok {
		o.next, err = keys.SealWithPassphrase(s.params, t.next, bind(t.agency, row.id, 1, "account-key"), o.bytes())
		return o, true, err
	}
	_, o.again, err = s.derive(t, t.next, row)
	return o, o.again, err
}

// derive tries one secret at one account.
func (s *Service) derive(t try, secret []byte, row accountRow) (seed []byte, ok bool, err error) {
	seed, err = keys.TryPassphrase(s.params, secret, bind(t.agency, row.id, 1, "account-key"), row.private)
	if fault.KindOf(err) == fault.Throttled {
		return nil, false, err
	}
	return seed, err == nil, nil
}

// checkSecond checks the code against the second factor, whose secret only the account's key opens.
func (s *Service) checkSecond(t try, o opened, right bool, now time.Time) (step int64, ok bool) {
	binding, sealed := bind(t.agency, o.row.id, 1, "second"), o.row.second
	if !right {
		nobody, err := s.nobody()
		if err != nil {
			return 0, false
		}
		binding, sealed = nobody.binding, nobody.second
	}
	secret, err := o.own.Open(binding, sealed)
	if err != nil {
		return 0, false
	}
	step, ok = acceptStep(string(secret), t.code, now, o.row.lastStep)
	return step, ok && right
}

// nobody is an account that does not exist, for the work that one that does would be.
type nobody struct {
	seed, public, second []byte
	binding              keys.Binding
}

func newNobody() (n nobody, err error) {
	own, err := keys.NewPrivateKey()
	if err != nil {
		return n, err
	}
	second, err := newSecond("nobody")
	if err != nil {
		return n, err
	}
	n = nobody{seed: own.Bytes(), public: own.Public().Bytes(), binding: keys.Binding{Version: 1, Use: "second"}}
	n.second, err = own.Public().Seal(n.binding, []byte(second.Secret))
	return n, err
}

// accept checks that the account is still open and its passphrase still the one that was tried, and notes, for staff, the
// step of the code.
func accept(ctx context.Context, tx *store.Tx, o opened) (bool, error) {
	n, err := tx.Exec(ctx, updateStep, o.step, tx.Agency(), o.row.id, active, o.row.version)
	return n > 0, err
}

// hold is accept where no code is asked for.
func hold(ctx context.Context, tx *store.Tx, o opened) (bool, error) {
	n, err := tx.Exec(ctx, holdVersion, tx.Agency(), o.row.id, active, o.row.version)
	return n > 0, err
}

const (
	selectForSignIn = `SELECT account_id, role, state, person_id, public_key, sealed_private, sealed_second, sealed_settings, second_step, version
		FROM account WHERE agency_id = $1 AND handle = $2`
	updateStep  = `UPDATE account SET second_step = $1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND version = $5 AND second_step < $1`
	holdVersion = `UPDATE account SET state = $3 WHERE agency_id = $1 AND account_id = $2 AND state = $3 AND version = $4`

	// updateOpened changes nothing; it holds the row, so that nobody signs in to an account that is being closed.
	updateOpened = `UPDATE account SET state = $3 WHERE agency_id = $1 AND account_id = $2 AND state = $3`
)
