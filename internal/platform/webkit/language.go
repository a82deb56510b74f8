package webkit

import (
	"net/http"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// Speak returns the words in the person's language: the one they chose, else the best for what their browser asks for.
func Speak(r *http.Request, words *locale.Bundle, cookies Cookies) *locale.Localiser {
	chosen, _ := cookies.Get(r, LanguageCookie)
	return words.For(words.Match(r.Header.Get("Accept-Language"), chosen))
}

// LanguageRoute returns the route behind the links of a language chooser: GET /language/{language}?next=/path, where
// language is a shipped tag and next the page to return to. It is a GET because it changes nothing here: the choice lives in
// a cookie of the person's own browser, and a link works everywhere.
func LanguageRoute(words *locale.Bundle, cookies Cookies) Route {
	form := Form{Fields: []FormField{{Name: "next", Max: 500}}}
	return Route{Method: http.MethodGet, Pattern: "/language/{language}", Door: Door{Level: LevelPublic},
		Handler: func(w http.ResponseWriter, r *http.Request) error {
			tag := r.PathValue("language")
			if !slices.ContainsFunc(words.Languages(), func(l locale.Language) bool { return l.Tag == tag }) {
				return notFound()
			}
			values, problems := form.Read(r)
			if problems.Any() {
				return problems.Err()
			}
			cookies.Set(w, LanguageCookie, tag)
			SeeOther(w, LocalPath(values.Get("next")))
			return nil
		}}
}

// LocalPath returns path when it leads to a page of this host, and "/" otherwise, so that a link can't send a person to
// another site by way of ours.
func LocalPath(path string) string {
	local := strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsFunc(path, leavesHost)
	if !local {
		return "/"
	}
	return path
}

// leavesHost reports the characters that browsers read as a slash or leave out.
func leavesHost(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }

// SeeOther answers 303 without a body: the browser fetches location by GET.
func SeeOther(w http.ResponseWriter, location string) {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
}
