package account

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	// freshFor is how long a passphrase that was typed counts for what asks for it once more: at the sign-in, and at each
	// step up. It is half of the ten minutes after which a person's idle session ends, so that a screen that was left open is
	// not fresh for as long as it is open; and long enough to sign in and say yes to what was read on paper before.
	freshFor = 5 * time.Minute

	// graceFor is how long a session that was replaced still answers: a form that was sent twice has two requests under way,
	// and the second must not sign its owner out.
	graceFor = 30 * time.Second
)

var (
	// ErrStepUp says that this asks for the passphrase once more, even inside an open session. Nothing was done.
	ErrStepUp = fault.New(fault.StepUp, "account.error.step_up")

	// ErrPassphrase is the one answer where a passphrase, a card or a code that was typed inside a session does not fit, or
	// too many did not.
	ErrPassphrase = fault.In("passphrase", "account.error.passphrase")
)

// StepUp takes the passphrase once more inside an open session. The same work is done as for a sign-in, and the session waits
// for the wrong tries made in it. It returns the session that goes on: it has another secret, so that whoever copied the
// cookie before is not stepped up.
func (s *Service) StepUp(ctx context.Context, a Actor, passphrase string) (Session, error) {
	t, err := s.tryInside(ctx, a, passphrase)
	if err != nil {
		return Session{}, err
	}
	t.right, t.holds, t.then = SteppedUp, hold, s.stepped(a)
	return s.try(ctx, t)
}

// stepped goes on in a session that is stepped up.
func (s *Service) stepped(a Actor) func(context.Context, *store.Tx, opened) (Session, error) {
	return func(ctx context.Context, tx *store.Tx, _ opened) (Session, error) {
		now := s.clk()
		return s.renew(ctx, tx, a, now.Add(freshFor), now)
	}
}

// answered writes what fn decides and gives refusal where fn opened nothing: a count of wrong tries is kept either way.
func (s *Service) answered(ctx context.Context, agency id.Agency, refusal error, fn func(ctx context.Context, tx *store.Tx) (Session, error)) (Session, error) {
	opened, err := write(ctx, s.db, agency, fn)
	if err == nil && opened.Token == "" {
		err = refusal
	}
	return opened, err
}

// tryInside is a try by the owner of an open session. A person's card code is in the session, sealed under its cookie.
func (s *Service) tryInside(ctx context.Context, a Actor, passphrase string) (try, error) {
	t := try{agency: a.Agency, secret: []byte(normal(passphrase)), survivor: a.IsSurvivor(), session: a.session, wrong: NotSteppedUp, refusal: ErrPassphrase}
	if a.IsSurvivor() {
		c, err := a.card()
		if err != nil {
			return t, ErrNoSession
		}
		t.secret = c.secret(passphrase)
	}
	err := s.db.Read(ctx, a.Agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, selectHandle, a.Agency, a.Account).Scan(&t.handle)
	})
	if store.IsNoRows(err) {
		err = ErrNoSession
	}
	return t, err
}

// renew puts a session with a new secret in the place of the actor's, which answers for a moment more. It ends when the one
// that was signed in to would have ended.
func (s *Service) renew(ctx context.Context, tx *store.Tx, a Actor, freshUntil, now time.Time) (Session, error) {
	row, err := selectSessionRow(ctx, &tx.Reader, a.session)
	if store.IsNoRows(err) || err == nil && row.ended(now) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, err
	}
	o := opening{account: a.Account, unlocked: unlocked{root: a.Root}, second: row.second, device: row.device, keepsDrafts: row.keepsDrafts, begun: row.madeAt, freshUntil: freshUntil}
	if o.own, err = a.own(); err != nil {
		return Session{}, err
	}
	if a.IsSurvivor() {
		if o.card, err = a.card(); err != nil {
			return Session{}, err
		}
	}
	if _, err := tx.Exec(ctx, supersede, clock.Micros(now.Add(graceFor)), a.Agency, a.session); err != nil {
		return Session{}, err
	}
	return o.insert(ctx, tx, now)
}

// fresh returns ErrStepUp unless the passphrase was typed a moment ago, and ErrNoSession where the session has ended.
func (s *Service) fresh(ctx context.Context, tx *store.Tx, a Actor) error {
	st, err := s.StandingIn(ctx, &tx.Reader, a, s.clk())
	switch {
	case err != nil:
		return err
	case !st.Active:
		return ErrNoSession
	case !st.StepUp:
		return ErrStepUp
	}
	return nil
}

// own returns the private half of the actor's own key.
func (a Actor) own() (keys.PrivateKey, error) {
	if a.ring == nil {
		return keys.PrivateKey{}, keys.ErrOpen
	}
	a.ring.mu.Lock()
	defer a.ring.mu.Unlock()
	return a.ring.key()
}

func (a Actor) ownKey() keys.DataKey {
	if a.ring == nil {
		return keys.DataKey{}
	}
	return ownKey(a.ring.seed)
}

// card returns the card code with which a person signed in.
func (a Actor) card() (card, error) {
	if a.ring == nil {
		return "", keys.ErrOpen
	}
	b, err := a.ring.session.Open(bind(a.Agency, a.Account, 1, "session-card"), a.ring.card)
	return card(b), err
}

const supersede = `UPDATE session SET ends_at = $1 WHERE agency_id = $2 AND session_id = $3 AND ends_at > $1`
