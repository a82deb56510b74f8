package account

import (
	"crypto/rand"
	"encoding/base32"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	survivorPassphraseMin = 8 // runes: the card code adds 60 random bits
	staffPassphraseMin    = 16
	passphraseMax         = 200
)

// normal is a passphrase in the one form that is stretched: two keyboards may write the same letter, such as an "é" or a
// Vietnamese tone, in different code points (the mapping of RFC 8265, section 4.2.2).
func normal(passphrase string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, passphrase))
}

// checkPassphrase refuses what is too short to protect a record, counted in characters of any script.
func checkPassphrase(p string, minimum int) error {
	switch n := utf8.RuneCountInString(normal(p)); {
	case n < minimum:
		return ErrPassphraseShort
	case n > passphraseMax:
		return ErrPassphraseLong
	}
	return nil
}

// SuggestPassphrase returns 100 random bits in five groups that can be read over the telephone.
func SuggestPassphrase() string {
	var groups []string
	for range 5 {
		groups = append(groups, strings.ToLower(cardGroup()))
	}
	return strings.Join(groups, "-")
}

var trees = []string{"alder", "almond", "aspen", "beech", "birch", "cedar", "cherry", "elder", "fig", "hazel", "juniper",
	"larch", "laurel", "lime", "linden", "maple", "mulberry", "oak", "olive", "palm", "pear", "pine", "plum", "poplar",
	"quince", "rowan", "spruce", "sycamore", "walnut", "willow", "yew", "baobab"}

// handleShape is what every sign-in name looks like. What does not is nobody's, and is not looked up.
var handleShape = regexp.MustCompile(`^[a-z]{2,12}-[a-z2-7]{4}@[a-z][a-z0-9-]{1,23}$`)

// handleWord makes a sign-in name from a tree and random letters, so that the stored name tells nothing about its owner.
func handleWord() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	tail := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[1:]))
	return trees[int(b[0])%len(trees)] + "-" + tail[:4]
}
