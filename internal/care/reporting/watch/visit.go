package watch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// The most that is read of an answer, and how long one may take. The page has about 150 kB, the scripts less.
const (
	maxPage     = 2 << 20
	maxFile     = 2 << 20
	maxManifest = 4 << 20
	maxHead     = 64 << 10
	maxWait     = 30 * time.Second
)

// A browser is how one introduces itself.
type browser struct{ name, agent, speaks, cookie string }

// browsers are those of people who come to the page: telephones first.
var browsers = []browser{
	{"Chrome on Android", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "en-US,en;q=0.9", ""},
	{"Safari on iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1", "es-MX,es;q=0.9", "es"},
	{"Firefox on Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "vi,en;q=0.5", ""},
	{"Tor Browser", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "en-US,en;q=0.5", ""},
	{"Samsung Internet", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "ar,en;q=0.8", "ar"},
	{"Edge on Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "am,en;q=0.8", "am"},
}

// A visitor is one browser with connections of its own.
type visitor struct {
	browser
	origin *url.URL
	client *http.Client
}

// newVisitor opens the nth browser. Every second time round it takes nothing packed: both forms of a page are looked at.
func newVisitor(origin, proxy *url.URL, n int) *visitor {
	transport := &http.Transport{MaxResponseHeaderBytes: maxHead, DisableCompression: (n+n/len(browsers))%2 == 1,
		TLSHandshakeTimeout: maxWait, ForceAttemptHTTP2: true, MaxConnsPerHost: 1}
	if proxy != nil {
		transport.Proxy = http.ProxyURL(proxy)
	}
	return &visitor{browser: browsers[n%len(browsers)], origin: origin, client: &http.Client{Transport: transport, Timeout: maxWait,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) leave() { v.client.CloseIdleConnections() }

// An answer is what a visitor got under a path.
type answer struct {
	path string
	head http.Header
	body []byte
}

// get fetches a path below the origin, and says what is wrong with the answer as a whole. ok is false where there is none
// to look at.
func (v *visitor) get(ctx context.Context, path, accept string, most int64, found *Findings) (a answer, ok bool) {
	to := *v.origin
	to.Path = path
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		found.add(Blind, Unreached, v.name, "%s has no address", path)
		return a, false
	}
	r.Header.Set("User-Agent", v.agent)
	r.Header.Set("Accept-Language", v.speaks)
	r.Header.Set("Accept", accept)
	if v.cookie != "" {
		r.AddCookie(&http.Cookie{Name: webkit.LanguageCookie, Value: v.cookie})
	}
	resp, err := v.client.Do(r)
	if err != nil {
		found.add(Blind, Unreached, v.name, "%s: %s", path, reason(err))
		return a, false
	}
	defer resp.Body.Close()
	if len(resp.Header.Values("Set-Cookie")) > 0 {
		found.add(Alarm, Cookie, v.name, "%s sets a cookie", path)
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		found.add(Alarm, Redirect, v.name, "%s leads elsewhere", path)
		return a, false
	}
	if resp.StatusCode != http.StatusOK {
		found.add(Blind, Unreached, v.name, "%s answers %d", path, resp.StatusCode)
		return a, false
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if int64(len(body)) > most {
		found.add(Alarm, TooLarge, v.name, "%s has more than %d bytes", path, most)
		return a, false
	}
	if err != nil {
		found.add(Blind, Unreached, v.name, "%s: %s", path, reason(err))
		return a, false
	}
	return answer{path: path, head: resp.Header, body: body}, true
}

// reason says in our own words why there was no answer: an error of the network can hold what the server wrote.
func reason(err error) string {
	var late interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "the look was ended"
	case errors.As(err, &late) && late.Timeout():
		return "no whole answer in time"
	case strings.Contains(err.Error(), "certificate"):
		return "its certificate does not hold"
	}
	return "no answer"
}
