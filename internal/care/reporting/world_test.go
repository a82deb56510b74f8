package reporting_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"testing"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A channel is the demo coalition with its intake desks manned.
type channel struct {
	*apptest.World
	desks  []apptest.Manned
	actors map[string]account.Actor
	t      *testing.T
}

func run(t *testing.T, fn func(t *testing.T, c *channel)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, open(t, w)) })
}

func open(t *testing.T, w *apptest.World) *channel {
	t.Helper()
	desks, err := w.OpenIntake(t.Context(), w.Coalition)
	if err != nil {
		t.Fatal(err)
	}
	return &channel{World: w, desks: desks, actors: map[string]account.Actor{}, t: t}
}

// as signs a member of the shelter in, once.
func (c *channel) as(role account.Role) account.Actor { return c.in(c.Shelter, role) }

func (c *channel) in(h apptest.House, role account.Role) account.Actor {
	c.t.Helper()
	of := h.Agency.Slug + "/" + string(role)
	if _, ok := c.actors[of]; !ok {
		c.actors[of] = c.SignIn(h.As(role))
	}
	return c.actors[of]
}

// desk is the first manned desk of a role at an agency.
func (c *channel) desk(h apptest.House, role account.Role) apptest.Manned {
	c.t.Helper()
	for _, d := range c.desks {
		if d.Member.Role == role && d.House.Agency.ID == h.Agency.ID {
			return d
		}
	}
	c.t.Fatalf("nobody of the role %s is on duty", role)
	return apptest.Manned{}
}

func (c *channel) manifest() (m reporting.Manifest) {
	c.t.Helper()
	b, err := c.Reporting.Manifest(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		c.t.Fatal(err)
	}
	return m
}

func (c *channel) keys(h apptest.House, ch reporting.Channel) (keys []string) {
	c.t.Helper()
	for _, a := range c.manifest().Agencies {
		if a.ID == h.Agency.ID {
			for _, r := range a.Channels[ch].Readers {
				keys = append(keys, r.Key)
			}
		}
	}
	return keys
}

// A sender is a reporter's browser, as far as the server can tell.
type sender struct {
	box, read, write string // read and write are the tokens
	reply            *age.HybridIdentity
}

func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func newSender(t testing.TB) sender {
	t.Helper()
	i, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return sender{box: random(16), read: random(32), write: random(32), reply: i}
}

// newSenderToken is a sender that nobody answers: it needs no key.
func newSenderToken() sender { return sender{box: random(16), read: random(32), write: random(32)} }

func sum(token string) string {
	raw, _ := hex.DecodeString(token)
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

func (s sender) meta(agency string, ch reporting.Channel, urgent bool, work string) []byte {
	b, _ := json.Marshal(map[string]any{"agency": agency, "channel": ch, "box": s.box, "read": sum(s.read), "write": s.write, "urgent": urgent, "keep": 90, "work": work})
	return append(b, bytes.Repeat([]byte(" "), reporting.MetaSize-len(b))...)
}

// seal makes a file of the agreed form over a text.
func seal(t testing.TB, text string, keys []string, class int) []byte {
	t.Helper()
	var to []age.Recipient
	for _, k := range keys {
		r, err := age.ParseHybridRecipient(k)
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, r)
	}
	for len(to) < 8 {
		i, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, i.Recipient())
	}
	plain := append([]byte(fmt.Sprintf(`{"v":1,"kind":"report","text":%q}`+"\n", text)), make([]byte, class)...)[:class]
	return sealPlain(t, plain, to)
}

func sealPlain(t testing.TB, plain []byte, to []age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const small = 16 << 10

// file sends a report to the shelter's help channel and returns it with its sender.
func (c *channel) file(text string, urgent bool) (sender, []byte, []byte) {
	c.t.Helper()
	s := newSender(c.t)
	sealed := seal(c.t, text, c.keys(c.Shelter, reporting.Help), small)
	note, err := c.Reporting.Drop(c.t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Help, urgent, ""), sealed)
	if err != nil {
		c.t.Fatal(err)
	}
	return s, sealed, note
}

// queue is what the shelter's desk for help shows.
func (c *channel) queue(role account.Role) []reporting.Waiting {
	c.t.Helper()
	ch := reporting.Help
	if role == account.Custodian {
		ch = reporting.Concern
	}
	d, err := c.Reporting.Desk(c.t.Context(), c.as(role), ch)
	if err != nil {
		c.t.Fatal(err)
	}
	return d.Reports
}

func opened(t testing.TB, sealed []byte, with age.Identity) string {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimRight(b, "\x00"))
}

// answer makes a reply of the one length that there is.
func answer(t testing.TB, text string, to *age.HybridIdentity) []byte {
	t.Helper()
	empty := sealPlain(t, nil, []age.Recipient{to.Recipient()})
	plain := make([]byte, reporting.SlotSize-len(empty))
	copy(plain, text+"\n")
	return sealPlain(t, plain, []age.Recipient{to.Recipient()})
}

// replies opens what a mailbox holds.
func (c *channel) replies(s sender) (texts []string) {
	c.t.Helper()
	slots, err := c.Reporting.Box(c.t.Context(), s.box, s.read, 0, "")
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range reporting.Slots {
		r, err := age.Decrypt(bytes.NewReader(slots[i*reporting.SlotSize:(i+1)*reporting.SlotSize]), s.reply)
		if err != nil {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			c.t.Fatal(err)
		}
		line, _, _ := bytes.Cut(b, []byte("\n"))
		texts = append(texts, string(line))
	}
	return texts
}

func refusal(t testing.TB, err error) string {
	t.Helper()
	var r *reporting.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("%v is no refusal", err)
	}
	return r.Code
}

// done does the work that a busy server asks for.
func done(w *reporting.Work, sealed []byte) string {
	name := sha256.Sum256(sealed)
	return doneFor(w, hex.EncodeToString(name[:]))
}

func doneFor(w *reporting.Work, name string) string {
	for n := 0; ; n++ {
		h := sha256.Sum256(fmt.Appendf(nil, "%s:%s:%d", w.Salt, name, n))
		zeros := 0
		for _, b := range h {
			zeros += bits.LeadingZeros8(b)
			if b != 0 {
				break
			}
		}
		if zeros >= w.Bits {
			return fmt.Sprintf("%s:%d", w.Salt, n)
		}
	}
}

// An openDesk is a worker's browser with their desk unlocked.
type openDesk struct {
	apptest.Manned
	actor   account.Actor
	channel reporting.Channel
	window  age.Identity
}

func (c *channel) openDesk(h apptest.House, role account.Role) openDesk {
	c.t.Helper()
	d := c.desk(h, role)
	return openDesk{Manned: d, actor: c.in(h, role), channel: d.Channel, window: d.Window}
}

// signedReply is an answer as a worker's browser makes it.
func (c *channel) signedReply(d openDesk, report map[string]any, text string) []byte {
	c.t.Helper()
	state, err := c.Reporting.Desk(c.t.Context(), d.actor, d.channel)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"agency": d.House.Agency.ID, "box": report["box"], "nonce": random(16), "lang": report["lang"],
		"day": state.Now, "from": d.Member.Name, "text": text, "state": "acknowledged", "ask": "record"})
	if err != nil {
		c.t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString
	header, err := json.Marshal(map[string]any{"v": 1, "kind": "reply", "body": string(body), "signer": b64(d.Signer.Public().Bytes()),
		"signature": b64(d.Signer.Sign([]byte("amparo/reply/v1\n" + string(body)))), "certified": state.Desk.Certified, "certified_until": state.Desk.CertifiedUntil, "role": d.Member.Role})
	if err != nil {
		c.t.Fatal(err)
	}
	to, err := age.ParseHybridRecipient(report["reply"].(string))
	if err != nil {
		c.t.Fatal(err)
	}
	plain := make([]byte, reporting.SlotSize-len(sealPlain(c.t, nil, []age.Recipient{to})))
	copy(plain, string(header)+"\n")
	return sealPlain(c.t, plain, []age.Recipient{to})
}
