package webkit

import (
	"io"
	"log"
	"net/http"
	"time"
)

// DefaultMaxBody is the most bytes a request may bring to a route that asks for no more: room for a form with the longest
// text of DefaultMaxMultiline in any script, where one letter can take nine bytes on the way.
const DefaultMaxBody = 64 << 10

// drainLimit is how many bytes beyond a limit are read and thrown away. A browser that is still sending when the
// connection closes shows its own error page; one that was heard out shows ours.
const drainLimit = 16 << 20

func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, drainLimit) // nobody needs the rest
}

// Server returns the server for addr with time limits that an old phone on a slow line can keep and a client that holds a
// connection open cannot. It keeps no error log of its own, since net/http writes addresses there.
func Server(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 20 * time.Second,
		ReadTimeout:       90 * time.Second,  // 64 KiB at less than 1 kB/s
		WriteTimeout:      180 * time.Second, // counted from the end of the header, so it includes reading
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
