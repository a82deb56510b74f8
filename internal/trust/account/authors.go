package account

import (
	"bytes"
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Authors says whose key may sign an entry of the agency's ledger: of somebody who works here, also of somebody who has left, the
// key that the roster certifies, of a person who is helped the one that was noted with their account, and of nobody the root.
// Whoever is not known here, such as somebody of another agency or a person whose account was removed, is a stranger. It is nil
// where the agency has no roster, or one that does not hold, which Check names.
func (s *Service) Authors(ctx context.Context, r *store.Reader) (ledger.Authors, error) {
	list, err := s.Roster(ctx, r, Actor{})
	if errors.Is(err, ErrRoster) || err == nil && list.IsZero() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	root, err := s.rootFor(ctx, r, Actor{})
	if err != nil {
		return nil, err
	}
	people, err := signKeys(ctx, r)
	if err != nil {
		return nil, err
	}
	return func(actor id.ID, key []byte) ledger.Authorship {
		own, ok := people[actor]
		if m, member := list.Member(actor); member {
			own, ok = m.Sign.Bytes(), true
		}
		switch {
		case actor.IsZero() && (len(key) == 0 || bytes.Equal(key, root.Bytes())), ok && bytes.Equal(key, own):
			return ledger.Theirs
		case actor.IsZero(), ok:
			return ledger.NotTheirs
		}
		return ledger.Stranger
	}, nil
}

// signKeys are the keys of the people who are helped. An account that is older than its signing key has none yet.
func signKeys(ctx context.Context, r *store.Reader) (map[id.ID][]byte, error) {
	rows, err := r.Query(ctx, selectSignKeys, r.Agency(), Survivor)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[id.ID][]byte{}
	for rows.Next() {
		var account id.ID
		var key []byte
		if err := rows.Scan(&account, &key); err != nil {
			return nil, err
		}
		if len(key) > 0 {
			all[account] = key
		}
	}
	return all, rows.Err()
}

const selectSignKeys = `SELECT account_id, sign_key FROM account WHERE agency_id = $1 AND role = $2`
