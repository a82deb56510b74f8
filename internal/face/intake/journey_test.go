package intake_test

import (
	"fmt"
	"net"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A chair is a worker before a real browser.
type chair struct {
	*browser.Tab
	o       *office
	t       testing.TB
	l       *locale.Localiser
	url, at string
	name    string // of the pictures
	words   string // that open the desk
}

// served is an office at an address where browsers allow passkeys.
func served(t *testing.T, w *apptest.World) (o *office, address string) {
	t.Helper()
	o = opened(t, w)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	return o, "http://localhost:" + strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)
}

func (o *office) chair(url string, opts browser.Options) *chair {
	o.t.Helper()
	opts.Script = true
	return &chair{Tab: browser.Open(o.t, opts), o: o, t: o.t, l: o.words.For(opts.Language), url: url, at: "/desk/intake",
		name: fmt.Sprintf("intake-%s-%d", opts.Language, opts.Width)}
}

func (c *chair) say(key string) string { return c.l.T("intake." + key) }

// signsIn goes through the sign-in page to the desk.
func (c *chair) signsIn(m apptest.Member) {
	c.t.Helper()
	c.o.Clock.Advance(time.Minute)
	code, err := m.Second.Code(c.o.Clock.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	c.Visit(c.url + "/desk/sign-in")
	c.Fill(c.l.T("staff.sign_in.name"), m.SignInName)
	c.Fill(c.l.T("staff.sign_in.passphrase"), m.Passphrase)
	c.Fill(c.l.T("staff.sign_in.code"), code)
	c.Submit(c.l.T("staff.sign_in.go"))
	c.Visit(c.url + c.at)
}

// looks takes a picture and holds the page to what every page of the desks keeps to.
func (c *chair) looks(page string) {
	c.t.Helper()
	c.Screenshot(c.name + "-" + page)
	if over := browser.Eval[int](c.Tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		c.t.Errorf("%s is %d pixels wider than the screen", page, over)
	}
	for _, v := range c.Axe() {
		c.t.Errorf("%s: %s", page, v)
	}
}

// setsUp makes the desk's keys, with or without a passkey.
func (c *chair) setsUp(passkey bool) {
	c.t.Helper()
	c.See(c.say("setup.lead"))
	c.looks("setup")
	c.Click(c.say("setup.draw"))
	c.See(c.say("words.lead"))
	c.looks("words")
	c.words = browser.Eval[string](c.Tab, `[...document.querySelectorAll(".opening-words li")].map((li) => li.textContent).join(" ")`)
	c.Click(c.say("words.written"))
	c.Fill(c.say("again.label"), "one two three four five six")
	c.Click(c.say("again.go"))
	c.See(c.say("say.again_wrong"))
	c.looks("again")
	c.Fill(c.say("again.label"), strings.ToUpper(c.words))
	c.Click(c.say("again.go"))
	c.See(c.say("passkey.heading"))
	c.looks("passkey")
	if passkey {
		c.Click(c.say("passkey.add"))
	} else {
		c.Click(c.say("passkey.skip"))
	}
	c.See(c.say("pending.heading"))
	c.looks("pending")
}

// certified is what two custodians do with what the worker reads to them from the screen.
func (c *chair) certified(h apptest.House, role account.Role) {
	c.t.Helper()
	finger := browser.Eval[string](c.Tab, `document.querySelector("[data-part=fingerprint]").textContent`)
	if err := c.o.Reporting.Certify(c.t.Context(), h.Agency.ID, h.As(role).Account, finger, c.o.recovery(h)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chair) unlocks() {
	c.t.Helper()
	c.Fill(c.say("locked.label"), c.words)
	c.Click(c.say("locked.go"))
}

func (c *chair) goesOnDuty(name string) {
	c.t.Helper()
	c.See(c.say("duty.lead"))
	c.Fill(c.say("duty.shown"), name)
	c.looks("off-duty")
	c.Click("[data-part=go]")
	c.isOnDuty()
}

// isOnDuty waits until the desk stands on duty. Its word alone is no sign of that: in Arabic it is part of the lead before, too.
func (c *chair) isOnDuty() {
	c.t.Helper()
	c.Until(`document.querySelector("[data-part=off]:not([hidden])") !== null`)
	c.See(c.say("say.duty_on"))
}

// devices are those before which the journey is walked: another one over each engine.
var devices = map[string]browser.Options{
	"sqlite": {Width: 1280, Height: 900, Language: "en"}, "postgres": {Width: 320, Height: 640, Language: "ar"},
}

// opens is a desk that was made in the place of a browser: its worker signs in and unlocks it.
func (c *chair) opens(m apptest.Manned) {
	c.t.Helper()
	c.words = m.Words
	c.signsIn(m.Member)
	c.unlocks()
	c.isOnDuty()
}

// asks makes the page ask the server at once, without waiting for its clock.
func (c *chair) asks() {
	c.t.Helper()
	c.Click(c.say("lock"))
	c.unlocks()
}

// TestAReportAtTheDesk walks from an empty desk to a record, in Chromium: on a wide screen and on a small phone, from left to
// right and from right to left.
func TestAReportAtTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, address := served(t, w)
		c := o.chair(address, devices[path.Base(t.Name())])
		c.Passkeys()
		c.signsIn(w.Shelter.As(account.Advocate))
		c.setsUp(true)
		c.certified(w.Shelter, account.Advocate)
		c.Click(c.say("lock"))
		c.See(c.say("locked.heading"))
		c.looks("locked")
		c.Click(c.say("locked.passkey"))
		c.goesOnDuty("Sol")
		r := o.reporter(w.Shelter, reporting.Help)
		r.urgent = true
		r.sends(r.header(nil))
		c.asks()
		c.reads()
		c.answers(r)
		c.decides()
		c.beginsARecord()
		for _, problem := range c.Problems() {
			t.Errorf("the browser complains: %s", problem)
		}
	})
}

// reads opens the report. Its text is folded in the queue.
func (c *chair) reads() {
	c.t.Helper()
	c.See(c.say("say.value.needs.safe_place"))
	c.DontSee("una garza en los juncos")
	c.looks("queue")
	c.Click(".row-open")
	c.See("una garza en los juncos")
	c.See("puerto")
	c.looks("report")
}

// answers asks whether a record may be begun, in the reporter's language.
func (c *chair) answers(r *reporter) {
	c.t.Helper()
	es := c.o.words.For("es")
	c.Fill(c.say("reply.begin"), es.T("reply.record"))
	c.See(c.say("reply.preview"))
	c.looks("answer")
	if got := browser.Eval[string](c.Tab, `document.querySelector("#answer").lang + " " + document.querySelector("[data-part=letter]").dir`); got != "es ltr" {
		c.t.Errorf("the answer is written in %q", got)
	}
	c.Click(c.say("reply.send"))
	c.See(c.say("say.reply_sent"))
	bodies := r.replies()
	if len(bodies) != 1 || bodies[0]["text"] != es.T("reply.record") || bodies[0]["ask"] != "record" || bodies[0]["from"] != "Sol" || bodies[0]["lang"] != "es" {
		c.t.Fatalf("the mailbox holds %v", bodies)
	}
	r.follows(r.message(map[string]any{"text": "sí, está bien", "answer": map[string]any{"to": bodies[0]["nonce"], "agree": true}}))
}

func (c *chair) decides() {
	c.t.Helper()
	c.See(c.say("say.state.acknowledged"))
	c.Fill(c.say("decide.event"), c.say("say.event.start_triage"))
	c.Click(c.say("decide.go"))
	c.See(c.say("say.state.in_triage"))
	c.looks("decided")
}

// beginsARecord moves one sentence into a record, with the person's yes.
func (c *chair) beginsARecord() {
	c.t.Helper()
	c.asks()
	c.Click(".row-open")
	c.See("sí, está bien")
	c.Click(c.say("convert.heading"))
	c.Choose(c.say("convert.agreed"))
	c.Fill(c.say("convert.passage"), "una garza")
	c.Click(c.say("convert.go"))
	c.See(c.say("say.convert_cover"))
	c.looks("convert")
	browser.Eval[int](c.Tab, `document.querySelector("#cover").selectedIndex = 1`)
	c.Click(c.say("convert.go"))
	c.See(c.say("say.converted_text"))
	c.Click(c.say("say.converted_open"))
	c.See("una garza")
	c.DontSee("juncos")
}
