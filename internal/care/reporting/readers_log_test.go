package reporting_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// log runs the jobs that bring who reads under a checkpoint, and returns what is served beside the manifest.
func (c *channel) log() map[string]reporting.ReadersProof {
	c.t.Helper()
	c.Clock.Advance(time.Minute) // past what the process remembers
	for _, job := range []error{c.Reporting.LogReaders(c.t.Context(), c.Shelter.Agency.ID), c.Checkpoint(c.t.Context(), c.Shelter.Agency.ID)} {
		if job != nil {
			c.t.Fatal(job)
		}
	}
	text, err := c.Reporting.ReadersProofs(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	proofs, err := reporting.ReadProofs(text)
	if err != nil {
		c.t.Fatal(err)
	}
	return proofs
}

func (c *channel) shelters() reporting.ManifestAgency {
	c.t.Helper()
	for _, a := range c.manifest().Agencies {
		if a.ID == c.Shelter.Agency.ID {
			return a
		}
	}
	c.t.Fatal("the shelter is not in the manifest")
	return reporting.ManifestAgency{}
}

// Who reads is a leaf of the witnessed log: whoever fetches the manifest and the proof beside it checks them with the agency's
// key alone. A change is another leaf, and the old manifest does not fit the new proof; that somebody is at the desk is no change.
func TestWhoReadsIsALeafOfTheLog(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		known, at := c.known(c.Shelter), c.Shelter.Agency.ID.String()
		proofs, before := c.log(), c.shelters()
		covers, _, err := before.CheckReaders(proofs[at], known)
		if err != nil || covers.Size <= proofs[at].Leaf.Index {
			t.Fatalf("the manifest is not proved: %v", err)
		}
		if _, err := c.Reporting.Desk(t.Context(), c.as(account.IntakeResponder), reporting.Help); err != nil { // somebody looks
			t.Fatal(err)
		}
		if again := c.log(); again[at].Leaf.Index != proofs[at].Leaf.Index {
			t.Error("somebody looked at the desk, and the log has another leaf")
		}
		if staffed := c.shelters(); !staffed.Channels[reporting.Help].Staffed {
			t.Error("nobody is at the desk")
		} else if _, _, err := staffed.CheckReaders(proofs[at], known); err != nil {
			t.Errorf("with somebody at the desk: %v", err)
		}

		if err := c.Reporting.OffDuty(t.Context(), c.as(account.IntakeResponder), reporting.Help); err != nil {
			t.Fatal(err)
		}
		changed := c.log()
		if changed[at].Leaf.Index <= proofs[at].Leaf.Index {
			t.Fatal("who reads has changed, and the log has no new leaf")
		}
		now := c.shelters()
		if _, _, err := now.CheckReaders(changed[at], known); err != nil {
			t.Errorf("the changed manifest is not proved: %v", err)
		}
		if _, _, err := before.CheckReaders(changed[at], known); !errors.Is(err, reporting.ErrReaders) {
			t.Errorf("the old manifest fits the new proof: %v", err)
		}
		if _, _, err := now.CheckReaders(proofs[at], known); !errors.Is(err, reporting.ErrReaders) {
			t.Errorf("the new manifest fits the old proof: %v", err)
		}
	})
}

// A reader that was put in, a proof of another kind, and one under another agency's key are refused.
func TestAProofOfWhoReadsThatDoesNotHoldIsRefused(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		known, at := c.known(c.Shelter), c.Shelter.Agency.ID.String()
		proof, manifest := c.log()[at], c.shelters()
		ghost := c.shelters()
		help := ghost.Channels[reporting.Help]
		help.Readers = append(help.Readers, help.Readers[0])
		ghost.Channels[reporting.Help] = help
		if _, _, err := ghost.CheckReaders(proof, known); !errors.Is(err, reporting.ErrReaders) {
			t.Errorf("with a reader more: %v", err)
		}
		if _, _, err := manifest.CheckReaders(proof, c.known(c.LegalAid)); !errors.Is(err, reporting.ErrReaders) {
			t.Errorf("under another agency's key: %v", err)
		}
		for name, change := range map[string]func(p *reporting.ReadersProof){
			"another kind": func(p *reporting.ReadersProof) { p.Leaf.Kind = "record.read" }, "another time": func(p *reporting.ReadersProof) { p.Leaf.At = p.Leaf.At.Add(time.Second) },
			"another place": func(p *reporting.ReadersProof) { p.Leaf.Index++ }, "no checkpoint": func(p *reporting.ReadersProof) { p.Checkpoint = "" },
			"another leaf": func(p *reporting.ReadersProof) { p.Leaf.Hash = ledger.Leaf{}.Hash }, "another path": func(p *reporting.ReadersProof) { p.Proof = append(p.Proof, p.Leaf.Hash) },
		} {
			var p reporting.ReadersProof
			text, err := json.Marshal(proof)
			if err != nil || json.Unmarshal(text, &p) != nil {
				t.Fatal(err)
			}
			change(&p)
			if _, _, err := manifest.CheckReaders(p, known); !errors.Is(err, reporting.ErrReaders) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
