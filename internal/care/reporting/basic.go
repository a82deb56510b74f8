package reporting

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// A BasicReport is a report from a browser without script. The server holds it for a moment, in memory only, and seals it
// as the page would have.
type BasicReport struct {
	Agency      id.Agency
	Channel     Channel
	Lang        string
	Answers     Answers
	Text        string
	Contact     *contact.SafeContact
	PIN         string
	Urgent      bool
	Keep        int
	AboutAgency bool // to the oversight organisation instead
	AboutRole   string
	Files       []BasicFile
}

// A BasicFile is a file that came with it, already without what pictures hide.
type BasicFile struct {
	Name, Type string
	Data       []byte
	Stripped   bool
}

// The refusals of the basic mode.
var (
	ErrNoBasic = fault.New(fault.BadInput, "reporting.error.no_basic") // not offered, or nobody can read now
	ErrFiles   = fault.New(fault.TooLarge, "reporting.error.files")    // more or larger files than are taken
)

const (
	maxBasicFiles = 4
	maxBasicBytes = 8 << 20
	pieceBytes    = 1<<20 - 4<<10 // of a file in one drop; the rest is its header
	maxText       = 100 << 10
)

// BasicSend seals a report and takes it, after waiting for its turn. It returns the receipt, which exists nowhere else, and
// the acceptance note of the report itself.
func (s *Service) BasicSend(ctx context.Context, b BasicReport) (Receipt, []byte, error) {
	leave, err := s.works.turn(ctx)
	if err != nil {
		return Receipt{}, nil, err
	}
	defer leave()
	m, err := s.Manifest(ctx)
	if err != nil {
		return Receipt{}, nil, err
	}
	to, err := b.route(m)
	if err != nil {
		return Receipt{}, nil, err
	}
	receipt := NewReceipt()
	t := receipt.tokens(b.PIN)
	identity, err := replyIdentity(t.reply)
	if err != nil {
		return Receipt{}, nil, err
	}
	meta := dropMeta{agency: to.agency, Channel: to.channel, Box: t.box, Read: hashHex(t.read), writeHash: hashHex(t.write), Urgent: b.Urgent, Keep: b.keep()}
	files, err := s.basicFiles(ctx, meta, t, to.readers, b.Files)
	if err != nil {
		return Receipt{}, nil, err
	}
	sum := sha256.Sum256(m)
	plain, err := reportHeader{V: 1, Kind: "report", Mode: "basic", Manifest: hex.EncodeToString(sum[:]), Agency: to.agency, Channel: to.channel,
		Box: t.box, Reply: identity.Recipient().String(), Thread: encode(t.thread), Lang: b.Lang, Sent: minute(s.clk()), Nonce: nonce(),
		About: to.about, LeftOut: []string{}, Answers: b.Answers, Text: b.Text, Contact: said(b.Contact), Files: files}.plain()
	if err != nil {
		return Receipt{}, nil, err
	}
	note, err := s.send(ctx, meta, to.readers, plain)
	return receipt, note, err
}

// minute is a moment as reports carry it: sealed, for the readers only.
func minute(at time.Time) string { return at.UTC().Format("2006-01-02T15:04Z") }

func nonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // documented never to fail
	return encode(b[:])
}

func hashHex(token string) string {
	raw, _ := hex.DecodeString(token) // made by this package
	return hashToken(raw)
}

func said(c *contact.SafeContact) *contactSaid {
	if c == nil {
		return nil
	}
	return &contactSaid{SafeContact: c}
}

func (b BasicReport) keep() int {
	if slices.Contains(KeepChoices, b.Keep) {
		return b.Keep
	}
	return DefaultKeep
}

// send seals a plaintext to up to eight readers and stores it.
func (s *Service) send(ctx context.Context, meta dropMeta, readers []string, plain []byte) ([]byte, error) {
	sealed, err := sealPadded(plain, readers, stanzaCount)
	if err != nil {
		return nil, err
	}
	class, err := shape(sealed, stanzaCount)
	if err != nil {
		return nil, err
	}
	return s.take(ctx, meta, dropName(sealed), class, sealed)
}

// A route is where a report goes and who reads it there.
type route struct {
	agency  id.Agency
	channel Channel
	readers []string
	about   about
}

// route chooses the readers as the page does (docs/reporting.md, A drop).
func (b BasicReport) route(manifest []byte) (r route, err error) {
	var m Manifest
	if err := json.Unmarshal(manifest, &m); err != nil {
		return r, err
	}
	r = route{agency: b.Agency, channel: b.Channel, about: about{Role: account.Role(b.AboutRole)}}
	a, ok := m.agency(r.agency)
	if ok && b.AboutAgency {
		r.about.Agency = r.agency.String()
		r.agency, r.channel = a.Oversight, Concern
		a, ok = m.agency(r.agency)
	}
	c := a.Channels[r.channel]
	if !ok || !c.Open || !c.Basic || len(b.Text) > maxText {
		return r, ErrNoBasic
	}
	for _, one := range c.Readers {
		if r.about.Role == "" || r.about.Agency != "" || mayRead(one.Role, r.about.Role) {
			r.readers = append(r.readers, one.Key)
		}
	}
	if len(r.readers) < minReaders {
		return r, ErrNoBasic
	}
	most := stanzaCount
	if r.channel == Concern {
		most = minReaders
	}
	return r, r.draw(most)
}

// draw keeps so many readers, drawn at random.
func (r *route) draw(most int) error {
	for len(r.readers) > most {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(r.readers))))
		if err != nil {
			return err
		}
		r.readers = slices.Delete(r.readers, int(i.Int64()), int(i.Int64())+1)
	}
	return nil
}

func (m Manifest) agency(a id.Agency) (ManifestAgency, bool) {
	i := slices.IndexFunc(m.Agencies, func(one ManifestAgency) bool { return one.ID == a })
	if i < 0 || a.IsZero() {
		return ManifestAgency{}, false
	}
	return m.Agencies[i], true
}

func (s *Service) basicFiles(ctx context.Context, meta dropMeta, t tokens, readers []string, files []BasicFile) ([]fileHeader, error) {
	headers, total := []fileHeader{}, 0
	for _, f := range files {
		total += len(f.Data)
	}
	switch {
	case len(files) > maxBasicFiles || total > maxBasicBytes:
		return nil, ErrFiles
	case total > 0 && s.cramped():
		return nil, errFull
	}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		random := make([]byte, 8)
		_, _ = rand.Read(random) // documented never to fail
		h := fileHeader{ID: hex.EncodeToString(random), Name: f.Name, Type: f.Type, Bytes: len(f.Data), SHA256: hex.EncodeToString(sum[:]), Stripped: f.Stripped}
		for part := range slices.Chunk(f.Data, pieceBytes) {
			plain, err := t.lock(kindPiece, pieceSaid{V: 1, File: h.ID, Part: h.Parts, Bytes: len(part)}, part)
			if err != nil {
				return nil, err
			}
			if _, err := s.send(ctx, meta, readers, plain); err != nil {
				return nil, err
			}
			h.Parts++
		}
		headers = append(headers, h)
	}
	return headers, nil
}

// A BasicThread is what somebody without script sees when they come back.
type BasicThread struct{ Replies []BasicReply } // the newest first

// A BasicReply is one answer that was opened for them. Sure is false where the chain from the root does not hold.
type BasicReply struct {
	Day, From, Lang, Text, Nonce string
	Ask                          string
	Sure                         bool
}

// BasicOpen derives what a receipt opens, in memory, and returns the replies. The wrong words and no answer yet look alike.
func (s *Service) BasicOpen(ctx context.Context, words, pin string) (BasicThread, error) {
	receipt, err := ParseReceipt(words)
	if err != nil {
		return BasicThread{}, err
	}
	t := receipt.tokens(pin)
	leave, err := s.works.turn(ctx)
	if err != nil {
		return BasicThread{}, err
	}
	defer leave()
	slots, err := s.look(ctx, t.box, hashHex(t.read), 0) // its turn came: no work is asked for
	if err != nil {
		return BasicThread{}, err
	}
	identity, err := replyIdentity(t.reply)
	if err != nil {
		return BasicThread{}, err
	}
	m, err := s.manifestOf(ctx)
	if err != nil {
		return BasicThread{}, err
	}
	var thread BasicThread
	for slot := range slices.Chunk(slots, SlotSize) {
		if !bytes.HasPrefix(slot, []byte(ageIntro)) {
			continue
		}
		line, _, err := open(slot, identity)
		if err != nil {
			continue
		}
		if r, ok := m.readReply(line, t.box); ok {
			thread.Replies = append(thread.Replies, r)
		}
	}
	return thread, nil
}

// readReply reads an opened reply and checks who wrote it.
func (m Manifest) readReply(line []byte, box string) (BasicReply, bool) {
	var h replyHeader
	var b replyBody
	if !decode(line, &h) || h.Kind != "reply" || !decode([]byte(h.Body), &b) || b.Box != box {
		return BasicReply{}, false
	}
	r := BasicReply{Day: b.Day, From: b.From, Lang: b.Lang, Text: b.Text, Nonce: b.Nonce, Ask: b.Ask}
	a, ok := m.agency(b.Agency)
	signer := decode64(h.Signer)
	r.Sure = ok && verifies(decode64(a.Root), signerLines(b.Agency, h.Role, signer, h.CertifiedUntil), decode64(h.Certified)) &&
		verifies(signer, []byte(replyDomain+h.Body), decode64(h.Signature)) && h.CertifiedUntil >= b.Day
	return r, true
}

// A BasicMessage is a follow-up from a browser without script.
type BasicMessage struct {
	Lang, Text string
	Contact    *contact.SafeContact
	NoContact  bool // takes an earlier safe contact back
	Answer     *Answer
}

// BasicMessage locks a follow-up for those who can open the report, seals it to those on duty and takes it. It answers the same
// where there is no such report.
func (s *Service) BasicMessage(ctx context.Context, words, pin string, b BasicMessage) error {
	receipt, err := ParseReceipt(words)
	if err != nil {
		return err
	}
	t := receipt.tokens(pin)
	leave, err := s.works.turn(ctx)
	if err != nil {
		return err
	}
	defer leave()
	plain, err := t.lock(kindMessage, messageSaid{V: 1, Lang: b.Lang, Sent: minute(s.clk()), Nonce: nonce(), Text: strings.TrimSpace(b.Text), Contact: b.said(), Answer: b.Answer}, nil)
	if err != nil {
		return err
	}
	m, err := s.manifestOf(ctx)
	if err != nil {
		return err
	}
	for _, a := range m.Agencies {
		_, report, err := s.repliesIn(ctx, a.ID, t.box, hashHex(t.read), 0)
		if err != nil {
			return err
		}
		if report.IsZero() {
			continue
		}
		return s.follow(ctx, a, t, plain, report)
	}
	return nil
}

func (b BasicMessage) said() *contactSaid {
	if b.NoContact {
		return &contactSaid{None: true}
	}
	return said(b.Contact)
}

// follow seals a message to everybody who answers the report's channel now: the server keeps nothing of who can open the report.
// Where they are more than eight, there is a copy for each eight.
func (s *Service) follow(ctx context.Context, a ManifestAgency, t tokens, plain []byte, report id.ID) error {
	row, err := s.rowOf(ctx, a.ID, report)
	if err != nil {
		return err
	}
	c := a.Channels[row.channel]
	if !c.Open {
		return ErrNoBasic
	}
	meta := dropMeta{agency: a.ID, Channel: row.channel, Box: t.box, Read: hashHex(t.read), writeHash: hashHex(t.write), Keep: int(row.keep)}
	for some := range slices.Chunk(c.Readers, stanzaCount) {
		var keys []string
		for _, one := range some {
			keys = append(keys, one.Key)
		}
		if _, err := s.send(ctx, meta, keys, plain); err != nil {
			return err
		}
	}
	return nil
}

// BasicAct does what Act does, for a receipt.
func (s *Service) BasicAct(ctx context.Context, words, pin string, act Act, days int) error {
	receipt, err := ParseReceipt(words)
	if err != nil {
		return err
	}
	if act != Withdraw && (act != Keep || !slices.Contains(KeepChoices, days)) {
		return errMalformed
	}
	t := receipt.tokens(pin)
	leave, err := s.works.turn(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.actSlowly(ctx, t.box, hashHex(t.write), act, days)
}

// Zero clears a receipt's secret once it has been shown.
func (r *Receipt) Zero() { r.secret = [receiptSize]byte{} }
