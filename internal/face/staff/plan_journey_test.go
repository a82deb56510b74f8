package staff_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestThePlanInTheBrowser walks every page over the plan: on a wide screen without the page's script, and on a small phone
// from right to left with it and by keys.
func TestThePlanInTheBrowser(t *testing.T) {
	w := apptest.SQLite(t)
	o := newOffice(t, w)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	hana := o.hanas()
	for _, opts := range []browser.Options{
		{Width: 1280, Height: 900, Language: "en"}, {Width: 320, Height: 568, Language: "ar", Script: true},
	} {
		c := o.chair(server.URL, opts)
		c.signsIn(w.Shelter.As(account.Advocate))
		c.looks("people")
		c.Visit(server.URL + hana.address)
		c.addsANeed()
		c.addsAStep()
		c.putsOptions()
		c.answersAnAsk(hana)
		c.writesByKey(server.URL+hana.address, opts.Script)
		c.hides(server.URL + hana.address)
		c.ends(server.URL + hana.address)
		c.meets(server.URL + hana.address)
		if !opts.Script {
			c.sweeps(server.URL, hana.address)
		}
		for _, problem := range c.Problems() {
			if !strings.Contains(problem, "422") {
				t.Errorf("the browser complains: %s", problem)
			}
		}
	}
	s := o.chair(server.URL, browser.Options{Width: 1280, Height: 900, Language: "en", Script: true})
	s.signsIn(w.Shelter.As(account.Supervisor))
	s.Keys("g", "b")
	s.See(s.l.T("staff.team.balance"))
	s.DontSee("Hana")
	s.looks("team")
	a := o.chair(server.URL, browser.Options{Width: 320, Height: 568, Language: "am"})
	a.signsIn(w.Shelter.As(account.Supervisor))
	a.Visit(server.URL + "/desk/team")
	a.looks("team")
}

// hanas starts a record, gives the person a sign-in, and has her say a few things.
func (o *office) hanas() *hanaHere {
	o.t.Helper()
	ctx := o.t.Context()
	o.Clock.Advance(time.Minute)
	ruth := o.SignIn(o.Shelter.As(account.Advocate))
	p := o.Person(ruth, "Hana Tesfaye")
	card, err := o.Records.Enrol(ctx, ruth, p, "quiet river stone")
	if err != nil {
		o.t.Fatal(err)
	}
	h := &hanaHere{office: o, card: card}
	reference, err := o.Gate.ReferenceOf(ctx, ruth, p)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, b := range []plan.Body{&plan.Need{Domain: plan.Medical, Immediate: true, Words: "A doctor, a woman if that can be."}, &plan.Goal{Pillar: plan.Recovery, Words: "Sleep through the night."}, &plan.Ask{Words: "Please do not ring in the evening."}} {
		h.writes(b, plan.Edit{})
	}
	o.Clock.Advance(50 * time.Hour)
	if err := o.Plans.Tick(ctx, o.Shelter.Agency.ID); err != nil {
		o.t.Fatal(err)
	}
	h.address = "/desk/people/" + reference
	return h
}

// A hanaHere is a person with a card, and the address of her page at the desk.
type hanaHere struct {
	*office
	card, address string
}

// me is Hana, signed in at this moment.
func (h *hanaHere) me() account.Actor {
	h.t.Helper()
	session, err := h.Accounts.SignInSurvivor(h.t.Context(), h.card, "quiet river stone")
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Resume(session)
}

// writes is what Hana writes in her own space.
func (h *hanaHere) writes(b plan.Body, e plan.Edit) id.ID {
	h.t.Helper()
	h.Clock.Advance(time.Second)
	me := h.me()
	entry, err := h.Plans.Write(h.t.Context(), me, me.Person, b, e)
	if err != nil {
		h.t.Fatal(err)
	}
	return entry
}

// sweeps looks at every page that the pages of a person lead to, once.
func (c *chair) sweeps(url, hana string) {
	c.t.Helper()
	seen := map[string]bool{}
	for _, side := range []string{"", "/notes", "/safety", "/sharing", "/ending", "/meetings"} {
		c.Visit(url + hana + side)
		for _, at := range browser.Eval[[]string](c.Tab, `[...document.querySelectorAll("main a[href]")].map(a => a.getAttribute("href"))`) {
			at, _, _ = strings.Cut(at, "#")
			if kind := regexp.MustCompile(`[a-z2-7]{24}`).ReplaceAllString(at, "x"); strings.HasPrefix(at, hana) && !seen[kind] {
				seen[kind] = true
				c.Visit(url + at)
				c.keeps(kind)
			}
		}
	}
	if len(seen) < 25 {
		c.t.Errorf("only %d pages were looked at", len(seen))
	}
}

func (c *chair) today() string { return c.o.Clock.Now().Format(time.DateOnly) }

func (c *chair) addsANeed() {
	c.t.Helper()
	c.See("A doctor, a woman if that can be.")
	c.looks("plan")
	c.Click(c.l.T("staff.need.new"))
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("page.error_summary"))
	c.looks("need")
	c.Fill(c.l.T("staff.need.domain"), c.l.T("plan.domain.housing"))
	c.Fill(c.l.T("staff.need.words"), "A room with a door that locks.")
	c.Choose(c.l.T("staff.how.propose"))
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.asked_them"))
	c.See(c.l.T("staff.both.waits"))
}

func (c *chair) addsAStep() {
	c.t.Helper()
	c.Click(c.l.T("staff.step.new"))
	c.Fill(c.l.T("staff.step.words"), "Ring the clinic.")
	c.Fill(c.l.T("staff.step.owner"), c.l.T("staff.owner.worker"))
	c.Fill(c.l.T("staff.step.who"), "Ruth")
	c.Fill(c.l.T("staff.step.due"), c.o.Clock.Now().AddDate(0, 0, 7).Format(time.DateOnly))
	c.Choose(c.l.T("staff.how.agreed"))
	c.Fill(c.l.T("staff.how.day"), c.today())
	c.looks("step")
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.agreed"))
	c.See(c.l.T("staff.both.agreed", "day", c.l.Day(c.o.Clock.Now(), time.UTC)))
}

func (c *chair) putsOptions() {
	c.t.Helper()
	c.Click(c.l.T("staff.options.new"))
	c.Fill(c.l.T("staff.options.words"), "Where to live for the next months")
	for _, n := range []string{"1", "2"} {
		for _, part := range []string{"what", "next", "risks", "helps"} {
			c.Fill(c.l.T("staff.options."+part, "number", n), part+" of way "+n)
		}
	}
	c.looks("options")
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.written"))
	c.looks("plan-full")
}

func (c *chair) answersAnAsk(h *hanaHere) {
	c.t.Helper()
	h.writes(&plan.Ask{Words: "Could we meet in the library?"}, plan.Edit{})
	c.Reload()
	c.See("Could we meet in the library?")
	c.Click(c.l.T("staff.reply.go"))
	c.Choose(c.l.T("staff.reply.no"))
	c.Fill(c.l.T("staff.reply.words"), "It is shut on that day.")
	c.Submit(c.l.T("staff.reply.send"))
	c.See(c.l.T("plan.error.review")) // a no says how it can be looked at again
	c.looks("reply")
	c.Fill(c.l.T("staff.reply.review"), "Imani looks at it; ask her.")
	c.Submit(c.l.T("staff.reply.send"))
	c.See(c.l.T("staff.done.replied"))
}

// writesByKey opens the composer with one key where the page's script runs.
func (c *chair) writesByKey(hana string, script bool) {
	c.t.Helper()
	c.Visit(hana)
	if script {
		c.Keys("n")
	} else {
		c.Click(c.l.T("staff.notes.new"))
	}
	c.See(c.l.T("staff.whose"))
	c.See("Hana Tesfaye")
	c.Fill(c.l.T("staff.notes.write"), "She refused the first room.")
	c.Submit(c.l.T("staff.keep"))
	if c.l.Lang() == "en" {
		c.See("chose not to")
		c.looks("wording")
		c.Submit(c.l.T("staff.wording.as_it_is"))
	}
	c.See(c.l.T("staff.done.kept"))
	c.looks("notes")
}

func (c *chair) hides(hana string) {
	c.t.Helper()
	c.Visit(hana + "/notes/hide")
	c.See(c.l.T("staff.hide.seen"))
	c.Fill(c.l.T("staff.hide.text"), "Her brother lives on that street.")
	c.Submit(c.l.T("staff.hide.go"))
	c.See(c.l.T("plan.error.hide")) // none of the reasons was chosen
	c.looks("hide")
	c.Choose(c.l.T("staff.hide.reason.harms_another"))
	c.Submit(c.l.T("staff.hide.go"))
	c.See(c.l.T("staff.done.hidden"))
	c.looks("hidden")
}

func (c *chair) ends(hana string) {
	c.t.Helper()
	c.Visit(hana + "/ending")
	c.See(c.l.T("staff.tries.rule"))
	c.Click(c.l.T("staff.try.go"))
	c.looks("try")
	c.Choose(c.l.T("staff.channel.sms"))
	c.Choose(c.l.T("staff.try.not_reached"))
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.tried"))
	c.Click(c.l.T("staff.closing.ask_go"))
	c.Choose(c.l.T("staff.closing.reason.enough"))
	c.looks("closing")
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.closing_asked"))
	c.Submit(c.l.T("staff.closing.close"))
	c.See(c.l.T("plan.error.grounds")) // it stays open, and says why
	c.looks("ending")
	c.Click(c.l.T("staff.hand.go"))
	c.looks("hand-over")
}

func (c *chair) meets(hana string) {
	c.t.Helper()
	c.Visit(hana + "/meetings")
	c.Click(c.l.T("staff.meeting.new"))
	c.Fill(c.l.T("staff.meeting.what"), "How it goes on")
	c.Fill(c.l.T("staff.meeting.at"), c.o.Clock.Now().AddDate(0, 0, 3).Format(time.DateOnly))
	c.Fill(c.l.T("staff.meeting.time"), "10:30")
	c.Fill(c.l.T("staff.meeting.item", "number", 1), "The room")
	c.Fill(c.l.T("staff.meeting.item", "number", 2), "Her brother")
	c.looks("meeting")
	c.Submit(c.l.T("staff.keep"))
	c.See(c.l.T("staff.done.meeting"))
	c.looks("meetings")
}
