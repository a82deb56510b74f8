package survivor

import (
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A thread is one entry with what it corrected and with what was said beside it.
type thread struct {
	record.Entry
	earlier *thread
	beside  []*thread
}

// threads ties corrections and statements to what they are about, newest first. Nothing is left out: what points to an
// entry that is not there stands on its own.
func threads(oldestFirst []record.Entry) []*thread {
	byID := map[id.ID]*thread{}
	var tops []*thread
	for _, e := range oldestFirst {
		t := &thread{Entry: e}
		byID[e.ID] = t
		if about := byID[e.About]; about != nil {
			about.beside = append(about.beside, t)
			continue
		}
		if old := byID[e.Supersedes]; old != nil {
			t.earlier = old
			tops = slices.DeleteFunc(tops, func(have *thread) bool { return have == old })
		}
		tops = append(tops, t)
	}
	slices.Reverse(tops)
	return tops
}
