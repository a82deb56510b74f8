package reporter_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
)

// spoilt are browsers whose random numbers are none, by what is wrong with them.
var spoilt = map[string]string{
	"missing":  `Object.defineProperty(window, "crypto", { value: undefined })`,
	"failing":  `Crypto.prototype.getRandomValues = () => { throw new Error("no entropy") }`,
	"zero":     `Crypto.prototype.getRandomValues = (bytes) => bytes`,
	"constant": `Crypto.prototype.getRandomValues = (bytes) => { new Uint8Array(bytes.buffer).forEach((_, at, all) => { all[at] = at * at * 7 + 3 * at }); return bytes }`,
}

// Where the browser's random numbers are none, the page stays what it is without script, before anything can be typed into another,
// and says so with whom to ring.
func TestWhereChanceIsBrokenThePageStaysWithoutScript(t *testing.T) {
	s := small(t, neutral(t))
	for name, before := range spoilt {
		w := s.device(browser.Options{Script: true, Before: before})
		w.open()
		w.See(w.say("unsafe.heading"))
		w.See("+1 312 555 0199")
		w.See(w.say("basic.warn"))
		w.See(w.say("basic.send"))
		w.DontSee(w.say("way.help.about"))
		if name == "constant" {
			w.fits("without chance")
			w.Choose(s.Shelter.Agency.Name)
			w.Fill(w.say("text.label"), "written without locking")
			w.Click(w.say("basic.send"))
			w.See(w.say("received.heading"))
		}
	}
	if h := s.report(); h.Mode != "basic" || h.Text != "written without locking" {
		t.Errorf("what arrived is %s", h.line)
	}
}

// Numbers that break while somebody writes: a new way leads to the form without script, and what was written is not sent.
func TestWhereChanceBreaksLaterNothingIsSent(t *testing.T) {
	s := small(t, neutral(t))
	const breaks = `const whole = Crypto.prototype.getRandomValues; Crypto.prototype.getRandomValues = function (bytes) { return window.spoilt ? bytes : whole.call(this, bytes) }`
	w := s.device(browser.Options{Script: true, Before: breaks})
	w.open()
	w.Click(w.say("way.help"))
	w.See(w.say("limits.heading"))
	w.pass(map[string]func(){"agency": func() { w.Choose(s.Shelter.Agency.Name) }, "text": func() { w.Fill(w.say("text.label"), "hello") }}, nil)
	browser.Eval[bool](w.Tab, `window.spoilt = true`)
	w.Click(w.say("send"))
	w.See(w.say("unsafe.late"))
	w.See("+1 312 555 0199")
	if n := len(s.inbox(s.desks[0])); n != 0 {
		t.Errorf("%d drops were sent", n)
	}
}

// Without broken numbers nothing is said of them.
func TestWhereChanceIsWholeNothingIsSaidOfIt(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true})
	w.open()
	w.See(w.say("way.help.about"))
	w.DontSee(w.say("unsafe.heading"))
}
