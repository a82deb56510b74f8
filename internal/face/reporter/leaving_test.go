package reporter_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/bits"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// leftFor is more than the time for which the house shows an empty page to a browser that has left.
const leftFor = 3 * time.Minute

const secret = "my passport is in his drawer"

// write goes to the question about the text and answers it.
func (w *walk) write() {
	w.t.Helper()
	w.open()
	w.Click(w.say("way.help"))
	for range 15 {
		step := w.step()
		if step == "agency" {
			w.Choose(w.s.Shelter.Agency.Name)
		}
		if step == "text" {
			w.Fill(w.say("text.label"), secret)
			return
		}
		w.Click(w.say("next"))
		w.leaves(step)
	}
	w.t.Fatal("there is no question about the text")
}

// gone checks that nothing of what was written is on the page, seen or not.
func (w *walk) gone(what string) {
	w.t.Helper()
	if strings.Contains(w.HTML(), secret) || strings.Contains(w.Text(), secret) {
		w.t.Errorf("%s shows what was written", what)
	}
	if filled := browser.Eval[string](w.Tab, `[...document.querySelectorAll("input:not([type=radio]):not([type=checkbox]), textarea")].map((field) => field.value).join("")`); filled != "" {
		w.t.Errorf("%s holds %q", what, filled)
	}
}

func TestAfterLeavingNothingComesBack(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.write()
	w.Click(w.l.T("page.leave"))
	w.See("Sunny, with a breeze")
	for range 4 {
		w.Back()
		w.gone("Back")
		w.DontSee(w.say("text.label"))
	}
	s.Clock.Advance(leftFor)
	w.Reload()
	w.gone("Back after a while")
	w.Forward()
	w.gone("Forward")
}

func TestAReloadAndAnotherPageEmptyTheForm(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.write()
	w.Reload()
	w.See(w.say("start.heading"))
	w.gone("the page after a reload")

	w.write()
	w.Visit(neutral(t)) // a page that the browser may keep in its memory
	w.See("Sunny, with a breeze")
	w.Back()
	w.See(w.say("start.heading"))
	w.gone("the page that comes back")
	w.Click(w.say("way.help"))
	w.See(w.say("limits.heading"))

	w.write()
	w.Click("#main form:not([hidden]) [data-do=stop]")
	w.See(w.say("stopped.heading"))
	w.gone("the page after stopping")
	w.Click(".languages summary")
	w.Click("العربية")
	w.See(s.words.For("ar").T("reporter.start.heading"))
	if n := browser.Eval[int](w.Tab, `history.length`); n > 5 {
		t.Errorf("changing the language adds to the history: %d", n)
	}
}

// Three times Shift leaves too, and the page is empty in the same moment.
func TestShiftLeaves(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.write()
	w.Keys("Shift", "Shift", "Shift")
	w.See("Sunny, with a breeze")
	w.Back()
	w.gone("Back")
}

// A stubborn server asks for work before it takes anything, and checks it.
type stubborn struct {
	http.Handler
	bits  int
	fails atomic.Int32 // how many drops are lost on the line
	full  atomic.Bool
	asked atomic.Int32
	drops atomic.Int32
	t     *testing.T
}

const salt = "00112233445566778899aabbccddeeff"

func (s *stubborn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/ask/drop" {
		s.Handler.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) < 512 {
		return
	}
	s.drops.Add(1)
	if s.fails.Add(-1) >= 0 { // something on the way answers instead
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>Bad gateway</html>")
		return
	}
	if s.full.Load() {
		w.WriteHeader(http.StatusInsufficientStorage)
		_, _ = io.WriteString(w, `{"error":"full"}`)
		return
	}
	var meta struct{ Work string }
	if err := json.Unmarshal(bytes.TrimSpace(body[:512]), &meta); err != nil {
		s.t.Error(err)
	}
	name := sha256.Sum256(body[512:])
	n, ok := strings.CutPrefix(meta.Work, salt+":")
	h := sha256.Sum256([]byte(salt + ":" + hex.EncodeToString(name[:]) + ":" + n))
	if zeros := bits.LeadingZeros8(h[0]) + min(1, max(0, bits.LeadingZeros8(h[0])-7))*bits.LeadingZeros8(h[1]); s.bits > 0 && (!ok || zeros < min(16, s.bits)) {
		s.asked.Add(1)
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = fmt.Fprintf(w, `{"error":"busy","work":{"salt":%q,"bits":%d}}`, salt, s.bits)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.Handler.ServeHTTP(w, r)
}

// on opens the page behind another server.
func (s *site) on(h http.Handler, o browser.Options) *walk {
	s.t.Helper()
	w := s.device(o)
	server := httptest.NewServer(h)
	s.t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// sendQuickly answers only the text, and sends it.
func (w *walk) sendQuickly() {
	w.t.Helper()
	w.write()
	w.pass(nil, nil)
	w.Click(w.say("send"))
}

// A device that is asked for work does it, and its report arrives.
func TestADeviceWorksForItsTurn(t *testing.T) {
	s := small(t, neutral(t))
	server := &stubborn{Handler: s, bits: 14, t: t}
	w := s.on(server, browser.Options{Script: true, Language: "en"})
	w.sendQuickly()
	w.See(w.say("received.heading"))
	if server.asked.Load() == 0 || s.report().Text != secret {
		t.Error("no work was asked for, or nothing arrived")
	}
}

// Leaving in the middle of endless work works at once.
func TestLeavingWhileTheDeviceWorks(t *testing.T) {
	s := small(t, neutral(t))
	w := s.on(&stubborn{Handler: s, bits: 22, t: t}, browser.Options{Script: true, Language: "en"})
	w.sendQuickly()
	w.See(w.say("sending.work"))
	w.Click(w.l.T("page.leave"))
	w.See("Sunny, with a breeze")
	w.Back()
	w.gone("Back")
	if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 0 {
		t.Errorf("%d reports arrived", n)
	}
}

// What was lost on the line is sent again as it was, and arrives once.
func TestALostLineIsTriedAgain(t *testing.T) {
	s := small(t, neutral(t))
	server := &stubborn{Handler: s, t: t}
	server.fails.Store(1)
	w := s.on(server, browser.Options{Script: true, Language: "en"})
	w.sendQuickly()
	w.See(w.say("sending.offline"))
	w.Click(w.say("sending.retry"))
	w.See(w.say("received.heading"))
	if got := s.report(); got.Text != secret {
		t.Errorf("what arrived is %q", got.Text)
	}
	if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 1 {
		t.Errorf("%d reports arrived", n)
	}
}

// Where the server cannot be reached, the page says so, and works again when it can.
func TestNobodyToReachIsSaid(t *testing.T) {
	s := small(t, neutral(t))
	var away atomic.Bool
	w := s.on(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away.Load() && r.Method+r.URL.Path != "GET/ask/en" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		s.ServeHTTP(w, r)
	}), browser.Options{Script: true, Language: "en"})
	w.open()
	away.Store(true)
	w.Click(w.say("way.help"))
	w.See(w.say("offline"))
	w.Click(w.say("way.back"))
	w.Fill(w.say("come.words"), "legal winner thank year wave sausage worth useful legal winner thank yellow")
	w.Click("#main form:not([hidden]) [data-next]")
	w.See(w.say("box.offline"))
	away.Store(false)
	w.Click("#main form:not([hidden]) [data-next]")
	w.See(w.say("box.empty"))
	away.Store(true)
	w.Click(w.say("box.write"))
	w.See(w.say("offline"))
	w.Click(w.say("box.look"))
	w.See(w.say("box.offline"))
}

// Stopping while something is on its way takes back what has arrived already.
func TestStoppingTakesBackWhatHasArrived(t *testing.T) {
	s := small(t, neutral(t))
	server := &stubborn{Handler: s, t: t}
	w := s.on(server, browser.Options{Script: true, Language: "en"})
	w.write()
	w.pass(map[string]func(){"files": func() {
		w.add("#q-file", "a.txt", "text/plain", []byte("hello"))
		w.See("a.txt")
	}}, func(step string) {
		if step == "files" {
			server.fails.Store(-1)
		}
	})
	w.Click(w.say("send"))
	w.See(w.say("sending.part", "n", 2, "total", 2)) // the file is there, the report waits a moment
	w.Click("#main section:not([hidden]) [data-do=stop]")
	w.See(w.say("stopped.heading"))
	w.gone("the page after stopping")
	for range 200 {
		if len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))) == 0 {
			return
		}
	}
	t.Error("what had arrived is still there")
}

// Where there is no room for files, words still get through.
func TestWithoutRoomForFilesWordsGetThrough(t *testing.T) {
	s := small(t, neutral(t))
	server := &stubborn{Handler: s, t: t}
	server.full.Store(true)
	w := s.on(server, browser.Options{Script: true, Language: "en"})
	w.write()
	w.pass(map[string]func(){"files": func() {
		w.add("#q-file", "a.txt", "text/plain", []byte("hello"))
		w.See("a.txt")
	}}, nil)
	w.Click(w.say("send"))
	w.See(w.say("sending.full"))
	server.full.Store(false)
	w.Click(w.say("sending.without"))
	w.See(w.say("received.heading"))
	if got := s.report(); got.Text != secret || len(got.Files) != 0 {
		t.Errorf("what arrived is %s", got.line)
	}
}

// The whole way with the keys alone.
func TestTheKeysAreEnough(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en", Width: 1280, Height: 900})
	w.open()
	to := func(words string) {
		t.Helper()
		for range 60 {
			w.Keys("Tab")
			if strings.Contains(w.Focused(), words) {
				return
			}
		}
		t.Fatalf("Tab never comes to %q in %q", words, w.step())
	}
	to(w.l.T("page.leave"))
	to(w.say("way.help"))
	w.Keys("Enter")
	w.See(w.say("limits.heading"))
	for range 20 {
		switch step := w.step(); step {
		case "agency":
			to(s.Shelter.Agency.Name)
			w.Keys("Space")
		case "text":
			to(w.say("text.label"))
			w.Keys("h", "i")
		}
		if w.step() == "check" {
			break
		}
		step := w.step()
		to(w.say("next"))
		w.Keys("Enter")
		w.leaves(step)
		if heading := browser.Eval[string](w.Tab, `document.activeElement.tagName`); heading != "H1" {
			t.Errorf("%s begins with the focus on %s", w.step(), heading)
		}
	}
	to(w.say("send"))
	w.Keys("Enter")
	w.See(w.say("received.heading"))
	if got := s.report(); got.Text != "hi" {
		t.Errorf("what arrived is %q", got.Text)
	}
}
