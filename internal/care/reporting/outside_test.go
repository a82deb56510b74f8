package reporting_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/amparo-project/amparo/internal/care/reporting"
)

// What the house writes is read from outside, every reader of it holds, and nothing but those bytes is a manifest.
func TestAManifestIsReadFromOutside(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		text, err := c.Reporting.Manifest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		m, err := reporting.ReadManifest(text)
		if err != nil {
			t.Fatal(err)
		}
		today, n := m.Day, 0
		for _, a := range m.Agencies {
			for ch, open := range a.Channels {
				for _, r := range open.Readers {
					n++
					other := reporting.Help
					if ch == reporting.Help {
						other = reporting.Concern
					}
					for want, doubt := range map[string]reporting.Doubt{
						"none":   r.Doubt(a.ID, ch, a.Root, today),
						"role":   r.Doubt(a.ID, other, a.Root, today),
						"day":    r.Doubt(a.ID, ch, a.Root, "2099-01-01"),
						"signer": r.Doubt(a.ID, ch, r.Signer, today),
						"window": func() reporting.Doubt { o := r; o.Key += "x"; return o.Doubt(a.ID, ch, a.Root, today) }(),
					} {
						if doubt != map[string]reporting.Doubt{"none": reporting.NoDoubt, "role": reporting.DoubtRole, "day": reporting.DoubtDay, "signer": reporting.DoubtSigner, "window": reporting.DoubtWindow}[want] {
							t.Errorf("%s: %q", want, doubt)
						}
					}
				}
			}
		}
		if n < 4 {
			t.Errorf("%d readers were looked at", n)
		}
		for _, bad := range [][]byte{nil, []byte("null"), []byte("{}"), append(bytes.Clone(text), ' '), bytes.Replace(text, []byte(`"readers":`), []byte(`"Readers":[],"readers":`), 1),
			bytes.Replace(text, []byte(`"day":"`), []byte(`"day":"x`), 1)} {
			if _, err := reporting.ReadManifest(bad); err == nil {
				t.Errorf("this is a manifest: %.80s", bad)
			}
		}
	})
}

// FuzzReadManifest holds that whatever a server sends, what is taken is what the program would have written, and that looking
// at its readers ends.
func FuzzReadManifest(f *testing.F) {
	f.Add([]byte(`{"v":1,"day":"2026-11-25","until":"2026-12-02","agencies":[]}`))
	f.Add([]byte(`{"v":1,"day":"2026-11-25","until":"2026-12-02","agencies":[{"id":"019ceb92-ea80-7004-82de-2265eeb7114c","name":"x","root":"","oversight":"","channels":{"help":{"open":true,"basic":true,"staffed":false,"keep":90,"readers":[{"role":"advocate","shown":"","key":"","until":"","signer":"","signed":"","certified":"","certified_until":""}]}}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := reporting.ReadManifest(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(m)
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%v: %q is taken as %q", err, text, again)
		}
		for _, a := range m.Agencies {
			for c, open := range a.Channels {
				for _, r := range open.Readers {
					if r.Doubt(a.ID, c, a.Root, m.Day) == reporting.NoDoubt {
						t.Fatalf("a reader without a true chain holds: %q", text)
					}
				}
			}
		}
	})
}
