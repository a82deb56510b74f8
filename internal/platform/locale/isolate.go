package locale

import "strings"

const (
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
)

// Isolate wraps something a person typed, such as a name, so that its direction cannot disturb the sentence around it:
// what <bdi> does in HTML, for plain text. Direction characters inside are removed, since an override in a name can make
// a page read as something it does not say.
func Isolate(s string) string {
	return string(firstStrongIsolate) + strings.Map(dropDirection, s) + string(popIsolate)
}

func dropDirection(r rune) rune {
	if isDirectionControl(r) {
		return -1
	}
	return r
}

// isDirectionControl reports embeddings, overrides and isolates (Unicode UAX #9). The plain marks U+200E and U+200F are
// not among them: they change nothing beyond their place, and Arabic dates use them.
func isDirectionControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
