package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting/watch"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/rootkey"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// The codes with which the program ends, beside 0.
const (
	codeFailed = 1 // also: a house that could not be looked at
	codeFound  = 2 // a check of this installation, or of what was kept, found something
	codeAlarm  = 3
	codeKey    = 4 // the root key is missing, wrong, or open to others
)

var (
	errAlarm = errors.New("what is served is not what was released")
	errBlind = errors.New("the house could not be looked at as a whole")
	errEvery = errors.New("look at most once a minute")
)

func exitCode(err error) int {
	switch {
	case errors.Is(err, errAlarm):
		return codeAlarm
	case errors.Is(err, rootkey.ErrMissing), errors.Is(err, rootkey.ErrWrong), errors.Is(err, rootkey.ErrFile):
		return codeKey
	case errors.Is(err, errFinds), errors.Is(err, errRoom), errors.Is(err, errLedger):
		return codeFound
	}
	return codeFailed
}

type watchCommand struct {
	Origin   string        `arg:"" help:"The address of the house, as in https://desk.example.org"`
	Seen     string        `help:"File in which this watcher keeps what it saw; it is made at the first look." default:"watch.json" type:"path"`
	Release  []string      `help:"List of a release, as amparo release prints it; several during an upgrade. Without one, that of this build." type:"existingfile"`
	Visitors int           `help:"How many visitors come at each look." default:"6"`
	Language []string      `help:"Languages of the page to look at." default:"en,es,ar,am,vi"`
	Proxy    string        `help:"Look through this proxy, as in socks5://127.0.0.1:9050 for Tor."`
	Accept   string        `help:"Fingerprint of the root of an organisation that is new, once you asked them by another way."`
	LogKey   string        `help:"Key of the witness's address, as that house's amparo ledger address prints it: looks at the heads of its logs too." env:"AMPARO_WATCH_LOG_KEY"`
	Heads    string        `help:"File in which the heads are kept, one behind the other; amparo ledger verify --kept reads it." default:"heads.txt" type:"path"`
	Cosign   string        `help:"File with this watcher's own key, made at the first look: then it cosigns the heads that it keeps." type:"path"`
	Every    time.Duration `help:"Keep looking at this distance, as in 10m, until stopped."`
}

// Run looks at a house and prints one line for each finding. It opens no installation.
func (c watchCommand) Run(r run) error {
	if c.Every != 0 && c.Every < time.Minute {
		return errEvery
	}
	w, err := c.watcher(r)
	if err != nil {
		return err
	}
	var worst watch.Level
	for {
		level, err := c.look(r, w)
		if err != nil {
			return err
		}
		worst = max(worst, level)
		if c.Every == 0 || w.Pause(r.ctx, c.Every) != nil {
			return verdict(worst)
		}
	}
}

func verdict(worst watch.Level) error {
	switch worst {
	case watch.Alarm:
		return errAlarm
	case watch.Blind:
		return errBlind
	}
	return nil
}

func (c watchCommand) look(r run, w *watch.Watcher) (watch.Level, error) {
	first := len(w.Seen.Roots) == 0
	found, err := w.Look(r.ctx)
	if err != nil {
		return 0, err
	}
	logs, err := c.lookAtHeads(r, w)
	if err != nil {
		return 0, err
	}
	pages := found.Worst()
	found = append(found, logs...)
	worst := found.Worst()
	for _, f := range found {
		fmt.Fprintf(r.out, "%s %s\n", r.clk().Format(time.RFC3339), f)
	}
	if pages == watch.Note {
		fmt.Fprintf(r.out, "%s as released: %d visitors, %d languages\n", r.clk().Format(time.RFC3339), c.Visitors, len(c.Language))
	}
	// Nothing is pinned at a first look that raised an alarm.
	if first && pages == watch.Alarm {
		w.Seen, err = watch.ReadSeen(c.Seen, w.Origin.String())
		return worst, err
	}
	return worst, w.Seen.Write(c.Seen)
}

// lookAtHeads reads its file anew at each look, so that a file which somebody changed meanwhile is not believed.
func (c watchCommand) lookAtHeads(r run, w *watch.Watcher) (watch.Findings, error) {
	if c.LogKey == "" {
		return nil, nil
	}
	if !watch.ValidLogKey(c.LogKey) {
		return nil, errors.New("--log-key is not a key as amparo ledger address prints it")
	}
	heads, err := ledger.OpenHeads(c.Heads)
	if err != nil {
		return nil, err
	}
	if c.Cosign != "" {
		witness, err := ledger.OpenWitness(c.Cosign)
		if err != nil {
			return nil, err
		}
		if witness.Made {
			fmt.Fprintf(r.out, "%s note cosigning as %s\n", r.clk().Format(time.RFC3339), witness.Key)
		}
		heads.CosignAs(witness, r.clk)
	}
	found, err := w.LookAtHeads(r.ctx, c.LogKey, heads)
	if err == nil && found.Worst() == watch.Note {
		fmt.Fprintf(r.out, "%s the heads continue what was kept\n", r.clk().Format(time.RFC3339))
	}
	return found, err
}

func (c watchCommand) watcher(r run) (*watch.Watcher, error) {
	w := &watch.Watcher{Languages: c.Language, Visitors: c.Visitors, Accept: c.Accept, Clock: r.clk, Pause: watch.Wait}
	var err error
	if w.Origin, err = watch.ReadOrigin(c.Origin); err != nil {
		return nil, err
	}
	if c.Proxy != "" {
		if w.Proxy, err = url.Parse(c.Proxy); err != nil {
			return nil, errors.New("the proxy has no address")
		}
	}
	for _, name := range c.Release {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		one, err := watch.ReadRelease(text)
		if err != nil {
			return nil, err
		}
		w.Releases = append(w.Releases, one)
	}
	if len(w.Releases) == 0 {
		assets, err := webkit.LoadAssets()
		if err != nil {
			return nil, err
		}
		w.Releases = []watch.Release{watch.Own(assets)}
	}
	w.Seen, err = watch.ReadSeen(c.Seen, w.Origin.String())
	return w, err
}

type releaseCommand struct{}

// Run prints the list of this build.
func (releaseCommand) Run(r run) error {
	assets, err := webkit.LoadAssets()
	if err != nil {
		return err
	}
	return watch.Own(assets).Write(r.out)
}
