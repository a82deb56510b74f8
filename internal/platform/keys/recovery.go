package keys

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"unicode"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// What can go wrong with shares is told apart, unlike ErrOpen: the people typing them need to know what to do, and a
// share itself carries all that these errors tell.
var (
	ErrShare         error = fault.New(fault.BadInput, "error.share_mistyped") // not a share, or a slip in typing
	ErrShareRepeated error = fault.New(fault.BadInput, "error.share_repeated") // one custodian's share given twice
	ErrSharesDiffer  error = fault.New(fault.BadInput, "error.shares_differ")  // of two ceremonies, or altered
)

// The recovery key is split over the scalars of ristretto255. With the NIST curves, circl warns, splitting and recovering
// are not constant-time.
const (
	shareCount    = 3
	shareVersion  = 1
	shareNameSize = 12 // bytes of the fingerprint that a share carries: chance collision 2^-96
	shareSumSize  = 4
	shareSize     = 2 + shareNameSize + 32 + shareSumSize // 50 bytes: 80 characters without padding
)

// A Share is one custodian's third of an agency's recovery key. One share tells nothing; any two give the key.
type Share struct {
	number byte // 1, 2 or 3
	name   [shareNameSize]byte
	value  [32]byte
}

// NewRecovery makes a recovery key and splits it, 2 of 3. The private half exists only during the call. The public half
// is stored, and everything an agency must not lose is sealed to it too.
func NewRecovery() (PublicKey, [shareCount]Share, error) {
	var shares [shareCount]Share
	secret := group.Ristretto255.RandomNonZeroScalar(rand.Reader)
	key, err := recoveryKey(secret)
	if err != nil {
		return PublicKey{}, shares, err
	}
	public := key.Public()
	name := public.Fingerprint()
	for i, s := range secretsharing.New(rand.Reader, 1, secret).Share(shareCount) {
		value, err := s.Value.MarshalBinary()
		if err != nil {
			return PublicKey{}, shares, err
		}
		shares[i].number = byte(i + 1)
		copy(shares[i].name[:], name[:])
		copy(shares[i].value[:], value)
	}
	return public, shares, nil
}

// Combine makes the recovery key out of two shares. It returns ErrShareRepeated for one share given twice, and
// ErrSharesDiffer for shares of two ceremonies or shares that give another key than the one they name. The caller
// compares the public half with the one stored, so that a whole set of foreign shares is noticed too.
func Combine(a, b Share) (PrivateKey, error) {
	var points [2]secretsharing.Share
	for i, s := range [...]Share{a, b} {
		value, ok := s.scalar()
		if !ok {
			return PrivateKey{}, ErrShare
		}
		number := group.Ristretto255.NewScalar().SetUint64(uint64(s.number))
		points[i] = secretsharing.Share{ID: number, Value: value}
	}
	if a.name != b.name {
		return PrivateKey{}, ErrSharesDiffer
	}
	if a.number == b.number {
		return PrivateKey{}, ErrShareRepeated
	}
	secret, err := secretsharing.Recover(1, points[:])
	if err != nil {
		return PrivateKey{}, ErrShare
	}
	key, err := recoveryKey(secret)
	if err != nil {
		return PrivateKey{}, err
	}
	name := key.Public().Fingerprint()
	if subtle.ConstantTimeCompare(name[:shareNameSize], a.name[:]) != 1 {
		return PrivateKey{}, ErrSharesDiffer
	}
	return key, nil
}

// recoveryKey turns the shared scalar into a key pair: HKDF-SHA-256 to the seed of the pair.
func recoveryKey(secret group.Scalar) (PrivateKey, error) {
	b, err := secret.MarshalBinary()
	if err != nil {
		return PrivateKey{}, err
	}
	return ParsePrivateKey(expand(b, "recovery", ""))
}

// scalar reads the value of s. It reports false for a number outside 1 to 3 or a value that is not in its one form.
func (s Share) scalar() (group.Scalar, bool) {
	if s.number < 1 || s.number > shareCount {
		return nil, false
	}
	v := group.Ristretto255.NewScalar()
	if err := v.UnmarshalBinary(s.value[:]); err != nil {
		return nil, false
	}
	again, err := v.MarshalBinary()
	return v, err == nil && string(again) == string(s.value[:])
}

// Number returns which share this is, 1 to 3.
func (s Share) Number() int { return int(s.number) }

// Of reports whether s is a share of the recovery key whose public half is k.
func (s Share) Of(k PublicKey) bool {
	name := k.Fingerprint()
	return string(name[:shareNameSize]) == string(s.name[:])
}

// crockford is Douglas Crockford's base 32: no letter that is easily taken for a digit or another letter.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// String returns the form to print: sixteen groups of five characters, the last of which check the others. It is secret.
func (s Share) String() string {
	text := crockford.EncodeToString(s.encode())
	var groups []string
	for len(text) > 0 {
		groups, text = append(groups, text[:5]), text[5:]
	}
	return strings.Join(groups, " ")
}

func (s Share) encode() []byte {
	b := append(make([]byte, 0, shareSize), shareVersion, s.number)
	b = append(b, s.name[:]...)
	b = append(b, s.value[:]...)
	return append(b, shareSum(b)...)
}

func shareSum(b []byte) []byte {
	sum := sha256.Sum256(append([]byte(domain+"/share"), b...))
	return sum[:shareSumSize]
}

// ParseShare reads what String printed, in either case, with any spaces and hyphens, and with the letters O, I and L
// typed for the digits they look like. It returns ErrShare for anything else.
func ParseShare(text string) (Share, error) {
	letters := strings.Map(readLetter, text)
	if len(letters) != crockford.EncodedLen(shareSize) {
		return Share{}, ErrShare // base32 passes over a single character after the last group
	}
	b, err := crockford.DecodeString(letters)
	if err != nil || b[0] != shareVersion {
		return Share{}, ErrShare
	}
	body, sum := b[:shareSize-shareSumSize], b[shareSize-shareSumSize:]
	if string(shareSum(body)) != string(sum) {
		return Share{}, ErrShare
	}
	s := Share{number: b[1]}
	copy(s.name[:], b[2:])
	copy(s.value[:], b[2+shareNameSize:])
	if _, ok := s.scalar(); !ok {
		return Share{}, ErrShare
	}
	return s, nil
}

func readLetter(r rune) rune {
	switch r = unicode.ToUpper(r); {
	case r == '\r' || r == '\n': // base32 would skip these itself; stated so that the rule is in one place
		return -1
	case r == '-' || unicode.IsSpace(r):
		return -1
	case r == 'O':
		return '0'
	case r == 'I' || r == 'L':
		return '1'
	}
	return r
}
