package survivor_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// imani is the supervisor, who stands in; the clock moves, since a code is accepted once.
func (s *site) imani() account.Actor {
	s.Clock.Advance(time.Minute)
	return s.SignIn(s.Shelter.As(account.Supervisor))
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// TestAYesAloudIsReadAndDisputed: the person reads who wrote it down and who heard it, before and after, and stops it.
func TestAYesAloudIsReadAndDisputed(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		ctx, p, imani := t.Context(), s.propose(), s.imani()
		answer := consent.Answer{Question: "what", Said: "the note", Understood: true}
		s.must(s.Disclosure.Hear(ctx, s.ruth, s.person, p, disclosure.Yes{Items: []id.ID{s.note}, Days: 14, Language: "am", NoticeVersion: "1",
			NoticeHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Answers: [3]consent.Answer{answer, answer, answer},
			Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Alone,
			Spoken: &disclosure.Spoken{Method: consent.SpokenWitnessed, Witness: imani.Account}}, ""))
		choice := s.link(s.get("/my/choices"), "/my/choices/[a-z0-9]+")
		for _, s.language = range []string{"es", "ar", "am", "vi", "en"} {
			see(t, s.get(choice), bundle(t).For(s.language).T("survivor.heard.heading"), "Imani Njoroge")
			see(t, s.get("/my/record"), bundle(t).For(s.language).T("kept.kind.consent.heard"))
		}
		s.must(s.Disclosure.Confirm(ctx, imani, s.person, s.onlyChoice().Hearing.Entry))
		see(t, s.get(choice), "You said yes aloud to", "Ruth Bekker", "heard by", "This is not what I agreed to")
		dispute := s.link(s.get(choice), choice+"/dispute")
		if w := s.post(dispute, form(s.get(dispute))); w.Code != http.StatusSeeOther {
			t.Fatalf("disputing: %d", w.Code)
		}
		see(t, s.get(choice), "Stopped for now")
		if c := s.onlyChoice(); c.Reason != consent.Suspended {
			t.Errorf("it stands as %s", c.Reason)
		}
	})
}

// TestSharingAgain: the question comes after another worker asked, with three equal answers, and a yes lets it go on.
func TestSharingAgain(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.propose()
		path, v := s.walkTo("answer", understood)
		v.Set("go", "yes")
		s.post(path, v)
		p, resume := s.onlyChoice().ID, path+"/resume"
		elsewhere := func(when string) {
			t.Helper()
			for _, w := range []int{s.send(http.MethodGet, resume, "").Code, s.post(resume, url.Values{"key": {"abcdefghijkmnpqrstuvwxyz23"}}).Code} {
				if w != http.StatusSeeOther {
					t.Errorf("%s: %d", when, w)
				}
			}
		}
		elsewhere("nothing was stopped")
		s.must(s.Disclosure.Dispute(ctx, s.me(), s.person, p))
		elsewhere("nobody asked")
		if c := s.onlyChoice(); c.Reason != consent.Suspended {
			t.Fatalf("a yes that nobody asked for counted: %s", c.Reason)
		}
		s.must(s.Disclosure.AskedAlone(ctx, s.imani(), s.person, p))
		see(t, s.get("/my"), "Should this be shared again?", resume)
		for _, s.language = range []string{"es", "ar", "am", "vi", "en"} {
			s.get(resume)
		}
		see(t, s.get(resume), "Yes, share it again", "No, take it back", path+"/withdraw", "Later")
		for name, body := range map[string]string{"no key": "", "a field nobody asked for": "key=abcdefghijkmnpqrstuvwxyz23&yes=1", "not a form": "\xff\x00"} {
			if w := s.send(http.MethodPost, resume, body); w.Code != http.StatusUnprocessableEntity || s.onlyChoice().Stands() {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
		yes := form(s.get(resume))
		for range 2 { // sent twice: the second finds the first one's answer
			if w := s.post(resume, yes); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
				t.Fatalf("yes: %d", w.Code)
			}
		}
		if !s.onlyChoice().Stands() {
			t.Error("it does not go on")
		}
		see(t, s.get("/my/looks"), "or let it go on")
		if w := s.send(http.MethodGet, "/my/choices/aaaaaaaaaaaaaaaaaaaaaaaa/resume", ""); w.Code != gate.ErrRefused.Kind.Status() {
			t.Errorf("a choice of nobody's: %d", w.Code)
		}
	})
}
