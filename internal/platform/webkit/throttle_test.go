package webkit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

func from(address string, forwarded ...string) *http.Request {
	r := httptest.NewRequest("POST", "/signin", nil)
	r.RemoteAddr = address
	r.Header["X-Forwarded-For"] = forwarded
	return r
}

func TestThrottle(t *testing.T) {
	hand := clock.At(noon)
	th := NewThrottle(ThrottleConfig{Every: time.Minute, Burst: 2, Clock: hand.Now})
	try := func(address string, want bool) {
		t.Helper()
		err := th.Allow(from(address))
		if (err == nil) != want {
			t.Errorf("%s: %v, want allowed %v", address, err, want)
		}
		if err != nil && fault.KindOf(err) != fault.Throttled {
			t.Errorf("%s: %v is not throttled", address, err)
		}
	}
	try("192.0.2.1:1000", true)
	try("192.0.2.200:2", true)         // the same /24
	try("[::ffff:192.0.2.3]:2", false) // the same again, written as IPv6
	try("192.0.3.1:1", true)
	try("[2001:db8:1:1::1]:1", true)
	try("[2001:db8:1:ffff::1]:1", true) // the same /48
	try("[2001:db8:1::9]:1", false)
	try("[2001:db8:2::9]:1", true)
	try("not an address", true)
	try("@", true)
	try("", false)
	hand.Advance(time.Minute)
	try("192.0.2.1:1000", true)
	try("192.0.2.1:1000", false)
}

func TestThrottleBehindProxy(t *testing.T) {
	proxies := Proxies{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, tt := range []struct {
		name string
		r    *http.Request
		want string
	}{
		{"direct", from("192.0.2.1:1"), "192.0.2.1"},
		{"direct with a claim", from("192.0.2.1:1", "198.51.100.1"), "192.0.2.1"},
		{"through a proxy", from("127.0.0.1:1", "198.51.100.1"), "198.51.100.1"},
		{"through two", from("127.0.0.1:1", "198.51.100.1, 10.1.1.1"), "198.51.100.1"},
		{"with a claim before the proxy's word", from("127.0.0.1:1", "203.0.113.9", "198.51.100.1"), "198.51.100.1"},
		{"no word", from("127.0.0.1:1"), "127.0.0.1"},
		{"a word that is none", from("127.0.0.1:1", "unknown"), "127.0.0.1"},
	} {
		if got := proxies.sender(tt.r).String(); got != tt.want {
			t.Errorf("%s: sender %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestThrottleCountsAKnownBrowserForItself: whatever its neighbours do, and they whatever it does.
func TestThrottleCountsAKnownBrowserForItself(t *testing.T) {
	th := NewThrottle(ThrottleConfig{Every: time.Minute, Burst: 1, Clock: clock.At(noon).Now,
		Known: func(r *http.Request) (string, bool) { name := r.Header.Get("X-Test"); return name, name != "" }})
	known := from("192.0.2.1:1")
	known.Header.Set("X-Test", "one")
	for _, try := range []struct {
		r    *http.Request
		want bool
	}{{from("192.0.2.1:1"), true}, {from("192.0.2.1:1"), false}, {known, true}, {known, false}} {
		if got := th.Allow(try.r) == nil; got != try.want {
			t.Errorf("%q: allowed %v", try.r.Header.Get("X-Test"), got)
		}
	}
}

func TestThrottleForgets(t *testing.T) {
	th := NewThrottle(ThrottleConfig{Every: time.Hour, Burst: 1, Size: 100, Clock: clock.At(noon).Now})
	for i := range 1000 {
		_ = th.Allow(from(fmt.Sprintf("10.%d.%d.1:1", i/256, i%256)))
	}
	if len(th.byHash) != 100 || th.recent.Len() != 100 {
		t.Errorf("%d neighbourhoods remembered in the map and %d in the list, want 100", len(th.byHash), th.recent.Len())
	}
	if th.Allow(from("10.3.231.9:1")) == nil {
		t.Error("the latest neighbourhood was forgotten")
	}
}

func TestThrottleKeepsNoAddress(t *testing.T) {
	one := NewThrottle(ThrottleConfig{Every: time.Hour, Burst: 1})
	two := NewThrottle(ThrottleConfig{Every: time.Hour, Burst: 1})
	const a = "192.0.2.0/24"
	if one.hash(a) == two.hash(a) {
		t.Error("two processes give an address the same hash")
	}
	_ = one.Allow(from("192.0.2.1:1"))
	err := one.Wrap(htmlPage(""))(httptest.NewRecorder(), from("192.0.2.1:1"))
	if err == nil || strings.Contains(err.Error(), "192") {
		t.Errorf("the second try: %v", err)
	}
}

func TestThrottleNeedsARate(t *testing.T) {
	wantPanic(t, "above zero", func() { NewThrottle(ThrottleConfig{Burst: 1}) })
	wantPanic(t, "above zero", func() { NewThrottle(ThrottleConfig{Every: time.Second}) })
}
