package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// Closed reports whether what is stored is at odds with what this server has seen of it. Nothing is served then: what was
// withdrawn since may count again in an older database. It ends with a restart, after a restore that people named.
func (a *App) Closed() bool { return a.closed.Load() }

// CheckPins compares each agency's log with the newest head that this server has seen of it, raises what is found, and has
// the program closed by it. `serve` asks it before it answers anybody.
func (a *App) CheckPins(ctx context.Context) ([]alarm.Finding, error) {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	here := map[id.Agency]bool{}
	var found []alarm.Finding
	for _, agency := range agencies {
		here[agency.ID] = true
		some, err := a.examinePin(ctx, agency.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	for _, gone := range a.pins.Agencies() {
		if !here[gone] { // there is no desk left at which anybody would read this: the command and the log say it
			a.closed.Store(true)
			found = append(found, alarm.Finding{Agency: gone, Check: alarm.PinShorter, Subject: "agency/" + gone.String()})
		}
	}
	return found, alarm.RaiseAll(ctx, a.DB, found, a.clk())
}

// examinePin compares one agency's log with its pin. Where no file of pins was there although heads had been signed, it says
// that the file is lost, once: from then on there is one.
func (a *App) examinePin(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	house, err := a.Accounts.Agency(ctx, agency)
	if err != nil {
		return nil, err
	}
	var found []alarm.Finding
	err = a.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		found = nil
		if a.lostPins && a.pins.Size(agency) == 0 {
			if last, err := ledger.LastCheckpoint(ctx, r); err == nil {
				found = append(found, alarm.Finding{Agency: agency, Check: alarm.PinLost, Subject: fmt.Sprintf("pins/%d", last.Size)})
			} else if !errors.Is(err, ledger.ErrNotCovered) {
				return err
			}
		}
		err := a.pins.Check(ctx, r, ed25519.PublicKey(house.Verify.Bytes()))
		check := alarm.PinShorter
		switch {
		case errors.Is(err, ledger.ErrForked):
			check = alarm.PinForked
		case !errors.Is(err, ledger.ErrShorter):
			return err
		}
		a.closed.Store(true)
		found = append(found, alarm.Finding{Agency: agency, Check: check, Subject: fmt.Sprintf("log/%d", a.pins.Size(agency))})
		return nil
	})
	return found, err
}

// Checkpoint signs the state of an agency's ledger, pins it, and has all agencies cosign it. A log that does not continue what was
// pinned is not signed.
func (a *App) Checkpoint(ctx context.Context, agency id.Agency) error {
	found, err := a.examinePin(ctx, agency)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		if err := alarm.RaiseAll(ctx, a.DB, found, a.clk()); err != nil || a.Closed() {
			return errors.Join(fmt.Errorf("%w: %s", errFound, found[0]), err)
		}
	}
	if err := a.sign(ctx, agency); err != nil {
		return err
	}
	if err := a.advance(ctx, agency); err != nil {
		return err
	}
	return a.cosign(ctx, agency)
}

// cosign has every agency say of one agency's newest head that it was seen now. It comes after the head was held against the pin,
// which is what this server has seen of the log, for all of them: none of them signs a head that does not continue it. It is done
// every minute, also where nothing was added, so that the time tells that the log is alive.
func (a *App) cosign(ctx context.Context, agency id.Agency) error {
	var last ledger.Checkpoint
	err := a.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		last, err = ledger.LastCheckpoint(ctx, r)
		return err
	})
	if errors.Is(err, ledger.ErrNotCovered) || err == nil && last.Size > a.pins.Size(agency) {
		return nil // nothing yet, or another process has just signed more than was held against the pin
	}
	if err != nil {
		return err
	}
	lines, at := "", a.clk()
	witnesses, err := a.witnesses.at(at, func() (map[id.Agency]ed25519.PrivateKey, error) { return a.signers(ctx) })
	if err != nil {
		return err
	}
	for agency, key := range witnesses {
		line, err := ledger.Cosign(last, agency, key, at)
		if err != nil {
			return err
		}
		lines += line
	}
	return a.DB.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		return ledger.KeepCosigned(ctx, tx, last, lines)
	})
}

// sign signs the state of an agency's ledger, and does nothing for one without an entry.
func (a *App) sign(ctx context.Context, agency id.Agency) error {
	key, err := a.Accounts.Signer(ctx, agency)
	if err != nil {
		return err
	}
	signer, err := ledger.NewSigner(agency, ed25519.NewKeyFromSeed(key.Bytes()))
	if err != nil {
		return err
	}
	_, err = ledger.SignCheckpoint(ctx, a.DB, agency, signer, a.clk())
	if errors.Is(err, ledger.ErrEmpty) {
		return nil
	}
	return err
}

// advance pins the newest head, which continues what was pinned.
func (a *App) advance(ctx context.Context, agency id.Agency) error {
	house, err := a.Accounts.Agency(ctx, agency)
	if err != nil {
		return err
	}
	public := ed25519.PublicKey(house.Verify.Bytes())
	var last ledger.Checkpoint
	err = a.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		if err := a.pins.Check(ctx, r, public); err != nil { // in one snapshot with the head that is pinned
			return err
		}
		last, err = ledger.LastCheckpoint(ctx, r)
		return err
	})
	if errors.Is(err, ledger.ErrNotCovered) {
		return nil
	}
	if err != nil {
		return err
	}
	return a.pins.Advance(last, public)
}

// signers are the keys of all agencies.
func (a *App) signers(ctx context.Context) (map[id.Agency]ed25519.PrivateKey, error) {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	all := map[id.Agency]ed25519.PrivateKey{}
	for _, one := range agencies {
		key, err := a.Accounts.Signer(ctx, one.ID)
		if err != nil {
			return nil, err
		}
		all[one.ID] = ed25519.NewKeyFromSeed(key.Bytes())
	}
	return all, nil
}

// witnesses are the agencies that cosign, with their keys, read once for all heads of a turn.
type witnesses struct {
	mu   sync.Mutex
	read time.Time
	keys map[id.Agency]ed25519.PrivateKey
}

func (w *witnesses) at(now time.Time, read func() (map[id.Agency]ed25519.PrivateKey, error)) (map[id.Agency]ed25519.PrivateKey, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.keys != nil && now.Sub(w.read).Abs() < 30*time.Second {
		return w.keys, nil
	}
	keys, err := read()
	if err == nil {
		w.keys, w.read = keys, now
	}
	return keys, err
}
