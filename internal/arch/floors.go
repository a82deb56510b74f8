package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Floor is the height of a package: an import goes to the same floor or a lower one. ok is false for a folder that stands
// on no floor.
func Floor(folder string) (floor int, ok bool) {
	for i, roots := range [][]string{
		{"internal/platform"},
		{"internal/trust", "internal/commons"},
		{"internal/care"},
		{"internal/face"},
		{"internal/app"},
		{"cmd"},
	} {
		for _, root := range roots {
			if folder == root || strings.HasPrefix(folder, root+"/") {
				return i, true
			}
		}
	}
	return 0, helps(folder) || folder == "web"
}

// The order inside trust: a package imports those before it.
var trustOrder = [][]string{{"alarm", "roster"}, {"account"}, {"consent"}, {"gate"}, {"record"}, {"disclosure", "contact", "oversight"}}

// The order inside platform: a package imports those before it, and what platformBeside allows.
var platformOrder = [][]string{
	{"id", "fault", "clock"},
	{"keys", "locale", "form", "webkit"},
	{"store"},
	{"ledger", "flow", "queue", "rootkey"},
}

// platformBeside are the imports inside one step of platformOrder: a form speaks a language, a page does both.
var platformBeside = map[string][]string{
	"form":   {"locale"},
	"webkit": {"locale", "form"},
}

// faceDesks are the parts of the face that know nothing of each other. What they share stands beside them.
var faceDesks = []string{"public", "reporter", "survivor", "staff", "intake", "api"}

// Arrow says why from may not import to, or is empty where it may. Both are folders of this module. test is true where the
// import stands in a test file, which may open databases and browsers but points down like everybody else.
func Arrow(from, to string, test bool) string {
	switch {
	case from == to:
		return ""
	case helps(to):
		if test || helps(from) {
			return ""
		}
		return "only tests import what exists for tests"
	case helps(from):
		return ""
	}
	high, ok := Floor(from)
	if !ok {
		return "the importing folder stands on no floor"
	}
	low, ok := Floor(to)
	if !ok {
		return "the imported folder stands on no floor"
	}
	if low > high {
		return "the arrow goes up"
	}
	return room(from, to, test)
}

// room holds the rules inside one floor and those of single rooms.
func room(from, to string, test bool) string {
	fromTop, fromRoom := split(from)
	toTop, toRoom := split(to)
	switch {
	case fromTop == "face" && !test && toTop == "platform" && (toRoom == "store" || toRoom == "keys"):
		return "a face holds no rows and no keys"
	case fromTop == "commons" && toTop == "trust" && toRoom == "record":
		return "commons holds no personal data"
	case fromTop == "trust" && toTop == "commons":
		return "trust does not know the commons"
	case fromTop != toTop || fromRoom == toRoom:
		return ""
	}
	switch fromTop {
	case "care":
		return "care packages do not import each other"
	case "face":
		if slices.Contains(faceDesks, toRoom) {
			return "desks do not import each other"
		}
	case "trust":
		return step(trustOrder, nil, fromRoom, toRoom)
	case "platform":
		return step(platformOrder, platformBeside, fromRoom, toRoom)
	}
	return ""
}

// split gives the two words after internal/: "internal/trust/gate/policy" → "trust", "gate".
func split(folder string) (top, room string) {
	parts := strings.Split(strings.TrimPrefix(folder, "internal/"), "/")
	if len(parts) == 1 {
		return parts[0], ""
	}
	return parts[0], parts[1]
}

// step says why from may not import to within an order of steps.
func step(order [][]string, beside map[string][]string, from, to string) string {
	at := func(name string) int {
		return slices.IndexFunc(order, func(names []string) bool { return slices.Contains(names, name) })
	}
	high, low := at(from), at(to)
	switch {
	case high < 0:
		return fmt.Sprintf("%s has no place in the order of its floor", from)
	case low < 0:
		return fmt.Sprintf("%s has no place in the order of its floor", to)
	case low < high || slices.Contains(beside[from], to):
		return ""
	case low == high:
		return "the arrow goes across"
	}
	return "the arrow goes up"
}

// Arrows returns every import of the files that Arrow forbids, and every path from the commons to a person's record.
func Arrows(files []File) (broken []string) {
	graph := map[string][]string{}
	for _, f := range files {
		if _, ok := Floor(f.Package); !ok {
			broken = append(broken, fmt.Sprintf("%s: the folder stands on no floor", f.Path))
		}
		for _, p := range f.Imports() {
			to, ours := packageOf(p)
			if !ours {
				continue
			}
			if why := Arrow(f.Package, to, f.Test); why != "" {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", f.Path, to, why))
			}
			if !f.Test {
				graph[f.Package] = append(graph[f.Package], to)
			}
		}
	}
	return append(broken, reaches(graph)...)
}

// reaches returns the ways by which a commons package gets to a person's record through others.
func reaches(graph map[string][]string) (broken []string) {
	for from := range graph {
		if top, _ := split(from); top != "commons" {
			continue
		}
		seen, queue := map[string]bool{}, []string{from}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			for _, to := range graph[at] {
				top, name := split(to)
				if top == "care" || top == "trust" && name == "record" {
					broken = append(broken, fmt.Sprintf("%s reaches %s through %s", from, to, at))
				}
				if !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
	}
	slices.Sort(broken)
	return broken
}
