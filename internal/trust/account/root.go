package account

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// ErrRooted says that an agency has its list already.
var ErrRooted = fault.New(fault.Stale, "account.error.rooted")

// A Rooting is what RootAgency did, or would do.
type Rooting struct {
	Signed  []id.ID // members whom the root signed for
	Without []id.ID // accounts that have not signed in since the upgrade, so that nobody knows what they will sign with
}

// RootAgency gives an agency that is older than the roster its list: two custodians have brought the recovery key back, and
// what stands in the rows is signed by the root. Team keys are signed only where the recovery key opens them. Whoever has not
// signed in since the upgrade has no signing key yet: where there is somebody like that, nothing is done unless leaveOut says
// that they come in anew. Once done it is done; a second time is ErrRooted.
//
// This trusts the rows as they stand on that day: the custodians read the list of names before they do it.
func (s *Service) RootAgency(ctx context.Context, agency id.Agency, recovery keys.PrivateKey, leaveOut bool) (Rooting, error) {
	return write(ctx, s.db, agency, func(ctx context.Context, tx *store.Tx) (done Rooting, err error) {
		sign, root, err := s.installation(ctx, &tx.Reader)
		if err != nil {
			return done, err
		}
		if !root.IsZero() {
			return done, ErrRooted
		}
		stored, err := s.recoveryKey(ctx, &tx.Reader)
		if err != nil {
			return done, err
		}
		if !recovery.Public().Equal(stored) {
			return done, ErrOtherShares
		}
		members, err := oldMembers(ctx, tx, &done)
		if err != nil || len(done.Without) > 0 && !leaveOut {
			return done, err
		}
		sealed, err := s.sealInstallation(agency, sign, roster.RootKey(recovery).Public())
		if err != nil {
			return done, err
		}
		if _, err := tx.Exec(ctx, updateSigning, sealed, agency); err != nil {
			return done, err
		}
		if err := s.beginRoster(ctx, tx, recovery, sign.Public()); err != nil {
			return done, err
		}
		entries, err := oldTeams(ctx, tx, recovery)
		if err != nil {
			return done, err
		}
		var list roster.Roster
		for _, e := range append(entries, members...) {
			if list, err = s.signRoot(ctx, tx, recovery, e); err != nil {
				return done, err
			}
		}
		if err := s.rotateOld(ctx, tx, list, recovery); err != nil {
			return done, err
		}
		return done, s.vouchForPeople(ctx, tx)
	})
}

// oldMembers are those who work here with what was certified of them, as rows say.
func oldMembers(ctx context.Context, tx *store.Tx, done *Rooting) (entries []roster.Entry, err error) {
	rows, err := tx.Query(ctx, selectOldMembers, tx.Agency(), Survivor, active)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[id.ID]bool{}
	var certificates []roster.Entry
	for rows.Next() {
		var m roster.Member
		var public []byte
		var attested int64
		if err := rows.Scan(&m.Account, &m.Role, &public, &m.Sign, &attested); err != nil {
			return nil, err
		}
		key, err := keys.ParsePublicKey(public)
		if err != nil {
			return nil, err
		}
		if len(m.Sign) == 0 {
			done.Without = append(done.Without, m.Account)
			continue
		}
		m.Seal, known[m.Account] = sealPrint(key), true
		done.Signed = append(done.Signed, m.Account)
		entries = append(entries, roster.Entry{Member: &m})
		if attested > 0 {
			certificates = append(certificates, certificate(m.Account, roster.Conduct, attested))
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	trained, err := tx.Query(ctx, selectOldTraining, tx.Agency())
	if err != nil {
		return nil, err
	}
	defer trained.Close()
	for trained.Next() {
		var c roster.Certificate
		if err := trained.Scan(&c.Account, &c.Kind, &c.ValidTo); err != nil {
			return nil, err
		}
		if known[c.Account] {
			certificates = append(certificates, roster.Entry{Certificate: &c})
		}
	}
	return append(entries, certificates...), trained.Err()
}

// oldTeams are the versions of the teams' keys that the recovery key opens and that are what their rows say.
func oldTeams(ctx context.Context, tx *store.Tx, recovery keys.PrivateKey) (entries []roster.Entry, err error) {
	rows, err := tx.Query(ctx, selectOldTeams, tx.Agency())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t roster.Team
		var public, sealed []byte
		if err := rows.Scan(&t.Function, &t.Team, &t.Version, &public, &sealed); err != nil {
			return nil, err
		}
		seed, err := recovery.Open(bind(tx.Agency(), t.Team, t.Version, "team-recovery"), sealed)
		if err != nil {
			return nil, err
		}
		private, err := keys.ParsePrivateKey(seed)
		if err != nil {
			return nil, err
		}
		if t.Key = sealPrint(private.Public()); string(private.Public().Bytes()) != string(public) {
			return nil, ErrRoster // somebody put another key into the row
		}
		entries = append(entries, roster.Entry{Team: &t})
	}
	return entries, rows.Err()
}

// rotateOld makes new keys for the teams that somebody left before there was a list.
func (s *Service) rotateOld(ctx context.Context, tx *store.Tx, list roster.Roster, recovery keys.PrivateKey) error {
	rows, err := tx.Query(ctx, selectOldDue, tx.Agency(), true)
	if err != nil {
		return err
	}
	defer rows.Close()
	var due []Function
	for rows.Next() {
		var f Function
		if err := rows.Scan(&f); err != nil {
			return err
		}
		due = append(due, f)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, f := range due {
		sign := func(e roster.Entry) (roster.Roster, error) { return s.signRoot(ctx, tx, recovery, e) }
		if list, err = s.rotate(ctx, tx, list, f, sign); err != nil {
			return err
		}
	}
	return nil
}

// vouchForPeople vouches for the accounts of people who are helped, where nobody did.
func (s *Service) vouchForPeople(ctx context.Context, tx *store.Tx) error {
	agency := tx.Agency()
	rows, err := tx.Query(ctx, selectVouchers, agency, Survivor)
	if err != nil {
		return err
	}
	defer rows.Close()
	var list []vouched
	for rows.Next() {
		var v vouched
		if err := rows.Scan(&v.account, &v.role, &v.person, &v.public, &v.voucher); err != nil {
			return err
		}
		if !s.vouches(agency, v) {
			list = append(list, v)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, v := range list {
		voucher, err := s.vouch(agency, v)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateVoucher, voucher, agency, v.account); err != nil {
			return err
		}
	}
	return nil
}

// Rooted reports whether an agency has its list: until it has, nobody can be let in, and rows say who may open.
func (s *Service) Rooted(ctx context.Context, agency id.Agency) (bool, error) {
	return read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (bool, error) {
		_, root, err := s.installation(ctx, r)
		return !root.IsZero(), err
	})
}

func certificate(account id.ID, kind string, until int64) roster.Entry {
	return roster.Entry{Certificate: &roster.Certificate{Account: account, Kind: kind, ValidTo: until}}
}

// CertifyWith is Certify, and Attest with the kind Conduct, by the root: two custodians say so. It counts for a year.
func (s *Service) CertifyWith(ctx context.Context, agency id.Agency, account id.ID, kind Certificate, recovery keys.PrivateKey) error {
	until := clock.Micros(s.clk().Add(attestationLasts))
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := s.signRoot(ctx, tx, recovery, certificate(account, string(kind), until))
		return err
	})
}

// KnowPeer signs into an agency's list, by its root, which root another agency of the installation has, and returns that root.
// From then on nothing is sealed to another agency under that name.
func (s *Service) KnowPeer(ctx context.Context, agency, other id.Agency, recovery keys.PrivateKey) (root keys.VerifyKey, err error) {
	root, err = read(ctx, s.db, other, func(ctx context.Context, r *store.Reader) (keys.VerifyKey, error) {
		return s.rootFor(ctx, r, Actor{})
	})
	if err == nil && root.IsZero() {
		err = ErrNoRoster
	}
	if err != nil {
		return root, err
	}
	return root, s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := s.signRoot(ctx, tx, recovery, roster.Entry{Peer: &roster.Peer{Agency: other, Root: root.Bytes()}})
		return err
	})
}

const (
	updateSigning     = `UPDATE signing SET sealed = $1 WHERE agency_id = $2`
	selectOldMembers  = `SELECT account_id, role, public_key, sign_key, attested_until FROM account WHERE agency_id = $1 AND role <> $2 AND state = $3 ORDER BY account_id`
	selectOldTraining = `SELECT account_id, kind, valid_to FROM certificate WHERE agency_id = $1 ORDER BY account_id, kind`
	selectOldDue      = `SELECT function FROM team WHERE agency_id = $1 AND rotate_due = $2 ORDER BY function`
	selectOldTeams    = `SELECT t.function, k.team_id, k.version, k.public_key, k.sealed_recovery FROM team_key k
		JOIN team t ON t.agency_id = k.agency_id AND t.team_id = k.team_id WHERE k.agency_id = $1 ORDER BY t.function, k.version`
)
