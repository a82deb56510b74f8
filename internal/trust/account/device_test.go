package account_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// What a device says about itself in one byte (WebAuthn Level 3, 6.1).
const (
	userPresent    = 0x01
	userVerified   = 0x04
	backupEligible = 0x08
	backedUp       = 0x10
	newKey         = 0x40
)

// A device is an authenticator with its browser, in software: one P-256 key, and everything else that it says can be set
// wrong by a test.
type device struct {
	t          testing.TB
	origin, rp string
	flags      byte
	count      uint32
	packed     bool   // it signs for itself when it makes its key
	challenge  string // instead of the one in the question
	number     []byte
	user       []byte
	key        *ecdsa.PrivateKey
}

func newDevice(t testing.TB) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, origin: origin, rp: "desk.example.org", flags: userPresent | userVerified, number: make([]byte, 32), key: key}
	_, _ = rand.Read(d.number)
	return d
}

// question is what a device reads of the options that a browser is given.
type question struct {
	Challenge string
	RPID      string `json:"rpId"`
	RP        struct{ ID string }
	User      struct{ ID string }
}

func (d *device) read(options string) question {
	d.t.Helper()
	var q question
	if err := json.Unmarshal([]byte(options), &q); err != nil {
		d.t.Fatalf("the question %q: %v", options, err)
	}
	if q.RPID+q.RP.ID != "desk.example.org" {
		d.t.Errorf("the question is asked by %q", q.RPID+q.RP.ID)
	}
	if d.challenge != "" {
		q.Challenge = d.challenge
	}
	return q
}

// create answers the question for a new passkey.
func (d *device) create(options string) []byte {
	d.t.Helper()
	q := d.read(options)
	var err error
	if d.user, err = base64.RawURLEncoding.DecodeString(q.User.ID); err != nil {
		d.t.Fatal(err)
	}
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	public := d.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	data := d.about(newKey)
	data = append(data, make([]byte, 16)...) // a device of no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.number)))
	data = append(append(data, d.number...), public...)
	client := d.client("webauthn.create", q.Challenge)
	format, statement := "none", map[string]any{}
	if d.packed {
		format, statement = "packed", map[string]any{"alg": -7, "sig": d.sign(data, client)}
	}
	proof := d.cbor(map[string]any{"fmt": format, "attStmt": statement, "authData": data})
	return d.answer(map[string]string{"clientDataJSON": text(client), "attestationObject": text(proof)})
}

// get answers the question for a passkey.
func (d *device) get(options string) []byte {
	d.t.Helper()
	d.count++
	client, data := d.client("webauthn.get", d.read(options).Challenge), d.about(0)
	return d.answer(map[string]string{"clientDataJSON": text(client), "authenticatorData": text(data),
		"signature": text(d.sign(data, client)), "userHandle": text(d.user)})
}

func (d *device) about(more byte) []byte {
	rp := sha256.Sum256([]byte(d.rp))
	return binary.BigEndian.AppendUint32(append(rp[:], d.flags|more), d.count)
}

func (d *device) client(kind, challenge string) []byte {
	return d.json(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
}

func (d *device) sign(data, client []byte) []byte {
	of := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte(nil), data...), of[:]...))
	signed, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return signed
}

func (d *device) answer(response map[string]string) []byte {
	return d.json(map[string]any{"id": text(d.number), "rawId": text(d.number), "type": "public-key",
		"clientExtensionResults": struct{}{}, "response": response})
}

func (d *device) json(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) cbor(v any) []byte {
	b, err := webauthncbor.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
