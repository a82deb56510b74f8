package webkit

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestMissingAssetsSayWhatToDo(t *testing.T) {
	t.Parallel()
	_, err := loadAssets(fstest.MapFS{"README.md": {Data: []byte("x")}})
	if err == nil || !strings.Contains(err.Error(), "npm run build") {
		t.Errorf("error %v, want one that names npm run build", err)
	}
}

func TestAssetsAreServed(t *testing.T) {
	t.Parallel()
	css := strings.Repeat("body{color:#22302e}", 50)
	assets, err := loadAssets(fstest.MapFS{
		"dist/app.css": {Data: []byte(css)}, "dist/app.rtl.css": {}, "dist/app.js": {Data: []byte("0")}, "dist/report.js": {}, "dist/intake.js": {}, "dist/passkey.js": {}, "dist/f.woff2": {Data: []byte("wOF2")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, method, url, accept  string
		status                     int
		cache, kind, coding, wants string
	}{
		{"packed", "GET", assets.URL("app.css"), "br, gzip", 200, "public, max-age=31536000, immutable", "text/css; charset=utf-8", "gzip", css},
		{"plain", "GET", assets.URL("app.css"), "gzip;q=0", 200, "public, max-age=31536000, immutable", "text/css; charset=utf-8", "", css},
		{"not worth packing", "GET", assets.URL("f.woff2"), "gzip", 200, "public, max-age=31536000, immutable", "font/woff2", "", "wOF2"},
		{"of an older program", "GET", "/assets/0000/app.js", "", 200, "no-cache", "text/javascript; charset=utf-8", "", "0"},
		{"head", "HEAD", assets.URL("app.js"), "", 200, "public, max-age=31536000, immutable", "text/javascript; charset=utf-8", "", ""},
		{"unknown", "GET", assets.URL("../assets.go"), "", 404, "", "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"post", "POST", assets.URL("app.js"), "", 405, "", "text/plain; charset=utf-8", "", "Method Not Allowed\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(tt.method, tt.url, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			assets.ServeHTTP(w, r)
			h := w.Header()
			if w.Code != tt.status || h.Get("Cache-Control") != tt.cache || h.Get("Content-Type") != tt.kind || h.Get("Content-Encoding") != tt.coding || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("status %d, header %v", w.Code, h)
			}
			if got := unpack(t, w.Body, tt.coding); got != tt.wants {
				t.Errorf("body %q, want %q", got, tt.wants)
			}
		})
	}
}

func unpack(t *testing.T, body *bytes.Buffer, coding string) string {
	t.Helper()
	var r io.Reader = body
	if coding == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			t.Fatal(err)
		}
		r = unpacked
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHashFollowsTheContent(t *testing.T) {
	t.Parallel()
	load := func(js string) *Assets {
		a, err := loadAssets(fstest.MapFS{"app.css": {}, "app.rtl.css": {}, "app.js": {Data: []byte(js)}, "report.js": {}, "intake.js": {}, "passkey.js": {}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	one, other := load("1"), load("2")
	if one.URL("app.css") == other.URL("app.css") || one.Integrity("app.js") == other.Integrity("app.js") {
		t.Error("a changed file kept its address or its integrity value")
	}
	if one.Integrity("nothing") != "" {
		t.Error("a file that does not exist has an integrity value")
	}
}

// The budgets keep the first survivor page, with everything as transferred, far below 40 kB.
func TestBuiltAssets(t *testing.T) {
	t.Parallel()
	assets, err := LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for name, most := range map[string]int{"app.css": 12_000, "app.rtl.css": 12_000, "app.js": 1_500, PasskeyScript: 1_000} {
		if size := len(assets.files[name].packed); size == 0 || size > most {
			t.Errorf("%s has %d bytes packed, want 1 to %d", name, size, most)
		}
	}
	if size := len(assets.files["app.js"].body); size > 3_000 {
		t.Errorf("app.js has %d bytes, want at most 3000", size)
	}
	script := string(assets.files["app.js"].body) + string(assets.files[PasskeyScript].body)
	for _, bad := range []string{"localStorage", "sessionStorage", "indexedDB", "pushState", "fetch(", "XMLHttpRequest", "http://", "https://", "innerHTML", "eval("} {
		if strings.Contains(script, bad) {
			t.Errorf("a script contains %s", bad)
		}
	}
	if !strings.Contains(script, "location.replace(") {
		t.Error("app.js does not leave with location.replace")
	}
	for _, name := range []string{"app.css", "app.rtl.css"} {
		checkSheet(t, assets, name, string(assets.files[name].body))
	}
}

var cssAddress = regexp.MustCompile(`url\(["']?([^"')]*)`)

func checkSheet(t *testing.T, assets *Assets, name, sheet string) {
	t.Helper()
	if strings.Contains(sheet, "GDS Transport") || strings.Contains(sheet, "@import") {
		t.Errorf("%s has a licensed font or another sheet in it", name)
	}
	for _, address := range cssAddress.FindAllStringSubmatch(sheet, -1) {
		if _, ok := assets.files[address[1]]; !ok {
			t.Errorf("%s asks for %q, which is not a file beside it", name, address[1])
		}
	}
	// A tick leans the same way in every direction of writing.
	tick := sheet[strings.LastIndex(sheet, ".choices .govuk-checkboxes__label:after"):]
	tick, _, _ = strings.Cut(tick, "}")
	if !strings.Contains(tick, "border-width:0 0 3px 3px") || !strings.Contains(tick, "rotate(-45deg)") {
		t.Errorf("the tick of %s is turned: %s", name, tick)
	}
}

func TestDrawingsAreOurOwnMarkup(t *testing.T) {
	t.Parallel()
	assets, err := LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mark", "door", "cup", "path", "chairs", "paper", "calendar"} {
		drawing := string(assets.Drawing(name))
		if !strings.HasPrefix(drawing, `<svg class="drawing"`) || !strings.Contains(drawing, `aria-hidden="true"`) || !strings.Contains(drawing, ` width="`) || len(drawing) > 1_000 {
			t.Errorf("drawing %s is missing, speaks for itself, has no size without the style sheet, or is too large (%d bytes)", name, len(drawing))
		}
		for _, bad := range []string{"<script", "<style", "style=", "href", "id="} {
			if strings.Contains(drawing, bad) {
				t.Errorf("drawing %s contains %s", name, bad)
			}
		}
	}
	if assets.Integrity("favicon.svg") == "" {
		t.Error("there is no favicon")
	}
}
