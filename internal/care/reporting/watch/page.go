package watch

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	markup "golang.org/x/net/html"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// The files that the page names. Each language has one of the style sheets.
var (
	scripts = []string{"app.js", "report.js"}
	styles  = []string{"app.css", "app.rtl.css"}
)

// reporterScript is what makes the page lock what is written. Without it stands the basic mode.
const reporterScript = "report.js"

// What the page says of scripts and sheets is compared as text: two readers of markup can find two pages in the same bytes,
// so nothing that looks like one of these may stand anywhere but where we put it.
var (
	scriptTag = regexp.MustCompile(`(?is)<script[^>]*>`)
	linkTag   = regexp.MustCompile(`(?is)<link[^>]*>`)
	assetPath = regexp.MustCompile(`/assets/[0-9a-f]{16}/[a-z.]+`)
	tagName   = regexp.MustCompile(`<([A-Za-z][^\s/>]*)`)
)

// tags are the elements that the page is made of.
var tags = strings.Fields("html head meta title link script body header main aside article section footer form fieldset legend label input textarea " +
	"select option button details summary p h1 h2 h3 a strong span ul ol li dl dt dd div pre progress audio template svg path circle")

// A page is what a visitor got in a language, as far as it was as released.
type page struct {
	roots  map[id.Agency]string
	assets map[string]string // the paths of scripts and sheets, by name
}

// readPage compares a page with the releases that the watcher holds, and gives what it names. Releases are told apart by the
// reporter's script; a page of none is held to the first.
func readPage(a answer, releases []Release, who string, found *Findings) (page, Release) {
	text := string(a.body)
	release := releaseOf(text, releases)
	heads(a, "text/html; charset=utf-8", who, found)
	if policy := a.head.Values("Content-Security-Policy"); len(policy) != 1 || policy[0] != release.Policy {
		found.add(Alarm, WeakHead, who, "%s has another Content-Security-Policy than was released", a.path)
	}
	if !utf8.Valid(a.body) || bytes.IndexByte(a.body, 0) >= 0 {
		found.add(Alarm, AnotherPage, who, "%s is no text", a.path)
	}
	p := page{assets: map[string]string{}}
	p.scripts(a.path, text, release, who, found)
	p.sheets(a.path, text, release, who, found)
	for _, tag := range tagName.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(tags, strings.ToLower(tag[1])) {
			found.add(Alarm, AnotherPage, who, "%s holds an element that the page is not made of", a.path)
		}
	}
	p.attributes(a.path, text, who, found)
	return p, release
}

func releaseOf(text string, releases []Release) Release {
	for _, r := range releases {
		if strings.Contains(html.UnescapeString(text), r.Files[reporterScript]) {
			return r
		}
	}
	return releases[0]
}

// scripts holds the page to exactly the two scripts of the release, each under its own address with its hash.
func (p *page) scripts(path, text string, release Release, who string, found *Findings) {
	left := slices.Clone(scripts)
	for _, tag := range scriptTag.FindAllString(text, -1) {
		at := slices.IndexFunc(left, func(name string) bool {
			return p.names(tag, `<script defer src="@" integrity="`+release.Files[name]+`">`, name)
		})
		if at < 0 {
			found.add(Alarm, AnotherScript, who, "%s names a script, or the hash of one, that was not released", path)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	// The closing tag comes at once: a script has no text of its own.
	if strings.Count(strings.ToLower(text), "<script") != strings.Count(text, `></script>`) {
		found.add(Alarm, AnotherScript, who, "%s holds a script of its own", path)
	}
	for _, name := range left {
		if name == reporterScript && !strings.Contains(text, "/"+reporterScript) {
			found.add(Alarm, NoScript, who, "%s comes without the script that locks what is written", path)
		} else {
			found.add(Alarm, AnotherScript, who, "%s does not name the released %s", path, name)
		}
	}
}

// sheets holds the page to one style sheet of the release, and its icon.
func (p *page) sheets(path, text string, release Release, who string, found *Findings) {
	links := linkTag.FindAllString(text, -1)
	sheet := len(links) == 2 && slices.ContainsFunc(styles, func(name string) bool {
		return p.names(links[0], `<link rel="stylesheet" href="@" integrity="`+release.Files[name]+`">`, name)
	})
	if !sheet || !p.names(links[1], `<link rel="icon" type="image/svg+xml" href="@">`, "favicon.svg") {
		found.add(Alarm, AnotherFile, who, "%s names a style sheet, or the hash of one, that was not released", path)
	}
	delete(p.assets, "favicon.svg")
}

// names reports whether a tag is the one wanted, with the address of a file in the place of @, and keeps that address.
func (p *page) names(tag, want, file string) bool {
	address := assetPath.FindString(tag)
	if !strings.HasSuffix(address, "/"+file) || html.UnescapeString(tag) != strings.Replace(want, "@", address, 1) {
		return false
	}
	p.assets[file] = address
	return true
}

// attributes looks at what elements do and where they lead, and takes the roots.
func (p *page) attributes(path, text, who string, found *Findings) {
	wrong := func(what string) { found.add(Alarm, AnotherPage, who, "%s %s", path, what) }
	rooms := 0
	for z := markup.NewTokenizer(strings.NewReader(text)); z.Next() != markup.ErrorToken; {
		for _, attr := range z.Token().Attr {
			switch {
			case strings.HasPrefix(attr.Key, "on"), attr.Key == "style", attr.Key == "srcdoc", attr.Key == "ping", attr.Key == "http-equiv":
				wrong("holds an attribute that no page of ours has")
			case slices.Contains([]string{"action", "formaction", "href", "src", "xlink:href", "data", "poster"}, attr.Key) && !stays(attr.Val):
				wrong("leads to another place")
			case attr.Key == "data-roots":
				rooms++
				// Only as the program writes it: one organisation must not stand here under two spellings.
				if err := json.Unmarshal([]byte(attr.Val), &p.roots); err != nil || !written(p.roots, attr.Val) {
					p.roots = nil
					wrong("does not say the roots of its organisations")
				}
			}
		}
	}
	if rooms != 1 {
		wrong("does not say the roots of its organisations")
	}
	if strings.Contains(strings.ToLower(text), "http-equiv") {
		wrong("holds an attribute that no page of ours has")
	}
}

func written(roots map[id.Agency]string, as string) bool {
	text, err := json.Marshal(roots)
	return err == nil && string(text) == as
}

// stays reports whether an address is of this house, or rings somebody up.
func stays(address string) bool {
	return strings.HasPrefix(address, "#") || strings.HasPrefix(address, "tel:") || address == "" ||
		strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\t\n\r")
}

// mustHave is what every answer of the page carries, and mayNot what none does: headers that load, report or lead elsewhere.
var (
	mustHave = map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
	mayNot   = []string{"Refresh", "Link", "Report-To", "Reporting-Endpoints", "Nel", "Content-Security-Policy-Report-Only", "Accept-Ch",
		"Sourcemap", "X-Sourcemap", "Service-Worker-Allowed", "Origin-Trial", "Access-Control-Allow-Origin", "Content-Disposition"}
)

// heads compares the headers of an answer that is made by the program.
func heads(a answer, kind, who string, found *Findings) {
	for name, want := range mustHave {
		if got := a.head.Values(name); len(got) != 1 || got[0] != want {
			found.add(Alarm, WeakHead, who, "%s comes without %s: %s", a.path, name, want)
		}
	}
	if a.head.Get("Content-Type") != kind {
		found.add(Alarm, WeakHead, who, "%s comes as another kind of file", a.path)
	}
	foreign(a.head, a.path, who, found)
}

func foreign(head http.Header, path, who string, found *Findings) {
	for _, name := range mayNot {
		if len(head.Values(name)) > 0 {
			found.add(Alarm, WeakHead, who, "%s comes with %s, which the program never sends", path, name)
		}
	}
}
