package webkit

import (
	"container/list"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

// ThrottleConfig says how often a neighbourhood of addresses may try.
type ThrottleConfig struct {
	Every   time.Duration // one more try after this long
	Burst   int           // tries at once
	Size    int           // the most neighbourhoods remembered; 0 is 50,000, about 10 MB
	Proxies Proxies       // see Proxies
	Clock   clock.Clock   // nil is the machine's clock

	// Known names a browser that counts for itself instead of for its neighbourhood; nil knows none. It must not believe
	// what anybody can make up.
	Known func(*http.Request) (name string, ok bool)
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
	h := t.hash(t.place(r))
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

// place is what a request counts for.
func (t *Throttle) place(r *http.Request) string {
	if t.cfg.Known != nil {
		if name, ok := t.cfg.Known(r); ok {
			return "known " + name
		}
	}
	return t.cfg.Proxies.Neighbourhood(r)
}

func (t *Throttle) hash(place string) hashed {
	mac := hmac.New(sha256.New, t.key[:])
	mac.Write([]byte(place))
	return hashed(mac.Sum(nil)[:16])
}
