package public

import (
	"io"
	"net/http"
)

// neutral tells search engines to leave out what is behind a sign-in. It names no task, since anyone can read it.
const neutral = "User-agent: *\nDisallow: /my\nDisallow: /desk\nDisallow: /sign-in\n"

func robots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, neutral)
	return err
}
