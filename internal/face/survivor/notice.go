package survivor

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// NoticeVersion is the version of the words in which a consent is talked through. It changes with any of their meanings.
const NoticeVersion = "2"

// spoken are the beginnings of the keys whose words are shown on the way to a yes.
var spoken = []string{"survivor.talk.", "survivor.purpose.", "survivor.team.", "consent.good.", "consent.risk."}

// noticeHash is the SHA-256, in hexadecimal, over the exact words that the steps show in one language, so that it can be
// proved later what somebody was told. The placeholders' values are in the consent itself.
func noticeHash(words *locale.Bundle, l *locale.Localiser) string {
	sum := sha256.New()
	write := func(parts ...string) {
		for _, p := range parts {
			_, _ = sum.Write([]byte(p))
			_, _ = sum.Write([]byte{0})
		}
	}
	write(NoticeVersion, l.Lang())
	for _, key := range words.Keys() { // in order
		for _, beginning := range spoken {
			if strings.HasPrefix(key, beginning) {
				write(key, l.T(key))
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
