package plan_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// INV-03: whatever is answered to what is offered, and to no offer at all, nothing but that answer is different. The page says
// nothing of it twice, and counts nothing.
func TestINV03AnAnswerToAnOfferChangesOnlyThatAnswer(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		before := s.force()
		for _, say := range []string{"no", "later", "yes", "no"} {
			for _, domain := range []string{"mind", "legal", "learning"} {
				action, v := s.form(s.get("/my/plan/needs"), domain)
				v.Set("say", say)
				status, _ := s.post(action, v)
				if status != http.StatusSeeOther {
					t.Fatalf("%s to %s: %d", say, domain, status)
				}
				if again, _ := s.post(action, v); again != http.StatusSeeOther {
					t.Errorf("sent twice: %d", again)
				}
			}
			for _, o := range s.plan().Offers {
				if string(o.Said().Say) != say || !o.Said().Own {
					t.Errorf("to %s %q is kept, want %q", o.Domain, o.Said().Say, say)
				}
			}
		}
		if n := len(s.plan().Offers[0].Answers); n != 4 {
			t.Errorf("%d answers are kept of four that were given, each sent twice", n)
		}
		if after := s.force(); after != before {
			t.Errorf("the plan is another:\n%s\n%s", before, after)
		}
	})
}

// force is the plan without what was answered to offers.
func (s *site) force() string {
	s.t.Helper()
	v := s.plan()
	v.Offers = nil
	b, err := json.Marshal(v.Plan)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// A yes, a no, a later, and the words beside them, from the page of each thing; sending twice says it once.
func TestAnswersFromThePage(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.write(s.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a room with a lock"}, plan.Edit{})
		page := s.at("/my", "a room with a lock")
		for _, c := range []struct {
			say    string
			counts bool
			waits  bool
		}{{"later", false, true}, {"no", false, false}, {"yes", true, false}, {"no", false, false}} {
			action, v := s.form(s.get(page), c.say)
			v.Set("say", c.say)
			v.Set("words", "my words with "+c.say)
			status, body := s.post(action, v)
			s.post(action, v)
			if status != http.StatusSeeOther || !strings.Contains(body, "my words with "+c.say) {
				t.Fatalf("%s: %d", c.say, status)
			}
			goal := s.plan().Goals[0]
			_, counts := goal.Now()
			_, waits := goal.Proposed()
			if counts != c.counts || waits != c.waits {
				t.Errorf("after %s it counts %v and waits %v", c.say, counts, waits)
			}
		}
		if n := len(s.plan().Goals[0].Versions[0].Answers); n != 4 {
			t.Errorf("%d answers are kept of four", n)
		}
		if strings.Contains(s.get("/my"), "a room with a lock") {
			t.Error("what was answered is asked again")
		}
	})
}

// Options: one, none, or not now. None is marked beforehand, and none of them is a choice like the others.
func TestOptionsSideBySide(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		page := s.at("/my/plan/options", "Ways that are open to you")
		body := s.get(page)
		if strings.Contains(body, " checked") {
			t.Error("something is chosen beforehand")
		}
		if n := strings.Count(body, `name="pick" type="radio"`); n != 3 {
			t.Errorf("%d choices are shown of two and none of them", n)
		}
		for _, c := range []struct {
			pick, say string
			want      plan.Answer
			shown     string
		}{
			{"2", "yes", plan.Answer{Say: plan.Yes, Option: 2}, "a flat with two others"},
			{"none", "yes", plan.Answer{Say: plan.No}, "None of these"},
			{"", "later", plan.Answer{Say: plan.Later}, "Not now"},
		} {
			action, v := s.form(s.get(page), "later")
			v.Set("say", c.say)
			if c.pick != "" {
				v.Set("pick", c.pick)
			}
			status, after := s.post(action, v)
			if said := s.plan().Options[0].Versions[0].Said(); status != http.StatusSeeOther || said.Answer != c.want || !strings.Contains(after, c.shown) {
				t.Errorf("%q %s: %d, kept %+v", c.pick, c.say, status, said.Answer)
			}
		}
		action, v := s.form(s.get(page), "later")
		v.Set("say", "yes")
		v.Set("words", "I don't know yet")
		if status, after := s.post(action, v); status != http.StatusUnprocessableEntity || !strings.Contains(after, "I don&#39;t know yet") {
			t.Errorf("nothing chosen: %d", status)
		}
		v.Set("pick", "3")
		if status, _ := s.post(action, v); status != http.StatusUnprocessableEntity {
			t.Errorf("a way that was not shown: %d", status)
		}
	})
}

// The person chooses who works with them; the change is there at once.
func TestChoosingWhoWorksWithMe(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		page := s.at("/my/people", "People you can choose to work with")
		action, v := s.form(s.get(page), "later")
		v.Set("say", "yes")
		v.Set("pick", "1")
		if status, body := s.post(action, v); status != http.StatusSeeOther || !strings.Contains(body, "Imani") {
			t.Fatalf("choosing: %d", status)
		}
		team, err := s.Records.Team(t.Context(), s.me(), s.hana)
		if err != nil || team[0].Account != s.imani.Account {
			t.Errorf("%+v, %v", team, err)
		}
		v.Set("key", id.Reference())
		v.Set("pick", "none")
		if status, _ := s.post(action, v); status != http.StatusSeeOther {
			t.Errorf("none of them: %d", status)
		}
	})
}

// Two tabs: whoever keeps second is shown what the first one kept, nothing that was typed is lost, and both can be kept.
func TestTwoTabsLoseNothing(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.write(s.me(), &plan.Goal{Pillar: plan.Recovery, Words: "to sleep"}, plan.Edit{})
		page := s.at("/my/plan", "to sleep") + "/edit"
		tabs := [2]url.Values{}
		for i := range tabs {
			_, tabs[i] = s.form(s.get(page), "recovery")
			tabs[i].Set("pillar", "recovery")
			tabs[i].Set("words", []string{"to sleep through", "to sleep in a bed of mine"}[i])
		}
		if status, _ := s.post(page, tabs[0]); status != http.StatusSeeOther {
			t.Fatalf("the first tab: %d", status)
		}
		if status, _ := s.post(page, tabs[0]); status != http.StatusSeeOther {
			t.Errorf("the first tab, sent twice: %d", status)
		}
		status, body := s.post(page, tabs[1])
		if status != http.StatusConflict || !strings.Contains(body, "to sleep through") || !strings.Contains(body, "to sleep in a bed of mine") {
			t.Fatalf("the second tab: %d", status)
		}
		_, v := s.form(body, "recovery")
		v.Set("pillar", "recovery")
		v.Set("words", "to sleep in a bed of mine")
		if status, _ := s.post(page, v); status != http.StatusSeeOther {
			t.Errorf("kept after all: %d", status)
		}
		if n := len(s.plan().Goals[0].Versions); n != 3 {
			t.Errorf("%d wordings are kept of three", n)
		}
	})
}

// A worker writes something newer while the person answers: the answer goes to what they read, or is asked once more.
func TestAStaleTabDoesNotAnswerSomethingElse(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		goal := s.write(s.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a room"}, plan.Edit{})
		page := s.at("/my", "a room")
		action, v := s.form(s.get(page), "yes")
		s.write(s.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a flat"}, plan.Edit{Replaces: goal, Agreed: s.Clock.Now()})
		v.Set("say", "yes")
		v.Set("words", "with a lock please")
		if status, body := s.post(action, v); status != http.StatusConflict || !strings.Contains(body, "with a lock please") || !strings.Contains(body, "a flat") {
			t.Errorf("answering what another wording has taken the place of: %d", status)
		}
		state, v := s.form(s.get(page), "reached")
		s.write(s.me(), &plan.Goal{Pillar: plan.Safety, Words: "a house"}, plan.Edit{Replaces: s.plan().Goals[0].Tip()})
		v.Set("to", "reached")
		if status, _ := s.post(state, v); status != http.StatusConflict {
			t.Errorf("saying how an older wording stands: %d", status)
		}
	})
}

// Goals, needs and steps: added, put differently, reached, let go and wanted again, by the person alone.
func TestTheirOwnWordsCountAtOnce(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, c := range []struct {
			path   string
			set    url.Values
			states []string
		}{
			{"/my/plan/new-goal", url.Values{"words": {"to cook again"}, "pillar": {"recovery"}, "why": {"I was a cook"}, "by": {"2027-05-01"}}, []string{"reached", "open", "let_go", "open"}},
			{"/my/plan/new-need", url.Values{"words": {"to cook again"}, "domain": {"learning"}, "immediate": {"yes"}}, []string{"over", "open"}},
			{"/my/plan/new-step", url.Values{"words": {"to cook again"}, "due": {"2027-05-01"}}, []string{"done", "open", "dropped"}},
		} {
			_, v := s.form(s.get(c.path), "")
			for name, value := range c.set {
				v[name] = value
			}
			status, body := s.post(c.path, v)
			if status != http.StatusSeeOther || !strings.Contains(body, "to cook again") || !strings.Contains(body, "You") {
				t.Fatalf("%s: %d", c.path, status)
			}
			for _, to := range c.states {
				action, v := s.form(body, to)
				v.Set("to", to)
				if status, body = s.post(action, v); status != http.StatusSeeOther {
					t.Errorf("%s to %s: %d", c.path, to, status)
				}
			}
		}
		p := s.plan()
		if g := p.Goals[0].Current().Body; g.State != plan.GoalOpen || g.Why != "I was a cook" || g.By.IsZero() || len(p.Goals[0].Versions) != 5 {
			t.Errorf("%+v", g)
		}
		if n := p.Needs[0].Current().Body; !n.Immediate || n.Over {
			t.Errorf("%+v", n)
		}
		if st := p.Steps[0].Current().Body; st.State != plan.StepDropped || st.Owner != plan.ByPerson {
			t.Errorf("%+v", st)
		}
	})
}

// What comes first is the person's to say, and two tabs do not undo each other unseen.
func TestTheOrderIsThePersons(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		_, first := s.form(s.get("/my/plan/order"), "")
		_, second := s.form(s.get("/my/plan/order"), "")
		set := func(v url.Values, order ...string) url.Values {
			v.Set("first", order[0])
			v.Set("second", order[1])
			v.Set("third", order[2])
			return v
		}
		if status, _ := s.post("/my/plan/order", set(first, "justice", "safety", "recovery")); status != http.StatusSeeOther {
			t.Fatalf("an order: %d", status)
		}
		if status, _ := s.post("/my/plan/order", set(second, "recovery", "safety", "justice")); status != http.StatusConflict {
			t.Errorf("from an older page: %d", status)
		}
		_, v := s.form(s.get("/my/plan/order"), "")
		if status, _ := s.post("/my/plan/order", set(v, "justice", "justice", "safety")); status != http.StatusUnprocessableEntity {
			t.Errorf("one twice: %d", status)
		}
		if got := s.plan().Pillars(); !slices.Equal(got, []plan.Pillar{plan.Justice, plan.Safety, plan.Recovery}) {
			t.Errorf("%v", got)
		}
		body := s.get("/my/plan")
		if strings.Index(body, "<h2>Justice") > strings.Index(body, "<h2>Safety") {
			t.Error("the page has another order")
		}
	})
}

// An ask says by when it is answered, and plainly when nobody did.
func TestAskingForAChange(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		_, v := s.form(s.get("/my/plan/asks"), "")
		v.Set("words", "a worker who speaks Amharic")
		v.Set("safety", "yes")
		status, body := s.post("/my/plan/asks", v)
		if status != http.StatusSeeOther || !strings.Contains(body, "You get an answer by") {
			t.Fatalf("asking: %d", status)
		}
		s.post("/my/plan/asks", v)
		if n := len(s.plan().Asks); n != 1 {
			t.Errorf("sent twice, %d are kept", n)
		}
		s.Clock.Advance(5 * day)
		s.signIn()
		if !strings.Contains(s.get("/my/plan/asks"), "There is no answer yet") {
			t.Error("a late answer is not said to be late")
		}
		s.ruth = s.SignIn(s.Shelter.As(s.ruth.Role))
		err := s.Plans.Reply(t.Context(), s.ruth, s.hana, s.plan().Asks[0].ID(), plan.Reply{Words: "from Monday on", Yes: true}, "")
		if body := s.get("/my/plan/asks"); err != nil || !strings.Contains(body, "from Monday on") || strings.Contains(body, "no answer yet") {
			t.Errorf("the answer is not there: %v", err)
		}
		_, v = s.form(s.get("/my/plan/asks"), "")
		if status, _ := s.post("/my/plan/asks", v); status != http.StatusUnprocessableEntity {
			t.Errorf("asking for nothing: %d", status)
		}
	})
}

// What cannot be taken is named, what was typed stays, and nothing is kept.
func TestBadInput(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		before := s.force()
		thing := s.at("/my/plan", "a room with a lock")
		for _, c := range []struct {
			name, page, path string
			set              url.Values
			status           int
			kept             string
		}{
			{"no answer", thing, thing, url.Values{"words": {"mine"}}, 422, "mine"},
			{"an answer that is none", thing, thing, url.Values{"say": {"maybe"}, "words": {"mine"}}, 422, "mine"},
			{"to somebody else's handle", thing, thing, url.Values{"say": {"yes"}, "about": {strings.Repeat("a", 24)}, "words": {"mine"}}, 409, "mine"},
			{"an unknown field", thing, thing, url.Values{"say": {"yes"}, "x": {"y"}, "words": {"mine"}}, 422, "mine"},
			{"a NUL", thing, thing, url.Values{"say": {"yes"}, "words": {"mine\x00"}}, 422, "mine"},
			{"not UTF-8", thing, thing, url.Values{"say": {"yes"}, "words": {"mine\xff"}}, 422, "mine"},
			{"too long", thing, thing, url.Values{"say": {"yes"}, "words": {strings.Repeat("m", 6000)}}, 422, "mmm"},
			{"10 MB", thing, thing, url.Values{"say": {"yes"}, "words": {strings.Repeat("m", 10<<20)}}, 413, ""},
			{"a goal without words", "/my/plan/new-goal", "/my/plan/new-goal", url.Values{"pillar": {"safety"}, "why": {"mine"}}, 422, "mine"},
			{"a goal of no pillar", "/my/plan/new-goal", "/my/plan/new-goal", url.Values{"words": {"mine"}}, 422, "mine"},
			{"a day that is none", "/my/plan/new-step", "/my/plan/new-step", url.Values{"words": {"mine"}, "due": {"2027-02-30"}}, 422, "mine"},
			{"a step without a day", "/my/plan/new-step", "/my/plan/new-step", url.Values{"words": {"mine"}}, 422, "mine"},
			{"a need of no kind", "/my/plan/new-need", "/my/plan/new-need", url.Values{"words": {"mine"}}, 422, "mine"},
			{"an empty note", "/my/plan/new-note", "/my/plan/new-note", url.Values{}, 422, ""},
			{"no words beside", thing + "/words", thing + "/words", url.Values{}, 422, ""},
			{"a pause of nothing", "/my/pause", "/my/pause", url.Values{"check": {"mine"}}, 422, "mine"},
			{"a reason that is none", "/my/plan/close", "/my/plan/close", url.Values{"reason": {"contact_lost"}, "words": {"mine"}}, 422, "mine"},
			{"an offer that is none", "/my/plan/needs", "/my/plan/needs", url.Values{"domain": {"housing"}, "about": {strings.Repeat("a", 24)}, "say": {"yes"}}, 409, ""},
		} {
			_, v := s.form(s.get(c.page), "")
			for name, value := range c.set {
				v[name] = value
			}
			status, body := s.post(c.path, v)
			if status != c.status || !strings.Contains(body, c.kept) {
				t.Errorf("%s: %d, want %d; what was typed stays: %v", c.name, status, c.status, strings.Contains(body, c.kept))
			}
			if v.Del("key"); c.status != 413 {
				if status, _ := s.post(c.path, v); status != http.StatusUnprocessableEntity {
					t.Errorf("%s, without a key: %d", c.name, status)
				}
			}
		}
		if after := s.force(); after != before {
			t.Error("something was kept")
		}
	})
}

// The plan of somebody else is not there: not to another person of the same house, nor to anybody who works there.
func TestNotYoursIsNotThere(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.full()
		things := s.things()
		mine := s.session
		other := s.Person(s.ruth, "Selam")
		card, err := s.Records.Enrol(t.Context(), s.ruth, other, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Accounts.SignInSurvivor(t.Context(), card, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		staff := s.Shelter.As(s.ruth.Role)
		s.Clock.Advance(time.Minute)
		code, err := staff.Second.Code(s.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		worker, err := s.Accounts.SignInStaff(t.Context(), staff.SignInName, staff.Passphrase, code)
		if err != nil {
			t.Fatal(err)
		}
		_, v := s.form(s.get(things[0]), "")
		for who, token := range map[string]string{"another person": session.Token, "a worker": worker.Token} {
			s.session = token
			nowhere := s.send(http.MethodGet, "/my/plan/of/"+strings.Repeat("a", 24), "")
			for _, path := range things {
				if w := s.send(http.MethodGet, path, ""); w.Code != nowhere.Code || w.Body.String() != nowhere.Body.String() || w.Code == http.StatusOK {
					t.Errorf("%s at %s: %d", who, path, w.Code)
				}
			}
			v.Set("say", "no")
			if w := s.send(http.MethodPost, things[0], v.Encode()); w.Code != nowhere.Code {
				t.Errorf("%s answers: %d", who, w.Code)
			}
		}
		s.session = mine
		s.get(things[0])
	})
}
