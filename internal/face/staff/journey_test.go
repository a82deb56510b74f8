package staff_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A chair is a colleague before a real browser.
type chair struct {
	*browser.Tab
	o    *office
	t    *testing.T
	l    *locale.Localiser
	url  string
	name string // of the pictures
}

func (o *office) chair(url string, opts browser.Options) *chair {
	o.t.Helper()
	return &chair{Tab: browser.Open(o.t, opts), o: o, t: o.t, l: o.words.For(opts.Language), url: url,
		name: fmt.Sprintf("desk-%s-%d", opts.Language, opts.Width)}
}

// signsIn goes through the sign-in page.
func (c *chair) signsIn(m member) {
	c.t.Helper()
	c.o.Clock.Advance(time.Minute)
	code, err := m.Second.Code(c.o.Clock.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	c.Visit(c.url + "/desk/sign-in")
	c.looks("sign-in")
	c.Fill(c.l.T("staff.sign_in.name"), m.SignInName)
	c.Fill(c.l.T("staff.sign_in.passphrase"), m.Passphrase)
	c.Fill(c.l.T("staff.sign_in.code"), code)
	c.Submit(c.l.T("staff.sign_in.go"))
}

// looks takes a picture and holds the page to what every page of the desks keeps to: nobody has to scroll sideways, what
// is pressed is large enough, and WCAG 2.2 AA.
func (c *chair) looks(page string) {
	c.t.Helper()
	c.Screenshot(c.name + "-" + page)
	c.keeps(page)
}

// keeps is looks without a picture.
func (c *chair) keeps(page string) {
	c.t.Helper()
	if over := browser.Eval[int](c.Tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		c.t.Errorf("%s is %d pixels wider than the screen", page, over)
	}
	for _, v := range c.Axe() {
		c.t.Errorf("%s: %s", page, v)
	}
}

// TestAWorkerAtTheDesk walks step 2 of the path, and putting a package together, in Chromium: with the page's script off
// and on, on a wide screen and on a small phone, from left to right and from right to left.
func TestAWorkerAtTheDesk(t *testing.T) {
	w := apptest.SQLite(t)
	o := newOffice(t, w)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	for _, opts := range []browser.Options{
		{Width: 1280, Height: 900, Language: "en"}, {Width: 320, Height: 568, Language: "ar", Script: true},
	} {
		c := o.chair(server.URL, opts)
		c.signsIn(w.Shelter.As(account.Advocate))
		c.startsAndWrites()
		c.puts()
		for _, problem := range c.Problems() {
			if !strings.Contains(problem, "422") { // the form that was sent with nothing marked
				t.Errorf("the browser complains: %s", problem)
			}
		}
		for _, address := range c.Requests() {
			if !strings.HasPrefix(address, server.URL+"/") && !strings.HasPrefix(address, "data:") {
				t.Errorf("a page asks %s", address)
			}
		}
	}
}

func (c *chair) startsAndWrites() {
	c.t.Helper()
	supervisor := c.o.Shelter.As(account.Supervisor)
	c.See(c.l.T("staff.people.start"))
	c.looks("people-before")
	c.Click(c.l.T("staff.people.start"))
	c.Fill(c.l.T("staff.start.name"), "Hana")
	c.Fill(c.l.T("staff.start.language"), "አማርኛ")
	c.Fill(c.l.T("staff.start.cover"), c.l.T("staff.who", "name", supervisor.Name, "role", c.l.T("staff.role.supervisor")))
	c.looks("start")
	c.Submit(c.l.T("staff.start.go"))
	c.See(c.l.T("staff.done.started"))
	c.looks("started")
	c.Click(c.l.T("staff.notes.new"))
	c.Fill(c.l.T("staff.notes.write"), "Wants to see a doctor, in the morning if she can.")
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.kept"))
	c.looks("note")
	c.Click(c.l.T("staff.safety"))
	c.Fill(c.l.T("staff.safety.write"), "Please do not ring after six.")
	c.Submit(c.l.T("staff.keep"))
	c.See("Please do not ring after six.")
	c.Click(c.l.T("staff.correct.go"))
	c.looks("correct")
	c.Fill(c.l.T("staff.correct.text"), "Please do not ring after five.")
	c.Submit(c.l.T("staff.correct.keep"))
	c.See("Please do not ring after five.")
	c.looks("corrected")
	c.Click(c.l.T("staff.enrol.start"))
	c.looks("enrol")
	c.Fill(c.l.T("staff.enrol.passphrase"), "quiet river stone")
	c.Submit(c.l.T("staff.enrol.go"))
	c.See(c.l.T("staff.card.once"))
	c.looks("card")
	c.Click(c.l.T("staff.card.done"))
}

func (c *chair) puts() {
	c.t.Helper()
	c.Click(c.l.T("staff.share.start"))
	c.Fill(c.l.T("staff.share.recipient"), c.l.T("staff.share.team", "agency", "Riverside Clinic", "team", c.l.T("staff.function.clinicians")))
	c.Fill(c.l.T("staff.share.purpose"), c.l.T("staff.purpose.medical"))
	c.Fill(c.l.T("staff.share.days"), c.l.T("staff.share.days_of", "days", "30"))
	c.Submit(c.l.T("staff.share.check"))
	c.See(c.l.T("page.error_summary")) // nothing was marked, and nothing is marked beforehand
	c.looks("share")
	c.Choose(c.l.T("staff.item.line", "kind", c.l.T("staff.item.plan.note"), "day", c.l.Day(c.o.Clock.Now(), time.UTC)))
	c.Submit(c.l.T("staff.share.check"))
	c.See(c.l.T("staff.check.heading"))
	c.See("Wants to see a doctor")
	c.DontSee("Please do not ring")
	c.looks("check")
	c.Submit(c.l.T("staff.check.put"))
	c.See(c.l.T("staff.done.proposed"))
	c.looks("sharing")
	c.Click(c.l.T("staff.people"))
	c.See("Hana")
	c.looks("people")
}

// TestTheOtherDesks looks at the pages of who receives, makes accounts and watches over the log.
func TestTheOtherDesks(t *testing.T) {
	w := apptest.SQLite(t)
	o := newOffice(t, w)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	c := o.chair(server.URL, browser.Options{Width: 1280, Height: 900, Language: "en", Script: true})
	c.signsIn(w.Shelter.As(account.Admin))
	c.See(c.l.T("staff.accounts.lead"))
	c.looks("accounts")
	c.Keys("n") // what is new on this page is one key away
	c.See(c.l.T("staff.account_new.lead"))
	c.Fill(c.l.T("staff.accounts.name"), "Tariq")
	c.Fill(c.l.T("staff.accounts.role"), c.l.T("staff.role.advocate"))
	c.Submit(c.l.T("staff.account_new.go"))
	c.See(c.l.T("staff.account_made.lead"))
	c.looks("account-made")
	c.Click(c.l.T("staff.card.done"))
	c.Click("Ruth Bekker") // whoever is invited stands here once they are let in
	c.looks("account")
	c.Click(c.l.T("staff.leave.go"))
	c.looks("leave")
	c.Keys("g", "c")
	c.See(c.l.T("staff.conduct.lead"))
	c.looks("conduct")

	a := o.chair(server.URL, browser.Options{Width: 320, Height: 568, Language: "am"})
	a.signsIn(w.Shelter.As(account.PrivacyOfficer))
	a.See(a.l.T("staff.office.can"))
	a.looks("office")
}
