package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/commons/directory"
)

func TestAResultSaysWhatItIsAndWhyItStandsThere(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		doc := s.find(url.Values{"words": {"immigration lawyer"}, "language": {"ar"}, "open": {"yes"}})
		doc.In("#found").HasText("1 service")
		doc.In("#found").HasText("Nobody pays to be listed higher")
		card := doc.In("#found", "li")
		for _, line := range []string{"Immigration lawyer", "River Street Legal Aid", "Open now", "Rivertown", "العربية",
			"Your words are in its name · Someone speaks العربية · It is open now"} {
			card.HasText(line)
		}
		if got := card.In("[href=tel:+13125550111]").Text(); got != "+1 312 555 0111" {
			t.Errorf("the number to ring says %q", got)
		}
	})
}

func TestTheFormStaysFilled(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		doc := s.find(url.Values{"words": {"bed \"& <b>"}, "near": {"Northfield"}, "need": {"shelter"}, "language": {"ar"},
			"access": {"wheelchair", "remote"}, "open": {"yes"}})
		if got := doc.In("#words").Attr("value"); got != `bed "& <b>` {
			t.Errorf("the words are %q", got)
		}
		if got := doc.In("#near").Attr("value"); got != "Northfield" {
			t.Errorf("the place is %q", got)
		}
		if doc.In("#need", "[selected]").Attr("value") != "shelter" || doc.In("#language", "[selected]").Attr("value") != "ar" {
			t.Error("a choice is lost")
		}
		if n := doc.Count("[checked]"); n != 3 {
			t.Errorf("%d boxes are ticked, want 3", n)
		}
	})
}

func TestClosedAndUnknownHoursAreSaid(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		everything := s.find(url.Values{}).In("#found")
		for _, state := range []string{"Open now", "Closed now"} {
			everything.HasText(state)
		}
	})
}

func TestNothingFoundOffersLess(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		doc := s.find(url.Values{"words": {"zeppelin"}, "near": {"Rivertown"}})
		doc.HasText("That says nothing about you")
		doc.In(".human").HasText("+1 312 555 0199")
		for _, button := range []string{"In any place", "Without the words"} {
			doc.HasText(button)
		}
		if strings.Contains(doc.In("main").Text(), "Also what is closed now") {
			t.Error("a condition that was not set can be taken away")
		}
		if n := s.find(url.Values{"near": {"Rivertown"}}).In("#found").Count("li"); n == 0 {
			t.Error("without the words there is still nothing")
		}
	})
}

// threePages is a directory of 25 services.
func threePages() fstest.MapFS {
	var services strings.Builder
	services.WriteString("id,organization_id,name,description,status\n")
	for _, letter := range "abcdefghijklmnopqrstuvwxy" {
		services.WriteString(string(letter) + ",o,Soup kitchen " + string(letter) + ",Soup,active\n")
	}
	return fstest.MapFS{
		"organizations.csv": {Data: []byte("id,name,description\no,The Soup Kitchen,Soup for all\n")},
		"services.csv":      {Data: []byte(services.String())},
	}
}

func TestPagesAreAskedForWithoutAnAddress(t *testing.T) {
	onDirectory(t, threePages(), func(t *testing.T, s *site) {
		first := s.find(url.Values{"words": {"soup"}})
		paging := first.In("#found", ".paging")
		paging.HasText("Page 1 of 3")
		if paging.In("[name=words]").Attr("value") != "soup" || paging.In("[name=page]").Attr("value") != "2" {
			t.Error("the way to the next page loses the search")
		}
		first.In("#found").HasText("Soup kitchen a")
		last := s.find(url.Values{"words": {"soup"}, "page": {"3"}}).In("#found")
		last.HasText("Soup kitchen y")
		last.In(".paging").HasText("Earlier results")
		for _, beyond := range []string{"4", "99999999", "-1", "0"} {
			if n := s.find(url.Values{"words": {"soup"}, "page": {beyond}}).In("#found").Count("li"); n == 0 {
				t.Errorf("page %s is empty", beyond)
			}
		}
	})
}

// open finds a service by its name and opens it the way its button does.
func (s *site) open(name string) browser.Part {
	s.t.Helper()
	doc := s.find(url.Values{"words": {name}})
	id := doc.In("#found", "li", "button").Attr("value")
	return s.find(url.Values{"words": {name}, "page": {"1"}, "service": {id}})
}

func TestAServiceSaysWhatToKnowBeforeGoing(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		doc := s.open("Immigration lawyer")
		if got := doc.In("h1").Text(); got != "Immigration lawyer" {
			t.Errorf("the heading is %q", got)
		}
		main := doc.In("main")
		for _, line := range []string{"River Street Legal Aid", "T visas, U visas and asylum", "River Street office", "200 River Street, Rivertown, IL 60990",
			"Monday to Friday 9:00 AM to 5:00 PM", "closed", "Free", "Telephone or walk in.", "العربية", "Illinois", "Bus 4", "Elevator to all floors",
			"People with little money", "https://river.example.org/visa", "This opens another website"} {
			main.HasText(line)
		}
		link := main.In("[rel=noreferrer noopener]")
		if link.Attr("href") != "https://river.example.org/visa" || link.Text() != "Open their website" {
			t.Errorf("the website is %q under %q", link.Attr("href"), link.Text())
		}
		back := main.In("form")
		if back.In("[name=words]").Attr("value") != "Immigration lawyer" || back.In("button").Attr("name") != "page" {
			t.Error("the way back loses the search")
		}
		if main.In("[lang=]").Attr("dir") != "auto" {
			t.Error("what the directory says does not take its own direction")
		}
	})
}

// INV-04: a confidential place has a number to ring, and nothing that tells where it is.
func TestAConfidentialPlaceIsNowhereOnThePages(t *testing.T) {
	hints := []string{"Mill Lane", "60999", "Northfield, IL", "yellow house", "Harbor house", "Bus 12", "Ring twice", "side gate", "41.5001"}
	onSeed(t, func(t *testing.T, s *site) {
		list, detail := s.find(url.Values{"words": {"safe beds"}}), s.open("Safe beds tonight")
		for _, doc := range []browser.Part{list, detail} {
			doc.HasText("The address is not public. Ring first.")
			doc.HasText("+1 312 555 0100")
			for _, hint := range hints {
				if strings.Contains(doc.Text(), hint) {
					t.Errorf("%q is on the page", hint)
				}
			}
		}
		detail.HasText("Every day day and night")
	})
}

func TestAServiceThatIsNotThereIsNotFound(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		nobody := browser.Check(t, s.ask("GET", "/nowhere", "en", "").Body.String()).In("main")
		for _, id := range []string{"00000000-0000-5000-8000-000000000000", "%27%20OR%201=1", strings.Repeat("x", 100)} {
			w := s.ask("POST", "/find", "en", "service="+id)
			main := browser.Check(t, w.Body.String()).In("main")
			if w.Code != http.StatusNotFound || main.In("h1").Text() != nobody.In("h1").Text() || main.In(".lead").Text() != nobody.In(".lead").Text() {
				t.Errorf("%.10s answers %d and another page", id, w.Code)
			}
		}
	})
}

// A directory comes from elsewhere: what it says is shown, never obeyed.
func TestTheDirectoryCannotWriteThePage(t *testing.T) {
	hostile := fstest.MapFS{
		"organizations.csv": {Data: []byte("id,name,description,website\no,<b>Org</b>,d,javascript:alert(1)\n")},
		"services.csv": {Data: []byte("id,organization_id,name,description,status,url\n" +
			"s,o,\"<script>alert(1)</script> soup\",\u202edrawkcab,active,data:text/html\n")},
		"phones.csv": {Data: []byte("id,service_id,number,description\np,s,javascript:1,x\n")},
	}
	onDirectory(t, hostile, func(t *testing.T, s *site) {
		for _, doc := range []browser.Part{s.find(url.Values{"words": {"soup"}}), s.open("soup")} {
			if doc.Count("script") != 1 || doc.Count("b") != 0 {
				t.Error("markup of the directory is markup of the page")
			}
		}
		if w := s.ask("POST", "/find", "en", "words=soup"); strings.Contains(w.Body.String(), `href="javascript`) {
			t.Error("a link runs a script")
		}
		if n := s.open("soup").In("main").Count("[rel=noreferrer noopener]"); n != 0 {
			t.Error("an address that is not of the web is a link")
		}
	})
}

func TestTheSameSearchTwiceIsTheSamePage(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		body := "need=legal&near=Rivertown"
		first, second := s.ask("POST", "/find", "am", body), s.ask("POST", "/find", "am", body)
		if first.Body.String() != second.Body.String() {
			t.Error("two answers to one search differ")
		}
	})
}

// Every need, in every language, leads to a page without a missing word.
func TestEverySearchHasItsWords(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		for _, lang := range languages {
			for _, n := range directory.Needs() {
				body := url.Values{"need": {n}, "words": {"a legal bed"}, "access": directory.AccessNeeds(), "open": {"yes"}, "near": {"Rivertown"}}
				for _, drop := range []string{"", "access", "words", "open", "near"} {
					body.Del(drop)
					if w := s.ask("POST", "/find", lang, body.Encode()); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "⟦") {
						t.Errorf("%s in %s answers %d, or lacks a word", n, lang, w.Code)
					}
				}
			}
		}
	})
}
