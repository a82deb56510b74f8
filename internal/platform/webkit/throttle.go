package webkit

import (
	"container/list"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

// ThrottleConfig says how often a neighbourhood of addresses may try.
type ThrottleConfig struct {
	Every   time.Duration  // one more try after this long
	Burst   int            // tries at once
	Size    int            // the most neighbourhoods remembered; 0 is 50,000, about 10 MB
	Proxies []netip.Prefix // our own proxies, whose X-Forwarded-For is believed; none when people connect directly
	Clock   clock.Clock    // nil is the machine's clock
}

// A Throttle slows down guessing, for routes where somebody signs in. It counts by neighbourhood (/24 of IPv4, /48 of
// IPv6), since one guesser has many addresses in one. It keeps no address: only a keyed hash whose key is drawn at start
// and never leaves the process, and for no longer than the neighbourhood is among the last Size that tried.
//
// A shelter behind one address shares one count, so Burst must leave room for a busy morning. A guesser with more than
// Size neighbourhoods gets past it: the count by account is a second wall, elsewhere.
type Throttle struct {
	cfg ThrottleConfig
	key [32]byte

	mu     sync.Mutex
	recent *list.List // of *neighbourhood, the latest first
	byHash map[hashed]*list.Element
}

type hashed [16]byte

type neighbourhood struct {
	hash  hashed
	tries *rate.Limiter
}

// NewThrottle returns a Throttle. It panics for a rate that would let nobody or everybody in.
func NewThrottle(cfg ThrottleConfig) *Throttle {
	if cfg.Every <= 0 || cfg.Burst <= 0 || cfg.Size < 0 {
		panic("webkit: a throttle needs Every and Burst above zero")
	}
	if cfg.Size == 0 {
		cfg.Size = 50_000
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System()
	}
	t := &Throttle{cfg: cfg, recent: list.New(), byHash: map[hashed]*list.Element{}}
	_, _ = rand.Read(t.key[:]) // documented never to fail
	return t
}

// Allow counts one try and returns a fault.Throttled error when there were too many.
func (t *Throttle) Allow(r *http.Request) error {
	h := t.hash(t.sender(r))
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.find(h).tries.AllowN(t.cfg.Clock(), 1) {
		return fault.New(fault.Throttled, keyThrottled)
	}
	return nil
}

// Wrap returns h behind the throttle.
func (t *Throttle) Wrap(h HandlerFunc) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := t.Allow(r); err != nil {
			return err
		}
		return h(w, r)
	}
}

// find returns the neighbourhood, forgetting the one that tried longest ago when there are too many.
func (t *Throttle) find(h hashed) *neighbourhood {
	if e, ok := t.byHash[h]; ok {
		t.recent.MoveToFront(e)
		return e.Value.(*neighbourhood)
	}
	if t.recent.Len() >= t.cfg.Size {
		oldest := t.recent.Remove(t.recent.Back()).(*neighbourhood)
		delete(t.byHash, oldest.hash)
	}
	n := &neighbourhood{hash: h, tries: rate.NewLimiter(rate.Every(t.cfg.Every), t.cfg.Burst)}
	t.byHash[h] = t.recent.PushFront(n)
	return n
}

func (t *Throttle) hash(a netip.Addr) hashed {
	bits := 48
	if a.Is4() {
		bits = 24
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		prefix = netip.Prefix{} // no address at all: such requests share one count
	}
	text, _ := prefix.MarshalBinary() // of a value made here
	mac := hmac.New(sha256.New, t.key[:])
	mac.Write(text)
	return hashed(mac.Sum(nil)[:16])
}

// sender returns the address that the request came from: of the connection, or, when that is one of our proxies, the
// nearest forwarded address that is not.
func (t *Throttle) sender(r *http.Request) netip.Addr {
	at := connection(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !t.isProxy(at) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		at = next.Unmap().WithZone("")
	}
	return at
}

func connection(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

func (t *Throttle) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(t.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
