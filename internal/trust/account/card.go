package account

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A card is a printed code of four groups of four letters: the first finds the agency, the other twelve (60 bits) are the
// person's own. The house keeps only a hash of it.
type card string

func newCard(locator string) card {
	return card(locator + cardGroup() + cardGroup() + cardGroup())
}

// parseCard reads a code as people type it: any case, with spaces or dashes between the groups.
func parseCard(s string) (card, bool) {
	letters, ok := cardText(s, 16)
	return card(letters), ok
}

// cardText reads n letters of a printed code.
func cardText(s string, n int) (string, bool) {
	var out strings.Builder
	for _, r := range strings.ToUpper(s) {
		if strings.ContainsRune(" -\t\u00a0\u2010\u2011\u2013", r) {
			continue
		}
		if !strings.ContainsRune(cardLetters, r) || out.Len() >= n {
			return "", false
		}
		out.WriteRune(r)
	}
	return out.String(), out.Len() == n
}

// cardOf is parseCard for a sign-in: what is no card code is one that no house prints.
func cardOf(s string) card {
	if c, ok := parseCard(s); ok {
		return c
	}
	return card(strings.Repeat("-", 16))
}

func (c card) locator() string { return string(c[:4]) }

// String is the form that is printed.
func (c card) String() string {
	return string(c[:4]) + " " + string(c[4:8]) + " " + string(c[8:12]) + " " + string(c[12:])
}

// handle is what the account is found by.
func (c card) handle() string {
	h := sha256.Sum256([]byte("amparo card\x00" + c))
	return hex.EncodeToString(h[:])
}

// secret joins the card and the passphrase, so that neither alone derives the key.
func (c card) secret(passphrase string) []byte {
	return []byte(string(c) + "\x00" + normal(passphrase))
}
