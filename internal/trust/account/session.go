package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	survivorIdle = 10 * time.Minute // practice map 16C
	staffIdle    = 30 * time.Minute
	longestOpen  = 12 * time.Hour
	seenEvery    = time.Minute // how often the time of the last request is written
)

// A Session is what a sign-in hands to the browser. It is the only place where the secret exists.
type Session struct {
	Token string // a cookie value that ends with the browser
	Mark  string // a cookie value for MarkLasts, by which the browser is known; empty where it is not to be, or has one already
}

// ErrNoSession says that nobody is signed in, or no longer.
var ErrNoSession = fault.New(fault.SignIn, "account.error.no_session")

// An opening is a session that is about to be opened.
type opening struct {
	account id.ID
	unlocked
	second      bool
	card        card   // a person's: sealed under the cookie, so that they can be asked for the passphrase alone
	device      []byte // sealed to the owner
	keepsDrafts bool
	begun       time.Time // when it was signed in to
	freshUntil  time.Time
}

func (o opening) insert(ctx context.Context, tx *store.Tx, now time.Time) (Session, error) {
	secret := keys.NewSecret()
	key := keys.DeriveDataKey(secret, "session")
	sealed, err := key.Seal(bind(tx.Agency(), o.account, 1, "session"), o.bytes())
	if err != nil {
		return Session{}, err
	}
	var sealedCard []byte
	if o.card != "" {
		if sealedCard, err = key.Seal(bind(tx.Agency(), o.account, 1, "session-card"), []byte(o.card)); err != nil {
			return Session{}, err
		}
	}
	if _, err := tx.Exec(ctx, insertSession, tx.Agency(), sessionID(secret), o.account, o.second, sealed, sealedCard, o.device, o.keepsDrafts,
		clock.Micros(o.begun), clock.Micros(now), clock.Micros(o.begun.Add(longestOpen)), clock.Micros(o.freshUntil)); err != nil {
		return Session{}, err
	}
	return Session{Token: token(tx.Agency(), secret)}, nil
}

// token is a cookie value: whose database rows to look at, and the secret that finds and opens one of them.
func token(agency id.Agency, secret []byte) string {
	return agency.String() + "." + base64.RawURLEncoding.EncodeToString(secret)
}

// sessionID is what the database knows of a session: a hash that leads back to no cookie.
func sessionID(secret []byte) string {
	h := sha256.Sum256(append([]byte("amparo session\x00"), secret...))
	return hex.EncodeToString(h[:])
}

func parseToken(token string) (agency id.Agency, secret []byte, ok bool) {
	a, b, found := strings.Cut(token, ".")
	agency, err := id.ParseAgency(a)
	if err != nil || !found {
		return id.Agency{}, nil, false
	}
	secret, err = base64.RawURLEncoding.DecodeString(b)
	// One secret has one spelling: the decoder alone would overlook line breaks and spare bits.
	return agency, secret, err == nil && len(secret) == 32 && base64.RawURLEncoding.EncodeToString(secret) == b
}

// Resume returns the actor of a cookie value, or ErrNoSession. It opens the account's key for this one request.
func (s *Service) Resume(ctx context.Context, token string) (Actor, error) {
	agency, secret, ok := parseToken(token)
	if !ok {
		return Actor{}, ErrNoSession
	}
	now, sid := s.clk(), sessionID(secret)
	var row sessionRow
	var a Actor
	err := s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		if row, err = selectSessionRow(ctx, r, sid); err != nil {
			return err
		}
		if err := s.recount(ctx, r, sid, row.account, now); err != nil {
			return err
		}
		if a, ok = s.actorOf(agency, keys.DeriveDataKey(secret, "session"), row); !ok || row.ended(now) {
			return ErrNoSession
		}
		return s.withTeams(ctx, r, &a)
	})
	switch {
	case store.IsNoRows(err), errors.Is(err, ErrRoster):
		return Actor{}, ErrNoSession
	case err != nil:
		return Actor{}, err
	}
	return a, s.seen(ctx, agency, sid, row, now)
}

// recount counts the rows of an account when a session of it is first seen, and every minute after: a session, an account or
// a membership that ended and was put back lets nobody in. What is found is noted for the alarm.
func (s *Service) recount(ctx context.Context, r *store.Reader, session string, account id.ID, now time.Time) error {
	return s.counted.Due(session, now, func() error {
		found, err := r.Recount(ctx, "account_id", account.String())
		if err == nil && len(found) > 0 {
			err = store.ErrNoRows
		}
		return err
	})
}

// withTeams gives the actor of a session the team keys that the roster says are theirs. Somebody who works here and does not
// stand in the roster with this role and this key has no session; a person who is helped has no team keys, whatever rows say.
func (s *Service) withTeams(ctx context.Context, r *store.Reader, a *Actor) error {
	if a.IsSurvivor() {
		return nil
	}
	var err error
	if a.Root, err = s.rootFor(ctx, r, *a); err != nil {
		return err
	}
	list, err := s.Roster(ctx, r, *a)
	if err != nil {
		return err
	}
	if !list.IsZero() && !stands(list, a.Account, a.Role, a.SigningKey().Public()) {
		return ErrNoSession
	}
	grants, err := grantsOf(ctx, r, a.Account)
	if err != nil {
		return err
	}
	for at := range grants {
		if t, ok := list.Version(at.team, at.version); !list.IsZero() && (!ok || !slices.Contains(a.Role.Functions(), t.Function)) {
			delete(grants, at)
		}
	}
	a.ring.sealed, a.ring.list = grants, list
	return nil
}

// actorOf opens what a session's key opens of its row.
func (s *Service) actorOf(agency id.Agency, key keys.DataKey, row sessionRow) (Actor, bool) {
	opened, err := key.Open(bind(agency, row.account, 1, "session"), row.sealed)
	if err != nil {
		return Actor{}, false
	}
	seed, root, err := cutUnlocked(opened)
	if err != nil {
		return Actor{}, false
	}
	a := Actor{Agency: agency, Account: row.account, Role: row.role, Person: row.person, SecondFactor: row.second, FreshUntil: row.freshUntil, Root: root,
		session: row.id, ring: &ring{session: key, seed: seed, signer: s.memory.signerOf(key, bind(agency, row.account, 1, "signer"), seed), card: row.card, memory: s.memory, open: map[teamVersion]keys.PrivateKey{}}}
	a.Settings = openSettings(a.ownKey(), agency, a.Account, a.Role, row.settings)
	if body, err := a.OpenOwn(bind(agency, row.account, 1, "profile"), row.profile); err == nil {
		var p profile
		if json.Unmarshal(body, &p) == nil {
			a.Name, a.Shown = p.Name, p.shown()
		}
	}
	return a, true
}

// seen notes the time of a request, once a minute at most, so that an idle session ends.
func (s *Service) seen(ctx context.Context, agency id.Agency, sid string, row sessionRow, now time.Time) error {
	if now.Sub(row.seenAt) < seenEvery {
		return nil
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateSeen, clock.Micros(now), agency, sid)
		return err
	})
}

// SignOut ends the session of a cookie value. A value that opens nothing is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	agency, secret, ok := parseToken(token)
	if !ok {
		return nil
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, deleteSession, agency, sessionID(secret))
		return err
	})
}

type sessionRow struct {
	id                   string
	account              id.ID
	role                 Role
	state                string
	person               id.ID
	second, keepsDrafts  bool
	sealed, card, device []byte
	profile, settings    []byte
	madeAt, seenAt       time.Time
	endsAt, freshUntil   time.Time
}

func (r sessionRow) ended(now time.Time) bool {
	return r.state != active || timedOut(r.role, r.seenAt, r.endsAt, now)
}

// over is the moment at which a session ends by itself, when it is not used any more.
func over(role Role, seenAt, endsAt time.Time) time.Time {
	idle := seenAt.Add(staffIdle)
	if role == Survivor {
		idle = seenAt.Add(survivorIdle)
	}
	if endsAt.Before(idle) {
		return endsAt
	}
	return idle
}

// timedOut reports whether a session has been idle for too long, or open for too long in all.
func timedOut(role Role, seenAt, endsAt, now time.Time) bool {
	return !now.Before(over(role, seenAt, endsAt))
}

func selectSessionRow(ctx context.Context, r *store.Reader, sid string) (sessionRow, error) {
	row := sessionRow{id: sid}
	var made, seen, ends, fresh int64
	err := r.QueryRow(ctx, selectSession, r.Agency(), sid).Scan(&row.account, &row.role, &row.state, &row.person, &row.second, &row.keepsDrafts,
		&row.sealed, &row.card, &row.device, &row.profile, &row.settings, &made, &seen, &ends, &fresh)
	row.madeAt, row.seenAt = clock.FromMicros(made), clock.FromMicros(seen)
	row.endsAt, row.freshUntil = clock.FromMicros(ends), clock.FromMicros(fresh)
	return row, err
}

func grantsOf(ctx context.Context, r *store.Reader, account id.ID) (map[teamVersion][]byte, error) {
	rows, err := r.Query(ctx, selectGrants, r.Agency(), account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[teamVersion][]byte{}
	for rows.Next() {
		var at teamVersion
		var sealed []byte
		if err := rows.Scan(&at.team, &at.version, &sealed); err != nil {
			return nil, err
		}
		out[at] = sealed
	}
	return out, rows.Err()
}

const (
	insertSession = `INSERT INTO session (agency_id, session_id, account_id, second_factor, sealed_key, sealed_card, sealed_device, keeps_drafts,
		made_at, seen_at, ends_at, fresh_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	selectSession = `SELECT a.account_id, a.role, a.state, a.person_id, s.second_factor, s.keeps_drafts, s.sealed_key, s.sealed_card, s.sealed_device,
		a.sealed_profile, a.sealed_settings, s.made_at, s.seen_at, s.ends_at, s.fresh_until
		FROM session s JOIN account a ON a.agency_id = s.agency_id AND a.account_id = s.account_id WHERE s.agency_id = $1 AND s.session_id = $2`
	selectGrants  = `SELECT team_id, version, sealed FROM team_grant WHERE agency_id = $1 AND account_id = $2`
	updateSeen    = `UPDATE session SET seen_at = $1 WHERE agency_id = $2 AND session_id = $3`
	deleteSession = `DELETE FROM session WHERE agency_id = $1 AND session_id = $2`
)
