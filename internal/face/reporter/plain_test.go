package reporter_test

import (
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// T1.1: a report without a name, without script, on a small phone; the receipt is in the reader's script. Then the way back.
func TestAReportWithoutScript(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		lang := languageOf(t)
		w := s.device(browser.Options{Language: lang})
		w.open()
		w.See(w.say("limits.tell"))
		w.See(w.say("basic.warn"))
		w.sound("the page without script")
		w.shot(lang + "-plain")
		w.Choose(w.say("channel.help"))
		w.Choose(s.Shelter.Agency.Name)
		w.Fill(w.say("text.label"), "ፓስፖርቴን ወሰዱ "+hostile)
		w.Submit(w.say("basic.send"))
		w.See(w.say("received.heading"))
		w.sound("the receipt without script")
		w.shot(lang + "-plain-received")
		numbers := w.receipt(asNumbers)
		report := s.report()
		if report.Mode != "basic" || !strings.HasPrefix(report.Text, "ፓስፖርቴን ወሰዱ <img") {
			t.Errorf("what arrived is %s", report.line)
		}
		s.answer(report, "ሰላም "+hostile, "record", nil)

		w.open()
		w.Fill(w.say("come.words"), easternDigits(numbers))
		w.Submit(w.say("open"))
		w.See("ሰላም <img src=x onerror=alert(1)>")
		w.sound("the answer without script")
		w.shot(lang + "-plain-thread")
		w.Submit(w.say("box.yes"))
		w.See(w.say("done.sent"))
		agreed(t, s, report)
		w.open()
		w.Fill(w.say("come.words"), strings.Join(numbers, ""))
		w.Submit(w.say("open"))
		w.Click(w.say("withdraw.heading"))
		w.Submit("[value=withdraw]")
		w.See(w.say("done.withdrawn"))
		if left := s.inbox(s.desk(s.Shelter, account.IntakeResponder)); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
		if c := w.Cookies(); len(c) > 0 {
			t.Errorf("cookies are kept: %+v", c)
		}
		if problems := w.Problems(); len(problems) > 0 {
			t.Errorf("the browser complains: %v", problems)
		}
	})
}

// Going back to what was sent without script, and sending it again as a browser offers, shows no receipt.
func TestGoingBackWithoutScriptShowsNoReceipt(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Language: "en"})
	w.open()
	w.Choose(s.Shelter.Agency.Name)
	w.Fill(w.say("text.label"), "my passport")
	w.Submit(w.say("basic.send"))
	w.See(w.say("received.heading"))
	words := strings.Join(w.receipt(asWords), " ")
	w.Click(w.l.T("page.leave"))
	w.See("Sunny, with a breeze")
	s.Clock.Advance(leftFor)
	for range 3 {
		w.Back()
		w.Reload() // the browser asks whether to send the form again: yes
		for _, trace := range []string{words, strings.ReplaceAll(words, " ", "\n"), "my passport", w.say("received.heading")} {
			w.DontSee(trace)
		}
	}
	if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 1 {
		t.Errorf("%d reports arrived", n)
	}
}
