package reporter_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// languageOf is the language of a journey: one of each direction, each on one engine.
func languageOf(t *testing.T) string {
	if strings.HasSuffix(t.Name(), "/postgres") {
		return "ar"
	}
	return "am"
}

// Somebody asks for help with script, comes back with the numbers, reads the answer, says yes, and takes all of it back.
func TestAReportFromTheFirstPageToTheLast(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		lang := languageOf(t)
		w := s.device(browser.Options{Script: true, Language: lang})
		w.open()
		w.shot(lang + "-00-start")
		w.Click(w.say("way.help"))
		w.See(w.say("limits.heading"))
		before, after := phonePicture(t)
		w.pass(w.answers(before), func(step string) {
			w.fits(step)
			w.shot(lang + "-" + step)
		})
		w.Click(w.say("send"))
		w.See(w.say("received.heading"))
		w.fits("the receipt")
		w.shot(lang + "-received")
		numbers, words := w.receipt(asNumbers), w.receipt(asWords)
		w.Click(w.say("received.proof"))
		w.See("amparo/report/" + s.Shelter.Agency.ID.String())
		w.Click(w.say("next"))
		w.prove(numbers, words)
		w.See(w.say("end.heading"))
		w.See(w.say("end.urgent.away"))
		w.shot(lang + "-end")
		report := s.report()
		arrived(t, s, report, lang, after)

		w.comeBack(easternDigits(numbers))
		w.See(w.say("box.empty"))
		w.shot(lang + "-box")
		s.answer(report, hostile+"ሰላም", "record", nil)
		w.Click(w.say("box.look"))
		w.See(hostile[:20])
		w.See("ሰላም")
		w.fits("an answer")
		w.shot(lang + "-answer")
		w.Click(w.say("box.yes"))
		w.See(w.say("done.sent"))
		agreed(t, s, report)

		w.Click("#main section:not([hidden]) [data-do=box]")
		w.See("ሰላም")
		w.Click(w.say("box.withdraw"))
		w.See(w.say("withdraw.text"))
		w.Click("#main form:not([hidden]) [data-next]")
		w.See(w.say("done.withdrawn"))
		if left := s.inbox(s.desk(s.Shelter, account.IntakeResponder)); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
		w.bare()
	})
}

// answers fill in everything that can be filled in, with words that could be taken for markup.
func (w *walk) answers(picture []byte) map[string]func() {
	shelter := w.s.Shelter.Agency.Name
	return map[string]func(){
		"agency":   func() { w.Choose(shelter) },
		"danger":   func() { w.Choose(w.say("danger.yes")) },
		"urgent":   func() { w.Choose(w.say("urgent.yes")) },
		"for":      func() { w.Choose(w.say("for.another")); w.Fill(w.say("relationship.label"), hostile) },
		"age":      func() { w.Choose(w.say("age.under_18")) },
		"needs":    func() { w.Choose(w.say("needs.safe_place")); w.Choose(w.say("needs.legal")) },
		"language": func() { w.Fill(w.say("speak.label"), hostile); w.Choose(w.say("sign.yes")) },
		"area":     func() { w.Fill(w.say("area.label"), hostile) },
		"text":     func() { w.Fill(w.say("text.label"), "ፓስፖርቴን ወሰዱ\nجوازي معهم "+hostile) },
		"files": func() {
			w.add("#q-file", hostile+".jpg", "image/jpeg", picture)
			w.See(w.say("files.clean"))
			w.add("#q-file", "letter.pdf", "application/pdf", []byte("%PDF-1.7 /Author (Maria)"))
			w.See(w.say("files.tells", "what", w.say("files.tells.name")))
		},
		"contact": func() { w.Choose(w.say("contact.sms")); w.Fill(w.say("contact.address"), "+1 312 555 0100") },
		"reach": func() {
			w.Choose(w.say("contact.day.1"))
			w.Choose(w.say("contact.hours.evening"))
			w.Fill(w.say("contact.code"), hostile)
		},
		"keep":  func() { w.Choose(w.say("keep.n", "n", 30)) },
		"check": func() { w.See("letter.pdf"); w.See("+1 312 555 0100"); w.See(hostile[:20]) },
	}
}

// prove writes the two that are asked for, one as a word and one as a number, after a slip.
func (w *walk) prove(numbers, words []string) {
	w.t.Helper()
	w.See(w.say("proof.heading"))
	asked := browser.Eval[[]int](w.Tab, `[...document.querySelectorAll("[data-part=proof] input")].map((field) => Number(field.id.slice(2)))`)
	w.Fill(w.say("proof.nth", "n", asked[0]+1), "zoo zoo")
	w.Fill(w.say("proof.nth", "n", asked[1]+1), numbers[asked[1]])
	w.Click("[data-part=proof] [type=submit]")
	w.See(w.say("proof.wrong"))
	w.Fill(w.say("proof.nth", "n", asked[0]+1), strings.ToUpper(words[asked[0]]))
	w.Click("[data-part=proof] [type=submit]")
}

// comeBack opens the page anew with what was written down.
func (w *walk) comeBack(written string) {
	w.t.Helper()
	w.open()
	w.Click(w.say("way.back"))
	w.Fill(w.say("come.words"), written)
	w.Click("#main form:not([hidden]) [data-next]")
}

// easternDigits writes numbers as an Arabic keyboard does.
func easternDigits(numbers []string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '٠'
		}
		return r
	}, strings.Join(numbers, " - "))
}

// arrived checks what a reader opens.
func arrived(t *testing.T, s *site, h header, lang string, picture []byte) {
	t.Helper()
	if h.Mode != "browser" || h.Channel != "help" || h.Lang != lang || !h.urgent {
		t.Errorf("mode %q, channel %q, language %q, urgent %v", h.Mode, h.Channel, h.Lang, h.urgent)
	}
	if !strings.Contains(h.Text, "ፓስፖርቴን ወሰዱ\nجوازي معهم "+strings.TrimSuffix(hostile, "\u202e")) {
		t.Errorf("the text is %q", h.Text)
	}
	a := h.Answers
	if a.ConcernFor != "another" || a.Danger != "yes" || a.Age != "under_18" || strings.Join(a.Needs, " ") != "safe_place legal" || !a.SignLanguage || a.Read != "" {
		t.Errorf("the answers are %+v", a)
	}
	for _, typed := range []string{a.Relationship, a.Speak, a.Area, h.Contact["code_word"].(string)} {
		if !strings.Contains(typed, "<script>alert(2)</script>") {
			t.Errorf("what was typed came as %q", typed)
		}
	}
	if fmt.Sprintf("%v %v %v %v", h.Contact["channel"], h.Contact["days"], h.Contact["from"], h.Contact["to"]) != "sms [1] 1020 1260" {
		t.Errorf("the contact is %v", h.Contact)
	}
	if len(h.Files) != 2 || !h.Files[0].Stripped || h.Files[1].Stripped || h.Files[1].Name != "letter.pdf" {
		t.Fatalf("the files are %+v", h.Files)
	}
	whole := map[string][]byte{}
	for _, piece := range s.inbox(s.desk(s.Shelter, account.Supervisor)) {
		if piece.Kind == "piece" {
			whole[piece.File] = append(whole[piece.File], piece.raw[:len(bytes.TrimRight(piece.raw, "\x00"))]...)
		}
	}
	if got := whole[h.Files[0].ID]; !bytes.Equal(got, bytes.TrimRight(picture, "\x00")) || bytes.Contains(got, []byte("GPS")) {
		t.Errorf("the picture arrives with %d bytes, or with its place", len(got))
	}
}

// agreed checks that the reporter's yes has arrived.
func agreed(t *testing.T, s *site, report header) {
	t.Helper()
	for _, h := range s.inbox(s.desk(s.Shelter, account.IntakeResponder)) {
		if h.Kind == "message" && h.Answer != nil && h.Answer.Agree && h.at == report.Box {
			return
		}
	}
	t.Error("no yes has arrived")
}

// Everything that the page can show, at once: each step, each end, with what the script puts there.
func TestEveryStepIsReadable(t *testing.T) {
	s := small(t, "https://weather.example/")
	for _, o := range []browser.Options{{Width: 320, Height: 568, Language: "am"}, {Width: 1280, Height: 900, Language: "ar", Dark: true}} {
		o.Script = true
		w := s.device(o)
		w.open()
		w.sound("the start in " + o.Language)
		w.Click(w.say("way.concern"))
		picture, _ := phonePicture(t)
		w.pass(map[string]func(){
			"agency":  func() { w.Choose(s.Shelter.Agency.Name) },
			"danger":  func() { w.Choose(w.say("danger.yes")) },
			"files":   func() { w.add("#q-file", "a.jpg", "image/jpeg", picture); w.See(w.say("files.clean")) },
			"contact": func() { w.Choose(w.say("contact.call")); w.Fill(w.say("contact.address"), "1") },
		}, nil)
		browser.Eval[int](w.Tab, `(() => { for (const part of document.querySelectorAll("[data-step], [data-part], [data-part] [hidden]")) part.hidden = false;
			for (const list of document.querySelectorAll("ol.receipt")) for (let n = 0; n < 12; n++) list.append(Object.assign(document.createElement("li"), { textContent: list.matches(".receipt--numbers") ? "2048" : "multiply" }));
			for (const more of document.querySelectorAll("main details")) more.open = true; return 0 })()`)
		w.sound("all of it in " + o.Language)
		w.shot("all-" + o.Language)
	}
}
