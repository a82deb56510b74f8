package keys_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// TestRecovery: any two shares, in any order, open what was sealed to the recovery key.
func TestRecovery(t *testing.T) {
	t.Parallel()
	public, shares, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	sealed := must(t)(public.Seal(place(), page))
	for _, pair := range [][2]int{{0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}} {
		key, err := keys.Combine(shares[pair[0]], shares[pair[1]])
		if err != nil {
			t.Fatalf("combining shares %v: %v", pair, err)
		}
		if !key.Public().Equal(public) {
			t.Errorf("shares %v give another key", pair)
		}
		if got := must(t)(key.Open(place(), sealed)); !bytes.Equal(got, page) {
			t.Errorf("shares %v open something else", pair)
		}
	}
	for i, s := range shares {
		if s.Number() != i+1 || !s.Of(public) || s.Of(newPair(t).Public()) {
			t.Errorf("share %d names itself %d, or another key", i+1, s.Number())
		}
	}
}

// TestSharesThatDoNotFit tells the people at the table what to do.
func TestSharesThatDoNotFit(t *testing.T) {
	t.Parallel()
	_, first, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		a, b keys.Share
		want error
	}{
		{"one share twice", first[1], first[1], keys.ErrShareRepeated},
		{"two ceremonies", first[0], second[1], keys.ErrSharesDiffer},
		{"two ceremonies, one number", first[0], second[0], keys.ErrSharesDiffer},
		{"no share", keys.Share{}, keys.Share{}, keys.ErrShare},
		{"one share and nothing", first[0], keys.Share{}, keys.ErrShare},
	} {
		key, err := keys.Combine(tt.a, tt.b)
		if !errors.Is(err, tt.want) || key.Bytes() != nil {
			t.Errorf("%s: %v, want %v and no key", tt.name, err, tt.want)
		}
	}
}

// TestShareAsTyped reads a share as people type it, and notices every single slip.
func TestShareAsTyped(t *testing.T) {
	t.Parallel()
	_, shares, err := keys.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	want := shares[2]
	text := want.String()
	if len(strings.Fields(text)) != 16 || len(text) != 95 {
		t.Fatalf("printed in %d groups and %d characters", len(strings.Fields(text)), len(text))
	}
	dense := strings.ReplaceAll(text, " ", "")
	for name, typed := range map[string]string{
		"as printed":      text,
		"lower case":      strings.ToLower(text),
		"no spaces":       dense,
		"hyphens":         strings.ReplaceAll(text, " ", "-"),
		"lines":           "  " + strings.ReplaceAll(text, " ", "\r\n\t") + "\n",
		"no-break spaces": strings.ReplaceAll(text, " ", "\u00a0"),
		"letters":         strings.NewReplacer("0", "o", "1", "l").Replace(text),
		"capital letters": strings.NewReplacer("0", "O", "1", "I").Replace(text),
	} {
		if got, err := keys.ParseShare(typed); err != nil || got != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for _, more := range alphabet {
		if _, err := keys.ParseShare(text + string(more)); !errors.Is(err, keys.ErrShare) {
			t.Errorf("a %c after the end was not noticed: %v", more, err)
		}
	}
	for i := range dense {
		other := alphabet[(strings.IndexByte(alphabet, dense[i])+1)%len(alphabet)]
		slips := []string{
			dense[:i] + string(other) + dense[i+1:],
			dense[:i] + dense[i+1:],
			dense[:i] + "U" + dense[i+1:],
			dense[:i] + "7" + dense[i:],
		}
		if i > 0 && dense[i] != dense[i-1] {
			slips = append(slips, dense[:i-1]+dense[i:i+1]+dense[i-1:i]+dense[i+1:])
		}
		for _, slip := range slips {
			if _, err := keys.ParseShare(slip); !errors.Is(err, keys.ErrShare) {
				t.Errorf("a slip at character %d was not noticed: %v", i+1, err)
			}
		}
	}
}
