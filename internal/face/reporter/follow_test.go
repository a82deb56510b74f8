package reporter_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// leftOut checks that a desk opens nothing of a report, and of what follows it no more than that something does, so many times.
func (s *site) leftOut(role account.Role, times int, traces ...string) {
	s.t.Helper()
	d := s.desk(s.Shelter, role)
	if n := len(s.inbox(d)); n != 0 {
		s.t.Errorf("whoever was left out reads %d drops", n)
	}
	all := s.opens(d)
	if len(all) != times {
		s.t.Errorf("whoever was left out opens %d age files, want %d", len(all), times)
	}
	for _, h := range all {
		if string(h.line) != `{"v":1,"kind":"`+h.Kind+`"}` {
			s.t.Errorf("before the lock stands %s", h.line)
		}
		for _, trace := range traces {
			if bytes.Contains(h.plain, []byte(trace)) {
				s.t.Errorf("whoever was left out reads %q", trace)
			}
		}
	}
}

// third puts an advocate on duty beside the two who are: leaving one out takes three.
func (s *site) third() {
	s.t.Helper()
	recovery, err := keys.Combine(s.Shelter.Shares[0], s.Shelter.Shares[1])
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.ManDesk(s.t.Context(), s.at(s.Shelter, account.Advocate), reporting.Help, "Ruth", recovery); err != nil {
		s.t.Fatal(err)
	}
}

// Somebody leaves the supervisor out of their report, by role or by name. Coming back with nothing but the words, they are not
// asked again whom it is about, and add words and a picture: those who read the report read them, and the supervisor nothing.
func TestINVWhoeverWasLeftOutReadsNothingOfWhatFollows(t *testing.T) {
	for _, how := range []string{"by role", "by name"} {
		t.Run(how, func(t *testing.T) {
			s := small(t, neutral(t))
			s.third()
			w := s.device(browser.Options{Script: true, Language: "en"})
			w.open()
			w.Click(w.say("way.help"))
			w.pass(map[string]func(){
				"agency": func() { w.Choose(s.Shelter.Agency.Name) },
				"readers": func() {
					if how == "by role" {
						w.Fill(w.say("readers.about"), w.say("role.supervisor"))
						return
					}
					key := s.desk(s.Shelter, account.Supervisor).Window.Recipient().String()
					w.Click(`[data-step="readers"] input[value="` + key + `"] + label`)
				},
				"text": func() { w.Fill(w.say("text.label"), "she keeps my passport") },
			}, nil)
			w.Click(w.say("send"))
			w.See(w.say("received.heading"))
			words := strings.Join(w.receipt(asWords), " ")
			s.leftOut(account.Supervisor, 0)

			w.comeBack(words)
			w.See(w.say("box.empty"))
			w.Click(w.say("box.write"))
			picture, after := phonePicture(t)
			asked := map[string]bool{}
			w.pass(map[string]func(){
				"agency":  func() { w.Choose(s.Shelter.Agency.Name) },
				"channel": func() { w.Choose(w.say("channel.help")) },
				"text":    func() { w.Fill(w.say("text.label"), "it is in the blue drawer") },
				"files":   func() { w.add("#q-file", "drawer.jpg", "image/jpeg", picture); w.See(w.say("files.clean")) },
			}, func(step string) { asked[step] = true })
			if asked["readers"] {
				t.Error("whom it is about is asked again")
			}
			w.See(w.say("check.same"))
			w.sound("before a follow-up is sent")
			w.shot("en-follow")
			w.Click(w.say("send"))
			w.See(w.say("done.sent"))
			message, piece := false, false
			for _, h := range s.inbox(s.desk(s.Shelter, account.IntakeResponder)) {
				message = message || h.Kind == "message" && h.Text == "it is in the blue drawer" && len(h.Files) == 1
				piece = piece || h.Kind == "piece" && bytes.HasPrefix(h.raw, after)
			}
			if !message || !piece {
				t.Errorf("those who read the report read the words: %v, the picture: %v", message, piece)
			}
			s.leftOut(account.Supervisor, 2, "blue drawer", "drawer.jpg", string(after[:64]), `"lang"`)
			w.bare()
		})
	}
}

// The same without script: the server, which seals in the browser's place, does not ask again either.
func TestINVWithoutScriptWhoeverWasLeftOutReadsNothingOfWhatFollows(t *testing.T) {
	s := small(t, neutral(t))
	s.third()
	w := s.device(browser.Options{Language: "en"})
	w.open()
	w.Choose(w.say("channel.help"))
	w.Choose(s.Shelter.Agency.Name)
	w.Fill(w.say("readers.about"), w.say("role.supervisor"))
	w.Fill(w.say("text.label"), "she keeps my passport")
	w.Submit(w.say("basic.send"))
	w.See(w.say("received.heading"))
	words := strings.Join(w.receipt(asWords), " ")
	report := s.report()
	s.answer(report, "May we begin a record?", "record", nil)
	s.leftOut(account.Supervisor, 0)

	comes := func() {
		w.open()
		w.Fill(w.say("come.words"), words)
		w.Submit(w.say("open"))
		w.See(w.say("box.heading"))
	}
	comes()
	w.See(w.say("check.same"))
	w.DontSee(w.say("readers.about"))
	w.sound("coming back without script")
	w.Fill(w.say("text.label"), "it is in the blue drawer")
	w.Submit(w.say("basic.send"))
	w.See(w.say("done.sent"))
	comes()
	w.Submit(w.say("box.yes"))
	w.See(w.say("done.sent"))
	agreed(t, s, report)
	s.leftOut(account.Supervisor, 2, "blue drawer", "agree", `"lang"`)
}

// Somebody comes back before an answer was there and names the wrong organisation, then the wrong channel. They are told,
// choose again with their words still there, and those who have the report read them; nothing lies where nobody can open it.
func TestWhatIsWrittenToTheWrongPlaceIsNotLost(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.open()
	w.Click(w.say("way.help"))
	w.pass(map[string]func(){
		"agency": func() { w.Choose(s.Shelter.Agency.Name) },
		"text":   func() { w.Fill(w.say("text.label"), "she keeps my passport") },
	}, nil)
	w.Click(w.say("send"))
	w.See(w.say("received.heading"))
	w.comeBack(strings.Join(w.receipt(asWords), " "))
	w.Click(w.say("box.write"))

	to := func(agency, channel string) map[string]func() {
		return map[string]func(){
			"agency":  func() { w.Choose(agency) },
			"channel": func() { w.Choose(w.say("channel." + channel)) },
			"text":    func() { w.Fill(w.say("text.label"), "it is in the blue drawer") },
		}
	}
	refused := func() {
		w.Click(w.say("send"))
		w.See(w.say("sending.elsewhere"))
		w.Click(w.say("sending.choose"))
	}
	w.pass(to(s.LegalAid.Agency.Name, "concern"), nil)
	refused()
	w.pass(to(s.Shelter.Agency.Name, "concern"), nil)
	w.sound("before it is sent again")
	refused()
	w.pass(to(s.Shelter.Agency.Name, "help"), func(step string) {
		if step == "text" {
			t.Error("the words are asked for again")
		}
	})
	w.Click(w.say("send"))
	w.See(w.say("done.sent"))

	read := false
	for _, h := range s.inbox(s.desk(s.Shelter, account.IntakeResponder)) {
		read = read || h.Kind == "message" && h.Text == "it is in the blue drawer"
	}
	if !read {
		t.Error("those who have the report do not read what was added")
	}
	for _, h := range []apptest.House{s.LegalAid, s.Shelter} {
		if n := len(s.opens(s.desk(h, account.Custodian))); n != 0 {
			t.Errorf("%d files lie where nobody can read them", n)
		}
	}
}
