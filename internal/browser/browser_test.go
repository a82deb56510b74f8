package browser_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
)

// site is a small site with a form, in English and Arabic, under a policy that forbids inline script and eval.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { write(w, r.Header.Get("Accept-Language"), body) })
	}
	page("GET /{$}", `<h1>Start</h1><p id=noscript>without script</p><a href="/form">Next page</a> <a href="/ar">العربية</a>
		<div style="position:relative"><button id=under>Covered</button><div id=over style="position:absolute;inset:0"></div></div>
		<p>be&#x2068;twe&#x2069;en marks</p><p style="display:none">hidden words</p><script src="/page.js"></script>`)
	page("GET /form", `<h1>Form</h1><form method=post action="/answer">
		<label for=n>Your name</label><input id=n name=name value=old>
		<label for=w>Words</label><textarea id=w name=words></textarea>
		<label for=d>Day</label><input id=d type=date name=day>
		<label for=l>Language</label><select id=l name=language><option>English<option>Español</select>
		<input type=radio name=when id=m value=morning><label for=m>In the morning</label>
		<input type=checkbox name=safe id=s value=yes><label for=s>It is safe to call</label>
		<button>Send</button></form>`)
	page("GET /ar", `<main dir=rtl lang=ar><form action="/answer" method=post><label for=n>ما الذي تحتاجينه؟</label>
		<input id=n name=name><button>بحث</button></form></main>`)
	page("GET /odd", `<h1>Odd</h1><a href="tel:+1">Call</a> <a href="/file" download>Download</a> <a href="/none">Nothing new</a>
		<a href="#here">Further down</a> <p style="margin-top:3000px" id=here>the end</p> <a href="/moved">Moved</a>
		<iframe src="/slow" title=inner></iframe>`)
	mux.HandleFunc("GET /none", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename=a.txt")
		fmt.Fprint(w, "text")
	})
	mux.Handle("GET /moved", http.RedirectHandler("/form", http.StatusSeeOther))
	mux.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", HttpOnly: true, SameSite: http.SameSiteLaxMode, Path: "/"})
		write(w, "", "<h1>Answer</h1><p>"+html.EscapeString(fmt.Sprint(r.PostForm))+"</p>")
	})
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.getElementById("noscript").textContent = "with script"`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func write(w http.ResponseWriter, language, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; form-action 'self'")
	fmt.Fprintf(w, `<!doctype html><html lang=en><title>Pages</title><link rel=icon href="data:,"><body>%s<p>asked in %s</p>`, body, language)
}

// both runs a journey with the page's own script off and on.
func both(t *testing.T, journey func(t *testing.T, tab *browser.Tab, url string)) {
	for _, script := range []bool{false, true} {
		t.Run(fmt.Sprintf("script=%v", script), func(t *testing.T) {
			journey(t, browser.Open(t, browser.Options{Width: 320, Height: 600, Script: script, Language: "ar"}), site(t))
		})
	}
}

func TestAJourneyThroughAForm(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url + "/")
		tab.See("asked in ar")
		tab.See("between marks")
		tab.DontSee("hidden words")
		tab.Click("Next page")
		tab.Fill("Your name", "Noor")
		tab.Fill("Words", "two\nlines")
		tab.Fill("Day", "2026-03-14")
		tab.Fill("Language", "Español")
		tab.Choose("In the morning")
		tab.Choose("It is safe to call")
		tab.Choose("It is safe to call")
		if got := tab.Value("Your name"); got != "Noor" {
			t.Errorf("the field holds %q", got)
		}
		tab.Submit("Send")
		tab.See("day:[2026-03-14] language:[Español] name:[Noor] safe:[yes] when:[morning] words:[two lines]")
		if c := tab.Cookies(); len(c) != 1 || c[0].Name != "seen" || !c[0].HTTPOnly || c[0].SameSite != "Lax" {
			t.Errorf("cookies: %+v", c)
		}
		tab.Back()
		tab.See("Your name")
		tab.Forward()
		tab.See("Answer")
		tab.Back()
		tab.Back()
		tab.See("Start")
		if got := tab.Title(); got != "Pages" {
			t.Errorf("title %q", got)
		}
		if got := tab.Address(); got != url+"/" {
			t.Errorf("address %q", got)
		}
	})
}

func TestThePagesOwnScriptRunsOnlyWhenAsked(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url + "/")
		want, other := "without script", "with script"
		if strings.Contains(t.Name(), "true") {
			want, other = other, want
		}
		tab.See(want)
		tab.DontSee(other)
	})
}

func TestArabicWordsAreFoundAndTyped(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url)
		tab.Click("العربية")
		tab.Fill("ما الذي تحتاجينه؟", "محامية")
		tab.Submit("بحث")
		tab.See("name:[محامية]")
	})
}

func TestTheKeyboard(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url + "/form")
		tab.Keys("Tab")
		if got := tab.Focused(); got != "Your name" {
			t.Errorf("the first stop is %q", got)
		}
		tab.Keys("Tab", "Shift+Tab", "a", "b", "Enter")
		tab.See("name:[ab]")
	})
}

func TestClicksThatBringNoPageLeaveTheTabUsable(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url + "/odd")
		for _, link := range []string{"Call", "Download", "Nothing new", "Further down"} {
			tab.Click(link)
			tab.See("Odd")
		}
		if got := tab.Address(); got != url+"/odd#here" {
			t.Errorf("address %q", got)
		}
		tab.Click("Moved")
		tab.See("Your name")
		tab.Back()
		tab.See("Odd")
		tab.Reload()
		tab.See("Odd")
	})
}

func TestTrafficIsCounted(t *testing.T) {
	tab, url := browser.Open(t, browser.Options{}), site(t)
	tab.Visit(url + "/form")
	first := tab.TransferredBytes()
	if first < 500 || first > 5000 {
		t.Errorf("the form came over in %d bytes", first)
	}
	if got := tab.Requests(); !slices.Equal(got, []string{url + "/form"}) {
		t.Errorf("requests: %q", got)
	}
	tab.Visit(url + "/nothing")
	if len(tab.Problems()) == 0 {
		t.Error("a missing page is no problem to the browser")
	}
}

func TestAxeFindsWhatIsWrongUnderAStrictPolicy(t *testing.T) {
	both(t, func(t *testing.T, tab *browser.Tab, url string) {
		tab.Visit(url + "/form")
		if v := tab.Axe(); len(v) != 0 {
			t.Errorf("a page with labels: %v", v)
		}
		browser.Eval[string](tab, `document.querySelector("label").textContent = ""`)
		v := tab.Axe()
		if !slices.ContainsFunc(v, func(v browser.Violation) bool { return v.Rule == "label" }) {
			t.Errorf("a field without a label is not found: %v", v)
		}
	})
}

func TestTheDevice(t *testing.T) {
	tab, url := browser.Open(t, browser.Options{Width: 320, Height: 500, Dark: true}), site(t)
	t.Setenv(browser.ShotsEnv, t.TempDir())
	tab.Visit(url)
	if got := browser.Eval[int](tab, `innerWidth`); got != 320 {
		t.Errorf("the window is %d wide", got)
	}
	if !browser.Eval[bool](tab, `matchMedia("(prefers-color-scheme: dark)").matches`) {
		t.Error("the device is not dark")
	}
	png, err := os.ReadFile(tab.Screenshot("start"))
	if err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("the picture is no PNG: %v", err)
	}
}
