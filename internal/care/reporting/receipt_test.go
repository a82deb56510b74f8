package reporting

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The English list is the published one, to the byte; the Spanish one is that of BIP-39 in normal form C.
func TestTheListsAreThePublishedOnes(t *testing.T) {
	for l, want := range map[WordList]string{
		English: "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
		Spanish: "0c639b0d58b6e56c18dcf418017ff341418a129e45fbf303361e8569edb02efe",
	} {
		sum := sha256.Sum256(l.Text())
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("the %s list has the hash %s", l, got)
		}
		seen := map[string]bool{}
		for _, w := range l.words() {
			if seen[bare(w)] {
				t.Errorf("%s: two words differ by nothing but accents: %q", l, w)
			}
			seen[bare(w)] = true
		}
		if len(seen) != listSize {
			t.Errorf("%s has %d words", l, len(seen))
		}
	}
}

func TestAReceiptIsReadBackFromEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Receipt
		copy(r.secret[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "secret"))
		numbers := r.Numbers()
		arabic := strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return '٠' + c - '0'
			}
			return c
		}, strings.Join(numbers, " "))
		for _, text := range []string{
			strings.Join(r.Words(English), " "), strings.Join(r.Words(Spanish), " "), "  " + strings.ToUpper(strings.Join(r.Words(Spanish), " -\n")) + ".",
			strings.Join(numbers, " "), strings.Join(numbers, "-"), strings.Join(numbers, ""), arabic,
		} {
			if got, err := ParseReceipt(text); err != nil || got != r {
				t.Fatalf("%q is not read back: %v", text, err)
			}
		}
	})
}

// A single wrong word is found in fifteen of sixteen receipts; what is not found leads to an empty mailbox.
func TestASlipIsMostlyFound(t *testing.T) {
	found, tried := 0, 0
	for range 200 {
		words := NewReceipt().Words(English)
		words[tried%receiptWords] = English.words()[(tried*37)%listSize]
		tried++
		if _, err := ParseReceipt(strings.Join(words, " ")); err != nil {
			found++
		}
	}
	if found < tried*8/10 {
		t.Errorf("of %d slips %d were found", tried, found)
	}
}

func TestReceiptsAreDrawnFromAllOf128Bits(t *testing.T) {
	const n = 4000
	var ones [8 * receiptSize]int
	seen := map[Receipt]bool{}
	for range n {
		r := NewReceipt()
		if seen[r] {
			t.Fatal("a receipt was drawn twice")
		}
		seen[r] = true
		for bit := range ones {
			ones[bit] += int(r.secret[bit/8] >> (bit % 8) & 1)
		}
	}
	for bit, count := range ones { // six standard deviations around the half
		if count < n/2-190 || count > n/2+190 {
			t.Errorf("bit %d was one %d times of %d", bit, count, n)
		}
	}
}

func TestAPINLeadsElsewhere(t *testing.T) {
	r := NewReceipt()
	plain, pin, spaced, composed := r.tokens(""), r.tokens("1234"), r.tokens(" 1234 "), r.tokens("é")
	if plain.box == pin.box || plain.read == pin.read || string(plain.reply) == string(pin.reply) {
		t.Error("a PIN changes nothing")
	}
	if pin.box != spaced.box || composed.box != r.tokens("e\u0301").box {
		t.Error("the same PIN typed by another keyboard leads elsewhere")
	}
}

func FuzzParseReceipt(f *testing.F) {
	r := NewReceipt()
	f.Add(strings.Join(r.Words(English), " "))
	f.Add(strings.Join(r.Numbers(), ""))
	f.Add("\xff\x00 ٠٠٠١ ábaco")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseReceipt(text)
		if err != nil {
			return
		}
		if again, err := ParseReceipt(strings.Join(r.Numbers(), " ")); err != nil || again != r {
			t.Fatalf("%q reads as a receipt that does not read back", text)
		}
	})
}
