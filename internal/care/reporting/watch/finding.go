package watch

import (
	"fmt"
	"slices"
	"strings"
)

// A Level says what a finding asks of the watcher.
type Level int

const (
	Note  Level = iota // worth knowing
	Blind              // it could not be looked at
	Alarm              // not as released
)

func (l Level) String() string { return []string{"note", "BLIND", "ALARM"}[l] }

// A Kind names what was found, for whoever sorts lines by it.
type Kind string

const (
	AnotherScript Kind = "another-script" // a script that was not released, or one too many
	AnotherFile   Kind = "another-file"   // a style sheet or a list of words that was not released
	NoScript      Kind = "without-script" // the page without its script, which is the basic mode
	AnotherPage   Kind = "another-page"   // the page holds what no page of ours holds
	Split         Kind = "split-view"     // visitors at the same time get different bytes
	WeakHead      Kind = "weak-head"      // a header is missing, looser or one too many
	Cookie        Kind = "cookie"         // a cookie was set
	TooLarge      Kind = "too-large"      // more bytes than the page ever has
	Redirect      Kind = "redirect"       // the page leads elsewhere
	AnotherRoot   Kind = "another-root"   // an organisation's root is not the one that was pinned
	NewRoot       Kind = "new-root"       // an organisation that was not there at the first look
	Ghost         Kind = "ghost-reader"   // a reader whose chain does not hold
	OldManifest   Kind = "old-manifest"   // a manifest whose day went backwards or is not today's
	BadManifest   Kind = "bad-manifest"   // bytes that are no manifest of this program
	Unreached     Kind = "not-reached"    // no answer, or not the page's
	Pinned        Kind = "pinned"         // a root was written down at the first look
	NewReaders    Kind = "new-readers"    // readers who were not seen before
	Gone          Kind = "gone"           // an organisation that was pinned is listed no longer
	Closed        Kind = "channel-closed" // a channel that takes nothing
	HeadBack      Kind = "head-back"      // a log is shorter than it was
	HeadFork      Kind = "head-fork"      // a log does not continue what it was
	HeadKey       Kind = "head-key"       // a log has another key, or a head that its key has not signed
	HeadGone      Kind = "head-gone"      // a log that was there is gone
	HeadStill     Kind = "head-still"     // a log that nobody has cosigned for some minutes
	HeadUnseen    Kind = "head-unseen"    // a head that an agency of the house has not cosigned, or not this one
)

// A Finding is one thing that a look came to. What is made of our own words; nothing that the server sent stands in it.
type Finding struct {
	Level    Level
	Kind     Kind
	What     string
	Visitors []string // who was served it; empty where it concerns no visitor in particular
}

// String is the one line of a finding.
func (f Finding) String() string {
	line := fmt.Sprintf("%s %s: %s", f.Level, f.Kind, f.What)
	if len(f.Visitors) > 0 {
		line += " (served to: " + strings.Join(f.Visitors, "; ") + ")"
	}
	return line
}

// Findings are those of one look, each once.
type Findings []Finding

// add puts a finding with those that say the same.
func (l *Findings) add(level Level, kind Kind, visitor, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	at := slices.IndexFunc(*l, func(f Finding) bool { return f.Kind == kind && f.What == what })
	if at < 0 {
		at = len(*l)
		*l = append(*l, Finding{Level: level, Kind: kind, What: what})
	}
	if f := &(*l)[at]; visitor != "" && !slices.Contains(f.Visitors, visitor) {
		f.Visitors = append(f.Visitors, visitor)
	}
}

// Worst is the highest level among findings; none are as good as notes.
func (l Findings) Worst() (worst Level) {
	for _, f := range l {
		worst = max(worst, f.Level)
	}
	return worst
}

// Has reports whether something of a kind was found.
func (l Findings) Has(kind Kind) bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Kind == kind })
}
