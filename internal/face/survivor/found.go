package survivor

import (
	"context"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// remembered compares the log with what the person's space has seen of it, before anything is said about what was found.
func (f *Face) remembered(ctx context.Context, l *locale.Localiser, me account.Actor) (*webkit.Notice, error) {
	if err := f.Oversight.Remember(ctx, me); err != nil {
		return nil, err
	}
	return f.found(ctx, l, me)
}

// found tells the person, calmly and without a colour, that a check found something which touches what is stored about them.
// It is one sentence however much was found; the way to somebody ends every page.
func (f *Face) found(ctx context.Context, l *locale.Localiser, me account.Actor) (*webkit.Notice, error) {
	all, err := f.Oversight.About(ctx, me)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	heading, text := "survivor.found.heading", "survivor.found.text"
	if !slices.ContainsFunc(all, func(f alarm.Finding) bool { return f.Check != alarm.Restored }) {
		heading, text = "survivor.found.restored", "survivor.found.restored_text"
	}
	return &webkit.Notice{Heading: l.T(heading), Text: l.T(text, "day", l.Day(all[0].Again, f.House.Zone))}, nil
}
