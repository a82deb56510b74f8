// Package space tells how much room there is where things are kept, so that a full disk is seen before it is full.
package space

import "errors"

// A Level is how much room there is.
type Level int

// The levels, each worse than the one before.
const (
	Ample  Level = iota // nothing needs to be done
	Low                 // whoever looks after the machine should make room within days
	Scarce              // words are kept, and what is large and can wait is refused
	None                // the next thing may not be kept
)

// String is the level's word, for the log.
func (l Level) String() string {
	return [...]string{"ample", "low", "scarce", "none"}[min(max(l, Ample), None)]
}

// What a Finding says when there is not ample room.
var (
	ErrLow    = errors.New("the disk is nearly full: make room within days")
	ErrScarce = errors.New("the disk has hardly any room left: files are refused, words are still kept")
	ErrNone   = errors.New("the disk is full: nothing may be kept until there is room")
)

// A Finding is what one look found. Free and Total are bytes, and 0 where the disk is not ours to measure.
type Finding struct {
	Level       Level
	Free, Total uint64
}

// Err is the error of the level; nil where there is ample room.
func (f Finding) Err() error {
	switch f.Level {
	case Low:
		return ErrLow
	case Scarce:
		return ErrScarce
	case None:
		return ErrNone
	}
	return nil
}

const (
	mega = 1 << 20
	giga = 1 << 30
)

// least is the room below which a level begins, in bytes; and, on a disk where that is much, the share of it and the most that
// this share can ask for. A report of words takes 4 KiB and the largest file 1.2 MiB.
var least = []struct {
	level Level
	bytes uint64
	share float64
	most  uint64
}{
	{None, 32 * mega, 0, 0},
	{Scarce, 256 * mega, 0.03, 2 * giga},
	{Low, 1 * giga, 0.10, 10 * giga},
}

// LevelOf is the level of a disk. Where nothing was measured, it is Ample.
func LevelOf(free, total uint64) Level {
	if total == 0 {
		return Ample
	}
	for _, l := range least {
		if free < l.bytes || free < min(uint64(l.share*float64(total)), l.most) {
			return l.level
		}
	}
	return Ample
}

// A Gauge looks at the room. The zero Gauge always finds ample room.
type Gauge struct {
	Measure func() (free, total uint64) // nil where the disk is not ours to measure
	Full    func() bool                 // whether the last write found no room; nil never
}

// Look finds out how much room there is now.
func (g Gauge) Look() (f Finding) {
	if g.Measure != nil {
		f.Free, f.Total = g.Measure()
	}
	f.Level = LevelOf(f.Free, f.Total)
	if g.Full != nil && g.Full() {
		f.Level = None
	}
	return f
}
