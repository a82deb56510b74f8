package reporter_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

func TestThePageIsTheSameForEverybody(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, lang := range languages {
			first := s.get("/ask/" + lang)
			r := httptest.NewRequest(http.MethodGet, "/ask/"+lang+"?x=1", nil)
			r.Header.Set("Accept-Language", "vi")
			r.Header.Set("User-Agent", "another")
			r.AddCookie(&http.Cookie{Name: webkit.LanguageCookie, Value: "es"})
			r.AddCookie(&http.Cookie{Name: webkit.SessionCookie, Value: strings.Repeat("a", 40)})
			second := s.ask(r)
			if first.Body.String() != second.Body.String() {
				t.Errorf("two people read two pages in %s", lang)
			}
			r.Header.Set("Accept-Encoding", "br, gzip")
			packed := s.ask(r)
			z, err := gzip.NewReader(packed.Body)
			if err != nil {
				t.Fatal(err)
			}
			if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, first.Body.Bytes()) {
				t.Errorf("packed it is another page in %s: %v", lang, err)
			}
			if packed.Header().Get("Vary") != "Accept-Encoding" {
				t.Error("what is packed is not said to depend on what was asked for")
			}
		}
	})
}

// The page loads nothing from anywhere else, holds no script or style of its own, is not kept, and sets no cookie.
func TestThePageIsBare(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, lang := range languages {
			w := s.get("/ask/" + lang)
			text := w.Body.String()
			doc := browser.Check(t, text)
			for _, bad := range []string{"<style", " style=", " onclick", " onload", " onerror", "javascript:", "http://", "https://", "//cdn", "<iframe", "<object", "<embed", "<base"} {
				if strings.Contains(strings.ToLower(text), bad) {
					t.Errorf("the page holds %q", bad)
				}
			}
			for _, script := range regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`).FindAllStringSubmatch(text, -1) {
				if script[1] != "" || !strings.Contains(script[0], ` src="/assets/`) || !strings.Contains(script[0], ` integrity="sha384-`) {
					t.Errorf("a script is %.120s", script[0])
				}
			}
			h := w.Header()
			policy := h.Get("Content-Security-Policy")
			for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
				"frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"} {
				if !strings.Contains(policy, part) {
					t.Errorf("the policy lacks %s: %s", part, policy)
				}
			}
			for _, loose := range []string{"unsafe", "wasm", "http", "*"} {
				if strings.Contains(policy, loose) {
					t.Errorf("the policy has %s: %s", loose, policy)
				}
			}
			if h.Get("Cache-Control") != "no-store" || len(h.Values("Set-Cookie")) > 0 || h.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("the head is %v", h)
			}
			if doc.In("title").Text() != s.words.For(lang).T("page.title") || doc.In("html").Attr("lang") != lang {
				t.Errorf("the page in %s names itself", lang)
			}
			if doc.In("header", "a").Attr("href") != "/leave" {
				t.Error("the exit is not first")
			}
			if fields, off := strings.Count(text, "<input")+strings.Count(text, "<textarea")+strings.Count(text, "<select"), strings.Count(text, `autocomplete="off"`); off < fields-strings.Count(text, `type="hidden"`)-1 {
				t.Errorf("%d fields, %d of which are not filled in by the browser", fields, off)
			}
		}
	})
}

// Choosing a language on the page sets no cookie and leaves no address but the page's own.
func TestLanguagesAreAddresses(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		languages := s.page("am").In(".languages")
		for _, want := range []string{"/ask/en", "/ask/ar", "/ask/am"} {
			if languages.Count("[href="+want+"]") != 1 {
				t.Errorf("there is no way to %s", want)
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/ask", nil)
		r.Header.Set("Accept-Language", "ar-SY,ar;q=0.9")
		w := s.ask(r)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/ask/ar" || len(w.Header().Values("Set-Cookie")) > 0 {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		if w := s.get("/ask/xx"); w.Code != http.StatusNotFound {
			t.Errorf("a language that is not spoken answers %d", w.Code)
		}
	})
}

// The most that may come before the first step, in the language that takes most bytes.
func TestTheFirstViewIsSmall(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, lang := range languages {
			r := httptest.NewRequest(http.MethodGet, "/ask/"+lang, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			page := s.ask(r)
			sheet := httptest.NewRequest(http.MethodGet, s.page(lang).In("[rel=stylesheet]").Attr("href"), nil)
			sheet.Header.Set("Accept-Encoding", "gzip")
			style := s.ask(sheet)
			const most = 40_000
			if got := page.Body.Len() + style.Body.Len(); style.Code != http.StatusOK || got > most {
				t.Errorf("%s: page %d and style %d bytes, at most %d", lang, page.Body.Len(), style.Body.Len(), most)
			} else {
				t.Logf("%s: page %d and style %d bytes packed", lang, page.Body.Len(), style.Body.Len())
			}
		}
	})
}
