package watch

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/url"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// settling is how long a look waits before it asks again, where visitors got different bytes: a house that is changing its
// list of readers may answer either for fifteen seconds.
const settling = 20 * time.Second

// maxLook is the longest that a look takes.
const maxLook = 5 * time.Minute

// DefaultVisitors is one of each browser.
var DefaultVisitors = len(browsers)

var (
	errOrigin   = errors.New("give the address of the house as in https://desk.example.org, with no path behind it")
	errVisitors = errors.New("a look needs from two to sixty visitors")
)

const mostVisitors = 60

// A Watcher looks at one house.
type Watcher struct {
	Origin    *url.URL
	Proxy     *url.URL // socks5:// or http://, to look from another place; nil for none
	Releases  []Release
	Languages []string
	Visitors  int
	Accept    string // the fingerprint of the root of an organisation that is new, once it was asked for by another way
	Seen      *Seen
	Clock     clock.Clock
	Pause     func(ctx context.Context, d time.Duration) error
}

// ReadOrigin reads the address of a house.
func ReadOrigin(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errOrigin
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// Wait is the Pause of a watcher in use.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// A look is one look in the making.
type look struct {
	*Watcher
	seen   *Seen
	now    time.Time
	before string // the newest day that earlier looks saw
	first  bool
	accept string
	fresh  map[account.Role]newcomers
	served map[string][][sha256.Size]byte // by path: what visitors got, one after the other
	found  Findings
}

// Look visits the house once, and adds to what was seen. It fails only where the watcher itself is set up wrongly; whatever
// the house does is a finding.
func (w *Watcher) Look(ctx context.Context) (Findings, error) {
	if w.Visitors < 2 || w.Visitors > mostVisitors {
		return nil, errVisitors
	}
	ctx, stop := context.WithTimeout(ctx, maxLook)
	defer stop()
	l := &look{Watcher: w, seen: w.Seen, now: w.Clock(), before: w.Seen.Day, first: len(w.Seen.Roots) == 0, accept: w.Accept, fresh: map[account.Role]newcomers{}}
	unsteady := l.round(ctx)
	if len(unsteady) > 0 && l.found.Worst() < Alarm {
		if err := w.Pause(ctx, settling); err == nil {
			unsteady = l.round(ctx)
		}
	}
	for _, path := range unsteady {
		l.found.add(Alarm, Split, "", "%s is not the same for visitors at the same time", path)
	}
	l.newReaders()
	return l.found, nil
}

// round lets each visitor come once, and the first once more. It gives the paths under which bytes changed more than once on
// the way: a change in the house is one step from old to new, two views are more.
func (l *look) round(ctx context.Context) (unsteady []string) {
	l.served = map[string][][sha256.Size]byte{}
	var order []string
	for n := range l.Visitors + 1 {
		v := newVisitor(l.Origin, l.Proxy, n%l.Visitors)
		for _, path := range l.visit(ctx, v) {
			if len(l.served[path]) == 1 {
				order = append(order, path)
			}
		}
		v.leave()
	}
	for _, path := range order {
		changes, all := 0, l.served[path]
		for i := range all[1:] {
			if all[i] != all[i+1] {
				changes++
			}
		}
		if changes > 1 {
			unsteady = append(unsteady, path)
		}
	}
	return unsteady
}

// visit is what one visitor does: read who reads, open the page in each language, and load what it names.
func (l *look) visit(ctx context.Context, v *visitor) (paths []string) {
	keep := func(a answer) {
		l.served[a.path] = append(l.served[a.path], sha256.Sum256(a.body))
		paths = append(paths, a.path)
	}
	release, loaded := l.Releases[0], map[string]bool{}
	for _, lang := range l.Languages {
		a, ok := v.get(ctx, "/ask/"+lang, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", maxPage, &l.found)
		if !ok {
			continue
		}
		keep(a)
		var p page
		p, release = readPage(a, l.Releases, v.name, &l.found)
		if l.Origin.Scheme == "https" && a.head.Get("Strict-Transport-Security") == "" {
			l.found.add(Alarm, WeakHead, v.name, "%s comes without Strict-Transport-Security", a.path)
		}
		if p.roots != nil {
			l.roots(p.roots, v.name)
		}
		for name, path := range p.assets {
			if !loaded[path] {
				loaded[path] = true
				l.file(ctx, v, path, name, release)
			}
		}
	}
	if a, ok := v.get(ctx, "/ask/channels", "*/*", maxManifest, &l.found); ok {
		keep(a)
		l.readManifest(a, v.name)
	}
	for _, list := range wordLists {
		l.file(ctx, v, "/ask/"+wordFile(list), wordFile(list), release)
	}
	return paths
}

// file compares a file with what was released.
func (l *look) file(ctx context.Context, v *visitor, path, name string, release Release) {
	a, ok := v.get(ctx, path, "*/*", maxFile, &l.found)
	if !ok {
		return
	}
	foreign(a.head, path, v.name, &l.found)
	if integrity(a.body) == release.Files[name] {
		return
	}
	kind := AnotherFile
	if name == scripts[0] || name == scripts[1] {
		kind = AnotherScript
	}
	l.found.add(Alarm, kind, v.name, "%s is not what was released", name)
}
