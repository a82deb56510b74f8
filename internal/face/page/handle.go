package page

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Handles turn identifiers into short tokens for addresses and form values. An identifier tells when it was made; a
// handle tells nothing, differs for every account, and ends with the process, so that an address copied out of a page
// leads nowhere for anybody else.
type Handles struct{ key [32]byte }

// NewHandles draws the key of this process.
func NewHandles() *Handles {
	h := &Handles{}
	_, _ = rand.Read(h.key[:])
	return h
}

// Of returns the handle of an identifier for one account.
func (h *Handles) Of(a account.Actor, of id.ID) string {
	m := hmac.New(sha256.New, h.key[:])
	_, _ = m.Write(a.Account.Bytes())
	_, _ = m.Write(of.Bytes())
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:15]))
}

// Find returns the identifier among those that the account may see whose handle this is.
func (h *Handles) Find(a account.Actor, handle string, among []id.ID) (id.ID, bool) {
	for _, one := range among {
		if hmac.Equal([]byte(h.Of(a, one)), []byte(handle)) {
			return one, true
		}
	}
	return id.ID{}, false
}
