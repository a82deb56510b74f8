package disclosure

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// FuzzReadHeader: whatever arrives, reading it ends, and what is read is a whole header that says what it said.
func FuzzReadHeader(f *testing.F) {
	now := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	h := Header{Version: envelopeVersion, ID: id.Random(), Kind: KindRecall, From: id.NewAgency(now), To: id.NewAgency(now.Add(time.Second)),
		Created: now.UnixMicro(), Expires: now.Add(time.Hour).UnixMicro(), About: id.Random()}
	raw, err := seal(h, keys.PublicKey{}, nil, keys.NewSigningKey())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{nil, raw, raw[:len(raw)-1], []byte("null"), []byte(`{"header":null}`), []byte(`{"header":{"kind":"package"}}`), bytes.Repeat([]byte("["), 100000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, h, err := readHeader(raw)
		if err != nil {
			if err != ErrEnvelope {
				t.Errorf("another answer: %v", err)
			}
			return
		}
		var again Header
		if err := json.Unmarshal(e.Header, &again); err != nil || again != h {
			t.Errorf("read %+v and then %+v, %v", h, again, err)
		}
		if h.From == h.To || h.Expires <= h.Created || (h.Kind != KindPackage && len(e.Sealed) > 0) {
			t.Errorf("a header that must not pass: %+v", h)
		}
		if e.verify(h, keys.NewSigningKey().Public(), now) == nil {
			t.Error("a signature of nobody was taken")
		}
	})
}

// FuzzUnpack: what a partner put into an envelope is theirs to choose.
func FuzzUnpack(f *testing.F) {
	from, to, d := id.NewAgency(time.Unix(1, 0)), id.NewAgency(time.Unix(2, 0)), id.Random()
	stays, goes, err := pack(Content{Items: []SharedItem{{Kind: "plan.note", Body: json.RawMessage(`{}`)}}}, from, to, d)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(goes, stays)
	f.Add([]byte("null"), []byte{})
	f.Add(goes[:len(goes)-2], stays)
	f.Fuzz(func(t *testing.T, goes, stays []byte) {
		c, err := unpack(goes, stays, from, to, d)
		if err == nil && len(c.Items) != 1 {
			t.Errorf("opened something else: %+v", c)
		}
	})
}
