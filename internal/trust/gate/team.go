package gate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// An Assigned is somebody who works with a person, as the register knows them: the name they show is sealed under the key of
// the person's identity, and missing until a holder of that key has introduced them.
type Assigned struct {
	Account     id.ID
	Relation    Relation
	Since       time.Time
	Introduced  bool // the sealed name is the one they show now
	NameVersion int64
	SealedName  []byte
	Leaving     bool // it was proposed that they leave
}

// Unintroduced reports whether somebody who works with the person has not been introduced by the name they show.
func (p View) Unintroduced() bool { return p.person.names }

// Team lists who works with the person, the named worker first. It takes a view of their identity.
func (p View) Team(ctx context.Context) (list []Assigned, err error) {
	if !p.Opens(Identity) || p.r == nil {
		return nil, ErrRefused
	}
	rows, err := p.r.Query(ctx, selectTeam, p.Agency(), p.Person())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Assigned
		var from int64
		if err := rows.Scan(&a.Account, &a.Relation, &from, &a.Introduced, &a.NameVersion, &a.SealedName, &a.Leaving); err != nil {
			return nil, err
		}
		a.Since = clock.FromMicros(from)
		list = append(list, a)
	}
	place := func(r Relation) int { return slices.Index([]Relation{Worker, Cover}, r) }
	slices.SortStableFunc(list, func(a, b Assigned) int { return cmp.Compare(place(a.Relation), place(b.Relation)) })
	return list, rows.Err()
}

// Introduce keeps the sealed name of somebody who works with the person. Where they no longer do, nothing is kept.
func (p Pass) Introduce(ctx context.Context, who id.ID, version int64, sealed []byte) error {
	if !p.Opens(Identity) || p.tx == nil {
		return ErrRefused
	}
	_, err := p.tx.Exec(ctx, updateIntroduced, true, version, sealed, p.Agency(), p.Person(), who)
	return err
}

// Rename notes that the actor shows another name from now on. Each person reads it when somebody who holds the key of
// their identity next opens their record, and the name before it until then.
func Rename(ctx context.Context, tx *store.Tx, actor account.Actor, at time.Time) error {
	if _, err := tx.Exec(ctx, updateRenamed, false, tx.Agency(), actor.Account); err != nil {
		return err
	}
	return ledger.Cover(ctx, tx, ledger.Entry{Kind: "name.written", Actor: actor.Account, At: at, Author: actor.SigningKey()})
}

const (
	selectTeam = `SELECT a.account_id, a.relation, a.from_at, a.introduced, a.name_version, a.sealed_name,
		EXISTS (SELECT 1 FROM leaving l WHERE l.agency_id = a.agency_id AND l.account_id = a.account_id) FROM assignment a
		WHERE a.agency_id = $1 AND a.person_id = $2 ORDER BY a.from_at, a.account_id`
	updateIntroduced = `UPDATE assignment SET introduced = $1, name_version = $2, sealed_name = $3 WHERE agency_id = $4 AND person_id = $5 AND account_id = $6`
	updateRenamed    = `UPDATE assignment SET introduced = $1 WHERE agency_id = $2 AND account_id = $3`
)
