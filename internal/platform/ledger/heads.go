package ledger

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// Heads are what a witness keeps of somebody else's logs: a file to which keys and checkpoints are only added, of the form
// that ParseKept reads.
type Heads struct {
	file  string
	keys  map[id.Agency]string
	last  map[id.Agency]Checkpoint
	known map[string]bool // every key line of the file
	made  bool            // the file was there before

	cosign  func(c Checkpoint) (line string, err error) // nil where the witness only keeps
	witness string                                      // the key line to write once before what it cosigns
}

// CosignAs has a witness cosign, at the time of its clock, each head that is kept from now on.
func (h *Heads) CosignAs(w Witness, now clock.Clock) {
	h.cosign = func(c Checkpoint) (string, error) { return cosign(c, w.name, w.sign, now()) }
	if !h.known[w.Key] {
		h.witness = w.Key
	}
}

// What a witness can find.
var (
	ErrHeadBack  = errors.New("the log is shorter than it was")
	ErrHeadFork  = errors.New("the log has other entries than it had")
	ErrHeadKey   = errors.New("the log has another key than it had")
	ErrHeadProof = errors.New("there is no proof that the log continues what it was")
	ErrHeadSign  = errors.New("the head is not signed with the log's key")
	ErrHeadGone  = errors.New("a log that was there is not listed any more")
	errHeads     = errors.New("the file of heads is not readable as one, and is never begun anew by itself")
)

// OpenHeads reads a witness's file; where there is none, nothing was seen yet.
func OpenHeads(file string) (*Heads, error) {
	h := &Heads{file: file, keys: map[id.Agency]string{}, last: map[id.Agency]Checkpoint{}}
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxKept {
		return nil, errHeads
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	kept, err := ParseKept(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errHeads, err)
	}
	list, err := kept.Check()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errHeads, err)
	}
	h.known = kept.texts
	for agency, keys := range pinKeys(string(text)) {
		if len(keys) != 1 {
			return nil, fmt.Errorf("%w: it holds a log twice", errHeads)
		}
		h.keys[agency] = keys[0]
	}
	for _, c := range list {
		if c.Size < h.last[c.Agency].Size {
			return nil, fmt.Errorf("%w: its heads do not grow", errHeads)
		}
		h.last[c.Agency] = c
	}
	h.made = true
	return h, nil
}

// First reports whether nothing was ever kept in the file: what is seen then is believed, and written down.
func (h *Heads) First() bool { return !h.made }

// Witnesses are the logs, with their keys, that have to cosign each head of the house: those that were kept before this look, and at
// the first all that are listed. An agency that was founded a moment ago has not cosigned yet.
func (h *Heads) Witnesses(listed map[id.Agency]string) map[id.Agency]string {
	if h.First() {
		return listed
	}
	return maps.Clone(h.keys)
}

// Last is the newest head that was kept of a log; ok is false where there is none.
func (h *Heads) Last(agency id.Agency) (c Checkpoint, ok bool) {
	c, ok = h.last[agency]
	return c, ok
}

// ReadKeys reads a list of logs as they are served, one key a line with a short name before it, and compares it with what was
// kept. What it finds is the list of errors beside the logs that can be looked at.
func (h *Heads) ReadKeys(text string) (logs []id.Agency, keys map[id.Agency]string, found []error) {
	keys = map[id.Agency]string{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		key := fields[len(fields)-1]
		name, _, _ := strings.Cut(key, "+")
		agency, ok := originLine(name)
		if _, err := note.NewVerifier(key); err != nil || !ok || len(fields) > 2 || keys[agency] != "" {
			return nil, nil, []error{ErrHeadSign}
		}
		keys[agency] = key
		if was := h.keys[agency]; was != "" && was != key {
			found = append(found, fmt.Errorf("%s: %w", Origin(agency), ErrHeadKey))
			continue
		}
		logs = append(logs, agency)
	}
	for agency := range h.keys {
		if keys[agency] == "" {
			found = append(found, fmt.Errorf("%s: %w", Origin(agency), ErrHeadGone))
		}
	}
	return logs, keys, found
}

// Look takes the newest checkpoint of a log, as it is served, and keeps it when it continues what was kept. prove fetches the
// hashes, one a line, of the proof that size to continues size from. moved tells whether it is newer.
func (h *Heads) Look(agency id.Agency, key string, text []byte, prove func(from, to int64) (string, error)) (c Checkpoint, moved bool, err error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return c, false, ErrHeadSign
	}
	if c, err = ParseCheckpoint(text, agency, note.VerifierList(v)); err != nil {
		return c, false, ErrHeadSign
	}
	was, ok := h.last[agency]
	switch {
	case !ok:
	case c.Size < was.Size:
		return c, false, ErrHeadBack
	case c.Size == was.Size && c.Root != was.Root:
		return c, false, ErrHeadFork
	case c.Size == was.Size:
		return c, false, nil
	default:
		hashes, err := prove(was.Size, c.Size)
		if err != nil {
			return c, false, err
		}
		proof, err := readProof(hashes)
		if err != nil || VerifyGrowth(agency, was.Note, c.Note, proof, note.VerifierList(v)) != nil {
			return c, false, ErrHeadProof
		}
	}
	return c, true, h.add(agency, key, c)
}

// readProof reads the hashes of a proof. A proof in the largest log has fewer than two hashes for each of 63 levels.
func readProof(text string) (proof tlog.TreeProof, err error) {
	for line := range strings.Lines(text) {
		h, err := tlog.ParseHash(strings.TrimSpace(line))
		if err != nil || len(proof) > 126 {
			return nil, ErrHeadProof
		}
		proof = append(proof, h)
	}
	return proof, nil
}

// add writes a head behind those that are there, with its key before the first of its log, and returns when it is on the disk.
func (h *Heads) add(agency id.Agency, key string, c Checkpoint) error {
	var b strings.Builder
	if h.keys[agency] == "" {
		fmt.Fprintf(&b, "%s\n\n", key)
	}
	if h.witness != "" {
		fmt.Fprintf(&b, "%s\n\n", h.witness)
	}
	text := string(c.Note)
	if h.cosign != nil {
		line, err := h.cosign(c)
		if err != nil {
			return err
		}
		text += line
	}
	fmt.Fprintf(&b, "%s\n", text)
	f, err := os.OpenFile(h.file, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, b.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		h.keys[agency], h.last[agency], h.made, h.witness = key, c, true, ""
	}
	return err
}
