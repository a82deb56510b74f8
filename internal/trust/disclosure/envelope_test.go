package disclosure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// caught is a package on its way to the clinic, which has not arrived.
func caught(t testing.TB, s *story) []byte {
	t.Helper()
	b := s.stand(everything)
	s.share(t, s.notes[0])
	return b.envelopes[len(b.envelopes)-1]
}

// changed returns an envelope with one field of its header, or of itself, set to another value.
func changed(t testing.TB, envelope []byte, field string, to any) []byte {
	t.Helper()
	var e disclosure.Envelope
	header := map[string]any{}
	if err := errors.Join(json.Unmarshal(envelope, &e), json.Unmarshal(e.Header, &header)); err != nil {
		t.Fatal(err)
	}
	switch field {
	case "signature":
		e.Signature[0] ^= 1
	case "sealed":
		e.Sealed[len(e.Sealed)/2] ^= 1
	default:
		header[field] = to
		var err error
		if e.Header, err = json.Marshal(header); err != nil {
			t.Fatal(err)
		}
	}
	out, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// resigned is an envelope signed anew by an agency.
func resigned(t testing.TB, s *story, by id.Agency, envelope []byte) []byte {
	t.Helper()
	sign, err := s.Accounts.Signer(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	var e disclosure.Envelope
	if err := json.Unmarshal(envelope, &e); err != nil {
		t.Fatal(err)
	}
	e.Signature = sign.Sign(disclosure.SignedText(e.Header, e.Sealed))
	out, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAChangedEnvelopeIsNotTaken: no byte of what a signature covers can be another one, nor the signer.
func TestAChangedEnvelopeIsNotTaken(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, clinic, shelter := t.Context(), s.Clinic.Agency.ID, s.Shelter.Agency.ID
		raw := caught(t, s)
		deliver := func(name string, to id.Agency, envelope []byte) {
			t.Helper()
			if receipt, err := s.Disclosure.Deliver(ctx, to, envelope); !errors.Is(err, disclosure.ErrEnvelope) || receipt != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		now := s.Clock.Now().UnixMicro()
		for field, to := range map[string]any{"version": 2, "id": id.Random(), "kind": "recall", "from": s.LegalAid.Agency.ID, "to": s.LegalAid.Agency.ID, "sequence": 99,
			"created": now - 1, "expires": now + int64(time.Hour/time.Microsecond), "size_class": 1, "function": "legal", "team": id.Random(), "team_version": 2,
			"about": id.Random(), "more": true, "signature": nil, "sealed": nil} {
			deliver("another "+field, clinic, changed(t, raw, field, to))
		}
		deliver("to another agency", s.LegalAid.Agency.ID, raw)
		deliver("to nobody", id.Agency{ID: id.Random()}, raw)
		deliver("signed by the recipient", clinic, resigned(t, s, clinic, raw))
		deliver("signed by somebody else", clinic, resigned(t, s, s.LegalAid.Agency.ID, raw))
		for name, c := range map[string]struct {
			field string
			to    any
		}{
			"for everybody there": {"function", "staff"}, "for a team that is none": {"function", "\x00"}, "for another team's key": {"function", "legal"},
			"for a strange key": {"team", id.Random()}, "for a key to come": {"team_version", 2}, "for no key": {"team_version", 0},
			"from the future": {"created", now + int64(10*time.Minute/time.Microsecond)}, "for ever": {"expires", now + int64(10*365*24*time.Hour/time.Microsecond)},
			"ended": {"expires", now}, "ended before it was made": {"expires", 1}, "a receipt": {"kind", "receipt"}, "a recall that carries something": {"kind", "recall"}, "a kind of tomorrow": {"kind", "gift"},
			"of another version": {"version", 2}, "to its sender": {"to", shelter}, "without an identifier": {"id", ""},
		} {
			deliver("well signed, "+name, clinic, resigned(t, s, shelter, changed(t, raw, c.field, c.to)))
		}
		for name, envelope := range map[string][]byte{"nothing": nil, "half": raw[:len(raw)/2], "all but one byte": raw[:len(raw)-1], "one byte more": append(bytes.Clone(raw), 'x'),
			"ten megabytes": bytes.Repeat([]byte("a"), 10<<20), "ten megabytes of space": append(bytes.Repeat([]byte(" "), 10<<20), raw...), "no JSON": []byte("\x00\xff"), "null": []byte("null"), "{}": []byte("{}")} {
			deliver(name, clinic, envelope)
		}
		if open, notices := s.inbox(t); len(open)+len(notices) != 0 {
			t.Errorf("the inbox shows %d and %d", len(open), len(notices))
		}
		if n := value[int](t, s, clinic, `SELECT count(*) FROM inbox_seen WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d envelopes were noted as taken", n)
		}
	})
}

// TestAnEnvelopeIsTakenOnce: sent again it gets a receipt again, and nothing else happens, also after it was withdrawn.
func TestAnEnvelopeIsTakenOnce(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, clinic := t.Context(), s.Clinic.Agency.ID
		raw := caught(t, s)
		for range 3 {
			receipt, err := s.Disclosure.Deliver(ctx, clinic, raw)
			if h := headerOf(receipt); err != nil || h.Kind != disclosure.KindReceipt || h.About != headerOf(raw).ID || h.From != clinic {
				t.Errorf("the receipt is %+v, %v", h, err)
			}
		}
		if err := s.look(t, s.only(t)); err != nil {
			t.Errorf("what was sent three times is opened: %v", err)
		}
		// Another ciphertext under the same header opens for nobody: it is tied to every byte of the header.
		other := caught(t, s)
		var a, b disclosure.Envelope
		if err := errors.Join(json.Unmarshal(raw, &a), json.Unmarshal(other, &b)); err != nil {
			t.Fatal(err)
		}
		b.Sealed = a.Sealed
		mixed, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Disclosure.Deliver(ctx, clinic, resigned(t, s, s.Shelter.Agency.ID, mixed)); err != nil {
			t.Fatal(err)
		}
		open, _ := s.inbox(t)
		shut := 0
		for _, reference := range open {
			if err := s.look(t, reference); err == gate.ErrRefused {
				shut++
			} else if err != nil {
				t.Error(err)
			}
		}
		if len(open) != 2 || shut != 1 {
			t.Errorf("of %d packages %d do not open", len(open), shut)
		}
	})
}

// TestOnlyTheSenderCallsBack: an agency that learns the identifier of another's package can neither call it back nor say
// for the recipient that copies are destroyed.
func TestOnlyTheSenderCallsBack(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, legal, clinic, shelter := t.Context(), s.LegalAid.Agency.ID, s.Clinic.Agency.ID, s.Shelter.Agency.ID
		raw := caught(t, s)
		if _, err := s.Disclosure.Deliver(ctx, clinic, raw); err != nil {
			t.Fatal(err)
		}
		about, now := headerOf(raw).ID, s.Clock.Now()
		forge := func(kind disclosure.EnvelopeKind, from, to id.Agency) {
			t.Helper()
			header, err := json.Marshal(disclosure.Header{Version: 1, ID: id.Random(), Kind: kind, From: from, To: to, Created: now.UnixMicro(), Expires: now.Add(time.Hour).UnixMicro(), About: about})
			if err != nil {
				t.Fatal(err)
			}
			e, err := json.Marshal(disclosure.Envelope{Header: header})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Disclosure.Deliver(ctx, to, resigned(t, s, from, e)); err != nil {
				t.Fatal(err)
			}
		}
		forge(disclosure.KindRecall, legal, clinic)
		if err := s.look(t, s.only(t)); err != nil {
			t.Errorf("after a stranger called it back: %v", err)
		}
		forge(disclosure.KindAttest, legal, shelter)
		forge(disclosure.KindAttest, clinic, shelter) // before anything was called back
		if at := value[int64](t, s, shelter, `SELECT attested_at FROM disclosure WHERE agency_id = $1`); at != 0 {
			t.Error("copies are said to be destroyed of what was not called back")
		}
	})
}

// TestINV04EveryEnvelopeKindAnswersTheSame walks the kinds that the program declares: to a third agency, an envelope about
// a package that is there and one about a package that never was are answered alike and change nothing. A kind that is
// added without a line here fails.
func TestINV04EveryEnvelopeKindAnswersTheSame(t *testing.T) {
	taken := map[disclosure.EnvelopeKind]bool{
		disclosure.KindPackage: false, // one without anything sealed is no package
		disclosure.KindReceipt: false, // an answer, never a delivery
		disclosure.KindRecall:  true,
		disclosure.KindAttest:  true,
	}
	run(t, func(t *testing.T, s *story) {
		ctx, stranger, now := t.Context(), s.LegalAid.Agency.ID, s.Clock.Now()
		raw := caught(t, s)
		if _, err := s.Disclosure.Deliver(ctx, s.Clinic.Agency.ID, raw); err != nil {
			t.Fatal(err)
		}
		send := func(kind disclosure.EnvelopeKind, to id.Agency, about id.ID) error {
			t.Helper()
			header, err := json.Marshal(disclosure.Header{Version: 1, ID: id.Random(), Kind: kind, From: stranger, To: to, Created: now.UnixMicro(), Expires: now.Add(time.Hour).UnixMicro(), About: about})
			if err != nil {
				t.Fatal(err)
			}
			e, err := json.Marshal(disclosure.Envelope{Header: header})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Disclosure.Deliver(ctx, to, resigned(t, s, stranger, e))
			return err
		}
		for _, kind := range disclosure.EnvelopeKinds() {
			want, tried := taken[kind]
			if !tried {
				t.Errorf("the kind %q is not tried by this test", kind)
				continue
			}
			for _, to := range []id.Agency{s.Clinic.Agency.ID, s.Shelter.Agency.ID} {
				there, nowhere := send(kind, to, headerOf(raw).ID), send(kind, to, id.Random())
				if !errors.Is(there, nowhere) || (there == nil) != want {
					t.Errorf("%s: about what is there %v, about what is not %v", kind, there, nowhere)
				}
			}
		}
		if err := s.look(t, s.only(t)); err != nil {
			t.Errorf("after a stranger's envelopes the package opens no more: %v", err)
		}
	})
}
