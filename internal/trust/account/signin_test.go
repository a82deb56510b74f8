package account_test

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestINV04EveryFailedSignInIsOneAnswer: wrong in any way, a sign-in gets the same error value.
func TestINV04EveryFailedSignInIsOneAnswer(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		m := w.Shelter.As(account.Advocate)
		ruth := w.SignIn(m)
		printed := card(t, w, ruth, w.Person(ruth, "Hana"), "quiet river stone")
		left := enrol(t, w, w.Shelter, account.Advocate, "Ada")
		if err := w.Leaves(w.Shelter, left.Account, left.Account); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(30 * time.Second)
		right := code(t, w, m)
		other := m.SignInName[:len(m.SignInName)-len("harbour")] + "nowhere"
		staff := map[string][3]string{
			"wrong passphrase": {m.SignInName, m.Passphrase + "x", right}, "no passphrase": {m.SignInName, "", right},
			"wrong code": {m.SignInName, m.Passphrase, "000000"}, "no code": {m.SignInName, m.Passphrase, ""},
			"no such name": {"cedar-zzzz@harbour", m.Passphrase, right}, "no such agency": {other, m.Passphrase, right},
			"no agency": {"cedar-zzzz", m.Passphrase, right}, "null byte": {"cedar-zz\x00z@harbour", m.Passphrase, right},
			"invalid text": {"\xff\xfe@harbour", m.Passphrase, right}, "no name": {"", "", ""}, "long": {strings.Repeat("a", 1<<20), "b", "c"},
			"has left": {left.SignInName, left.Passphrase, code(t, w, left)}, "another agency's": {w.Shelter.As(account.Supervisor).SignInName, w.Clinic.Members[0].Passphrase, right},
			"a card as a name": {printed, "quiet river stone", ""},
		}
		for name, c := range staff {
			if s, err := w.Accounts.SignInStaff(ctx, c[0], c[1], c[2]); err != account.ErrSignIn || s.Token != "" {
				t.Errorf("staff, %s: %v", name, err)
			}
		}
		survivors := map[string][2]string{
			"wrong passphrase": {printed, "quiet river stones"}, "no passphrase": {printed, ""}, "other case": {printed, "Quiet river stone"},
			"wrong card": {printed[:len(printed)-4] + "ZZZZ", "quiet river stone"}, "no such agency": {"ZZZZ" + printed[4:], "quiet river stone"},
			"no card": {"", "quiet river stone"}, "not a card": {"\x00\xff", "quiet river stone"}, "a name as a card": {m.SignInName, m.Passphrase},
		}
		for name, c := range survivors {
			if s, err := w.Accounts.SignInSurvivor(ctx, c[0], c[1]); err != account.ErrSignIn || s.Token != "" {
				t.Errorf("survivor, %s: %v", name, err)
			}
		}
		if _, err := w.Accounts.SignInStaff(ctx, "  "+strings.ToUpper(m.SignInName)+" ", m.Passphrase, right[:3]+" "+right[3:]); err != nil {
			t.Errorf("the right way, typed in capitals and with spaces: %v", err)
		}
		if _, err := w.Accounts.SignInSurvivor(ctx, strings.ToLower(strings.ReplaceAll(printed, " ", "-")), "quiet\u00a0river stone"); err != nil {
			t.Errorf("the right card, typed on another keyboard: %v", err)
		}
	})
}

// TestTriesAreSlowedAndNeverLocked: after five wrong tries comes a wait that doubles up to a quarter of an hour, for names
// that exist and names that do not.
func TestTriesAreSlowedAndNeverLocked(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, m := t.Context(), w.Shelter.As(account.Advocate)
		names := []string{m.SignInName, "cedar-zzzz@harbour"}
		waits := func() []int64 {
			return numbers(t, w, w.Shelter.Agency.ID, `SELECT blocked_until FROM sign_in_try WHERE agency_id = $1 ORDER BY blocked_until`)
		}
		for try := 1; try <= 13; try++ {
			for _, name := range names {
				if _, err := w.Accounts.SignInStaff(ctx, name, "wrong", "000000"); err != account.ErrSignIn {
					t.Fatal(err)
				}
			}
			want := time.Duration(0)
			if try >= 5 {
				want = min(15*time.Minute, 30*time.Second<<(try-5))
			}
			until := int64(0)
			if want > 0 {
				until = w.Clock.Now().Add(want).UnixMicro()
			}
			if got := waits(); !slices.Equal(got, []int64{0, 0, until, until}) {
				t.Fatalf("after %d tries the waits end at %v, want %d twice, and none for everywhere", try, got, until)
			}
			if want > 0 {
				w.Clock.Advance(want - time.Microsecond)
				if _, err := w.Accounts.SignInStaff(ctx, m.SignInName, m.Passphrase, code(t, w, m)); err != account.ErrSignIn {
					t.Errorf("the right way a moment before the wait ends: %v", err)
				}
				w.Clock.Advance(time.Microsecond)
			}
		}
		if _, err := w.Accounts.SignInStaff(ctx, m.SignInName, m.Passphrase, code(t, w, m)); err != nil {
			t.Errorf("the right way after the wait: %v", err)
		}
		if got := waits(); len(got) != 3 || got[1] != 0 {
			t.Errorf("the waits end at %v, want one from here, of the name that does not exist", got)
		}
	})
}

// TestManyTriesAtOnceAreNotMoreTries: those sent together are counted one by one, and not looked at once the wait began.
func TestManyTriesAtOnceAreNotMoreTries(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		m := w.Shelter.As(account.Advocate)
		together(12, func() {
			if _, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, "wrong", "000000"); err != account.ErrSignIn {
				t.Error(err)
			}
		})
		if got := numbers(t, w, w.Shelter.Agency.ID, `SELECT failures FROM sign_in_try WHERE agency_id = $1`); !slices.Equal(got, []int64{5, 5}) {
			t.Errorf("counted %v, want 5 from everywhere and from here", got)
		}
	})
}

func together(n int, fn func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(fn)
	}
	wg.Wait()
}

// TestACodeOpensOneSession: a code seen over a shoulder opens nothing, also when it is typed in the same moment.
func TestACodeOpensOneSession(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		m := w.Shelter.As(account.Advocate)
		digits := code(t, w, m)
		var mu sync.Mutex
		won := 0
		together(4, func() {
			_, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, digits)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if err != account.ErrSignIn {
				t.Error(err)
			}
		})
		if won != 1 {
			t.Errorf("one code opened %d sessions", won)
		}
		w.Clock.Advance(29 * time.Second)
		if _, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, digits); err != account.ErrSignIn {
			t.Errorf("the same code half a minute later: %v", err)
		}
	})
}

// TestINV04NobodyIsAsMuchWorkAsSomebody: whatever a name leads to, exactly one key is derived, at the first try and while a
// wait lasts, and for the right words that come too early. It counts the memory that deriving takes, which is the same on a
// quiet and on a busy machine; nothing runs beside it.
func TestINV04NobodyIsAsMuchWorkAsSomebody(t *testing.T) {
	db, clk := storetest.SQLite(t)
	w := apptest.New(t, db, clk)
	const derivation = 16 << 20 // bytes
	ctx, s := t.Context(), account.New(db, w.Root, keys.Params{Time: 1, Memory: derivation >> 10, Threads: 1})
	m := w.JoinBy(s, w.Shelter, account.Advocate, "Ada")
	closed := w.JoinBy(s, w.Shelter, account.Advocate, "Eve")
	if err := w.Leaves(w.Shelter, closed.Account, id.ID{}); err != nil {
		t.Fatal(err)
	}
	// The installation derived at lower costs when this account was made.
	older := w.JoinBy(account.New(db, w.Root, keys.Params{Time: 1, Memory: derivation >> 11, Threads: 1}), w.Shelter, account.Advocate, "Zoe")
	for name, sign := range map[string]func() (account.Session, error){
		"a name that exists":  func() (account.Session, error) { return s.SignInStaff(ctx, m.SignInName, "wrong", "0") },
		"a closed account":    func() (account.Session, error) { return s.SignInStaff(ctx, closed.SignInName, closed.Passphrase, "0") },
		"made at lower costs": func() (account.Session, error) { return s.SignInStaff(ctx, older.SignInName, "wrong", "0") },
		"the right words":     func() (account.Session, error) { return s.SignInStaff(ctx, m.SignInName, m.Passphrase, "0") },
		"nothing typed":       func() (account.Session, error) { return s.SignInStaff(ctx, m.SignInName, "", "") },
		"no such name":        func() (account.Session, error) { return s.SignInStaff(ctx, "cedar-zzzz@harbour", "wrong", "0") },
		"no such agency":      func() (account.Session, error) { return s.SignInStaff(ctx, "cedar-zzzz@nowhere", "wrong", "0") },
		"not a name":          func() (account.Session, error) { return s.SignInStaff(ctx, "?", "wrong", "0") },
		"a card of nobody": func() (account.Session, error) {
			return s.SignInSurvivor(ctx, w.Shelter.Agency.Locator+"BCDEFGHJKMNP", "")
		},
		"a card without an agency": func() (account.Session, error) { return s.SignInSurvivor(ctx, "ZZZZ BCDE FGHJ KMNP", "") },
		"not a card":               func() (account.Session, error) { return s.SignInSurvivor(ctx, "?", "") },
	} {
		for range 7 { // from the sixth on it waits
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := sign(); err != account.ErrSignIn {
				t.Errorf("%s: %v", name, err)
			}
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took < derivation || took >= derivation+derivation/2 {
				t.Errorf("%s took %d bytes, one derivation takes %d", name, took, derivation)
			}
		}
	}
}
