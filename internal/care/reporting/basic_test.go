package reporting_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// handed returns the first file of the newest report, opened with the window of a desk.
func (c *channel) handed(h string, d openDesk) map[string]any {
	c.t.Helper()
	state, err := c.Reporting.Desk(c.t.Context(), d.actor, d.channel)
	if err != nil || len(state.Reports) != 1 {
		c.t.Fatalf("%s: %d reports, %v", h, len(state.Reports), err)
	}
	for _, drop := range state.Reports[0].Drops {
		sealed, err := c.Reporting.OpenDrop(c.t.Context(), d.actor, state.Reports[0].Report, drop.Drop, gate.ReadReport)
		if err != nil {
			c.t.Fatal(err)
		}
		var header map[string]any
		line, _, _ := strings.Cut(opened(c.t, sealed, d.window), "\n")
		if json.Unmarshal([]byte(line), &header) == nil && header["kind"] == "report" {
			return header
		}
	}
	c.t.Fatal("there is no report among the files")
	return nil
}

func TestWithoutScriptAReportIsSealedAndAnswered(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		text := "በዚህ ቤት ውስጥ ታስሬያለሁ"
		picture := []byte(strings.Repeat("picture ", 150_000))
		receipt, note, err := c.Reporting.BasicSend(t.Context(), reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Lang: "am", Text: text,
			Answers: reporting.Answers{Danger: "yes", Needs: []string{"safe_place"}}, PIN: "77", Urgent: true,
			Contact: &contact.SafeContact{Channel: contact.OwnSpace}, Files: []reporting.BasicFile{{Name: "a.jpg", Type: "image/jpeg", Data: picture, Stripped: true}}})
		if err != nil || !strings.Contains(string(note), "amparo/report/") {
			t.Fatalf("it was not taken: %v", err)
		}
		d := c.openDesk(c.Shelter, account.IntakeResponder)
		h := c.handed("the shelter", d)
		if h["text"] != text || h["mode"] != "basic" || h["lang"] != "am" || len(h["files"].([]any)) != 1 {
			t.Errorf("the report reads %v", h)
		}
		if n := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1`); n != 3 {
			t.Errorf("%d drops: want the report and two pieces of the picture", n)
		}
		w := c.queue(account.IntakeResponder)[0]
		if !w.Urgent {
			t.Error("the urgent mark is lost")
		}
		words := strings.Join(receipt.Words(reporting.English), " ")
		for name, try := range map[string][2]string{"before an answer": {words, "77"}, "another PIN": {words, "78"}, "other words": {strings.Join(reporting.NewReceipt().Words(reporting.English), " "), ""}} {
			if thread, err := c.Reporting.BasicOpen(t.Context(), try[0], try[1]); err != nil || len(thread.Replies) != 0 {
				t.Errorf("%s: %d replies, %v", name, len(thread.Replies), err)
			}
		}
		if _, err := c.Reporting.BasicOpen(t.Context(), "twelve words that are none", ""); !errors.Is(err, reporting.ErrReceipt) {
			t.Errorf("words that are no receipt: %v", err)
		}
		for _, key := range []string{"", "\xff", "a\x00b", strings.Repeat("k", 65)} {
			if err := c.Reporting.Reply(t.Context(), d.actor, w.Report, c.signedReply(d, h, "x"), key); !errors.Is(err, reporting.ErrSealed) {
				t.Errorf("a reply with the key %q: %v", key, err)
			}
		}
		if err := c.Reporting.Reply(t.Context(), d.actor, w.Report, c.signedReply(d, h, "ማታ ይምጡ"), "k"); err != nil {
			t.Fatal(err)
		}
		thread, err := c.Reporting.BasicOpen(t.Context(), strings.Join(receipt.Numbers(), ""), " 77 ")
		if err != nil || len(thread.Replies) != 1 || thread.Replies[0].Text != "ማታ ይምጡ" || !thread.Replies[0].Sure {
			t.Fatalf("the answer reads %+v, %v", thread, err)
		}
		for _, pin := range []string{"77", "78"} {
			if err := c.Reporting.BasicMessage(t.Context(), words, pin, reporting.BasicMessage{Lang: "am", Text: "እመጣለሁ", Answer: &reporting.Answer{To: thread.Replies[0].Nonce, Agree: true}}); err != nil {
				t.Errorf("a follow-up with the PIN %s: %v", pin, err)
			}
		}
		if w := c.queue(account.IntakeResponder)[0]; len(w.Drops) != 4 || !w.Waits {
			t.Errorf("after the follow-up: %d drops, waits %v", len(w.Drops), w.Waits)
		}
		if err := c.Reporting.BasicAct(t.Context(), words, "77", reporting.Withdraw, 0); err != nil || len(c.queue(account.IntakeResponder)) != 0 {
			t.Errorf("it was taken back and is still there: %v", err)
		}
	})
}

// A found is what one desk opens of a report: the report itself where it can, and the plaintexts of what follows it, which are
// locked once more.
type found struct {
	report map[string]any
	locked [][]byte
}

func (c *channel) finds(d openDesk) (f found) {
	c.t.Helper()
	state, err := c.Reporting.Desk(c.t.Context(), d.actor, d.channel)
	if err != nil || len(state.Reports) != 1 {
		c.t.Fatalf("%d reports, %v", len(state.Reports), err)
	}
	for _, drop := range state.Reports[0].Drops {
		sealed, err := c.Reporting.OpenDrop(c.t.Context(), d.actor, state.Reports[0].Report, drop.Drop, gate.ReadReport)
		if err != nil {
			c.t.Fatal(err)
		}
		in, err := age.Decrypt(bytes.NewReader(sealed), d.window)
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(in)
		if err != nil {
			c.t.Fatal(err)
		}
		var header map[string]any
		line, _, _ := bytes.Cut(plain, []byte("\n"))
		if err := json.Unmarshal(line, &header); err != nil {
			c.t.Fatal(err)
		}
		if header["kind"] == "report" {
			f.report = header
		} else {
			f.locked = append(f.locked, plain)
		}
	}
	return f
}

// thread is what a report hands to those who open it.
func threadIn(t testing.TB, report map[string]any) threadtest.Thread {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(report["thread"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return threadtest.Thread{Key: key, Box: report["box"].(string)}
}

// INV-10: whoever was left out of a report, by their role or by one above it, reads nothing of what its writer adds later,
// whoever that is sealed to, and nobody is asked again whom it is about. Those who can open the report read all of it.
func TestINVWithoutScriptWhoeverWasLeftOutReadsNothingOfAFollowUp(t *testing.T) {
	for _, about := range []string{"", "supervisor", "admin", "clinician"} {
		t.Run("about "+about, func(t *testing.T) {
			run(t, func(t *testing.T, c *channel) {
				recovery, err := keys.Combine(c.Shelter.Shares[0], c.Shelter.Shares[1])
				if err != nil {
					t.Fatal(err)
				}
				if _, err := c.ManDesk(t.Context(), c.as(account.Advocate), reporting.Help, "Ruth", recovery); err != nil {
					t.Fatal(err)
				}
				receipt, _, err := c.Reporting.BasicSend(t.Context(), reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Text: "the first words",
					AboutRole: about, Files: []reporting.BasicFile{{Name: "heron.jpg", Type: "image/jpeg", Data: []byte("a picture of a heron")}}})
				if err != nil {
					t.Fatal(err)
				}
				m := reporting.BasicMessage{Lang: "am", Text: "a heron in the reeds", Contact: &contact.SafeContact{Channel: contact.SMS, Address: "+1 312 555 0100"}}
				if err := c.Reporting.BasicMessage(t.Context(), strings.Join(receipt.Numbers(), " "), "", m); err != nil {
					t.Fatal(err)
				}
				read := 0
				for _, role := range []account.Role{account.IntakeResponder, account.Supervisor} {
					f := c.finds(c.openDesk(c.Shelter, role))
					out := about == string(role)
					if out != (f.report == nil) {
						t.Fatalf("the %s opens the report: %v", role, f.report != nil)
					}
					for _, plain := range f.locked {
						for _, trace := range []string{"heron", "312 555", `"lang"`, receipt.Numbers()[0] + " " + receipt.Numbers()[1]} {
							if bytes.Contains(plain, []byte(trace)) {
								t.Errorf("before the lock %q can be read", trace)
							}
						}
					}
					if out {
						if len(f.locked) != 1 { // the follow-up; the part of the file came with the report
							t.Errorf("the %s opens the age file of %d drops", role, len(f.locked))
						}
						continue
					}
					for _, plain := range f.locked {
						said, err := threadIn(t, f.report).Unlock(plain)
						if err != nil {
							t.Fatalf("the %s can't unlock it: %v", role, err)
						}
						if said.Kind == "message" && bytes.Contains(said.Line, []byte("a heron in the reeds")) && bytes.Contains(said.Line, []byte("312 555")) ||
							said.Kind == "piece" && bytes.HasPrefix(said.Raw, []byte("a picture of a heron")) {
							read++
						}
					}
				}
				if want := map[bool]int{true: 2, false: 4}[about == "supervisor"]; read != want {
					t.Errorf("%d parts are read, want %d", read, want)
				}
			})
		})
	}
}

// A follow-up to a concern goes to every custodian on duty, so that it reaches those two who can open the concern.
func TestWithoutScriptAFollowUpToAConcernReachesItsReaders(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		receipt, _, err := c.Reporting.BasicSend(t.Context(), reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Concern, Text: "something is wrong"})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Reporting.BasicMessage(t.Context(), strings.Join(receipt.Numbers(), " "), "", reporting.BasicMessage{Text: "and it goes on"}); err != nil {
			t.Fatal(err)
		}
		read := 0
		for _, d := range c.desks {
			if d.Channel != reporting.Concern || d.House.Agency.ID != c.Shelter.Agency.ID {
				continue
			}
			f := c.finds(openDesk{Manned: d, actor: c.as(account.Custodian), channel: d.Channel, window: d.Window})
			if len(f.locked) != 1 {
				t.Fatalf("a custodian opens the age file of %d follow-ups", len(f.locked))
			}
			if f.report == nil {
				continue
			}
			said, err := threadIn(t, f.report).Unlock(f.locked[0])
			if err != nil || !bytes.Contains(said.Line, []byte("and it goes on")) {
				t.Errorf("it reads %s, %v", said.Line, err)
			}
			read++
		}
		if read != 2 {
			t.Errorf("%d custodians read it, want the two who opened the concern", read)
		}
	})
}

// What is about an organisation goes to its oversight, and nobody there learns of it; what is about somebody goes past
// them and those above them.
func TestWithoutScriptItIsRoutedAsInThePage(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		send := func(b reporting.BasicReport) error {
			b.Agency, b.Text = c.Shelter.Agency.ID, "something is wrong"
			_, _, err := c.Reporting.BasicSend(t.Context(), b)
			return err
		}
		if err := send(reporting.BasicReport{Channel: reporting.Help, AboutAgency: true}); err != nil {
			t.Fatal(err)
		}
		if n := c.count(`SELECT count(*) FROM report WHERE agency_id = $1`); n != 0 {
			t.Error("what is about the shelter came to the shelter")
		}
		if h := c.handed("oversight", c.openDesk(c.LegalAid, account.Custodian)); h["about"].(map[string]any)["agency"] != c.Shelter.Agency.ID.String() {
			t.Errorf("the oversight reads %v", h["about"])
		}
		for _, role := range []string{"advocate", "supervisor", "custodian"} {
			ch := reporting.Help
			if role == "custodian" {
				ch = reporting.Concern
			}
			if err := send(reporting.BasicReport{Channel: ch, AboutRole: role}); !errors.Is(err, reporting.ErrNoBasic) {
				t.Errorf("about a %s it is sealed to fewer than two, or to them: %v", role, err)
			}
		}
		if err := send(reporting.BasicReport{Channel: reporting.Concern, AboutRole: "advocate"}); err != nil {
			t.Errorf("a concern about an advocate is not taken: %v", err)
		}
		if small := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1 AND class < 65536`); small != 0 {
			t.Errorf("%d concerns are smaller than one from the page", small)
		}
	})
}

func TestWithoutScriptOnlyWhereItIsOffered(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		try := func(b reporting.BasicReport) error {
			_, _, err := c.Reporting.BasicSend(t.Context(), b)
			return err
		}
		for name, b := range map[string]reporting.BasicReport{
			"nowhere":              {Channel: reporting.Help},
			"an agency unknown":    {Agency: c.Clinic.Agency.ID, Channel: reporting.Help},
			"too few readers":      {Agency: c.LegalAid.Agency.ID, Channel: reporting.Help},
			"a channel made up":    {Agency: c.Shelter.Agency.ID, Channel: "other"},
			"a book":               {Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Text: strings.Repeat("x", 200<<10)},
			"an agency of nowhere": {Agency: id.NewAgency(c.Clock.Now()), Channel: reporting.Help},
		} {
			if err := try(b); !errors.Is(err, reporting.ErrNoBasic) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := try(reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Files: make([]reporting.BasicFile, 5)}); !errors.Is(err, reporting.ErrFiles) {
			t.Errorf("five files: %v", err)
		}
		if err := c.Reporting.SetBasic(t.Context(), c.Shelter.Agency.ID, false); err != nil {
			t.Fatal(err)
		}
		if err := try(reporting.BasicReport{Agency: c.Shelter.Agency.ID, Channel: reporting.Help, Text: "x"}); !errors.Is(err, reporting.ErrNoBasic) {
			t.Errorf("switched off, and it takes words: %v", err)
		}
	})
}
