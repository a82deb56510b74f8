package account

import (
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// A Second is a time-based one-time password secret (RFC 6238), as shown once at enrolment.
type Second struct {
	Secret string // base32
	URL    string // otpauth://, for the QR code
}

// issuer is what an authenticator app shows; it names no service.
const issuer = "Office"

const stepSeconds = 30

func newSecond(handle string) (Second, error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: handle, SecretSize: 20})
	if err != nil {
		return Second{}, err
	}
	return Second{Secret: k.Secret(), URL: k.URL()}, nil
}

// acceptStep returns the time step that code is right for, within one step either side of at, and only when it is later
// than the last accepted step: a code that was seen over a shoulder cannot be used again.
func acceptStep(secret, code string, at time.Time, last int64) (int64, bool) {
	now := at.Unix() / stepSeconds
	for _, step := range []int64{now, now - 1, now + 1} {
		if step <= last || step < 0 {
			continue
		}
		ok, err := hotp.ValidateCustom(code, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return step, true
		}
	}
	return 0, false
}

// Code returns the code for a moment. The demo prints it and tests type it.
func (s Second) Code(at time.Time) (string, error) {
	return hotp.GenerateCodeCustom(s.Secret, uint64(at.Unix()/stepSeconds), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}
