package account

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// A Place is where a try to open an account comes from. The zero Place is a browser that nobody knows, in the neighbourhood
// that all share who come without an address.
type Place struct {
	Neighbourhood string // see webkit.Proxies; it is kept only as a keyed hash, and no longer than the day
	Mark          string // what this browser was given when an account was opened in it before (Session.Mark)
	Keep          bool   // whoever opens the account wants this browser to be known from now on
}

type placeKey struct{}

// WithPlace notes where a request comes from, for what is counted about tries in this package.
func WithPlace(ctx context.Context, p Place) context.Context {
	return context.WithValue(ctx, placeKey{}, p)
}

// PlaceOf returns what WithPlace noted.
func PlaceOf(ctx context.Context) Place {
	p, _ := ctx.Value(placeKey{}).(Place)
	return p
}

// MarkLasts is how long a browser keeps its mark. Each sign-in gives a new one.
const MarkLasts = 180 * 24 * time.Hour

const (
	markID  = 16
	markMAC = 32
)

// A mark says that an account was opened in a browser before. Outside it is sealed by the installation, so that nobody
// makes one up; inside it says nothing but a random number and a code over it that only the account's own key gives. Whose
// it is can be told by whoever knows the account's passphrase, and by nobody else, the house included.
type mark struct{ id, code []byte }

func markBinding() keys.Binding { return keys.Binding{Version: 1, Use: "mark"} }

// newMark makes a mark for a version of an account: a change of passphrase ends those before it.
func (s *Service) newMark(own keys.DataKey, version int64) (string, error) {
	m := mark{id: keys.NewSecret()[:markID]}
	sealed, err := s.markKey.Seal(markBinding(), slices.Concat(m.id, m.codeOf(own, version)))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// readMark opens a mark; the zero mark is what nobody here made.
func (s *Service) readMark(text string) mark {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return mark{}
	}
	b, err := s.markKey.Open(markBinding(), sealed)
	if err != nil || len(b) != markID+markMAC {
		return mark{}
	}
	return mark{b[:markID], b[markID:]}
}

func (m mark) codeOf(own keys.DataKey, version int64) []byte {
	return keys.Token(own, "mark", hex.EncodeToString(m.id)+" "+strconv.FormatInt(version, 10))
}

// fits reports whether a mark was made with this account's own key, at this version of the account.
func (m mark) fits(own keys.DataKey, version int64) bool {
	return hmac.Equal(m.code, m.codeOf(own, version))
}

func (m mark) name() string { return hex.EncodeToString(m.id) }

// KnownBrowser names the browser of a mark that was made here, whoever's it is.
func (s *Service) KnownBrowser(text string) (name string, ok bool) {
	m := s.readMark(text)
	return m.name(), m.id != nil
}

// tryKey is under what the tries of a day at one account from one place are counted. It is made with the installation's key
// and the day: without the key it leads back to no name and no address, and what was counted on two days cannot be compared.
func (s *Service) tryKey(agency id.Agency, handle, place string, day int64) string {
	return hex.EncodeToString(keys.Token(s.tryDay, strconv.FormatInt(day, 10), agency.String()+" "+handle+" "+place))
}
