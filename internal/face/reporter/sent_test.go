package reporter

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever is sent, reading it ends, and holds no more than is taken.
func FuzzSent(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=do\r\n\r\nopen\r\n--x--"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=files; filename=\"a\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xd9\r\n--x--"))
	f.Add("multipart/form-data; boundary=\"\"", []byte("--"))
	face := &Face{seen: newSeen()}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/ask/en", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		s, err := face.readSent(r)
		if err != nil {
			return
		}
		for _, do := range []string{doSend, doOpen, doMessage, doAnswer, doWithdraw, doKeep, s.values.Get("do")} {
			s.read(do)
		}
		for _, u := range s.files {
			if clean := u.clean(false); len([]rune(clean.Name)) > maxName || strings.ContainsAny(clean.Name, "/\n\x00") {
				t.Errorf("a file is called %q", clean.Name)
			}
		}
	})
}

func TestNamesOfFilesAreOneShortLine(t *testing.T) {
	for name, want := range map[string]string{`C:\Users\maria\photo.jpg`: "photo.jpg", "/home/x/a.pdf": "a.pdf", "a\nb\x00.txt": "ab.txt",
		strings.Repeat("x", 300) + ".png": strings.Repeat("x", 96) + ".png", "\xffa": "a"} {
		if got := shortName(name); got != want {
			t.Errorf("%.30q is called %q, want %q", name, got, want)
		}
	}
}

func TestFormsAreRememberedAndForgotten(t *testing.T) {
	s := newSeen()
	one := func(n int) imprint { return imprint{byte(n), byte(n >> 8), byte(n >> 16)} }
	for n := range remembered + 10 {
		s.note(one(n))
		s.note(one(n))
	}
	if s.has(one(0)) || s.has(one(9)) || !s.has(one(10)) || !s.has(one(remembered+9)) {
		t.Error("the wrong ones are forgotten")
	}
	if len(s.known) != remembered || len(s.order) != remembered {
		t.Errorf("%d are remembered", len(s.known))
	}
}
