package reporter_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A header is the first line of something that was sent, and what lay behind it.
type header struct {
	Kind, Mode, Box, Reply, Thread, Lang, Text, Nonce string
	Channel                                           string
	About                                             map[string]string
	LeftOut                                           []string `json:"left_out"`
	Answers                                           reporting.Answers
	Contact                                           map[string]any
	Identity                                          []map[string]string
	Files                                             []struct {
		ID, Name, Type, SHA256 string
		Bytes, Parts           int
		Stripped               bool
	}
	File   string
	Part   int
	Answer *reporting.Answer
	raw    []byte
	urgent bool
	line   []byte
	plain  []byte
	at     string // the mailbox in which it was found
}

// at is a member of a house at their desk; each signs in once, since a second factor is good for one time.
func (s *site) at(h apptest.House, role account.Role) account.Actor {
	s.t.Helper()
	of := h.Agency.Slug + "/" + string(role)
	if _, ok := s.actors[of]; !ok {
		s.actors[of] = s.SignIn(h.As(role))
	}
	return s.actors[of]
}

// inbox opens everything that waits at a desk: the reports, and what is locked under the threads of those that open.
func (s *site) inbox(d apptest.Manned) (found []header) {
	s.t.Helper()
	threads := map[string]threadtest.Thread{}
	all := s.opens(d)
	for _, h := range all {
		if key, err := base64.StdEncoding.DecodeString(h.Thread); h.Kind == "report" && err == nil {
			threads[h.at] = threadtest.Thread{Key: key, Box: h.Box}
		}
	}
	for _, h := range all {
		if h.Kind != "report" {
			said, err := threads[h.at].Unlock(h.plain)
			if err != nil {
				continue // it follows a report that is for others
			}
			if err := json.Unmarshal(said.Line, &h); err != nil {
				s.t.Fatalf("%v in %.200s", err, said.Line)
			}
			h.line, h.raw = said.Line, said.Raw
		}
		found = append(found, h)
	}
	return found
}

// opens takes off the age files around what waits at a desk, and no lock.
func (s *site) opens(d apptest.Manned) (found []header) {
	s.t.Helper()
	actor := s.at(d.House, d.Member.Role)
	desk, err := s.Reporting.Desk(s.t.Context(), actor, d.Channel)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, report := range desk.Reports {
		for _, drop := range report.Drops {
			sealed, err := s.Reporting.OpenDrop(s.t.Context(), actor, report.Report, drop.Drop, gate.ReadReport)
			if err != nil {
				s.t.Fatal(err)
			}
			if h, ok := opened(s.t, sealed, d.Window); ok {
				h.urgent, h.at = report.Urgent, report.Box
				found = append(found, h)
			}
		}
	}
	return found
}

// opened opens a file; ok is false where it is for somebody else.
func opened(t testing.TB, sealed []byte, with age.Identity) (h header, ok bool) {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		return h, false
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	line, raw, _ := bytes.Cut(plain, []byte("\n"))
	if err := json.Unmarshal(line, &h); err != nil {
		t.Fatalf("%v in %.200s", err, line)
	}
	h.raw, h.line, h.plain = raw, line, plain
	return h, true
}

// desk is the manned desk of a member of the shelter.
func (s *site) desk(h apptest.House, role account.Role) apptest.Manned {
	s.t.Helper()
	for _, d := range s.desks {
		if d.Member.Role == role && d.House.Agency.ID == h.Agency.ID {
			return d
		}
	}
	s.t.Fatalf("nobody of the role %s is on duty", role)
	return apptest.Manned{}
}

// report is the one report that waits at the desk of somebody who answers requests for help.
func (s *site) report() header {
	s.t.Helper()
	for _, h := range s.inbox(s.desk(s.Shelter, account.IntakeResponder)) {
		if h.Kind == "report" {
			return h
		}
	}
	s.t.Fatal("no report waits")
	return header{}
}

// answer leaves a reply to a report, signed by the worker's desk, unless the text of the signed part is changed on the way.
func (s *site) answer(to header, text, ask string, change func([]byte) []byte) {
	s.t.Helper()
	d := s.desk(s.Shelter, account.IntakeResponder)
	actor := s.at(d.House, d.Member.Role)
	desk, err := s.Reporting.Desk(s.t.Context(), actor, d.Channel)
	if err != nil {
		s.t.Fatal(err)
	}
	body, _ := json.Marshal(map[string]string{"agency": s.Shelter.Agency.ID.String(), "box": to.Box, "nonce": base64.StdEncoding.EncodeToString(make([]byte, 16)),
		"lang": to.Lang, "day": s.Clock.Now().UTC().Format("2006-01-02"), "from": "Sol", "text": text, "state": "in_triage", "ask": ask})
	signature := d.Signer.Sign(append([]byte("amparo/reply/v1\n"), body...))
	if change != nil {
		body = change(body)
	}
	line, _ := json.Marshal(map[string]any{"v": 1, "kind": "reply", "body": string(body), "signer": base64.StdEncoding.EncodeToString(d.Signer.Public().Bytes()),
		"signature": base64.StdEncoding.EncodeToString(signature), "certified": desk.Desk.Certified, "certified_until": desk.Desk.CertifiedUntil, "role": d.Member.Role})
	for _, report := range desk.Reports {
		if report.Box != to.Box {
			continue
		}
		if err := s.Reporting.Reply(s.t.Context(), actor, report.Report, sealedReply(s.t, line, to.Reply), fmt.Sprint(len(text), ask)); err != nil {
			s.t.Fatal(err)
		}
		return
	}
	s.t.Fatal("there is no such report")
}

func sealedReply(t testing.TB, line []byte, to string) []byte {
	t.Helper()
	recipient, err := age.ParseHybridRecipient(to)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(plain []byte) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, recipient)
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
	plain := make([]byte, reporting.SlotSize-len(seal(nil)))
	copy(plain, append(line, '\n'))
	return seal(plain)
}
