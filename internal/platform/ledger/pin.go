package ledger

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Pins are the newest heads that this server has seen, one of each agency, kept in a file outside the database. The file is
// of the same form as one that somebody keeps elsewhere (see ParseKept), so that `amparo ledger verify --kept` reads it too.
// It is safe for concurrent use, and several processes may share the file: each reads it before it writes.
type Pins struct {
	file string // empty: remembered in this process only
	mu   sync.Mutex
	kept pinned
}

// A pin is the newest head of one agency with the key that it was signed with.
type pin struct {
	Checkpoint
	key string
}

type pinned map[id.Agency]pin

// The ways in which a log can be at odds with what was pinned.
var (
	// ErrShorter says that the log has fewer entries than were seen.
	ErrShorter = fault.New(fault.Internal, "ledger.pin.shorter")
	// ErrForked says that the log has other entries than were seen, or another key.
	ErrForked = fault.New(fault.Internal, "ledger.pin.forked")
	// ErrPins says that the file of pins cannot be read as one.
	ErrPins = errors.New("the file of pins is not readable as one; it is never begun anew by itself: see docs/alarms.md")
)

// OpenPins reads a file of pins; without a name the process alone remembers. fresh says that there is no such file yet. A file that cannot be read as one is ErrPins.
func OpenPins(file string) (p *Pins, fresh bool, err error) {
	p = &Pins{file: file, kept: pinned{}}
	if file == "" {
		return p, false, nil
	}
	p.kept, err = readPins(file)
	if errors.Is(err, fs.ErrNotExist) {
		p.kept = pinned{}
		return p, true, nil
	}
	return p, false, err
}

func readPins(file string) (pinned, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	kept, err := ParseKept(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPins, err)
	}
	heads, err := kept.Check()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPins, err)
	}
	pins := pinned{}
	keys := pinKeys(string(text))
	for _, c := range heads {
		if len(keys[c.Agency]) != 1 || pins[c.Agency].Size > 0 {
			return nil, fmt.Errorf("%w: it holds an agency twice", ErrPins)
		}
		pins[c.Agency] = pin{c, keys[c.Agency][0]}
	}
	if len(heads) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrPins)
	}
	if len(heads) != len(keys) {
		return nil, fmt.Errorf("%w: it holds a key without a head", ErrPins)
	}
	return pins, nil
}

// pinKeys are the key lines of a file of pins, by agency.
func pinKeys(text string) map[id.Agency][]string {
	keys := map[id.Agency][]string{}
	for _, line := range strings.Split(text, "\n") {
		name, _, _ := strings.Cut(line, "+")
		if agency, ok := originLine(name); ok && name != line {
			keys[agency] = append(keys[agency], strings.TrimSpace(line))
		}
	}
	return keys
}

// Agencies are those of which a head is pinned.
func (p *Pins) Agencies() (list []id.Agency) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for agency := range p.kept {
		list = append(list, agency)
	}
	slices.SortFunc(list, func(a, b id.Agency) int { return strings.Compare(a.String(), b.String()) })
	return list
}

// Size is how many entries the pinned head of an agency covers; 0 where none is pinned.
func (p *Pins) Size(agency id.Agency) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[agency].Size
}

// Check compares the reader's log with what is pinned: ErrShorter or ErrForked where it is at odds with it. public is the
// key that the agency's heads are signed with by what the database says.
func (p *Pins) Check(ctx context.Context, r *store.Reader, public ed25519.PublicKey) error {
	p.mu.Lock()
	was, ok := p.kept[r.Agency()]
	p.mu.Unlock()
	if !ok {
		return nil
	}
	key, err := VerifierKey(r.Agency(), public)
	if err != nil || key != was.key {
		return ErrForked
	}
	return Holds(ctx, r, was.Size, was.Root)
}

// Holds reports whether the reader's log begins with size entries of a root: ErrShorter where it has fewer, ErrForked where
// they are others. It reads a few hashes, however long the log is; that these are those of the entries is Verify's to say.
func Holds(ctx context.Context, r *store.Reader, size int64, root tlog.Hash) error {
	last, err := LastCheckpoint(ctx, r)
	if errors.Is(err, ErrNotCovered) || err == nil && last.Size < size {
		return ErrShorter
	}
	if err != nil {
		return err
	}
	head, err := readHead(ctx, r)
	if err != nil {
		return err
	}
	if head.Size < size {
		return ErrShorter
	}
	held, err := tlog.TreeHash(size, storedHashes(ctx, r))
	switch {
	case errors.Is(err, ErrNotCovered), errors.Is(err, ErrBroken), err == nil && held != root:
		return ErrForked
	}
	return err
}

// Advance pins a newer head of an agency, which Check has found to continue what was pinned, and returns when it is on the
// disk. A head that is not newer changes nothing.
func (p *Pins) Advance(c Checkpoint, public ed25519.PublicKey) error {
	return p.put(c, public, func(was pin) bool { return c.Size > was.Size })
}

// Restore pins a head that is older than what was pinned: after a backup was put back by people with a name and a reason,
// and never otherwise.
func (p *Pins) Restore(c Checkpoint, public ed25519.PublicKey) error {
	return p.put(c, public, func(pin) bool { return true })
}

func (p *Pins) put(c Checkpoint, public ed25519.PublicKey, wanted func(was pin) bool) error {
	key, err := VerifierKey(c.Agency, public)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	next := pinned{}
	if p.file != "" {
		switch stored, err := readPins(p.file); {
		case err == nil:
			next = stored // another process may have gone on
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	for agency, was := range p.kept { // what this process has seen counts, even when the file was set back under it
		if was.Size > next[agency].Size && agency != c.Agency {
			next[agency] = was
		}
	}
	if !wanted(next[c.Agency]) || !wanted(p.kept[c.Agency]) {
		return nil
	}
	next[c.Agency] = pin{c, key}
	if err := next.write(p.file); err != nil {
		return err
	}
	p.kept = next
	return nil
}

// Forget takes an agency out of the pins: after a backup was put back in which it is not.
func (p *Pins) Forget(agency id.Agency) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.kept, agency)
	return p.kept.write(p.file)
}

// write puts the pins on the disk, whole or not at all.
func (p pinned) write(file string) error {
	if file == "" {
		return nil
	}
	var b strings.Builder
	b.WriteString("# The newest head of each log that this server has seen. Keep it away from the database.\n")
	var order []id.Agency
	for agency := range p {
		order = append(order, agency)
	}
	slices.SortFunc(order, func(a, b id.Agency) int { return strings.Compare(a.String(), b.String()) })
	for _, agency := range order {
		fmt.Fprintf(&b, "\n%s\n\n%s", p[agency].key, p[agency].Note)
	}
	folder := filepath.Dir(file)
	next, err := os.CreateTemp(folder, ".pins-*")
	if err != nil {
		return err
	}
	_, err = next.WriteString(b.String())
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
