package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A vouched is what the installation says of an account that it made: whose it is, what for, and which key is theirs. It
// says so with a seal of the installation key, which is not in the database: whoever can only write there makes nobody whom
// a colleague lets into a team, or to whom a worker hands the keys of a record.
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

// belongs reports whether an account may be let into a team with this function.
func (s *Service) belongs(agency id.Agency, v vouched, f Function) bool {
	return slices.Contains(v.role.Functions(), f) && s.vouches(agency, v)
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

// Holders lists the staff who have not left and for whom the installation vouches, for sealing something to some of them.
func (s *Service) Holders(ctx context.Context, r *store.Reader) ([]Holder, error) {
	rows, err := r.Query(ctx, selectHolders, r.Agency(), Survivor, active)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Holder
	for rows.Next() {
		var v vouched
		if err := rows.Scan(&v.account, &v.role, &v.public, &v.voucher); err != nil {
			return nil, err
		}
		if !s.vouches(r.Agency(), v) {
			continue
		}
		key, err := keys.ParsePublicKey(v.public)
		if err != nil {
			return nil, err
		}
		list = append(list, Holder{v.account, v.role, key})
	}
	return list, rows.Err()
}

// VouchForAll vouches for every account of an agency as it stands. It is done once by the operator, on the machine, where an
// installation is older than this: whoever is there then is taken to have been made here.
func (s *Service) VouchForAll(ctx context.Context, agency id.Agency) (n int, err error) {
	return write(ctx, s.db, agency, func(ctx context.Context, tx *store.Tx) (int, error) {
		rows, err := tx.Query(ctx, selectVouchers, agency)
		if err != nil {
			return 0, err
		}
		var list []vouched
		for rows.Next() {
			var v vouched
			if err := rows.Scan(&v.account, &v.role, &v.person, &v.public, &v.voucher); err != nil {
				return 0, errors.Join(err, rows.Close())
			}
			if !s.vouches(agency, v) {
				list = append(list, v)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return 0, err
		}
		for _, v := range list {
			voucher, err := s.vouch(agency, v)
			if err != nil {
				return 0, err
			}
			if _, err := tx.Exec(ctx, updateVoucher, voucher, agency, v.account); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	})
}

const (
	holdKey        = `UPDATE account SET role = role WHERE agency_id = $1 AND account_id = $2`
	selectVouched  = `SELECT role, person_id, public_key, voucher FROM account WHERE agency_id = $1 AND account_id = $2`
	selectHolders  = `SELECT account_id, role, public_key, voucher FROM account WHERE agency_id = $1 AND role <> $2 AND state = $3 ORDER BY account_id`
	selectVouchers = `SELECT account_id, role, person_id, public_key, voucher FROM account WHERE agency_id = $1 ORDER BY account_id`
	updateVoucher  = `UPDATE account SET voucher = $1 WHERE agency_id = $2 AND account_id = $3`
)
