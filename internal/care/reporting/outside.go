package reporting

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// errManifest says that bytes are not a manifest as this program writes it.
var errManifest = errors.New("not a manifest of this program")

// A Doubt is why a reader of a manifest is not one to seal to.
type Doubt string

const (
	NoDoubt     Doubt = ""
	DoubtRole   Doubt = "its role does not answer this channel"
	DoubtDay    Doubt = "its days are past or are no days"
	DoubtSigner Doubt = "the root did not certify its signer"
	DoubtWindow Doubt = "its signer did not sign its window"
)

// ReadManifest reads a manifest that was fetched from outside. It takes only the bytes that Manifest would write: two
// readers of JSON must not be able to find two lists of readers in it.
func ReadManifest(text []byte) (m Manifest, err error) {
	if json.Unmarshal(text, &m) != nil || m.V != 1 || !isDay(m.Day) || !isDay(m.Until) {
		return Manifest{}, errManifest
	}
	again, err := json.Marshal(m)
	if err != nil || !bytes.Equal(again, text) {
		return Manifest{}, errManifest
	}
	return m, nil
}

// Doubt looks at a reader as the reporter's browser does, on a day, under a root in base64.
func (o Reader) Doubt(agency id.Agency, c Channel, root, today string) Doubt {
	signer := decode64(o.Signer)
	switch {
	case !serves(o.Role, c) || c != Help && c != Concern:
		return DoubtRole
	case !isDay(o.Until) || o.Until < today || !isDay(o.CertifiedUntil) || o.CertifiedUntil < today:
		return DoubtDay
	case !verifies(decode64(root), signerLines(agency, o.Role, signer, o.CertifiedUntil), decode64(o.Certified)):
		return DoubtSigner
	case slices.Contains([]byte(o.Key), '\n') || !verifies(signer, WindowLines(agency, c, o.Role, o.Key, o.Until), decode64(o.Signed)):
		return DoubtWindow
	}
	return NoDoubt
}

// PublicFingerprint is a key as people compare it on a poster, from its base64; empty where it is no base64.
func PublicFingerprint(key string) string {
	raw := decode64(key)
	if len(raw) == 0 {
		return ""
	}
	return Fingerprint(raw)
}

// KeyFingerprint names a window's key in sixteen digits.
func KeyFingerprint(key string) string { return fingerprint(key) }

func isDay(s string) bool {
	_, err := time.Parse(dayForm, s)
	return err == nil
}
