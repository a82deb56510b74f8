package reporting

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/bits"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// Lanes say how much arrives before the server asks for work, a second. Each lane has a count of its own, so that a flood in
// one leaves the others free.
type Lanes struct {
	Ordinary float64 // drops
	Urgent   float64 // drops with the urgent mark
	Box      float64 // mailboxes asked for
	Basic    int     // reports without script that are sealed at one time; the rest wait
}

// DefaultLanes are below what two cores and a slow disk write.
func DefaultLanes() Lanes { return Lanes{Ordinary: 300, Urgent: 100, Box: 100, Basic: 2} }

// Work is what a sender is asked to find: a number n such that SHA-256 of "salt:name:n" begins with Bits zero bits.
type Work struct {
	Salt string `json:"salt"`
	Bits int    `json:"bits"`
}

const (
	leastBits = 12 // some thousand hashes: a blink, and already dear for a flood
	mostBits  = 18 // a quarter of a million: seconds on an old phone
	saltLasts = time.Minute
	leakEvery = 10 * time.Second // how long an arrival counts
)

type laneName int

const (
	ordinaryLane laneName = iota
	urgentLane
	boxLane
)

// works counts arrivals, in memory and without saying whose they are, and asks for work where they are many.
type works struct {
	clk   clock.Clock
	key   keys.DataKey
	basic *semaphore.Weighted

	mu    sync.Mutex
	lanes [3]lane
}

// A lane is a count that leaks away.
type lane struct {
	ease  float64
	count float64
	at    time.Time
}

func newWorks(l Lanes, clk clock.Clock) *works {
	return &works{clk: clk, key: keys.NewDataKey(), basic: semaphore.NewWeighted(int64(max(1, l.Basic))),
		lanes: [3]lane{{ease: l.Ordinary}, {ease: l.Urgent}, {ease: l.Box}}}
}

// ask counts an arrival and returns the work that it lacks, nil where it may pass.
func (w *works) ask(l laneName, name, proof string) *Work {
	now := w.clk()
	bits := w.bits(l, now)
	if bits == 0 {
		return nil
	}
	salt, number, _ := strings.Cut(proof, ":")
	if w.fresh(salt, now) && len(number) <= 20 && zeroBits(salt, name, number) >= bits-1 { // the load may have grown by a step meanwhile
		return nil
	}
	return &Work{Salt: w.salt(now), Bits: bits}
}

func (w *works) bits(l laneName, now time.Time) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := &w.lanes[l]
	if passed := now.Sub(c.at); passed > 0 {
		c.count *= math.Exp(-passed.Seconds() / leakEvery.Seconds())
		c.at = now
	}
	c.count++
	rate := c.count / leakEvery.Seconds()
	if rate <= c.ease {
		return 0
	}
	return min(mostBits, leastBits+int(math.Log2(rate/c.ease)*2))
}

func (w *works) salt(at time.Time) string {
	var minute [8]byte
	binary.BigEndian.PutUint64(minute[:], uint64(at.Unix()/int64(saltLasts/time.Second)))
	m := hmac.New(sha256.New, w.key[:])
	m.Write(minute[:])
	return hex.EncodeToString(m.Sum(nil)[:8])
}

func (w *works) fresh(salt string, now time.Time) bool {
	return hmac.Equal([]byte(salt), []byte(w.salt(now))) || hmac.Equal([]byte(salt), []byte(w.salt(now.Add(-saltLasts))))
}

func zeroBits(salt, name, number string) (zeros int) {
	sum := sha256.Sum256([]byte(salt + ":" + name + ":" + number))
	for _, b := range sum {
		zeros += bits.LeadingZeros8(b)
		if b != 0 {
			return zeros
		}
	}
	return zeros
}

// ErrBusy asks somebody without script to send once more: what they typed is still in their form.
var ErrBusy = fault.New(fault.Throttled, "reporting.error.busy")

// longestWait is how long a report without script waits for its turn.
const longestWait = 60 * time.Second

// turn waits in the slow lane. The caller calls leave when done.
func (w *works) turn(ctx context.Context) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	if err := w.basic.Acquire(ctx, 1); err != nil {
		return nil, ErrBusy
	}
	return func() { w.basic.Release(1) }, nil
}
