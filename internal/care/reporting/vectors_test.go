package reporting

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
)

// vectors are made by the page's scripts and read by both sides: what the browser writes, Go reads, to the byte.
type vectors struct {
	Receipts []struct {
		Secret, PIN, Box, Read, Write, Reply, Thread, Recipient string
		English, Spanish, Numbers, Typed                        []string
	}
	Chain struct {
		RootSeed   string `json:"root_seed"`
		SignerSeed string `json:"signer_seed"`
		Root       string
		Agency     string
		Channel    Channel
		Reader     Reader
	}
	Readers []string
	Report  struct {
		Header json.RawMessage
		File   []byte
	}
	Thread  struct{ Key, Box string }
	Piece   lockedVector
	Message lockedVector
	Reply   struct {
		Secret, PIN string
		Header      replyHeader
		File        []byte
	}
	Work struct {
		Salt, Name, Found string
		Bits              int
	}
}

// A lockedVector is what stands under the lock of the thread, with its bytes, the locked bytes, and the file around them.
type lockedVector struct {
	Said            json.RawMessage
	Raw, Rest, File []byte
}

func loadVectors(t *testing.T) (v vectors) {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Receipts) < 3 || len(v.Readers) < 2 {
		t.Fatal("the vectors are too few")
	}
	return v
}

func receiptFrom(t *testing.T, secret string) (r Receipt) {
	t.Helper()
	b, err := hex.DecodeString(secret)
	if err != nil || len(b) != receiptSize {
		t.Fatal("not a secret")
	}
	copy(r.secret[:], b)
	return r
}

func TestReceiptsAreTheSameInTheBrowser(t *testing.T) {
	for _, v := range loadVectors(t).Receipts {
		r := receiptFrom(t, v.Secret)
		got := r.tokens(v.PIN)
		if strings.Join(r.Words(English), " ") != strings.Join(v.English, " ") || strings.Join(r.Words(Spanish), " ") != strings.Join(v.Spanish, " ") ||
			strings.Join(r.Numbers(), " ") != strings.Join(v.Numbers, " ") {
			t.Errorf("%s is shown in other words", v.Secret)
		}
		if got.box != v.Box || got.read != v.Read || got.write != v.Write || hex.EncodeToString(got.reply) != v.Reply || hex.EncodeToString(got.thread) != v.Thread {
			t.Errorf("%s with the PIN %q derives other tokens", v.Secret, v.PIN)
		}
		i, err := replyIdentity(got.reply)
		if err != nil || i.Recipient().String() != v.Recipient {
			t.Errorf("%s has another reply identity: %v", v.Secret, err)
		}
		for _, typed := range v.Typed {
			if back, err := ParseReceipt(typed); err != nil || back != r {
				t.Errorf("%q is not read back: %v", typed, err)
			}
		}
	}
}

func TestTheChainIsTheSameInTheBrowser(t *testing.T) {
	v := loadVectors(t).Chain
	m := Reader{Role: v.Reader.Role, Key: v.Reader.Key, Until: v.Reader.Until, Signer: v.Reader.Signer, Signed: v.Reader.Signed, Certified: v.Reader.Certified, CertifiedUntil: v.Reader.CertifiedUntil}
	var agency ManifestAgency
	if err := json.Unmarshal([]byte(`{"id":"`+v.Agency+`"}`), &agency); err != nil {
		t.Fatal(err)
	}
	root := decode64(v.Root)
	if !m.holds(agency.ID, v.Channel, root) {
		t.Fatal("the browser's chain does not hold here")
	}
	for name, change := range map[string]func(*Reader){
		"role": func(r *Reader) { r.Role = "supervisor" }, "until": func(r *Reader) { r.Until = "2027-12-09" }, "key": func(r *Reader) { r.Key += "q" },
		"certified until": func(r *Reader) { r.CertifiedUntil = "2030-01-01" }, "signer": func(r *Reader) { r.Signer = encode(make([]byte, 32)) }, "signed": func(r *Reader) { r.Signed = "" },
	} {
		other := m
		change(&other)
		if other.holds(agency.ID, v.Channel, root) {
			t.Errorf("with another %s it still holds", name)
		}
	}
	if m.holds(agency.ID, Concern, root) || m.holds(agency.ID, v.Channel, make([]byte, 32)) {
		t.Error("it holds for another channel, or under another root")
	}
}

func TestWhatTheBrowserSealsOpensHere(t *testing.T) {
	v := loadVectors(t)
	for i, seed := range v.Readers {
		b, err := hex.DecodeString(seed)
		if err != nil {
			t.Fatal(err)
		}
		who, err := replyIdentity(b)
		if err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string][]byte{"report": v.Report.File, "piece": v.Piece.File, "message": v.Message.File} {
			if class, err := shape(file, stanzaCount); err != nil || class != classes[0] {
				t.Fatalf("%s: class %d, %v", name, class, err)
			}
			line, raw, err := open(file, who)
			if err != nil {
				t.Fatalf("%s: reader %d can't open it: %v", name, i, err)
			}
			switch name {
			case "report":
				sameJSON(t, line, v.Report.Header)
				var h reportHeader
				dec := json.NewDecoder(bytes.NewReader(line))
				dec.DisallowUnknownFields()
				if err := dec.Decode(&h); err != nil || h.Contact == nil || h.Contact.SafeContact == nil || h.Contact.CodeWord == "" {
					t.Errorf("the header is not what Go knows: %+v, %v", h.Contact, err)
				}
			case "piece":
				v.unlocks(t, kindPiece, v.Piece, line, raw, &pieceSaid{})
			case "message":
				v.unlocks(t, kindMessage, v.Message, line, raw, &messageSaid{})
			}
		}
	}
}

// unlocks checks that nothing but the kind stands before the lock, and that what the browser locked says the same here.
func (v vectors) unlocks(t *testing.T, k kind, want lockedVector, line, rest []byte, into any) {
	t.Helper()
	sameJSON(t, line, []byte(`{"v":1,"kind":"`+k+`"}`))
	if !bytes.Equal(rest, want.Rest) {
		t.Errorf("the locked %s has other bytes", k)
	}
	key, err := hex.DecodeString(v.Thread.Key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := threadtest.Thread{Key: key, Box: v.Thread.Box}.Unlock(append(append(line, '\n'), rest...))
	if err != nil || got.Kind != string(k) || !bytes.HasPrefix(got.Raw, want.Raw) {
		t.Fatalf("the %s does not open here: %v", k, err)
	}
	sameJSON(t, got.Line, want.Said)
	dec := json.NewDecoder(bytes.NewReader(got.Line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		t.Errorf("the %s is not what Go knows: %v", k, err)
	}
}

func sameJSON(t *testing.T, a, b []byte) {
	t.Helper()
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		t.Fatal("not JSON")
	}
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	if !bytes.Equal(left, right) {
		t.Errorf("headers differ:\n%s\n%s", left, right)
	}
}

func TestARepliesSignatureIsTheSameInTheBrowser(t *testing.T) {
	v := loadVectors(t)
	tok := receiptFrom(t, v.Reply.Secret).tokens(v.Reply.PIN)
	who, err := replyIdentity(tok.reply)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Reply.File) != SlotSize {
		t.Fatalf("a reply of %d bytes", len(v.Reply.File))
	}
	line, _, err := open(v.Reply.File, who)
	if err != nil {
		t.Fatal(err)
	}
	var body replyBody
	if !decode([]byte(v.Reply.Header.Body), &body) {
		t.Fatal("no body")
	}
	m := Manifest{Agencies: []ManifestAgency{{ID: body.Agency, Root: v.Chain.Root}}}
	r, ok := m.readReply(line, tok.box)
	if !ok || !r.Sure || r.Text != body.Text {
		t.Errorf("the reply reads %+v, %v", r, ok)
	}
	m.Agencies[0].Root = encode(make([]byte, 32))
	if r, ok := m.readReply(line, tok.box); !ok || r.Sure {
		t.Error("under another root it is still sure")
	}
	if _, ok := m.readReply(line, strings.Repeat("0", 32)); ok {
		t.Error("a reply to another mailbox is read")
	}
}

func TestTheWorkIsTheSameInTheBrowser(t *testing.T) {
	v := loadVectors(t).Work
	salt, number, _ := strings.Cut(v.Found, ":")
	if salt != v.Salt || zeroBits(salt, v.Name, number) < v.Bits {
		t.Error("the browser's work is not enough here")
	}
}
