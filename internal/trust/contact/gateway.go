package contact

import (
	"context"
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// Outgoing is one message as it leaves.
type Outgoing struct {
	Ref     id.ID // random; the same each time that one message is handed over
	To      string
	Subject string // for channels that have one
	Text    string
	At      time.Time
}

// A Gateway hands messages to the world outside by one channel.
type Gateway interface {
	Channel() Channel

	// Hand returns nil when the message was taken; ErrLater or ErrNever when it surely was not, and a later try could or
	// could not change that; and any other error where nobody knows. Its error holds nothing of the message.
	Hand(ctx context.Context, m Outgoing) error
}

// What a gateway says of a message that it did not take.
var (
	ErrLater   = errors.New("the gateway has not taken the message; it may later")
	ErrNever   = errors.New("the gateway does not take this message")
	ErrUnknown = errors.New("the gateway has not said whether it took the message")
)

// handOver is how long one hand-over may take.
const handOver = 30 * time.Second

// errConfig says that a gateway cannot be used as it is set up.
func errConfig(why string) error { return errors.New("messages: " + why) }

var phone = regexp.MustCompile(`^\+?[0-9]{6,15}$`)

// addressFor writes an address as a gateway takes it; ok is false for one that no gateway of the channel could reach.
func addressFor(channel Channel, typed string) (to string, ok bool) {
	typed = strings.TrimSpace(typed)
	switch channel {
	case SMS:
		to = strings.Map(digit, typed)
		return to, phone.MatchString(to)
	case Email:
		a, err := mail.ParseAddress(typed)
		return typed, err == nil && a.Address == typed && len(typed) <= 254
	}
	return "", false
}

// digit keeps what belongs to a telephone number, in Latin digits, and leaves out how people group it.
func digit(r rune) rune {
	switch {
	case r >= '\u0660' && r <= '\u0669':
		return r - '\u0660' + '0'
	case r >= '\u06f0' && r <= '\u06f9':
		return r - '\u06f0' + '0'
	case strings.ContainsRune(" -./()\t\u00a0\u2010\u2011\u2013\u200e\u200f", r):
		return -1
	}
	return r
}
