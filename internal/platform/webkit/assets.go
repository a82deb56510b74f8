package webkit

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:assets
var embedded embed.FS

// AssetsPath is where Assets expects to be mounted.
const AssetsPath = "/assets/"

// builtAssets are the files that pages name. Without them a page would have neither style nor a quick exit.
var builtAssets = []string{"app.css", "app.rtl.css", "app.js", "report.js", "intake.js", PasskeyScript}

// PasskeyScript is the script of the pages that ask for a passkey. No other page loads it.
const PasskeyScript = "passkey.js"

var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// Assets serves the style sheets, the script and the fonts from the program itself. One hash over all of them stands in
// every address: a file never changes under its address, and a style sheet finds the fonts beside it.
type Assets struct {
	hash     string
	files    map[string]asset
	drawings map[string]template.HTML
}

type asset struct {
	contentType string
	integrity   string
	body        []byte
	packed      []byte // gzip; nil where packing does not help
}

// LoadAssets reads the embedded files. It fails if the front end was not built before the program.
func LoadAssets() (*Assets, error) {
	root, err := fs.Sub(embedded, "assets")
	if err != nil {
		return nil, fmt.Errorf("reading embedded assets: %w", err)
	}
	return loadAssets(root)
}

func loadAssets(root fs.FS) (*Assets, error) {
	a := &Assets{files: map[string]asset{}, drawings: map[string]template.HTML{}}
	sum := sha256.New()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if path.Dir(name) == "drawings" {
			// Drawings are the project's own files, compiled into the program.
			a.drawings[strings.TrimSuffix(path.Base(name), ".svg")] = template.HTML(bytes.TrimSpace(body)) //nolint:gosec,forbidigo // see above
			return nil
		}
		kind, ok := contentTypes[path.Ext(name)]
		if !ok {
			return nil
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(body))
		sum.Write(body)
		a.files[path.Base(name)], err = newAsset(kind, body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading embedded assets: %w", err)
	}
	for _, name := range builtAssets {
		if _, ok := a.files[name]; !ok {
			return nil, fmt.Errorf("%s is missing: run npm ci and npm run build in web/, then build the program again", name)
		}
	}
	a.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	return a, nil
}

func newAsset(contentType string, body []byte) (asset, error) {
	sum := sha512.Sum384(body)
	made := asset{
		contentType: contentType,
		integrity:   "sha384-" + base64.StdEncoding.EncodeToString(sum[:]),
		body:        body,
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return asset{}, err
	}
	if _, err := w.Write(body); err != nil {
		return asset{}, err
	}
	if err := w.Close(); err != nil {
		return asset{}, err
	}
	if packed.Len() < len(body)*9/10 {
		made.packed = packed.Bytes()
	}
	return made, nil
}

// URL is the address of the named file, or of nothing if there is no such file.
func (a *Assets) URL(name string) string { return AssetsPath + a.hash + "/" + name }

// Integrity is the subresource integrity value of the named file, or "" if there is no such file.
func (a *Assets) Integrity(name string) string { return a.files[name].integrity }

// Drawing is the named line drawing as markup that takes the page's colours, or "" if there is no such drawing.
func (a *Assets) Drawing(name string) template.HTML { return a.drawings[name] }

// ServeHTTP answers GET and HEAD of /assets/<hash>/<name>. A page left open over an upgrade still gets the file, but then
// nothing may keep it.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, AssetsPath), "/")
	file, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if hash == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := file.body
	if file.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = file.packed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone; there is nobody to tell
	}
}

func acceptsGzip(r *http.Request) bool {
	for _, offer := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if coding == "gzip" {
			return strings.ReplaceAll(strings.TrimSpace(weight), " ", "") != "q=0"
		}
	}
	return false
}
