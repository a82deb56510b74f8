package watch

import (
	"maps"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// manifestDays is the longest that a manifest says it may be gone by.
const manifestDays = 7

// readManifest checks every reader that a visitor was told of, under the roots that were pinned, and gives the manifest.
func (l *look) readManifest(a answer, who string) {
	heads(a, "application/json", who, &l.found)
	m, err := reporting.ReadManifest(a.body)
	if err != nil {
		l.found.add(Alarm, BadManifest, who, "%s is no manifest of this program", a.path)
		return
	}
	today := dayOf(l.now)
	switch {
	case m.Day < l.before || m.Until < today:
		l.found.add(Alarm, OldManifest, who, "the manifest is older than one that was seen before, or past its last day")
	case m.Day < dayOf(l.now.AddDate(0, 0, -1)) || m.Day > dayOf(l.now.AddDate(0, 0, 1)):
		l.found.add(Alarm, OldManifest, who, "the manifest is not of today")
	case m.Until > dayOf(l.now.AddDate(0, 0, manifestDays+1)):
		l.found.add(Alarm, OldManifest, who, "the manifest may be gone by for longer than a week")
	default:
		l.seen.Day = max(l.seen.Day, m.Day)
	}
	here := map[id.Agency]string{}
	for _, agency := range m.Agencies {
		if _, twice := here[agency.ID]; twice {
			l.found.add(Alarm, BadManifest, who, "organisation %s stands in the manifest twice", agency.ID)
		}
		here[agency.ID] = agency.Root
		l.agency(agency, today, who)
	}
	l.roots(here, who)
}

func (l *look) agency(agency reporting.ManifestAgency, today, who string) {
	root, pinned := l.seen.Roots[agency.ID]
	if !pinned {
		root = agency.Root // said as such by roots
	}
	for _, c := range slices.Sorted(maps.Keys(agency.Channels)) {
		channel := agency.Channels[c]
		if c != reporting.Help && c != reporting.Concern {
			l.found.add(Alarm, BadManifest, who, "organisation %s has a channel that we do not know", agency.ID)
			continue
		}
		if !channel.Open {
			l.found.add(Note, Closed, "", "organisation %s: nobody can write to %q now", agency.ID, c)
		}
		for _, r := range channel.Readers {
			if doubt := r.Doubt(agency.ID, c, root, today); doubt != reporting.NoDoubt {
				l.found.add(Alarm, Ghost, who, "organisation %s, %s: a reader is not one of theirs: %s", agency.ID, c, doubt)
				continue
			}
			l.reader(r)
		}
	}
}

// reader counts a reader who was not seen before, once.
func (l *look) reader(r reporting.Reader) {
	window, signer := reporting.KeyFingerprint(r.Key), reporting.PublicFingerprint(r.Signer)
	if _, known := l.seen.Windows[window]; known {
		return
	}
	l.seen.Windows[window] = r.Role
	n := l.fresh[r.Role]
	n.windows++
	if _, known := l.seen.Signers[signer]; !known {
		l.seen.Signers[signer] = r.Role
		n.desks++
	}
	l.fresh[r.Role] = n
}

// newcomers are the readers of a role who were not seen before: weekly keys, and of those how many at a desk that is new.
type newcomers struct{ windows, desks int }

// roots compares what a page or a manifest says with what was pinned, and pins at the first look.
func (l *look) roots(here map[id.Agency]string, who string) {
	for _, agency := range slices.SortedFunc(maps.Keys(here), compare) {
		root := here[agency]
		pinned, known := l.seen.Roots[agency]
		shown := reporting.PublicFingerprint(root)
		switch {
		case known && pinned == root:
		case shown == "":
			l.found.add(Alarm, AnotherRoot, who, "organisation %s has a root that is no key", agency)
		case known:
			l.found.add(Alarm, AnotherRoot, who, "organisation %s has the root %s, pinned is %s", agency, shown, reporting.PublicFingerprint(pinned))
		case l.first || l.accept == shown:
			l.seen.Roots[agency] = root
			l.found.add(Note, Pinned, "", "organisation %s has the root %s: compare it with their poster", agency, shown)
		default:
			l.found.add(Alarm, NewRoot, who, "organisation %s was not here before. Its root is %s: ask them by another way, then --accept it", agency, shown)
		}
	}
	for _, agency := range slices.SortedFunc(maps.Keys(l.seen.Roots), compare) {
		if _, listed := here[agency]; !listed {
			l.found.add(Note, Gone, who, "organisation %s is not listed", agency)
		}
	}
}

func compare(a, b id.Agency) int {
	switch {
	case a.String() < b.String():
		return -1
	case a.String() > b.String():
		return 1
	}
	return 0
}

// newReaders says how many readers were not seen before, by number and role only.
func (l *look) newReaders() {
	for _, role := range slices.Sorted(maps.Keys(l.fresh)) {
		n := l.fresh[role]
		l.found.add(Note, NewReaders, "", "%s: %d new, %d of them at a desk not seen before", role, n.windows, n.desks)
	}
}

func dayOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }
