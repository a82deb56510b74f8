package keys

import (
	"context"
	"crypto/rand"
	"encoding/binary"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// Params are the costs of Argon2id (RFC 9106). They are stored with each ciphertext, so that they can be raised later
// without closing what was sealed before.
type Params struct {
	Time    uint32 // passes over the memory
	Memory  uint32 // KiB
	Threads uint8  // lanes
}

// DefaultParams returns the second recommended option of RFC 9106, section 4: three passes, 64 MiB, four lanes.
func DefaultParams() Params { return Params{Time: 3, Memory: 64 << 10, Threads: 4} }

// Bounds on the costs, read or given: a crafted ciphertext must not exhaust the machine.
const (
	maxTime    = 10
	maxMemory  = 256 << 10 // KiB
	maxThreads = 16
)

func (p Params) valid() bool {
	return p.Time >= 1 && p.Time <= maxTime &&
		p.Threads >= 1 && p.Threads <= maxThreads &&
		p.Memory >= 8*uint32(p.Threads) && p.Memory <= maxMemory
}

const (
	paramsSize = 4 + 4 + 1
	saltSize   = 16

	// maxSecret bounds what is sealed under a passphrase, in bytes. Only keys are. AES-GCM does not commit to its key, and
	// a ciphertext that opens under many guessed passphrases grows with their number: the bound keeps that number small.
	maxSecret = 1 << 10
)

// Argon2id is memory-hard, and the memory is the process's, whoever asks: derivations at work share maxMemory, and those
// waiting are bounded too, so that a flood of sign-ins is refused before it starves the rest.
var (
	atWork = semaphore.NewWeighted(maxMemory)
	inLine = semaphore.NewWeighted(lineLength * maxMemory)
)

// lineLength is how many times maxMemory may be asked for at once: 128 derivations at the default costs, about fifteen
// seconds of work on two cores.
const lineLength = 32

// errBusy is returned when too many derivations are waiting.
var errBusy = fault.New(fault.Throttled, "error.busy")

// NeedsRaise reports whether sealed was made with fewer passes or less memory than p, or is unreadable, so that its
// owner's next sign-in should seal it again.
func NeedsRaise(p Params, sealed []byte) bool {
	body, ok := newHeader(kindPassphrase).cut(sealed)
	if !ok || len(body) < paramsSize {
		return true
	}
	had := readParams(body)
	return had.Time < p.Time || had.Memory < p.Memory
}

// SealWithPassphrase seals a key of at most 1 KiB under a passphrase: Argon2id with a random salt, then AES-256-GCM. The
// passphrase is taken as the bytes it is; callers normalise what was typed. When too many derivations are waiting it
// returns a fault.Throttled error.
func SealWithPassphrase(p Params, passphrase []byte, b Binding, plain []byte) ([]byte, error) {
	if !p.valid() || len(plain) > maxSecret || len(passphrase) == 0 {
		return nil, ErrKey
	}
	prefix := make([]byte, paramsSize+saltSize)
	p.write(prefix)
	_, _ = rand.Read(prefix[paramsSize:]) // documented never to fail
	key, err := stretch(p, passphrase, prefix[paramsSize:])
	if err != nil {
		return nil, err
	}
	sealed, err := key.seal(kindPassphrase, b, plain)
	if err != nil {
		return nil, err
	}
	return append(append(sealed[:headerSize:headerSize], prefix...), sealed[headerSize:]...), nil
}

// OpenWithPassphrase opens what SealWithPassphrase sealed with the same binding. Every failure to open is ErrOpen, told
// only after the derivation where the ciphertext has the right shape. When too many derivations are waiting it returns a
// fault.Throttled error instead, which says nothing about the ciphertext. Where somebody may guess, see TryPassphrase.
func OpenWithPassphrase(passphrase []byte, b Binding, sealed []byte) ([]byte, error) {
	s, ok := cutStretched(sealed)
	if !ok || len(passphrase) == 0 {
		return nil, ErrOpen
	}
	key, err := stretch(s.params, passphrase, s.salt)
	if err != nil {
		return nil, err
	}
	return key.open(kindPassphrase, b, s.sealed)
}

// TryPassphrase is OpenWithPassphrase where somebody may guess. It does the work of one derivation at the costs p whatever
// it is given: something that was sealed at lower costs, nothing at all, an empty passphrase. Only what was sealed at
// higher costs takes more.
func TryPassphrase(p Params, passphrase []byte, b Binding, sealed []byte) ([]byte, error) {
	if !p.valid() {
		return nil, ErrKey
	}
	s, ok := cutStretched(sealed)
	if !ok {
		s = stretched{params: p, salt: make([]byte, saltSize)}
	}
	if len(passphrase) == 0 {
		passphrase, ok = []byte{0}, false
	}
	key, err := stretch(s.params, passphrase, s.salt, p.beyond(s.params)...)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrOpen
	}
	return key.open(kindPassphrase, b, s.sealed)
}

// beyond is the work that p is more than had, as a derivation of its own.
func (p Params) beyond(had Params) []Params {
	more := int64(p.Time)*int64(p.Memory) - int64(had.Time)*int64(had.Memory)
	if more <= 0 {
		return nil
	}
	return []Params{{Time: p.Time, Memory: uint32(more / int64(p.Time)), Threads: p.Threads}}
}

// stretched is the parts of what SealWithPassphrase made.
type stretched struct {
	params       Params
	salt, sealed []byte
}

// cutStretched takes a ciphertext apart; ok is false where it has another shape.
func cutStretched(sealed []byte) (s stretched, ok bool) {
	h := newHeader(kindPassphrase)
	body, ok := h.cut(sealed)
	if !ok || len(body) < paramsSize+saltSize || len(body) > paramsSize+saltSize+maxSecret+sealOverhead {
		return s, false
	}
	s = stretched{params: readParams(body), salt: body[paramsSize : paramsSize+saltSize], sealed: append(h.bytes(), body[paramsSize+saltSize:]...)}
	return s, s.params.valid()
}

// sealOverhead is what AES-256-GCM with a random nonce adds: the nonce and the tag.
const sealOverhead = 12 + 16

// stretch derives a key, and then does the work of the derivations of idle for nothing. The costs and the salt need no
// further protection: another value of any gives another key.
func stretch(p Params, passphrase, salt []byte, idle ...Params) (DataKey, error) {
	weight := int64(p.Memory)
	for _, i := range idle {
		weight = max(weight, int64(i.Memory))
	}
	if !inLine.TryAcquire(weight) {
		return DataKey{}, errBusy
	}
	defer inLine.Release(weight)
	if err := atWork.Acquire(context.Background(), weight); err != nil {
		return DataKey{}, err
	}
	defer atWork.Release(weight)
	for _, i := range idle {
		argon2.IDKey(passphrase, salt, i.Time, i.Memory, i.Threads, 32)
	}
	return DataKey(argon2.IDKey(passphrase, salt, p.Time, p.Memory, p.Threads, 32)), nil
}

func (p Params) write(out []byte) {
	binary.BigEndian.PutUint32(out, p.Time)
	binary.BigEndian.PutUint32(out[4:], p.Memory)
	out[8] = p.Threads
}

func readParams(b []byte) Params {
	return Params{
		Time:    binary.BigEndian.Uint32(b),
		Memory:  binary.BigEndian.Uint32(b[4:]),
		Threads: b[8],
	}
}
