package account

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

var (
	// ErrRoster says that the signed list of who may open does not hold: nobody who works here opens anything until two
	// custodians have looked.
	ErrRoster = fault.New(fault.Refused, "account.error.roster")

	// ErrNoRoster says that an agency is older than the list and has none yet (see RootAgency).
	ErrNoRoster = fault.New(fault.Stale, "account.error.no_roster")
)

// An unlocked is what a passphrase, a card or a cookie opens of an account: the private half of its key, and the root of the
// agency. The root lies beside the key, so that no row of the database can put another in its place.
type unlocked struct {
	own  keys.PrivateKey
	root keys.VerifyKey // zero where it was sealed before the agency had a root
}

// bytes are what is sealed.
func (u unlocked) bytes() []byte { return append(u.own.Bytes(), u.root.Bytes()...) }

// cutUnlocked parts what bytes joined. Without a root it is the key alone.
func cutUnlocked(b []byte) (seed []byte, root keys.VerifyKey, err error) {
	if len(b) <= keys.PrivateKeySize {
		return b, root, nil
	}
	root, err = keys.ParseVerifyKey(b[keys.PrivateKeySize:])
	return b[:keys.PrivateKeySize], root, err
}

func parseUnlocked(b []byte) (u unlocked, err error) {
	seed, root, err := cutUnlocked(b)
	if err != nil {
		return u, err
	}
	u.root = root
	u.own, err = keys.ParsePrivateKey(seed)
	return u, err
}

// installation returns what the installation holds of an agency under its own key: what the agency signs with where no
// person does, and its copy of the agency's root, which is zero where the agency is older than that.
func (s *Service) installation(ctx context.Context, r *store.Reader) (sign keys.SigningKey, root keys.VerifyKey, err error) {
	agency := r.Agency()
	var sealed []byte
	if err := r.QueryRow(ctx, selectSigning, agency).Scan(&sealed); err != nil {
		return sign, root, err
	}
	b, err := s.root.Open(bind(agency, agency.ID, 1, "signing"), sealed)
	if err != nil {
		return sign, root, err
	}
	seed, root, err := cutUnlocked(b)
	if err != nil {
		return sign, root, err
	}
	sign, err = keys.ParseSigningKey(seed)
	return sign, root, err
}

// sealInstallation is what installation opens.
func (s *Service) sealInstallation(agency id.Agency, sign keys.SigningKey, root keys.VerifyKey) ([]byte, error) {
	return s.root.Seal(bind(agency, agency.ID, 1, "signing"), append(sign.Bytes(), root.Bytes()...))
}

// rootFor is the root against which a request is checked: the one in the actor's own keys. Jobs, and sessions that are older
// than the agency's root, have the installation's copy.
func (s *Service) rootFor(ctx context.Context, r *store.Reader, a Actor) (keys.VerifyKey, error) {
	if !a.Root.IsZero() {
		return a.Root, nil
	}
	_, root, err := s.installation(ctx, r)
	if store.IsNoRows(err) {
		err = ErrRoster // the row was taken away: it is not that of an agency without a list
	}
	return root, err
}

// Roster returns the list of who may open in the reader's agency, checked against the root that the actor carries; a job asks
// with no actor. It is the zero Roster where the agency is older than the list, and then rows say who may open, as before.
func (s *Service) Roster(ctx context.Context, r *store.Reader, a Actor) (roster.Roster, error) {
	root, err := s.rootFor(ctx, r, a)
	if err != nil || root.IsZero() {
		return roster.Roster{}, err
	}
	return s.rosterUnder(ctx, r, root)
}

func (s *Service) rosterUnder(ctx context.Context, r *store.Reader, root keys.VerifyKey) (roster.Roster, error) {
	list, err := s.rosters.Read(ctx, r, root)
	var broken *roster.Broken
	if errors.As(err, &broken) || err == nil && list.IsZero() {
		return roster.Roster{}, ErrRoster // who knows a root knows that there is a list
	}
	return list, err
}

// stands reports whether a roster has an account, with this role and the signing key that its private half gives.
func stands(list roster.Roster, account id.ID, role Role, key keys.VerifyKey) bool {
	m, ok := list.Member(account)
	return ok && m.Active() && m.Role == role && string(m.Sign.Bytes()) == string(key.Bytes())
}

// sign adds an entry to the roster in the actor's name.
func (s *Service) sign(ctx context.Context, tx *store.Tx, a Actor, e roster.Entry) (roster.Roster, error) {
	if a.ring == nil {
		return roster.Roster{}, keys.ErrOpen
	}
	root, err := s.rootFor(ctx, &tx.Reader, a)
	if err != nil {
		return roster.Roster{}, err
	}
	e.By = a.Account
	list, err := s.rosters.Append(ctx, tx, root, e, a.SigningKey(), s.clk())
	var broken *roster.Broken
	if errors.As(err, &broken) {
		return roster.Roster{}, ErrMayNotSign
	}
	return list, err
}

// ErrMayNotSign says that what an actor wanted to certify is not theirs to certify: it takes somebody else.
var ErrMayNotSign = fault.New(fault.BadInput, "account.error.may_not_sign")

// signRoot adds an entry that the root signs: the recovery key has been brought back from two shares.
func (s *Service) signRoot(ctx context.Context, tx *store.Tx, recovery keys.PrivateKey, e roster.Entry) (roster.Roster, error) {
	key := roster.RootKey(recovery)
	_, pinned, err := s.installation(ctx, &tx.Reader)
	if err != nil {
		return roster.Roster{}, err
	}
	if pinned.IsZero() {
		return roster.Roster{}, ErrNoRoster
	}
	if string(pinned.Bytes()) != string(key.Public().Bytes()) {
		return roster.Roster{}, ErrOtherShares
	}
	return s.rosters.Append(ctx, tx, key.Public(), e, key, s.clk())
}
