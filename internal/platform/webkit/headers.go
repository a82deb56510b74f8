package webkit

import (
	"net/http"
	"strings"
	"time"
)

// contentPolicy lets a page load from this host only, run no inline script or style, be framed by nobody, send forms to
// this host only, and write no markup from script.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// fetchingPolicy is contentPolicy for a page whose script talks to this host and opens what is sealed: pictures and sound
// that it opened live under blob addresses, which no other page can reach.
var fetchingPolicy = strings.Replace(contentPolicy, "img-src 'self' data:", "connect-src 'self'; media-src blob:; img-src 'self' data: blob:", 1)

// permissions turns off every device a page could reach; the microphone stays for spoken answers, for this host only.
const permissions = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), " +
	"fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), " +
	"microphone=(self), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), web-share=(), " +
	"xr-spatial-tracking=()"

// staticPrefix is where files that are the same for everybody live: they alone may be kept by a browser.
const staticPrefix = "/assets/"

// setHeaders sets what every answer carries, over anything a handler set.
func setHeaders(a *answer, now time.Time) {
	h := a.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	if a.route.Fetches && a.err == nil {
		h.Set("Content-Security-Policy", fetchingPolicy)
	}
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("Date", now.UTC().Format(http.TimeFormat)) // the house's clock, also where it differs from the machine's
	if a.origin.secure {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	if !keepable(a) || h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
}

// keepable reports whether the answer is a whole static file; an error under the same address is not.
func keepable(a *answer) bool {
	return a.err == nil && a.status < http.StatusBadRequest && strings.HasPrefix(a.route.Pattern, staticPrefix)
}
