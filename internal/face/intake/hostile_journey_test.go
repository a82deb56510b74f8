package intake_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// hostile is what somebody writes who would like it to run.
const hostile = `"><img src=x onerror="window.pwned=1"><svg/onload=pwned=1>` + "\u202e" + `{{7*7}}</template><script>pwned=1</script>`

// TestWhatAReporterWritesIsOnlyText puts markup, scripts and direction marks into every field that a reporter controls.
func TestWhatAReporterWritesIsOnlyText(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	png, _ := hex.DecodeString("89504e470d0a1a0a0000000d4948445200000001000000010806000000" +
		"1f15c4890000000d49444154789c63f8cfc0f01f0005000201d0c0d8e70000000049454e44ae426082")
	wav := append([]byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"), make([]byte, 64)...)
	files := map[string][]byte{"picture": png, "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>`), "html": []byte(hostile), "sound": wav}
	var list []any
	for _, name := range []string{"picture", "svg", "html", "sound"} {
		id := digits(8)
		r.follows(r.piece(id, 0, files[name]))
		list = append(list, map[string]any{"id": id, "name": name + hostile, "type": "image/png", "bytes": len(files[name]), "parts": 1, "sha256": sum(files[name]), "stripped": true})
	}
	r.sends(r.header(map[string]any{"text": hostile + "\n" + hostile, "lang": "en", "files": list,
		"answers": map[string]any{"relationship": hostile, "area": hostile, "speak": hostile, "read": "en", "needs": []string{"talk", hostile}},
		"contact": map[string]any{"channel": "call", "address": hostile, "days": []int{1}, "from": 540, "to": 1020, "zone": "UTC", "code_word": hostile, "others_see": hostile, "ask_again": hostile[:30], "voicemail": true}}))
	r.follows(r.message(map[string]any{"text": hostile, "evil": hostile}))

	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	c.See(`onerror="window.pwned=1"`)
	c.Click(".row-open")
	c.See(`onload=pwned=1>{{7*7}}</template><script>pwned=1</script>`)
	c.See(c.say("say.trouble.value"))
	c.See(c.say("say.trouble.key"))
	if n := browser.Eval[int](c.Tab, `document.querySelectorAll(".file").length`); n != 4 {
		t.Fatalf("%d files are listed", n)
	}
	for n := 1; n <= 4; n++ {
		c.Click(".file:nth-child(" + string(rune('0'+n)) + ") [data-part=open]")
	}
	c.See(c.say("file.clear"))
	c.See(c.say("file.save"))
	c.Until(`document.querySelectorAll(".file [data-part=place] > *").length >= 6 && document.querySelector("audio")`)
	c.looks("hostile")
	if got := browser.Eval[string](c.Tab, `[...document.querySelectorAll("[data-part=save]")].map((a) => a.download).join(" ")`); got != "file-2.bin file-3.bin" {
		t.Errorf("files are saved as %q", got)
	}
	if !browser.Eval[bool](c.Tab, `document.querySelector(".picture img").matches(".blurred")`) {
		t.Error("the picture is not blurred")
	}
	c.Click(c.say("file.clear"))
	if browser.Eval[bool](c.Tab, `document.querySelector(".picture img").matches(".blurred")`) {
		t.Error("the picture stays blurred")
	}
	if browser.Eval[bool](c.Tab, `"pwned" in window || [...document.querySelectorAll(".intake script, .intake svg:not(.icon):not(.drawing), .intake [onerror], .intake iframe, .intake object")].length > 0`) {
		t.Error("something that was written became part of the page")
	}
	for _, problem := range c.Problems() {
		t.Errorf("the browser complains: %s", problem)
	}
	for _, address := range c.Requests() {
		if !strings.HasPrefix(address, s.address) && !strings.HasPrefix(address, "blob:") {
			t.Errorf("the page asks %s", address)
		}
	}
}

// TestNothingBlocksTheQueue drops everything that is not as it should be before and after a report that is: the report stays
// first, what opens is flagged, and what does not is not there.
func TestNothingBlocksTheQueue(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	other := s.reporter(s.Shelter, reporting.Help)
	junk := map[string]func(r *reporter) []byte{
		"depth": func(*reporter) []byte {
			return []byte(`{"v":1,"kind":"report","answers":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}\n")
		},
		"no JSON":  func(*reporter) []byte { return []byte("<script>pwned=1</script>\n") },
		"replayed": func(*reporter) []byte { return append(asJSON(other.header(nil)), '\n') },
		"moved": func(r *reporter) []byte {
			return append(asJSON(r.header(map[string]any{"agency": s.LegalAid.Agency.ID.String()})), '\n')
		},
		"channel": func(r *reporter) []byte { return append(asJSON(r.header(map[string]any{"channel": "concern"})), '\n') },
		"nothing": func(*reporter) []byte { return nil },
	}
	for _, make1 := range junk {
		r := s.reporter(s.Shelter, reporting.Help)
		body := make1(r)
		r.drops(sealed(t, append(body, make([]byte, 16<<10-len(body))...), key(sol)))
	}
	stranger := s.reporter(s.Shelter, reporting.Help)
	stranger.drops(sealed(t, make([]byte, 16<<10))) // to nobody
	r := s.reporter(s.Shelter, reporting.Help)
	r.urgent = true
	r.sends(r.header(map[string]any{"mode": "basic"}))
	r.follows(threadtest.Thread{Key: drawn(32), Box: r.box}.Lock("message", map[string]any{"text": "forged"}, nil))
	r.follows(plain(map[string]any{"v": 1, "kind": "message", "text": "forged"}))
	r.follows(threadtest.Thread{Key: r.thread, Box: other.box}.Lock("message", map[string]any{"text": "forged"}, nil))

	c := s.chair(s.address, browser.Options{Width: 320, Height: 640, Language: "en"})
	c.opens(sol)
	c.See(c.say("say.value.needs.safe_place"))
	c.looks("flagged")
	if got := browser.Eval[[]string](c.Tab, `[...document.querySelectorAll(".row-open")].map((b) => b.textContent)`); len(got) != 1+len(junk) || !strings.Contains(got[0], c.say("say.value.needs.safe_place")) {
		t.Errorf("the queue is %q", got)
	}
	c.Keys("j", "Enter")
	c.See("una garza en los juncos")
	c.See(c.say("say.basic_text"))
	c.See(c.say("say.trouble.malformed"))
	c.DontSee("forged")
	c.Keys("u")
	c.Keys("j", "j", "Enter")
	c.See(c.say("decide.heading"))
	c.DontSee("una garza")
	c.DontSee(c.say("reply.heading"))
	c.looks("flagged-one")
}
