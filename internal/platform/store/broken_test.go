package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func keep(t *testing.T, db *store.DB, size int) error {
	t.Helper()
	agency := id.NewAgency(storetest.Start)
	return db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
		_, _, err := store.Once(ctx, tx, id.Reference(), 1, func() (string, error) { return strings.Repeat("a", size), nil })
		return err
	})
}

// TestAFullDatabaseSaysSo and takes what is written again as soon as there is room.
func TestAFullDatabaseSaysSo(t *testing.T) {
	db, _ := storetest.SQLite(t)
	free := storetest.Fill(t, db)
	for range 3 {
		if err := keep(t, db, 20_000); fault.KindOf(err) != fault.Full || fault.KeyOf(err) != "error.full" || !db.Full() {
			t.Fatalf("a full database: %v", err)
		}
	}
	free()
	if err := keep(t, db, 20_000); err != nil || db.Full() {
		t.Errorf("after there is room: %v", err)
	}
}

func TestAFailedWriteHasAKind(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, _ *clock.Hand) {
		mend := storetest.FailWrites(t, db)
		want := map[store.Dialect]fault.Kind{store.SQLite: fault.Internal, store.Postgres: fault.Full}[db.Dialect()]
		if err := keep(t, db, 1); err == nil || fault.KindOf(err) != want || db.Full() != (want == fault.Full) {
			t.Errorf("a failed write: %v", err)
		}
		mend()
		if err := keep(t, db, 1); err != nil || db.Full() {
			t.Errorf("mended: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := keep(t, db, 1); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a closed database: %v", err)
		}
	})
}
