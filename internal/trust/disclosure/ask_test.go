package disclosure_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestTheHalfIsGivenToWhoMayLookNow: for one fresh request of the agency that it was sent to, and no other.
func TestTheHalfIsGivenToWhoMayLookNow(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, shelter, clinic, legal := t.Context(), s.Shelter.Agency.ID, s.Clinic.Agency.ID, s.LegalAid.Agency.ID
		b := s.stand(nil)
		p := s.share(t, s.notes[0])
		reference := s.only(t)
		if err := s.look(t, reference); err != nil {
			t.Fatal(err)
		}
		real := b.asks[0]
		ask := func(by id.Agency, change func(map[string]any)) disclosure.Ask {
			text := map[string]any{}
			if err := json.Unmarshal(real.Text, &text); err != nil {
				t.Fatal(err)
			}
			text["id"], text["at"] = id.Random(), s.Clock.Now().UnixMicro()
			if change != nil {
				change(text)
			}
			raw, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			sign, err := s.Accounts.Signer(ctx, by)
			if err != nil {
				t.Fatal(err)
			}
			return disclosure.Ask{Sender: shelter, Text: raw, Signature: sign.Sign(disclosure.SignedAsk(raw))}
		}
		set := func(field string, to any) func(map[string]any) { return func(m map[string]any) { m[field] = to } }
		if half, err := s.Disclosure.KeyHalf(ctx, ask(clinic, nil)); err != nil || len(half) != 32 {
			t.Fatalf("a fresh request: %d bytes, %v", len(half), err)
		}
		forged := ask(clinic, nil)
		forged.Signature[0] ^= 1
		elsewhere := ask(clinic, nil)
		elsewhere.Sender = legal
		asEnvelope := ask(clinic, nil)
		sign, err := s.Accounts.Signer(ctx, clinic)
		if err != nil {
			t.Fatal(err)
		}
		asEnvelope.Signature = sign.Sign(disclosure.SignedText(asEnvelope.Text, nil))
		late := s.Clock.Now().Add(-2*time.Minute - time.Microsecond).UnixMicro()
		for name, a := range map[string]disclosure.Ask{
			"the same again": real, "a forged signature": forged, "to another agency": elsewhere, "signed as an envelope": asEnvelope, "nothing": {},
			"signed by another": ask(legal, nil), "from another agency": ask(legal, set("from", legal)), "for another sender": ask(clinic, set("to", legal)),
			"of an unknown package": ask(clinic, set("package", id.Random())), "too old": ask(clinic, set("at", late)),
			"from the future": ask(clinic, set("at", s.Clock.Now().Add(3*time.Minute).UnixMicro())), "without an identifier": ask(clinic, set("id", "")),
			"endless": ask(clinic, set("who", strings.Repeat("a", 1<<20))),
		} {
			if half, err := s.Disclosure.KeyHalf(ctx, a); err != gate.ErrRefused || half != nil {
				t.Errorf("%s: %d bytes, %v", name, len(half), err)
			}
		}
		waiting := ask(clinic, nil)
		if err := s.Disclosure.Withdraw(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		if half, err := s.Disclosure.KeyHalf(ctx, waiting); err != gate.ErrRefused || half != nil {
			t.Errorf("a request that was on its way while it was taken back: %d bytes, %v", len(half), err)
		}
		looks, err := s.Records.Looks(ctx, s.me, s.hana, ledger.Latest)
		if err != nil {
			t.Fatal(err)
		}
		for _, reason := range []gate.Reason{"withdrawn", "replayed"} { // INV-07: refusals are written, with their reason
			if !slices.ContainsFunc(looks, func(l record.Look) bool {
				return l.Action == gate.Serve && l.Outcome == gate.Refused && l.Reason == reason
			}) {
				t.Errorf("the person does not see the refusal %q", reason)
			}
		}
	})
}
