package webkit

import (
	"net/http"
	"time"
)

// The cookies of the house. Their names say nothing: a shared browser shows them to anyone who looks.
const (
	SessionCookie  = "s" // the secret of a session
	LanguageCookie = "l" // the chosen language
	PendingCookie  = "p" // the secret of a step that waits for an answer
	WaitingCookie  = "w" // the secret of somebody who joins and waits to be let in
	CalmCookie     = "c" // pages are dark and without pictures
	NamesCookie    = "n" // names are covered at the desks of this browser
	MarkCookie     = "d" // an account was opened in this browser before; the only one that stays for long
	leftCookie     = "v" // the person has left in a hurry
)

// Cookies sets and reads cookies. Where the request came over https their names carry the prefix __Host-, which a browser
// accepts only from this very host over https, so that no neighbouring host can plant one.
type Cookies struct{}

// Set sets a cookie that no script can read, that is not sent along with requests from other sites (but with plain links
// from them), and that ends with the browser. The value must be of the characters of RFC 6265, as a Reference is.
func (c Cookies) Set(w http.ResponseWriter, name, value string) { c.set(w, name, value, 0) }

// Keep is Set for a cookie that stays for a time when the browser is closed.
func (c Cookies) Keep(w http.ResponseWriter, name, value string, lasts time.Duration) {
	c.set(w, name, value, int(lasts/time.Second))
}

// Clear removes a cookie.
func (c Cookies) Clear(w http.ResponseWriter, name string) { c.set(w, name, "", -1) }

// Get returns the value of a cookie, and whether there is one.
func (c Cookies) Get(r *http.Request, name string) (string, bool) {
	k, err := r.Cookie(cookieName(name, OriginOf(r).secure))
	if err != nil || k.Value == "" {
		return "", false
	}
	return k.Value, true
}

// set gives the cookie maxAge seconds to live; 0 ends with the browser, below 0 ends now.
func (c Cookies) set(w http.ResponseWriter, name, value string, maxAge int) {
	secure := true
	if a, ok := w.(*answer); ok {
		secure = a.origin.secure
	}
	http.SetCookie(w, &http.Cookie{
		Name:     cookieName(name, secure),
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		Secure:   secure,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}
