package reporting

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const (
	rootLabel     = "reporting root"
	windowDomain  = "amparo/window/v1"
	signerDomain  = "amparo/signer/v1"
	replyDomain   = "amparo/reply/v1\n"
	dayForm       = time.DateOnly
	certifiedFor  = 365 // days
	signatureSize = 64
)

// Root is the key that certifies the workers of an agency. It is derived from the recovery key, which two of three
// custodians bring together, and exists only while they do.
func Root(recovery keys.PrivateKey) keys.SigningKey {
	return keys.DeriveSigningKey(recovery.Bytes(), rootLabel)
}

// lines joins what is signed. No part can hold a line break: roles, keys and days are checked before.
func lines(parts ...string) []byte { return []byte(strings.Join(parts, "\n") + "\n") }

// WindowLines is what a worker's signer signs of a window.
func WindowLines(agency id.Agency, c Channel, role account.Role, recipient, until string) []byte {
	return lines(windowDomain, agency.String(), string(c), string(role), recipient, until)
}

func signerLines(agency id.Agency, role account.Role, signer []byte, until string) []byte {
	return lines(signerDomain, agency.String(), string(role), encode(signer), until)
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func decode64(s string) []byte {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

// verifies reports whether key, given as its bytes, signed a message. Bytes that are no key sign nothing.
func verifies(key, message, signature []byte) bool {
	k, err := keys.ParseVerifyKey(key)
	return err == nil && len(signature) == signatureSize && k.Verify(message, signature)
}

// day is the day of a moment, in UTC; today's names stand in the manifest and in notes.
func day(at time.Time) string { return at.UTC().Format(dayForm) }

// number is a day as it is stored: days since 1970.
func number(at time.Time) int64 {
	const seconds = 24 * 60 * 60
	return at.Unix() / seconds
}

func fromNumber(n int64) time.Time { return time.Unix(n*24*60*60, 0).UTC() }
