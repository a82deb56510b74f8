package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// A vouched is what the installation says of the account of a person who is helped: whose it is, and which key is theirs. It
// says so with a seal of the installation key, which is not in the database: whoever can only write there makes nobody to whom a
// worker hands the keys of a record. Those who work here stand in the roster instead.
type vouched struct {
	account, person id.ID
	role            Role
	public          []byte
	voucher         []byte
}

func (v vouched) binding(agency id.Agency) keys.Binding {
	sum := sha256.Sum256(v.public)
	return keys.Binding{Agency: agency, Person: v.person, Entry: v.account, Version: 1, Use: "account/" + string(v.role) + "/" + hex.EncodeToString(sum[:])}
}

// vouch seals nothing to all that v says.
func (s *Service) vouch(agency id.Agency, v vouched) ([]byte, error) {
	return s.root.Seal(v.binding(agency), nil)
}

func (s *Service) vouches(agency id.Agency, v vouched) bool {
	_, err := s.root.Open(v.binding(agency), v.voucher)
	return err == nil
}

// HoldKey returns the public key of a person's own account, for sealing to them what they should have; ok is false where the
// installation does not vouch for it. The account keeps this key until the transaction ends.
func (s *Service) HoldKey(ctx context.Context, tx *store.Tx, person, account id.ID) (key keys.PublicKey, ok bool, err error) {
	v := vouched{account: account}
	if _, err := tx.Exec(ctx, holdKey, tx.Agency(), account); err != nil {
		return key, false, err
	}
	if err := tx.QueryRow(ctx, selectVouched, tx.Agency(), account).Scan(&v.role, &v.person, &v.public, &v.voucher); err != nil {
		return key, false, err
	}
	if v.person != person || v.role != Survivor || !s.vouches(tx.Agency(), v) {
		return key, false, nil
	}
	key, err = keys.ParsePublicKey(v.public)
	return key, err == nil, err
}

// A Holder is somebody who works here, with the key that reaches them alone.
type Holder struct {
	Account id.ID
	Role    Role
	Key     keys.PublicKey
}

// Holders lists those who work here as the roster has them, for sealing something to some of them.
func (s *Service) Holders(ctx context.Context, r *store.Reader, a Actor) ([]Holder, error) {
	list, err := s.Roster(ctx, r, a)
	if err != nil {
		return nil, err
	}
	return s.holders(ctx, r, list)
}

// holders are the members of a roster with the whole of the public key of which the roster has the hash. Where there is no
// roster yet they are those whom rows name.
func (s *Service) holders(ctx context.Context, r *store.Reader, list roster.Roster) ([]Holder, error) {
	rows, err := r.Query(ctx, selectHolders, r.Agency(), Survivor, active)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var holders []Holder
	for rows.Next() {
		var h Holder
		var public []byte
		if err := rows.Scan(&h.Account, &h.Role, &public); err != nil {
			return nil, err
		}
		m, _ := list.Member(h.Account)
		if h.Key, err = keys.ParsePublicKey(public); err != nil || !list.IsZero() && (m.Role != h.Role || !m.Seals(h.Key)) {
			continue
		}
		holders = append(holders, h)
	}
	return holders, rows.Err()
}

const (
	holdKey        = `UPDATE account SET role = role WHERE agency_id = $1 AND account_id = $2`
	selectVouched  = `SELECT role, person_id, public_key, voucher FROM account WHERE agency_id = $1 AND account_id = $2`
	selectHolders  = `SELECT account_id, role, public_key FROM account WHERE agency_id = $1 AND role <> $2 AND state = $3 ORDER BY account_id`
	selectVouchers = `SELECT account_id, role, person_id, public_key, voucher FROM account WHERE agency_id = $1 AND role = $2 ORDER BY account_id`
	updateVoucher  = `UPDATE account SET voucher = $1 WHERE agency_id = $2 AND account_id = $3`
)
