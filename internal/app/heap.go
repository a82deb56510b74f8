package app

import (
	"math"
	"runtime/debug"
)

// The heap of a small house is some ten megabytes. Collected as often as Go does it by itself, a third of the processor's time
// under load goes there; let grow to four times of what is in use, a tenth. What is at most meant to be taken bounds that: each
// sign-in takes 64 MB for a moment.
const (
	heapGrowth = 300       // percent of what is in use
	heapBound  = 256 << 20 // bytes; above, garbage is collected as often as it takes
)

// SizeHeap sets how much memory the process takes before it collects garbage, for a process that serves. What the environment
// says of it (GOGC, GOMEMLIMIT) stands.
func SizeHeap() {
	if said := debug.SetGCPercent(heapGrowth); said != 100 {
		debug.SetGCPercent(said)
	}
	if said := debug.SetMemoryLimit(heapBound); said != math.MaxInt64 {
		debug.SetMemoryLimit(said)
	}
}
