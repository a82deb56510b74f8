package account

import (
	"context"
	"sync"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Service is what can be done with accounts. Root seals what the installation itself must use without a person (the
// agencies' signing keys, with its copy of each agency's root); it opens nothing of a person's.
type Service struct {
	db      *store.DB
	clk     clock.Clock
	root    keys.DataKey
	params  keys.Params
	memory  *memory
	rosters *roster.Cache

	counted *store.Counts // the rows of each session's account

	markKey keys.DataKey           // seals what a browser keeps that is known
	tryDay  keys.DataKey           // gives the keys under which tries are counted
	nowhere id.Agency              // where tries are counted that lead to no agency
	nobody  func() (nobody, error) // made once
}

// New returns the service. Params are the costs of deriving a key from a passphrase.
func New(db *store.DB, root keys.DataKey, params keys.Params) *Service {
	nowhere := keys.Token(keys.DeriveDataKey(root[:], "account.nowhere"), "agency", "")
	return &Service{db: db, clk: db.Clock(), root: root, params: params, memory: newMemory(), rosters: roster.NewCache(), counted: store.NewCounts(seenEvery),
		markKey: keys.DeriveDataKey(root[:], "account.mark"), tryDay: keys.DeriveDataKey(root[:], "account.try"),
		nowhere: id.Agency{ID: id.Named(id.ID{}, string(nowhere))}, nobody: sync.OnceValues(newNobody)}
}

// DB gives the packages above the database that this service works on.
func (s *Service) DB() *store.DB { return s.db }

// bind is the binding of everything sealed in this package: agency, the account or team, the version, and the use.
func bind(agency id.Agency, of id.ID, version int64, use string) keys.Binding {
	return keys.Binding{Agency: agency, Entry: of, Version: version, Use: use}
}

// read and write open a transaction of one agency and pass a value out of it.
func read[T any](ctx context.Context, db *store.DB, agency id.Agency, fn func(ctx context.Context, r *store.Reader) (T, error)) (v T, err error) {
	err = db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		v, err = fn(ctx, r)
		return err
	})
	return v, err
}

func write[T any](ctx context.Context, db *store.DB, agency id.Agency, fn func(ctx context.Context, tx *store.Tx) (T, error)) (v T, err error) {
	err = db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) (err error) {
		v, err = fn(ctx, tx)
		return err
	})
	return v, err
}
