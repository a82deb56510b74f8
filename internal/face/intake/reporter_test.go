package intake_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A reporter writes to a desk as docs/reporting.md says, in Go: none of the page's scripts takes part.
type reporter struct {
	o                *office
	agency           id.Agency
	channel          reporting.Channel
	box, read, write string
	identity         *age.HybridIdentity
	thread           []byte
	urgent           bool
}

func (o *office) reporter(h apptest.House, c reporting.Channel) *reporter {
	o.t.Helper()
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		o.t.Fatal(err)
	}
	return &reporter{o: o, agency: h.Agency.ID, channel: c, box: digits(16), read: digits(32), write: digits(32), identity: identity, thread: drawn(32)}
}

func drawn(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func digits(n int) string            { return hex.EncodeToString(drawn(n)) }
func b64(b []byte) string            { return base64.StdEncoding.EncodeToString(b) }
func sum(b []byte) string            { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
func finger(recipient string) string { return sum([]byte(recipient))[:16] }

// header is the first line of a report, with what more says in place of the usual.
func (r *reporter) header(more map[string]any) map[string]any {
	h := map[string]any{"v": 1, "kind": "report", "mode": "browser", "manifest": digits(32), "agency": r.agency.String(), "channel": r.channel, "box": r.box,
		"reply": r.identity.Recipient().String(), "thread": b64(r.thread), "lang": "es", "sent": "2026-11-25T21:14Z", "nonce": b64(drawn(16)),
		"about": map[string]any{"agency": "", "role": ""}, "left_out": []string{}, "text": "una garza en los juncos",
		"answers": map[string]any{"concern_for": "self", "danger": "yes", "needs": []string{"safe_place", "interpreter"}, "area": "puerto", "speak": "es"}, "contact": nil, "files": []any{}}
	for k, v := range more {
		h[k] = v
	}
	return h
}

// message is a follow-up, locked under the thread.
func (r *reporter) message(more map[string]any) []byte {
	says := map[string]any{"lang": "es", "sent": "2026-11-26T08:00Z", "nonce": b64(drawn(16)), "text": "otra cosa"}
	for k, v := range more {
		says[k] = v
	}
	return r.locks().Lock("message", says, nil)
}

// piece is a part of a file, locked under the thread.
func (r *reporter) piece(file string, part int, raw []byte) []byte {
	return r.locks().Lock("piece", map[string]any{"file": file, "part": part}, raw)
}

func (r *reporter) locks() threadtest.Thread { return threadtest.Thread{Key: r.thread, Box: r.box} }

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// plain pads a header to its size class.
func plain(header map[string]any) []byte {
	out := append(asJSON(header), '\n')
	for _, class := range []int{16 << 10, 64 << 10, 256 << 10, 1 << 20} {
		if len(out) <= class {
			return append(out, make([]byte, class-len(out))...)
		}
	}
	panic("too long")
}

// sealed seals a plaintext to recipients, with stanzas for nobody up to eight.
func sealed(t testing.TB, body []byte, recipients ...string) []byte {
	t.Helper()
	var to []age.Recipient
	for _, r := range recipients {
		one, err := age.ParseHybridRecipient(r)
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, one)
	}
	for len(to) < 8 {
		nobody, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, nobody.Recipient())
	}
	return encrypted(t, body, to...)
}

func encrypted(t testing.TB, body []byte, to ...age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readers are the keys of everybody on duty in the reporter's channel.
func (r *reporter) readers() (keys []string) {
	r.o.t.Helper()
	raw, err := r.o.Reporting.Manifest(r.o.t.Context())
	if err != nil {
		r.o.t.Fatal(err)
	}
	var m reporting.Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		r.o.t.Fatal(err)
	}
	for _, a := range m.Agencies {
		if a.ID == r.agency {
			for _, one := range a.Channels[r.channel].Readers {
				keys = append(keys, one.Key)
			}
		}
	}
	if len(keys) == 0 {
		r.o.t.Fatal("nobody is on duty")
	}
	return keys
}

// sends drops a header, sealed to everybody on duty.
func (r *reporter) sends(header map[string]any) { r.follows(plain(header)) }

// follows drops a plaintext, sealed to everybody on duty.
func (r *reporter) follows(body []byte) { r.drops(sealed(r.o.t, body, r.readers()...)) }

// drops brings a sealed file to the server.
func (r *reporter) drops(file []byte) {
	r.o.t.Helper()
	token, err := hex.DecodeString(r.read)
	if err != nil {
		r.o.t.Fatal(err)
	}
	meta := asJSON(map[string]any{"agency": r.agency.String(), "channel": r.channel, "box": r.box, "read": sum(token), "write": r.write, "urgent": r.urgent, "keep": 90, "work": ""})
	if _, err := r.o.Reporting.Drop(r.o.t.Context(), noted(string(meta), nil), file); err != nil {
		r.o.t.Fatal(err)
	}
}

// replies opens what waits in the mailbox, newest first.
func (r *reporter) replies() (bodies []map[string]any) {
	r.o.t.Helper()
	box, err := r.o.Reporting.Box(r.o.t.Context(), r.box, r.read, 0, "")
	if err != nil {
		r.o.t.Fatal(err)
	}
	for slot := range 8 {
		in, err := age.Decrypt(bytes.NewReader(box[slot*reporting.SlotSize:(slot+1)*reporting.SlotSize]), r.identity)
		if err != nil {
			continue
		}
		text, err := io.ReadAll(in)
		if err != nil {
			r.o.t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(text), "\n")
		var header struct{ Body string }
		var body map[string]any
		if json.Unmarshal([]byte(line), &header) != nil || json.Unmarshal([]byte(header.Body), &body) != nil {
			r.o.t.Fatal("a reply that is none")
		}
		bodies = append(bodies, body)
	}
	return bodies
}

// sealedTo seals to one recipient alone, as names are.
func sealedTo(t testing.TB, body []byte, recipient string) []byte {
	t.Helper()
	one, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	return encrypted(t, body, one)
}
