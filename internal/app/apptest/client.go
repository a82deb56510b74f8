package apptest

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Pages builds the pages of the whole program.
func (w *World) Pages() http.Handler {
	w.t.Helper()
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, Helper: page.Helper{Phone: "+1 555 0100", Emergency: "112"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return router
}

// A Client is a browser without a screen: it keeps its cookies, and sends forms as pages do.
type Client struct {
	Agent    string // what the browser says about itself
	Language string
	Address  string             // where it connects from; empty is that of httptest
	Trace    func(query string) // told every statement that its requests run; nil tells nobody
	pages    http.Handler
	cookies  map[string]string
	t        testing.TB
}

// Client returns a browser with no cookies.
func (w *World) Client(pages http.Handler) *Client {
	return &Client{pages: pages, cookies: map[string]string{}, t: w.t, Language: "en"}
}

// An Answer is what came back.
type Answer struct {
	Code int
	To   string // where it leads, if anywhere
	Body string
	t    testing.TB
}

// Page reads the answer as a document.
func (a Answer) Page() browser.Part {
	a.t.Helper()
	return browser.Check(a.t, a.Body)
}

// Missing are the keys on the page for which there are no words.
func (a Answer) Missing() []string {
	return regexp.MustCompile(`⟦[^⟧]*⟧`).FindAllString(a.Body, -1)
}

// Get asks for a page.
func (c *Client) Get(path string) Answer {
	c.t.Helper()
	return c.send(http.MethodGet, path, "", "")
}

// Post sends a form, with a new key unless it brings one.
func (c *Client) Post(path string, form url.Values) Answer {
	c.t.Helper()
	sent := url.Values{"key": {id.Reference()}}
	for name, values := range form {
		sent[name] = values
	}
	return c.send(http.MethodPost, path, urlencoded, sent.Encode())
}

// Upload sends a form with one file.
func (c *Client) Upload(path, field, name string, data []byte) Answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = file.Write(data)
	}
	if err = errors.Join(err, form.WriteField("key", id.Reference()), form.Close()); err != nil {
		c.t.Fatal(err)
	}
	return c.send(http.MethodPost, path, form.FormDataContentType(), body.String())
}

// Several sends a form as multipart/form-data, without files.
func (c *Client) Several(path string, values url.Values) Answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			if err := form.WriteField(name, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	if err := form.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.send(http.MethodPost, path, form.FormDataContentType(), body.String())
}

const urlencoded = "application/x-www-form-urlencoded"

// Plain sends a form without a key, as those that can be sent twice are.
func (c *Client) Plain(path string, form url.Values) Answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, urlencoded, form.Encode())
}

func (c *Client) send(method, path, kind, body string) Answer {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	if c.Address != "" {
		r.RemoteAddr = c.Address
	}
	if c.Trace != nil {
		r = r.WithContext(store.WithTrace(r.Context(), c.Trace))
	}
	r.Header.Set("Accept-Language", c.Language)
	r.Header.Set("User-Agent", c.Agent)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	c.pages.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		if cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
			continue
		}
		c.cookies[cookie.Name] = cookie.Value
	}
	a := Answer{Code: w.Code, To: w.Header().Get("Location"), Body: w.Body.String(), t: c.t}
	for _, key := range a.Missing() {
		c.t.Errorf("%s %s shows a word that is missing: %s", method, path, key)
	}
	return a
}

// Cookie is what the browser keeps under a name.
func (c *Client) Cookie(name string) string { return c.cookies[name] }

// Keep puts a cookie into the browser, as if it had been left there.
func (c *Client) Keep(name, value string) { c.cookies[name] = value }

// WorksAs signs a member of staff in through the page.
func (w *World) WorksAs(pages http.Handler, m app.Member) *Client {
	w.t.Helper()
	w.Clock.Advance(time.Minute) // a code is accepted once
	c := w.Client(pages)
	code, err := m.Second.Code(w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	if a := c.Post("/desk/sign-in", url.Values{"name": {m.SignInName}, "passphrase": {m.Passphrase}, "code": {code}}); a.Code != http.StatusSeeOther {
		w.t.Fatalf("%s signs in: %d", m.Role, a.Code)
	}
	return c
}

// Opens signs a person in through the page.
func (c *Client) Opens(card, passphrase string) Answer {
	c.t.Helper()
	a := c.Plain("/sign-in", url.Values{"card": {card}, "words": {passphrase}})
	if a.Code != http.StatusSeeOther {
		c.t.Fatalf("a person signs in: %d", a.Code)
	}
	return a
}
