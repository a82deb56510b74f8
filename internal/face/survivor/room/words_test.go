package room_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(room.Words())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNothingBannedIsSaid(t *testing.T) {
	for _, found := range bundle(t).Banned() {
		t.Error(found)
	}
}

// Words that no desk of the space says are not kept.
func TestEveryKeyIsUsed(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "../*.go", "../*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				source.Write(text)
			}
		}
	}
	for _, key := range bundle(t).Keys() {
		role := strings.TrimPrefix(key, "room.role.")
		if !strings.Contains(source.String(), `"`+key+`"`) && !account.Role(role).Valid() {
			t.Errorf("%s is not used", key)
		}
	}
}

func TestEveryRoleHasWords(t *testing.T) {
	b := bundle(t)
	for _, r := range append(account.StaffRoles(), account.Survivor) {
		if !b.Has("room.role." + string(r)) {
			t.Errorf("%s has no words", r)
		}
	}
}
