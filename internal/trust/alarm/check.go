package alarm

import "slices"

// A Check names what was looked at when something was found.
type Check string

// The log of an agency, and what others have seen of it.
const (
	LogBroken    Check = "log.broken"    // an entry of the log was changed, removed, put in or moved, or its head was
	LogSignature Check = "log.signature" // a signed checkpoint is not signed by the agency, or an entry not by its author
	PinShorter   Check = "pin.shorter"   // the log is shorter than this server has seen it
	PinForked    Check = "pin.forked"    // the log has the size that this server has seen, and other entries
	PinLost      Check = "pin.lost"      // the file with what this server has seen is gone, unreadable or another
	SeenShorter  Check = "seen.shorter"  // a person has seen the log longer than it is
	SeenForked   Check = "seen.forked"   // a person has seen other entries than those that stand there
	Restored     Check = "restored"      // a backup was put back, by two named people and with a reason
)

// The rows that decide who may do what.
const (
	RowChanged  Check = "row.changed"  // a row is not as this program wrote it
	RowsMissing Check = "rows.other"   // a row is gone, was put in, or was put back from before
	Authority   Check = "authority"    // a key, a role or a membership that nobody with the right has signed
	NoBasis     Check = "basis.none"   // something was shared without a basis
	Anonymous   Check = "report.lost"  // a report in confidence is missing from the channel's own list
	Unchecked   Check = "not.possible" // a check could not be made
)

// Checks lists them all.
func Checks() []Check {
	return []Check{LogBroken, LogSignature, PinShorter, PinForked, PinLost, SeenShorter, SeenForked,
		Restored, RowChanged, RowsMissing, Authority, NoBasis, Anonymous, Unchecked}
}

// Valid reports whether c is one of the list.
func (c Check) Valid() bool { return slices.Contains(Checks(), c) }

// Everybody reports whether what was found touches everybody whom the agency helps, and not one person's rows.
func (c Check) Everybody() bool {
	switch c {
	case LogBroken, LogSignature, PinShorter, PinForked, Restored:
		return true
	}
	return false
}

// Groups lists the groups that Group returns.
func Groups() []string {
	return []string{"log", "pin", "seen", "restored", "rows", "authority", "basis", "report", "unchecked"}
}

// Group names what is said about a check in words: what was found, what it may mean and what to do next.
func (c Check) Group() string {
	switch c {
	case LogBroken, LogSignature:
		return "log"
	case PinShorter, PinForked, PinLost:
		return "pin"
	case SeenShorter, SeenForked:
		return "seen"
	case Restored:
		return "restored"
	case RowChanged, RowsMissing:
		return "rows"
	case Authority:
		return "authority"
	case NoBasis:
		return "basis"
	case Anonymous:
		return "report"
	}
	return "unchecked"
}
