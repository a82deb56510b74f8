package ledger

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A KeptNote is a signed checkpoint in a file that somebody keeps elsewhere. What it says is believed once a key of the
// keeper's has checked its signature (Kept.Check).
type KeptNote struct {
	Agency id.Agency
	Line   int    // of the file, where it begins
	Text   []byte // the note in its one spelling
}

// Kept is what a file held: notes, and the keys that the keeper wrote down with them.
type Kept struct {
	Notes []KeptNote
	keys  map[id.Agency][]note.Verifier
	texts map[string]bool // the keys as they were written
}

// A KeptError names the line of a file that is neither a note, nor a key, nor a remark: evidence that cannot be used is
// never left out.
type KeptError struct {
	Line int
	Why  string
}

func (e *KeptError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Why) }

// MaxKept is the most bytes of a file that ParseKept reads: a year of one note a minute of three agencies is half of it.
const MaxKept = 512 << 20

// ParseKept reads a file of signed checkpoints, one after the other in any order, with any empty lines between them and any
// ends of lines. Beside notes it may hold verifier keys, as `amparo ledger key` prints them (with the agency's short name
// before, or behind '#'), and remarks, which begin with '#' and name no log. Anything else is a KeptError.
func ParseKept(file []byte) (*Kept, error) {
	k := &Kept{keys: map[id.Agency][]note.Verifier{}, texts: map[string]bool{}}
	text := strings.TrimPrefix(string(file), "\ufeff")
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	for at := 0; at < len(lines); {
		line := lines[at]
		if agency, ok := originLine(line); ok {
			n, next, err := readNote(lines, at, agency)
			if err != nil {
				return nil, err
			}
			k.Notes = append(k.Notes, n)
			at = next
			continue
		}
		if err := k.other(line, at+1); err != nil {
			return nil, err
		}
		at++
	}
	return k, nil
}

// other takes a line outside a note: nothing, a key, or a remark.
func (k *Kept) other(line string, number int) error {
	remark := strings.HasPrefix(line, "#")
	fields := strings.Fields(strings.TrimLeft(line, "#"))
	if len(fields) == 1 || len(fields) == 2 {
		if k.AddKey(fields[len(fields)-1]) == nil {
			return nil
		}
	}
	switch {
	case line == "":
		return nil
	case remark && !strings.Contains(line, "amparo/") && !strings.Contains(line, "\u2014"):
		return nil
	case remark:
		return &KeptError{number, "a remark that names a log or holds a signature is no remark; take the # away"}
	}
	return &KeptError{number, "this is neither a checkpoint nor a key of one; put a # before a remark"}
}

// AddKey takes a verifier key of the keeper's, as `amparo ledger key` prints it, without the short name.
func (k *Kept) AddKey(text string) error {
	v, err := note.NewVerifier(text)
	if err != nil {
		return ErrCheckpoint
	}
	agency, ok := originLine(v.Name())
	if !ok && strings.HasPrefix(v.Name(), watcher) { // of a witness outside, for Cosigners
		k.texts[text] = true
		return nil
	}
	if !ok {
		return ErrCheckpoint
	}
	if !k.texts[text] { // a key that stands with each checkpoint is one key
		k.keys[agency], k.texts[text] = append(k.keys[agency], v), true
	}
	return nil
}

// Names reports whether a verifier key is one of the keeper's.
func (k *Kept) Names(key string) bool { return k.texts[key] }

// Cosigners is how many agencies, whose keys were kept, had cosigned a checkpoint when it was kept.
func (k *Kept) Cosigners(c Checkpoint) (n int) {
	counted := map[string]bool{}
	for text := range k.texts {
		name, _, _ := strings.Cut(text, "+")
		if at, err := c.Seen(text); err == nil && !at.IsZero() && !counted[name] {
			counted[name] = true
			n++
		}
	}
	return n
}

// Join takes what another file held.
func (k *Kept) Join(other *Kept) {
	k.Notes = append(k.Notes, other.Notes...)
	for text := range other.texts {
		_ = k.AddKey(text) // it was one there
	}
}

// Check checks every note's signature with the keeper's own keys, and returns the checkpoints in the order of the file. A
// note without a key, or that its keys do not check, is a KeptError.
func (k *Kept) Check() ([]Checkpoint, error) {
	out := make([]Checkpoint, 0, len(k.Notes))
	for _, n := range k.Notes {
		known, ok := k.Known(n.Agency)
		if !ok {
			return nil, &KeptError{n.Line, "there is no key for the checkpoint that begins here; give --key, or put the line of `amparo ledger key` from when it was kept into the file"}
		}
		c, err := ParseCheckpoint(n.Text, n.Agency, known)
		if err != nil {
			return nil, &KeptError{n.Line, "the checkpoint that begins here is not signed with the key that was given for it"}
		}
		out = append(out, c)
	}
	return out, nil
}

// Known are the keeper's keys of an agency; ok is false where there is none.
func (k *Kept) Known(agency id.Agency) (known note.Verifiers, ok bool) {
	list := k.keys[agency]
	return note.VerifierList(list...), len(list) > 0
}

// Of returns the notes of one agency.
func (k *Kept) Of(agency id.Agency) (list []KeptNote) {
	for _, n := range k.Notes {
		if n.Agency == agency {
			list = append(list, n)
		}
	}
	return list
}

// Agencies are those that notes are of, each once, in the order of the file.
func (k *Kept) Agencies() (list []id.Agency) {
	seen := map[id.Agency]bool{}
	for _, n := range k.Notes {
		if !seen[n.Agency] {
			seen[n.Agency] = true
			list = append(list, n.Agency)
		}
	}
	return list
}

// readNote reads the note whose first line is lines[at]: its text, an empty line or several, and its signatures. It gives
// the place of the line after it.
func readNote(lines []string, at int, agency id.Agency) (KeptNote, int, error) {
	n := KeptNote{Agency: agency, Line: at + 1}
	var b strings.Builder
	end := at
	for ; end < len(lines) && lines[end] != ""; end++ {
		if signatureLine(lines[end]) {
			return n, 0, &KeptError{end + 1, "the empty line between a checkpoint and its signatures is missing"}
		}
		b.WriteString(lines[end] + "\n")
	}
	if _, _, ok := parseBody(b.String(), Origin(agency)); !ok {
		return n, 0, &KeptError{n.Line, "the checkpoint that begins here is not whole: it has the lines origin, size and root"}
	}
	b.WriteString("\n")
	for end < len(lines) && lines[end] == "" {
		end++
	}
	signed := false
	for ; end < len(lines) && signatureLine(lines[end]); end++ {
		b.WriteString(lines[end] + "\n")
		signed = true
	}
	if !signed {
		return n, 0, &KeptError{n.Line, "the checkpoint that begins here has no signature"}
	}
	if b.Len() > maxNote {
		return n, 0, &KeptError{n.Line, "the checkpoint that begins here is too long"}
	}
	n.Text = []byte(b.String())
	return n, end, nil
}

// originLine reads the first line of a checkpoint.
func originLine(line string) (id.Agency, bool) {
	text, ok := strings.CutPrefix(line, "amparo/")
	if !ok {
		return id.Agency{}, false
	}
	agency, err := id.ParseAgency(text)
	return agency, err == nil && Origin(agency) == line
}

func signatureLine(line string) bool { return strings.HasPrefix(line, "\u2014 ") }
