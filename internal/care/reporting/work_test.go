package reporting_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// flooded lanes ask everybody for work.
var flooded = reporting.Lanes{Ordinary: 0.001, Urgent: 0.001, Box: 0.001, Basic: 1}

// process is one process of the installation that key is of.
func (c *channel) process(key keys.DataKey) *reporting.Service {
	return reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Lanes: flooded, Work: key})
}

// workFor is what a refusal asks for.
func workFor(t *testing.T, err error) *reporting.Work {
	t.Helper()
	if refusal(t, err) != "busy" {
		t.Fatal(err)
	}
	return err.(*reporting.Refusal).Work
}

// A proof that opened a mailbox once opens it no second time: not in the same process, not in another one of the installation,
// and not after a restart. And each of them takes work that another one asked for.
func TestAProofOfWorkIsGoodOnceInEveryProcess(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		key := keys.NewDataKey()
		here, there := c.process(key), c.process(key)
		s, _, _ := c.file("waiting", false)
		_, err := here.Box(t.Context(), s.box, s.read, 0, "")
		proof := doneFor(workFor(t, err), s.box)
		if _, err := there.Box(t.Context(), s.box, s.read, 0, proof); err != nil {
			t.Fatalf("the other process does not take the work: %v", err)
		}
		for name, p := range map[string]*reporting.Service{"the one that asked": here, "the one that took it": there, "one after a restart": c.process(key)} {
			if _, err := p.Box(t.Context(), s.box, s.read, 0, proof); err == nil || refusal(t, err) != "busy" {
				t.Errorf("%s takes the proof again: %v", name, err)
			}
		}
	})
}

// What was worked out for one deed is of no use for another: another mailbox, page, act, drop or organisation.
func TestAProofOfWorkIsBoundToItsDeed(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		p := c.process(keys.NewDataKey())
		s, _, _ := c.file("waiting", false)
		_, err := p.Box(t.Context(), s.box, s.read, 0, "")
		proof := doneFor(workFor(t, err), s.box)
		if _, err := p.Box(t.Context(), s.box, s.read, 1, proof); err == nil {
			t.Error("the proof for one page opens another")
		}
		if err := p.Act(t.Context(), s.box, s.write, reporting.Withdraw, 0, proof); err == nil {
			t.Error("the proof for looking withdraws")
		}
		shelter, sealed := c.Shelter.Agency.ID.String(), seal(t, "x", c.keys(c.Shelter, reporting.Help), small)
		a, b := newSender(t), newSender(t)
		_, err = p.Drop(t.Context(), a.meta(shelter, reporting.Help, false, ""), sealed)
		work := done(workFor(t, err), sealed)
		for name, meta := range map[string][]byte{"another mailbox": b.meta(shelter, reporting.Help, false, work), "another channel": a.meta(shelter, reporting.Concern, false, work),
			"another organisation": a.meta(c.LegalAid.Agency.ID.String(), reporting.Help, false, work), "the urgent lane": a.meta(shelter, reporting.Help, true, work)} {
			if _, err := p.Drop(t.Context(), meta, sealed); err == nil || refusal(t, err) != "busy" {
				t.Errorf("the proof is taken for %s: %v", name, err)
			}
		}
		if _, err := p.Drop(t.Context(), a.meta(shelter, reporting.Help, false, work), sealed); err != nil {
			t.Errorf("the work was done and it is refused: %v", err)
		}
		if _, err := p.Drop(t.Context(), a.meta(shelter, reporting.Help, false, work), sealed); err == nil {
			t.Error("the same proof is taken a second time")
		}
	})
}

// A drop is its own mark: another process that is shown its proof stores nothing, and neither does the same one after its writer
// took it back.
func TestADropsProofStoresItOnceAndForAll(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		key := keys.NewDataKey()
		shelter, sealed, s := c.Shelter.Agency.ID.String(), seal(t, "x", c.keys(c.Shelter, reporting.Help), small), newSender(t)
		_, err := c.process(key).Drop(t.Context(), s.meta(shelter, reporting.Help, false, ""), sealed)
		work := done(workFor(t, err), sealed)
		for range 3 {
			if _, err := c.process(key).Drop(t.Context(), s.meta(shelter, reporting.Help, false, work), sealed); err != nil {
				t.Fatal(err)
			}
		}
		if n := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1`); n != 1 {
			t.Errorf("one proof stored %d drops", n)
		}
		if err := c.Reporting.Act(t.Context(), s.box, s.write, reporting.Withdraw, 0, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := c.process(key).Drop(t.Context(), s.meta(shelter, reporting.Help, false, work), sealed); err == nil || refusal(t, err) != "write" {
			t.Errorf("what was taken back comes back by the same proof: %v", err)
		}
		if n := c.count(`SELECT count(*) FROM report WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d reports are there", n)
		}
	})
}

// A salt ends after two minutes, is worth nothing when it is written otherwise, and only the plain spelling of a number counts.
func TestASaltEndsAndHasOneSpelling(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		p := c.process(keys.NewDataKey())
		s, _, _ := c.file("waiting", false)
		_, err := p.Box(t.Context(), s.box, s.read, 0, "")
		w := workFor(t, err)
		proof := doneFor(w, s.box)
		salt, number, _ := strings.Cut(proof, ":")
		raw, _ := hex.DecodeString(salt)
		later := bytes.Clone(raw)
		later[3]++
		for _, wrong := range []string{strings.ToUpper(salt) + ":" + number, salt + ":+" + number, salt + ":0" + number, hex.EncodeToString(later) + ":" + number, salt[:len(salt)-2] + ":" + number} {
			if _, err := p.Box(t.Context(), s.box, s.read, 0, wrong); err == nil {
				t.Errorf("%s is taken", wrong)
			}
		}
		c.Clock.Advance(2*time.Minute + time.Second)
		if _, err := p.Box(t.Context(), s.box, s.read, 0, proof); err == nil {
			t.Error("a proof is taken after its time")
		}
	})
}

// Nothing that is kept of a proof tells whose it was or when to the minute, and it is gone minutes later.
func TestMarksOfProofsTellNothingAndGo(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		p := c.process(keys.NewDataKey())
		s, _, _ := c.file("waiting", false)
		_, err := p.Box(t.Context(), s.box, s.read, 0, "")
		if _, err := p.Box(t.Context(), s.box, s.read, 0, doneFor(workFor(t, err), s.box)); err != nil {
			t.Fatal(err)
		}
		const all = `SELECT count(*) FROM report_spent WHERE $1 <> ''`
		if n := c.count(all); n != 1 {
			t.Fatalf("%d marks are kept of one proof", n)
		}
		if n := c.count(`SELECT count(*) FROM report_spent WHERE $1 <> '' AND until_minute = $2`, fmt.Sprint(c.Clock.Now().Unix()/60)); n != 0 {
			t.Error("a mark has the minute of its proof")
		}
		c.Clock.Advance(6 * time.Minute)
		if err := p.ForgetSpent(t.Context(), c.Shelter.Agency.ID); err != nil {
			t.Fatal(err)
		}
		if n := c.count(all); n != 0 {
			t.Errorf("%d marks are kept after their time", n)
		}
	})
}
