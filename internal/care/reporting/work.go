package reporting

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/bits"
	"strconv"
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
	saltLasts = 2 * time.Minute
	leakEvery = 10 * time.Second // how long an arrival counts
)

type laneName int

const (
	ordinaryLane laneName = iota
	urgentLane
	boxLane
)

// A task is what work is asked for: one deed of one sender. Its proof is good for that deed alone, and once.
type task struct {
	lane laneName
	name string // what the sender hashes: of a drop its name, otherwise the number of the mailbox
	deed string // all of what is asked for, so that the proof of one is none of another
}

func dropTask(l laneName, m dropMeta, name string) task {
	return task{l, name, strings.Join([]string{"drop", m.Agency, string(m.Channel), m.Box, name}, "\n")}
}

func lookTask(box string, page int) task {
	return task{boxLane, box, fmt.Sprintf("look\n%s\n%d", box, page)}
}

func actTask(box string, act Act, days int) task {
	return task{boxLane, box, fmt.Sprintf("act\n%s\n%s\n%d", box, act, days)}
}

// works counts arrivals, in memory and without saying whose they are, and asks for work where they are many.
type works struct {
	clk   clock.Clock
	key   keys.DataKey // the same in every process of an installation: each takes the work that another one asked for
	basic *semaphore.Weighted
	spent spent

	mu    sync.Mutex
	lanes [3]lane
}

// A lane is a count that leaks away.
type lane struct {
	ease  float64
	count float64
	at    time.Time
}

func newWorks(l Lanes, key keys.DataKey, clk clock.Clock) *works {
	return &works{clk: clk, key: key, basic: semaphore.NewWeighted(int64(max(1, l.Basic))),
		lanes: [3]lane{{ease: l.Ordinary}, {ease: l.Urgent}, {ease: l.Box}}}
}

// ask counts an arrival and returns the work that it lacks, nil where it may pass. Where it passed by work that was done, paid is
// the mark of that proof, which this process takes no second time.
func (w *works) ask(t task, proof string) (paid mark, lacks *Work) {
	now := w.clk()
	bits := w.bits(t.lane, now)
	if bits == 0 {
		return paid, nil
	}
	salt, number, _ := strings.Cut(proof, ":")
	m, issued, ours := w.read(salt, t, now)
	if ours && isNumber(number) && zeroBits(salt, t.name, number) >= bits-1 && // the load may have grown by a step meanwhile
		w.spent.first(m, issued, now) {
		return m, nil
	}
	return paid, &Work{Salt: w.salt(t, now), Bits: bits}
}

// isNumber takes the one spelling of a number, so that one that was found cannot be written in several ways.
func isNumber(s string) bool {
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && strconv.FormatUint(n, 10) == s
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

// A salt is the second in which it was given out, random bytes, and a keyed hash over both and over the task: nothing has to be
// remembered to know it again, and it is of use for one deed only.
const (
	saltHead  = 4 + 8
	saltBytes = saltHead + len(mark{})
)

func (w *works) salt(t task, now time.Time) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(now.Unix()))
	b = append(b, make([]byte, 8)...)
	_, _ = rand.Read(b[4:]) // documented never to fail
	m := w.mark(b, t)
	return hex.EncodeToString(append(b, m[:]...))
}

func (w *works) mark(head []byte, t task) (m mark) {
	h := hmac.New(sha256.New, w.key[:])
	h.Write(head)
	fmt.Fprintf(h, "%d\n%s", t.lane, t.deed)
	copy(m[:], h.Sum(nil))
	return m
}

// read tells whether a salt is ours, for this task and not too old.
func (w *works) read(salt string, t task, now time.Time) (m mark, issued int64, ours bool) {
	b, ok := hexBytes(salt, saltBytes)
	if !ok {
		return m, 0, false
	}
	m, issued = w.mark(b[:saltHead], t), int64(binary.BigEndian.Uint32(b))
	age := now.Sub(time.Unix(issued, 0))
	return m, issued, hmac.Equal(m[:], b[saltHead:]) && age < saltLasts && age > -saltLasts
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
