package keys

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden stands in every log line and every formatted text in the place of a secret.
const hidden = "[key]"

// Format writes a mark instead of the key, for every verb.
func (k DataKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// Format writes a mark instead of the key, for every verb.
func (k PrivateKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// Format writes a mark instead of the key, for every verb.
func (k SigningKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// LogValue keeps the key out of logs.
func (k DataKey) LogValue() slog.Value { return slog.StringValue(hidden) }

// LogValue keeps the key out of logs.
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(hidden) }

// LogValue keeps the key out of logs.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(hidden) }

// LogValue keeps the share out of logs; String is for the printer only.
func (s Share) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText refuses: a data key that reaches an encoder by being a field of something would be stored open. Whoever
// seals one says so with its bytes.
func (k DataKey) MarshalText() ([]byte, error) { return nil, ErrKey }
