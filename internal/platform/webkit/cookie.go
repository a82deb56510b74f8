package webkit

import "net/http"

// The cookies of the house. Their names say nothing: a shared browser shows them to anyone who looks.
const (
	SessionCookie  = "s" // the secret of a session
	LanguageCookie = "l" // the chosen language
	PendingCookie  = "p" // the secret of a step that waits for an answer
	WaitingCookie  = "w" // the secret of somebody who joins and waits to be let in
	CalmCookie     = "c" // pages are dark and without pictures
	NamesCookie    = "n" // names are covered at the desks of this browser
	leftCookie     = "v" // the person has left in a hurry
)

// Cookies sets and reads cookies. With TLS their names carry the prefix __Host-, which a browser accepts only from this
// very host over https, so that no neighbouring host can plant one.
type Cookies struct{ TLS bool }

// Set sets a cookie that no script can read, that is not sent along with requests from other sites (but with plain links
// from them), and that ends with the browser. The value must be of the characters of RFC 6265, as a Reference is.
func (c Cookies) Set(w http.ResponseWriter, name, value string) { c.set(w, name, value, 0) }

// Clear removes a cookie.
func (c Cookies) Clear(w http.ResponseWriter, name string) { c.set(w, name, "", -1) }

// Get returns the value of a cookie, and whether there is one.
func (c Cookies) Get(r *http.Request, name string) (string, bool) {
	k, err := r.Cookie(c.name(name))
	if err != nil || k.Value == "" {
		return "", false
	}
	return k.Value, true
}

// set gives the cookie maxAge seconds to live; 0 ends with the browser, below 0 ends now.
func (c Cookies) set(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name:     c.name(name),
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		Secure:   c.TLS,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

func (c Cookies) name(name string) string {
	if c.TLS {
		return "__Host-" + name
	}
	return name
}
