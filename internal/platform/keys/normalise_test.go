package keys

import (
	"testing"
	"unicode"
)

// TestNormaliseEveryLetter: for every character, normalising twice is normalising once, and both cases come to one form,
// or a token would depend on who typed the value.
func TestNormaliseEveryLetter(t *testing.T) {
	t.Parallel()
	for r := range unicode.MaxRune + 1 {
		once := normalise("a" + string(r) + "a")
		if twice := normalise(once); twice != once {
			t.Errorf("%U became %+q, then %+q", r, once, twice)
		}
		if other := unicode.SimpleFold(r); other != r && normalise("a"+string(other)+"a") != once {
			t.Errorf("%U and %U differ in case only and have two forms", r, other)
		}
	}
}
