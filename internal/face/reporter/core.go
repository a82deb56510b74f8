package reporter

import (
	"context"
	"encoding/json"

	"github.com/amparo-project/amparo/internal/care/reporting"
)

// A Core is what this page needs of the reporting channel.
type Core interface {
	Manifest(ctx context.Context) ([]byte, error)
	// Drop takes one sealed file. Its error is a *reporting.Refusal, or the house's own.
	Drop(ctx context.Context, meta, sealed []byte) (note []byte, err error)
	Box(ctx context.Context, box, token string, page int, proof string) ([]byte, error)
	Act(ctx context.Context, box, token string, act reporting.Act, days int, proof string) error
	// ReadersProofs shows that the manifest's parts are leaves of the agencies' logs.
	ReadersProofs(ctx context.Context) ([]byte, error)

	// What the page does itself where its script runs.
	BasicSend(ctx context.Context, b reporting.BasicReport) (reporting.Receipt, []byte, error)
	BasicOpen(ctx context.Context, words, pin string) (reporting.BasicThread, error)
	BasicMessage(ctx context.Context, words, pin string, b reporting.BasicMessage) error
	BasicAct(ctx context.Context, words, pin string, act reporting.Act, days int) error
}

// places are the organisations that somebody can write to, as the manifest lists them.
type places []reporting.ManifestAgency

func (f *Face) places(ctx context.Context) (places, error) {
	text, err := f.core.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	var m reporting.Manifest
	err = json.Unmarshal(text, &m)
	return m.Agencies, err
}

// basic are those of them that take what was written without script, through one of their channels.
func (p places) basic() (open places) {
	for _, a := range p {
		if a.Channels[reporting.Help].Basic || a.Channels[reporting.Concern].Basic {
			open = append(open, a)
		}
	}
	return open
}

// roots are the public keys that the page trusts, by organisation.
func (p places) roots() map[string]string {
	roots := map[string]string{}
	for _, a := range p {
		roots[a.ID.String()] = a.Root
	}
	return roots
}
