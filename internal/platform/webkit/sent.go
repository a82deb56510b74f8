package webkit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxKept is how many bytes of a form are kept until it is answered: far more than any form takes, so that a text that was
// too long for its form is given back too.
const maxKept = 1 << 20

// openers are the fields in which somebody types what opens an account, in whichever form they stand. They are kept
// nowhere and given back to nobody. A Route names those that are such fields only there.
var openers = []string{"passphrase", "old", "new", "card", "answer"}

// A SentField is one field of a form as it arrived.
type SentField struct {
	Name, Value string
	Declared    bool // the form that was read has such a field, and Kind is what may stand in it
	Kind        FieldKind
}

// A Sent is what a form brought, as far as it may be shown again to whoever sent it.
type Sent struct {
	Path    string // where it was sent
	Page    string // the page of the same address, "" where there is none
	Fields  []SentField
	Secret  bool // it brought what opens an account, which is left out
	Files   bool // it brought files, which are not kept
	Cut     bool // it did not arrive whole, or was longer than what is kept
	Several bool // it was sent as multipart/form-data

	secretsAt func(path string) []string
}

// Get returns the first value of a field, "" where there is none.
func (s Sent) Get(name string) string {
	for _, f := range s.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Values are the fields by name.
func (s Sent) Values() url.Values {
	v := url.Values{}
	for _, f := range s.Fields {
		v.Add(f.Name, f.Value)
	}
	return v
}

// Inside is the form that another carries along for the page at path, where what opens the account was asked in between.
func (s Sent) Inside(path, form string) Sent {
	inner := Sent{Path: path, Cut: s.Cut, secretsAt: s.secretsAt}
	return inner.filled(readFields(form))
}

func (s Sent) filled(fields []SentField) Sent {
	here := s.secretsAt(s.Path)
	for _, f := range fields {
		if !slices.Contains(openers, f.Name) && !slices.Contains(here, f.Name) {
			s.Fields = append(s.Fields, f)
			continue
		}
		s.Secret = s.Secret || f.Value != ""
	}
	return s
}

// SentBy returns what the request brought of a form; ok is false where it brought none, or may have been made by another
// site, whose words are not shown as somebody's own. It reads what nobody has read yet.
func SentBy(r *http.Request) (s Sent, ok bool) {
	k := keptOf(r)
	if k == nil || k.foreign {
		return Sent{}, false
	}
	s = Sent{Path: r.URL.Path, Page: k.page, Several: k.boundary, Files: k.files, Cut: k.cut, secretsAt: k.secretsAt}
	fields := k.fields
	if !k.boundary {
		k.rest()
		fields, s.Cut = readFields(k.read.String()), k.cut
	}
	for i, f := range fields {
		for _, known := range k.form {
			if known.Name == f.Name {
				fields[i].Declared, fields[i].Kind = true, known.Kind
			}
		}
	}
	return s.filled(fields), true
}

// KeepField keeps a field of a multipart form, for whoever reads one as a stream. What is not kept is not given back.
func KeepField(r *http.Request, name, value string) {
	if k := keptOf(r); k != nil && k.boundary && k.room(len(name)+len(value)) {
		k.fields = append(k.fields, SentField{Name: name, Value: value})
	}
}

// KeepNoFile notes that a multipart form brought a file, which is not kept.
func KeepNoFile(r *http.Request) {
	if k := keptOf(r); k != nil {
		k.files = true
	}
}

// kept is the body of a form on its way through the handlers.
type kept struct {
	body     io.ReadCloser
	read     bytes.Buffer // of an ordinary form, what was read so far
	fields   []SentField  // of a multipart form
	size     int          // of fields
	boundary bool         // it is a multipart form
	files    bool
	cut      bool
	ended    bool
	foreign  bool
	page     string
	form     []FormField // of the form that was read

	secretsAt func(path string) []string
}

type keptKey struct{}

func keptOf(r *http.Request) *kept {
	k, _ := r.Context().Value(keptKey{}).(*kept)
	return k
}

// keepSent keeps what a form brings while it is read.
func (rt *Router) keepSent(r *http.Request) *http.Request {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	ordinary := media == "application/x-www-form-urlencoded"
	if asks(r) || err != nil || !ordinary && media != "multipart/form-data" {
		return r
	}
	k := &kept{body: r.Body, boundary: !ordinary, secretsAt: rt.secretsAt}
	r = r.WithContext(context.WithValue(r.Context(), keptKey{}, k))
	if ordinary {
		r.Body = k
	}
	return r
}

// secretsAt are the fields that open something in the form that is sent to path; where no form is taken, those of all forms.
func (rt *Router) secretsAt(path string) []string {
	h, _ := rt.mux.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: path}})
	if e, ok := h.(*entry); ok {
		return e.route.Secrets
	}
	return rt.secrets
}

// Read reads on, and keeps what it read.
func (k *kept) Read(p []byte) (int, error) {
	n, err := k.body.Read(p)
	if room := max(maxKept-k.read.Len(), 0); n > room {
		k.cut = true
		k.read.Write(p[:room])
	} else {
		k.read.Write(p[:n])
	}
	if err != nil {
		k.ended = true
		k.cut = k.cut || !errors.Is(err, io.EOF)
	}
	return n, err
}

// Close closes the body.
func (k *kept) Close() error { return k.body.Close() }

// rest reads what a handler left, as far as it is kept.
func (k *kept) rest() {
	if !k.ended {
		_, _ = io.CopyN(io.Discard, k, int64(maxKept-k.read.Len())+1) // what went wrong is in k
	}
}

func (k *kept) room(more int) bool {
	k.size += more
	k.cut = k.cut || k.size > maxKept
	return k.size <= maxKept
}

// readFields reads the fields of an ordinary form in their order. A pair that can't be read is shown as it arrived.
func readFields(body string) (fields []SentField) {
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		fields = append(fields, SentField{Name: unescape(name), Value: unescape(value)})
	}
	return fields
}

// unescape reads one name or value; the end of one that was cut off, and what is no text, stay visible as U+FFFD.
func unescape(s string) string {
	text, err := url.QueryUnescape(s)
	for cut := 1; err != nil && cut <= 2 && cut <= len(s); cut++ {
		if text, err = url.QueryUnescape(s[:len(s)-cut]); err == nil {
			text += "\ufffd"
		}
	}
	if err != nil {
		text = s
	}
	return strings.ToValidUTF8(text, "\ufffd")
}
