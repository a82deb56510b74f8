package rootkey

import (
	"context"
	"crypto/hmac"
	"embed"

	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Schema is the table with the check of the key.
func Schema() store.Schema {
	return store.Schema{Name: "rootkey", Files: files, Tables: []store.Table{{Name: "root_check", Kind: store.Local, Open: "the installation does not open: the key is said not to be that of the database"}}}
}

const (
	checkName  = "root"
	checkLabel = "root check"
)

// proof is the authenticator of the constant under a key that is used for nothing else.
func proof(key keys.DataKey) []byte {
	return keys.Token(keys.DeriveDataKey(key[:], checkLabel), checkLabel, checkName)
}

// Check holds that key is the one with which the database was sealed: ErrWrong where it is not, ErrUnmarked where the
// database does not know.
func Check(ctx context.Context, db *store.DB, key keys.DataKey) error {
	var kept []byte
	err := db.ReadShared(ctx, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, selectCheck, checkName).Scan(&kept)
	})
	switch {
	case store.IsNoRows(err):
		return ErrUnmarked
	case err != nil:
		return err
	case !hmac.Equal(kept, proof(key)):
		return ErrWrong
	}
	return nil
}

// Mark notes that key is the database's own, unless another is noted already; then it is ErrWrong.
func Mark(ctx context.Context, db *store.DB, key keys.DataKey) error {
	err := db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, insertCheck, checkName, proof(key))
		return err
	})
	if err != nil {
		return err
	}
	return Check(ctx, db, key)
}

const (
	selectCheck = `SELECT value FROM root_check WHERE name = $1`
	insertCheck = `INSERT INTO root_check (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`
)
