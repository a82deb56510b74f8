package reporter_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// custodians are the manned desks of those who receive complaints at the shelter.
func (s *site) handed(role account.Role) (found []header) {
	s.t.Helper()
	for _, d := range s.desks {
		if d.Member.Role == role && d.House.Agency.ID == s.Shelter.Agency.ID {
			found = append(found, s.inbox(d)...)
		}
	}
	return found
}

// A complaint goes to those who receive complaints, with a name that no one of them opens alone.
func TestAConcernKeepsItsNameApart(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.open()
	w.Click(w.say("way.concern"))
	asked := []string{}
	w.pass(map[string]func(){
		"agency": func() { w.Choose(s.Shelter.Agency.Name) },
		"readers": func() {
			w.Fill(w.say("readers.about"), w.say("role.advocate"))
		},
		"text": func() { w.Fill(w.say("text.label"), secret) },
		"name": func() { w.Fill(w.say("name.label"), "Maria Example") },
	}, func(step string) { asked = append(asked, step) })
	w.See("Maria Example")
	w.Click(w.say("send"))
	w.See(w.say("received.heading"))
	if !slices.Contains(asked, "name") || slices.Contains(asked, "age") {
		t.Errorf("the questions were %v", asked)
	}
	got := s.handed(account.Custodian)
	if len(got) == 0 {
		t.Fatal("nobody who receives complaints opens it")
	}
	h := got[0]
	if h.Channel != "concern" || h.Text != secret || h.About["role"] != "advocate" || len(h.Identity) == 0 {
		t.Errorf("what arrived is %.400s", h.line)
	}
	if strings.Contains(string(h.line), "Maria") {
		t.Error("the name stands beside the rest")
	}
	if others := append(s.handed(account.IntakeResponder), s.handed(account.Supervisor)...); len(others) > 0 {
		t.Error("somebody else opens a complaint")
	}
	w.bare()
}

// What is about the house goes outside; with too few readers nothing goes anywhere.
func TestWhoReadsIsDecidedOnThePage(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.open()
	w.Click(w.say("way.help"))
	for w.step() != "readers" {
		step := w.step()
		if step == "agency" {
			w.Choose(s.Shelter.Agency.Name)
		}
		w.Click(w.say("next"))
		w.leaves(step)
	}
	w.Fill(w.say("readers.about"), w.say("role.intake_responder"))
	w.Click(w.say("next"))
	w.See(w.say("readers.few"))
	w.sound("too few readers")
	w.Fill(w.say("readers.about"), w.say("readers.about.nobody"))
	w.See(w.say("readers.agency.hint", "name", s.LegalAid.Agency.Name))
	w.Choose(w.say("readers.agency"))
	w.Click(w.say("next"))
	w.leaves("readers")
	w.pass(map[string]func(){"text": func() { w.Fill(w.say("text.label"), secret) }}, nil)
	w.See(w.say("check.elsewhere", "name", s.LegalAid.Agency.Name))
	w.Click(w.say("send"))
	w.See(w.say("received.where", "name", s.LegalAid.Agency.Name))
	inside, outside := 0, 0
	for _, d := range s.desks {
		if n := len(s.inbox(d)); d.House.Agency.ID == s.Shelter.Agency.ID {
			inside += n
		} else {
			outside += n
		}
	}
	if inside != 0 || outside == 0 {
		t.Errorf("inside %d and outside %d open it", inside, outside)
	}
}

// A reply that no worker signed is a warning. The wrong words, a wrong number and no answer yet are the same page.
func TestComingBackTellsNothingToTheWrongOne(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.sendQuickly()
	w.See(w.say("received.heading"))
	words := strings.Join(w.receipt(asWords), " ")
	box := func() string {
		w.See(w.say("box.heading"))
		return browser.Eval[string](w.Tab, `document.querySelector("main").innerHTML`)
	}
	w.comeBack(words)
	none := box()
	w.open()
	w.Click(w.say("way.back"))
	w.Fill(w.say("come.words"), words)
	w.Fill(w.say("come.pin"), "4711")
	w.Click("#main form:not([hidden]) [data-next]")
	if box() != none {
		t.Error("a wrong number shows another page than no answer")
	}
	w.comeBack("legal winner thank year wave sausage worth useful legal winner thank yellow")
	if box() != none {
		t.Error("words of nobody show another page than no answer")
	}
	w.comeBack("legal winner thank year")
	w.See(w.say("come.slip"))

	report := s.report()
	s.answer(report, "Go to the old bridge", "", func(body []byte) []byte {
		return []byte(strings.Replace(string(body), "old bridge", "new bridge", 1))
	})
	w.comeBack(words)
	w.See(w.say("box.unsure"))
	w.sound("an answer that does not hold")
	w.shot("en-unsure")
	w.DontSee("bridge")
	if strings.Contains(w.HTML(), "bridge") {
		t.Error("what nobody signed is on the page")
	}

	w.Click(w.say("box.write"))
	w.pass(map[string]func(){
		"agency":  func() { w.Choose(s.Shelter.Agency.Name) },
		"channel": func() { w.Choose(w.say("channel.help")) },
		"text":    func() { w.Fill(w.say("text.label"), "who are you?") },
		"contact": func() { w.Choose(w.say("contact.take")) },
	}, nil)
	w.Click(w.say("send"))
	w.See(w.say("done.sent"))
	found := false
	for _, h := range s.inbox(s.desk(s.Shelter, account.Supervisor)) {
		found = found || h.Kind == "message" && h.Text == "who are you?" && h.Contact["none"] == true
	}
	if !found {
		t.Error("the follow-up did not arrive")
	}
	w.Click("#main section:not([hidden]) [data-do=box]")
	w.Click(w.say("box.keep"))
	w.Choose(w.say("keep.n", "n", 365))
	w.Click(w.say("next"))
	w.See(w.say("done.kept", "n", 365))
	w.bare()
}

// A voice is recorded where the browser can; the microphone of this test is silent.
func TestAVoiceIsAFileLikeOthers(t *testing.T) {
	s := small(t, neutral(t))
	w := s.device(browser.Options{Script: true, Language: "en"})
	w.write()
	w.pass(map[string]func(){"files": func() {
		browser.Eval[int](w.Tab, `(() => { navigator.mediaDevices.getUserMedia = async () => { throw new Error("no") }; return 0 })()`)
		w.Click(w.say("voice.label"))
		w.See(w.say("voice.off"))
		w.See(w.say("voice.add"))
		browser.Eval[int](w.Tab, `(() => { const sound = new AudioContext();
			navigator.mediaDevices.getUserMedia = async () => sound.createMediaStreamDestination().stream; return 0 })()`)
		w.Click(w.say("voice.label"))
		w.See(w.say("voice.on", "seconds", 1))
		w.Click(w.say("voice.stop"))
		w.See(w.say("voice.name") + ".webm")
		w.sound("a voice note")
		w.shot("en-voice")
		w.add("#q-file", "x.txt", "text/plain", []byte("x"))
		w.See("x.txt")
		w.Click("[aria-label$='x.txt']")
	}}, nil)
	w.Click(w.say("send"))
	w.See(w.say("received.heading"))
	files := s.report().Files
	if len(files) != 1 || files[0].Type != "audio/webm" || files[0].Bytes == 0 {
		t.Errorf("the files are %+v", files)
	}
	w.bare()
}

// On a slow line somebody may write into the plain form before the script arrives. Then the form stays theirs.
func TestTheScriptTakesOverOnlyAnUntouchedForm(t *testing.T) {
	s := small(t, neutral(t))
	script, err := os.ReadFile(filepath.Join("..", "..", "platform", "webkit", "assets", "dist", "report.js"))
	if err != nil {
		t.Fatal(err)
	}
	late := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/report.js") {
			http.NotFound(w, r)
			return
		}
		s.ServeHTTP(w, r)
	})
	w := s.on(late, browser.Options{Script: true, Language: "en"})
	w.open()
	w.See(w.say("basic.warn"))
	w.Fill(w.say("text.label"), secret)
	browser.Eval[int](w.Tab, string(script)+";0")
	w.See(w.say("basic.warn"))
	if got := w.Value(w.say("text.label")); got != secret {
		t.Errorf("the field holds %q", got)
	}
	w.open()
	browser.Eval[int](w.Tab, string(script)+";0")
	w.See(w.say("way.help"))
	w.DontSee(w.say("basic.warn"))
}
