package public_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

func still(t *testing.T) *site {
	t.Helper()
	return newSite(t, noServices{}, clock.At(monday).Now, "https://weather.example/")
}

var languages = []string{"en", "es", "ar", "am", "vi"}

func TestEveryPageHasTheExitFirstAndAPersonLast(t *testing.T) {
	s := still(t)
	for _, path := range []string{"/", "/find", "/about"} {
		for _, lang := range languages {
			w := s.ask("GET", path, lang, "")
			doc := browser.Check(t, w.Body.String())
			if got := doc.In("header", "a").Attr("href"); got != "/leave" {
				t.Errorf("%s in %s: the first link leads to %q", path, lang, got)
			}
			doc.In("footer", ".human").HasText("+1 312 555 0199")
			if doc.In("html").Attr("lang") != lang {
				t.Errorf("%s is not in %s", path, lang)
			}
			if strings.Contains(w.Body.String(), "⟦") {
				t.Errorf("%s in %s lacks a word", path, lang)
			}
			if got := doc.In("title").Text(); got != s.words.For(lang).T("page.title") {
				t.Errorf("%s in %s: the title says %q", path, lang, got)
			}
			if w.Header().Get("Cache-Control") != "no-store" || len(w.Header().Values("Set-Cookie")) > 0 {
				t.Errorf("%s is kept or sets a cookie: %v", path, w.Header())
			}
		}
	}
}

func TestAnswersHaveTheExitAndAPersonToo(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		for _, doc := range []browser.Part{s.find(url.Values{"need": {"legal"}}), s.find(url.Values{"words": {"zeppelin"}}), s.open("Food pantry")} {
			if got := doc.In("header", "a").Attr("href"); got != "/leave" {
				t.Errorf("the first link leads to %q", got)
			}
			doc.In("footer", ".human").HasText("+1 312 555 0199")
		}
	})
}

// What this face answers, and that nothing of it is behind a sign-in.
func TestTheDoorsArePublic(t *testing.T) {
	var own []string
	for _, route := range still(t).Routes() {
		if route.Door.Level != webkit.LevelPublic {
			t.Errorf("%s %s is not public", route.Method, route.Pattern)
		}
		own = append(own, route.Method+" "+route.Pattern)
	}
	for _, want := range []string{"GET /{$}", "GET /find", "POST /find", "GET /about", "GET /robots.txt"} {
		if !slices.Contains(own, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestTheStartShowsLanguagesUntilOneIsChosen(t *testing.T) {
	s := still(t)
	first := s.get("/", "en").In("main")
	for _, name := range []string{"English", "Español", "العربية", "አማርኛ", "Tiếng Việt"} {
		first.HasText(name)
	}
	chosen := s.ask("GET", "/language/ar?next=/", "en", "").Result().Cookies()
	if len(chosen) != 1 {
		t.Fatalf("choosing a language sets %d cookies", len(chosen))
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = "localhost"
	r.AddCookie(chosen[0])
	w := recorded(s, r)
	again := browser.Check(t, w)
	if again.In("main").Count("nav") != 0 {
		t.Error("the languages are still written out")
	}
	if again.In("html").Attr("dir") != "rtl" {
		t.Error("the page is not in the chosen language")
	}
}

func TestTheWaysOfTheStart(t *testing.T) {
	main := still(t).get("/", "en").In("main")
	for _, way := range []string{"/ask", "/find", "/sign-in", "/about"} {
		if main.Count("[href="+way+"]") != 1 {
			t.Errorf("there is no way to %s", way)
		}
	}
	main.HasText("It can't clear the list of pages in this device's history")
}

func TestTheLimitsAreSaidBeforeAnythingIsAsked(t *testing.T) {
	main := still(t).get("/about", "en").In("main")
	for _, line := range []string{"In most places we must tell someone", "before you tell them anything", "free of all danger", "printed card"} {
		main.HasText(line)
	}
}

func TestRobotsAreToldNothingButToStayAway(t *testing.T) {
	w := still(t).ask("GET", "/robots.txt", "en", "")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, line := range []string{"/my", "/desk", "/sign-in"} {
		if !strings.Contains(w.Body.String(), "Disallow: "+line+"\n") {
			t.Errorf("%s is not left out", line)
		}
	}
}

func TestAnAddressWithASearchIsNotRead(t *testing.T) {
	doc := still(t).get("/find?words=shelter&need=legal", "en")
	if doc.In("#words").Attr("value") != "" || doc.Count("[selected]") != 0 {
		t.Error("a search in the address fills the form")
	}
}

// bad is what nobody types into the form, or types by mistake. None of it may reach the directory.
var bad = []struct {
	about  string
	body   string
	status int
	field  string // where the page says what to do; empty for the form as a whole
	keeps  string // what was typed and stays
}{
	{"an unknown field", "words=bread&sort=paid", 422, "", "bread"},
	{"a need that is not offered", "words=bread&need=money-laundering", 422, "need", "bread"},
	{"a language that is not offered", "words=bread&language=xx", 422, "language", "bread"},
	{"an access need that is not offered", "words=bread&access=moat", 422, "access", "bread"},
	{"a box that is neither", "words=bread&open=perhaps", 422, "open", "bread"},
	{"a page that is no number", "words=bread&page=two", 422, "", "bread"},
	{"two answers", "words=bread&words=cheese", 422, "words", "bread"},
	{"too long", "near=Northfield&words=" + strings.Repeat("x", 201), 422, "words", strings.Repeat("x", 201)},
	{"NUL", "words=bre%00ad", 422, "words", "bre\ufffdad"},
	{"not UTF-8", "words=bre%ffad", 422, "words", "bre\ufffdad"},
	{"10 MB", "words=" + strings.Repeat("x", 10<<20), 413, "", strings.Repeat("x", 1<<20-len("words="))}, // all that is read
}

func TestBadInputNamesTheFieldAndKeepsWhatWasTyped(t *testing.T) {
	s := still(t)
	for _, tt := range bad {
		t.Run(tt.about, func(t *testing.T) {
			for _, lang := range languages {
				w := s.ask("POST", "/find", lang, tt.body)
				if w.Code != tt.status {
					t.Fatalf("answers %d, want %d", w.Code, tt.status)
				}
				doc := browser.Check(t, w.Body.String())
				doc.In(".govuk-error-summary").HasText(s.words.For(lang).T("page.error_summary"))
				if tt.field != "" && doc.Count("#"+tt.field+"-error") != 1 {
					t.Errorf("in %s nothing is said beside %s", lang, tt.field)
				}
				if target := doc.In(".govuk-error-summary", "li"); tt.field == "" && target.Count("a") != 0 {
					t.Error("a link of the summary leads nowhere")
				}
				if got := doc.In("#words").Attr("value"); got != tt.keeps {
					t.Errorf("the field holds %.40q, want %.40q", got, tt.keeps)
				}
				if strings.Contains(w.Body.String(), "⟦") {
					t.Errorf("a word is missing in %s", lang)
				}
			}
		})
	}
}

func TestAFormFromAnotherSiteIsNotRead(t *testing.T) {
	s := still(t)
	r, _ := http.NewRequest("POST", "/find", strings.NewReader("words=bread"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if body := recorded(s, r); strings.Contains(body, "bread") {
		t.Error("what another site sent is on the page")
	}
}

// An override in what was typed can turn only the field that it stands in.
func TestAnOverrideStaysInItsField(t *testing.T) {
	onSeed(t, func(t *testing.T, s *site) {
		doc := s.find(url.Values{"words": {"\u202elawyer"}})
		if doc.In("#words").Attr("dir") != "auto" {
			t.Error("the field does not take the direction of its text")
		}
		if strings.Contains(doc.Text(), "\u202e") {
			t.Error("the override is in the text of the page")
		}
	})
}

func recorded(s *site, r *http.Request) string {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Body.String()
}
