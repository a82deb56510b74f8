package account

import "github.com/amparo-project/amparo/internal/platform/keys"

// SealToSelf seals something that only the actor's own sign-in can read or write. Whoever can write the database can remove
// it or put an older one back, and make no other.
func (a Actor) SealToSelf(use string, plain []byte) ([]byte, error) {
	if a.ring == nil {
		return nil, keys.ErrOpen
	}
	return a.ownKey().SealPadded(bind(a.Agency, a.Account, 1, "self/"+use), plain)
}

// OpenFromSelf opens what SealToSelf sealed.
func (a Actor) OpenFromSelf(use string, sealed []byte) ([]byte, error) {
	if a.ring == nil {
		return nil, keys.ErrOpen
	}
	return a.ownKey().OpenPadded(bind(a.Agency, a.Account, 1, "self/"+use), sealed)
}
