package reporting

import (
	"context"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A mark stands for one proof of work. It is a keyed hash over random bytes, so that it tells nothing of what was asked for.
type mark [16]byte

// spent remembers the proofs that this process took, for as long as they could be shown again.
type spent struct {
	mu    sync.Mutex
	marks map[mark]int64 // the second in which its salt was given out
	since int64          // salts from before this second are not taken any more
	swept int64
}

// mostSpent bounds the memory, at about four megabytes. Where more proofs come in two minutes, all salts that are out are worth
// nothing from then on: who holds one is asked once more, and nobody's proof counts twice.
const mostSpent = 1 << 16

// first notes a proof and reports whether it was not shown before.
func (s *spent) first(m mark, issued int64, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	second := now.Unix()
	if s.marks == nil || second-s.swept >= int64(saltLasts/time.Second) {
		s.sweep(second)
	}
	if len(s.marks) >= mostSpent {
		s.marks, s.since = map[mark]int64{}, second+1
	}
	if _, again := s.marks[m]; again || issued < s.since {
		return false
	}
	s.marks[m] = issued
	return true
}

func (s *spent) sweep(second int64) {
	kept := map[mark]int64{}
	for m, issued := range s.marks {
		if second-issued < int64(saltLasts/time.Second) {
			kept[m] = issued
		}
	}
	s.marks, s.swept = kept, second
}

// settle spends a proof for what leaves no row behind: looking into a mailbox, and what is done with it. Another process, or
// this one after a restart, must not take it again, so its mark is written down for two minutes, in a transaction of its own
// that holds nothing else. A drop needs none: its proof is bound to its name, and the name is taken once.
func (s *Service) settle(ctx context.Context, paid mark) (first bool, err error) {
	if paid == (mark{}) {
		return true, nil
	}
	until := s.clk().Add(2*saltLasts).Unix() / 60 // a minute, not a moment
	err = s.db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, insertSpent, paid[:], until)
		first = n == 1
		return err
	})
	return first, err
}

// ForgetSpent deletes the marks of proofs that are too old to be shown again. A job does it; the marks belong to no agency.
func (s *Service) ForgetSpent(ctx context.Context, _ id.Agency) error {
	return s.db.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, deleteSpent, s.clk().Unix()/60)
		return err
	})
}

const (
	insertSpent = `INSERT INTO report_spent (mark, until_minute) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING`
	deleteSpent = `DELETE FROM report_spent WHERE until_minute < $1`
)
