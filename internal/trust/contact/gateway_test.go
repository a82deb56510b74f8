package contact_test

import (
	"context"
	"errors"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

func note(to string) contact.Outgoing {
	return contact.Outgoing{Ref: id.Random(), To: to, Subject: "ملاحظة قصيرة", Text: "¿Sigue siendo buena? \"Dilo\" & cuando\nhablemos.",
		At: time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)}
}

func TestMailLeavesWithoutATrace(t *testing.T) {
	for _, security := range []string{"starttls", "tls", "none"} {
		t.Run(security, func(t *testing.T) {
			server := startMail(t, security)
			settings := server.settings(security)
			if security != "none" {
				settings.User, settings.Password = "relay", "open sesame"
			}
			g, err := settings.Gateway()
			g = gatewayOf(t, g, err)
			n := note("a@example.org")
			if err := g.Hand(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			got := server.all()
			if len(got) != 1 || got[0].to != "a@example.org" || got[0].from != "notes@blue-heron.example" || got[0].hello != "blue-heron.example" {
				t.Fatalf("arrived: %+v", got)
			}
			checkMail(t, got[0], n)
		})
	}
}

// checkMail holds that a message is plain text with the headers that it needs and no other.
func checkMail(t *testing.T, a arrived, n contact.Outgoing) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(a.header + "\r\n\r\n" + a.text))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"From": `"Maria" <notes@blue-heron.example>`, "To": "<a@example.org>", "Date": "Mon, 16 Mar 2026 12:00:00 +0000",
		"Message-Id": "<" + n.Ref.String() + "@blue-heron.example>", "Mime-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
		"Content-Transfer-Encoding": "quoted-printable", "Subject": n.Subject}
	for name, values := range m.Header {
		text, err := new(mime.WordDecoder).DecodeHeader(values[0])
		if err != nil || len(values) != 1 || text != want[name] {
			t.Errorf("%s: %q, want %q", name, values, want[name])
		}
	}
	if len(m.Header) != len(want) {
		t.Errorf("%d headers, want %d", len(m.Header), len(want))
	}
	if !strings.Contains(a.text, "=C2=BFSigue siendo buena?") {
		t.Errorf("the text is %q", a.text)
	}
}

func TestWhatAMailServerSays(t *testing.T) {
	server := startMail(t, "none")
	g, err := server.settings("none").Gateway()
	g = gatewayOf(t, g, err)
	say := func(code int) func(int) error {
		return func(int) error { return &smtp.SMTPError{Code: code, Message: "to a@example.org"} }
	}
	for _, c := range []struct {
		name   string
		to     string
		answer func(int) error
		want   error
	}{
		{"taken", "a@example.org", nil, nil}, {"later", "a@example.org", say(451), contact.ErrLater}, {"never", "a@example.org", say(554), contact.ErrNever},
		{"nobody there", "nobody@example.org", nil, contact.ErrNever}, {"an address that cannot be", "a@b@c", nil, contact.ErrNever},
	} {
		server.set(c.answer)
		err := g.Hand(t.Context(), note(c.to))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("%s: the error names the address", c.name)
		}
	}
	gone := startMail(t, "none").settings("none")
	gone.Port = 1
	g, err = gone.Gateway()
	if err := gatewayOf(t, g, err).Hand(t.Context(), note("a@example.org")); !errors.Is(err, contact.ErrLater) {
		t.Errorf("a server that is not there: %v", err)
	}
	locked := startMail(t, "starttls")
	for name, change := range map[string]func(*contact.SMTP){
		"a wrong password":         func(c *contact.SMTP) { c.User, c.Password = "relay", "no" },
		"a certificate of nobody":  func(c *contact.SMTP) { c.Trust = nil },
		"a server without its TLS": func(c *contact.SMTP) { c.Port, c.Trust = server.port, nil },
	} {
		settings := locked.settings("starttls")
		change(&settings)
		g, err := settings.Gateway()
		before := len(locked.all()) + len(server.all())
		if err := gatewayOf(t, g, err).Hand(t.Context(), note("a@example.org")); !errors.Is(err, contact.ErrLater) {
			t.Errorf("%s: %v", name, err)
		}
		if len(locked.all())+len(server.all()) != before {
			t.Errorf("%s: the message was sent", name)
		}
	}
}

func TestATextMessageLeaves(t *testing.T) {
	server := startSMS(t)
	for name, c := range map[string]contact.HTTPSMS{
		"json": server.settings(),
		"form": {URL: server.URL + "/send", Form: true, Body: "To={to}&From={from}&Body={text}&Ref={ref}", Token: "a token", From: "+12025550199"},
	} {
		g, err := c.Gateway()
		n := note("+12025550100")
		if err := gatewayOf(t, g, err).Hand(t.Context(), n); err != nil {
			t.Fatal(name, err)
		}
		got := server.all()
		last := got[len(got)-1]
		if last.to != n.To || last.text != n.Text || last.from != "+12025550199" || !strings.HasPrefix(last.header, "POST /send\n") {
			t.Errorf("%s: %+v", name, last)
		}
		if !strings.Contains(last.header, "Authorization: Bearer a token") || strings.Contains(last.header, "User-Agent") {
			t.Errorf("%s: the headers are %s", name, last.header)
		}
	}
}

func TestWhatATextGatewaySays(t *testing.T) {
	server := startSMS(t)
	g, err := server.settings().Gateway()
	g = gatewayOf(t, g, err)
	for status, want := range map[int]error{200: nil, 202: nil, 302: contact.ErrNever, 400: contact.ErrNever, 401: contact.ErrLater, 403: contact.ErrLater, 404: contact.ErrNever,
		408: contact.ErrUnknown, 422: contact.ErrNever, 429: contact.ErrLater, 500: contact.ErrUnknown, 502: contact.ErrUnknown, 503: contact.ErrLater, 504: contact.ErrUnknown} {
		server.set(func(int) error { return httpStatus(status) })
		if err := g.Hand(t.Context(), note("+12025550100")); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
	}
	server.set(func(int) error { return errTookIt })
	before := server.tried()
	if err := g.Hand(t.Context(), note("+12025550100")); !errors.Is(err, contact.ErrUnknown) {
		t.Errorf("a line that breaks: %v", err)
	}
	if server.tried() != before+1 {
		t.Errorf("a line that breaks: asked %d times", server.tried()-before)
	}
	ended, cancel := context.WithCancel(t.Context())
	server.set(nil)
	answered := make(chan struct{})
	server.reached(func() { cancel(); <-answered }) // the answer comes after the sender has stopped waiting
	if err := g.Hand(ended, note("+12025550100")); !errors.Is(err, contact.ErrUnknown) {
		t.Errorf("stopped while it waits: %v", err)
	}
	close(answered)
	gone := server.settings()
	gone.URL = "http://127.0.0.1:1/send"
	g, err = gone.Gateway()
	if err := gatewayOf(t, g, err).Hand(t.Context(), note("+12025550100")); !errors.Is(err, contact.ErrLater) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestAGatewayThatCannotBeSafeIsRefused(t *testing.T) {
	mailOf := contact.SMTP{Host: "mail.example", Port: 587, Security: "starttls", From: "notes@blue-heron.example"}
	smsOf := contact.HTTPSMS{URL: "https://sms.example/send", Body: jsonBody, From: "Maria"}
	if _, err := mailOf.Gateway(); err != nil {
		t.Fatal(err)
	}
	if _, err := smsOf.Gateway(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*contact.SMTP){
		"no encryption":     func(c *contact.SMTP) { c.Security = "none" },
		"unknown":           func(c *contact.SMTP) { c.Security = "" },
		"no sender":         func(c *contact.SMTP) { c.From = "" },
		"a telling address": func(c *contact.SMTP) { c.From = "notes@harbour-shelter.example" },
		"a telling name":    func(c *contact.SMTP) { c.Name = "Open Door Legal Aid" },
		"no server":         func(c *contact.SMTP) { c.Host = "" },
		"no port":           func(c *contact.SMTP) { c.Port = 0 },
		"a name inside":     func(c *contact.SMTP) { c.From = "A <a@example.org>" },
	} {
		c := mailOf
		change(&c)
		if _, err := c.Gateway(); err == nil {
			t.Errorf("mail with %s is taken", name)
		}
	}
	for name, change := range map[string]func(*contact.HTTPSMS){
		"no encryption":      func(c *contact.HTTPSMS) { c.URL = "http://sms.example/send" },
		"no address":         func(c *contact.HTTPSMS) { c.URL = "" },
		"no sender":          func(c *contact.HTTPSMS) { c.From = "" },
		"a telling sender":   func(c *contact.HTTPSMS) { c.From = "Shelter" },
		"no JSON":            func(c *contact.HTTPSMS) { c.Body = "{to}" },
		"no place for text":  func(c *contact.HTTPSMS) { c.Body = `{"to": "{to}"}` },
		"no place for it to": func(c *contact.HTTPSMS) { c.Form, c.Body = true, "Body={text}" },
	} {
		c := smsOf
		change(&c)
		if _, err := c.Gateway(); err == nil {
			t.Errorf("text messages with %s are taken", name)
		}
	}
}
