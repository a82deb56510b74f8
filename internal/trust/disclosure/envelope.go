package disclosure

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// An EnvelopeKind says what an envelope is for.
type EnvelopeKind string

const (
	KindPackage EnvelopeKind = "package" // sealed items
	KindRecall  EnvelopeKind = "recall"  // destroy the package in About
	KindReceipt EnvelopeKind = "receipt" // the package in About arrived
	KindAttest  EnvelopeKind = "attest"  // copies of the package in About are destroyed
)

// EnvelopeKinds lists them all.
func EnvelopeKinds() []EnvelopeKind {
	return []EnvelopeKind{KindPackage, KindRecall, KindReceipt, KindAttest}
}

// A Header is what carries an envelope. It is readable on the way, so it says nothing about a person.
type Header struct {
	Version     int              `json:"version"`
	ID          id.ID            `json:"id"`
	Kind        EnvelopeKind     `json:"kind"`
	From        id.Agency        `json:"from"`
	To          id.Agency        `json:"to"`
	Sequence    int64            `json:"sequence"` // per pair of agencies, so that a gap shows
	Created     int64            `json:"created"`  // microseconds
	Expires     int64            `json:"expires"`
	SizeClass   int              `json:"size_class"`
	Function    account.Function `json:"function,omitempty"` // the team that can open it
	Team        id.ID            `json:"team,omitzero"`
	TeamVersion int64            `json:"team_version,omitempty"`
	About       id.ID            `json:"about,omitzero"`
}

// An Envelope is the one thing that crosses between agencies, inside an installation and between two.
type Envelope struct {
	Header    json.RawMessage `json:"header"`
	Sealed    []byte          `json:"sealed,omitempty"`
	Signature []byte          `json:"signature"`
}

const (
	envelopeVersion = 1
	maxEnvelope     = 4 << 20
	controlLife     = 90 * 24 * time.Hour // how long a recall or a receipt is tried
)

// ErrEnvelope is the one answer to an envelope that is not whole, not ours, not signed by who it says, or out of date.
var ErrEnvelope = fault.New(fault.BadInput, "disclosure.error.envelope")

// ErrTooMuch refuses a package that is larger than an envelope may be.
var ErrTooMuch = fault.New(fault.TooLarge, "disclosure.error.too_much")

// seal signs the header and what it carries. body is nil for an envelope that carries nothing.
func seal(h Header, to keys.PublicKey, body []byte, sign keys.SigningKey) ([]byte, error) {
	var e Envelope
	var err error
	if e.Header, err = json.Marshal(h); err != nil {
		return nil, err
	}
	if body != nil {
		if e.Sealed, err = to.Seal(envelopeBinding(h, e.Header), body); err != nil {
			return nil, err
		}
	}
	e.Signature = sign.Sign(signedText(e.Header, e.Sealed))
	return json.Marshal(e)
}

// envelopeBinding ties the ciphertext to every byte of the header.
func envelopeBinding(h Header, header []byte) keys.Binding {
	sum := sha256.Sum256(header)
	return keys.Binding{Agency: h.To, Entry: h.ID, Version: int64(binary.BigEndian.Uint64(sum[:8]) >> 1), Use: "envelope/" + string(sum[:])}
}

// signedText is what a signature covers: the header and the hash of the ciphertext.
func signedText(header, sealed []byte) []byte {
	h, s := sha256.Sum256(header), sha256.Sum256(sealed)
	return append(append([]byte("amparo envelope v1\x00"), h[:]...), s[:]...)
}

// readHeader parses an envelope and its header without trusting either.
func readHeader(raw []byte) (Envelope, Header, error) {
	if len(raw) > maxEnvelope {
		return Envelope{}, Header{}, ErrEnvelope
	}
	var e Envelope
	var h Header
	if json.Unmarshal(raw, &e) != nil || json.Unmarshal(e.Header, &h) != nil {
		return Envelope{}, Header{}, ErrEnvelope
	}
	known := false
	for _, k := range EnvelopeKinds() {
		known = known || h.Kind == k
	}
	if !known || h.Version != envelopeVersion || h.ID.IsZero() || h.From.IsZero() || h.To.IsZero() || h.From == h.To {
		return Envelope{}, Header{}, ErrEnvelope
	}
	if h.Kind != KindPackage && (h.About.IsZero() || len(e.Sealed) > 0) {
		return Envelope{}, Header{}, ErrEnvelope
	}
	if h.Created <= 0 || h.Expires <= h.Created || h.Expires-h.Created > consent.MaxExpiry.Microseconds() {
		return Envelope{}, Header{}, ErrEnvelope // nothing stands longer than any consent can
	}
	return e, h, nil
}

// clockSkew is how far two agencies' clocks may differ.
const clockSkew = 5 * time.Minute

// verify checks the signature of the sending agency and that the envelope is in date.
func (e Envelope) verify(h Header, from keys.VerifyKey, at time.Time) error {
	if !from.Verify(signedText(e.Header, e.Sealed), e.Signature) || at.UnixMicro() >= h.Expires || at.Add(clockSkew).UnixMicro() < h.Created {
		return ErrEnvelope
	}
	return nil
}
