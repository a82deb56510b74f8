package contact_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/amparo-project/amparo/internal/trust/contact"
)

// arrived is what a server outside was given.
type arrived struct {
	to, from, text string
	header         string // of an e-mail, or of the request
	hello          string // what the client called itself
}

// outside is a place outside the house that takes messages by one channel.
type outside struct {
	mu      sync.Mutex
	got     []arrived
	answer  func(try int) error // what it answers to a message, before or after it took it
	tries   int
	onReach func() // called while it has the message and has not answered
}

func (o *outside) take(a arrived) error {
	o.mu.Lock()
	o.tries++
	try, answer, reached := o.tries, o.answer, o.onReach
	o.mu.Unlock()
	if reached != nil {
		reached()
	}
	var err error
	if answer != nil {
		err = answer(try)
	}
	if err == nil || errors.Is(err, errTookIt) {
		o.mu.Lock()
		o.got = append(o.got, a)
		o.mu.Unlock()
	}
	return err
}

// errTookIt is for a server that takes a message and then fails to say so.
var errTookIt = errors.New("took it")

func (o *outside) all() []arrived {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]arrived(nil), o.got...)
}

func (o *outside) tried() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.tries
}

func (o *outside) set(answer func(try int) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = answer
}

func (o *outside) reached(fn func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.onReach = fn
}

// A mailServer is a real SMTP server on loopback.
type mailServer struct {
	outside
	port int
	pool *x509.CertPool
}

type mailSession struct {
	s     *mailServer
	hello string
	got   arrived
	known bool
}

func (m *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (m *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "relay" || password != "open sesame" {
			return smtp.ErrAuthFailed
		}
		m.known = true
		return nil
	}), nil
}
func (m *mailSession) Reset()        { m.got = arrived{} }
func (m *mailSession) Logout() error { return nil }
func (m *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	m.got = arrived{from: from, hello: m.hello}
	return nil
}
func (m *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	m.got.to = to
	return nil
}
func (m *mailSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m.got.header, m.got.text, _ = strings.Cut(string(b), "\r\n\r\n")
	return m.s.take(m.got)
}

// startMail starts a server; security is "starttls", "tls" or "none".
func startMail(t testing.TB, security string) *mailServer {
	t.Helper()
	s := &mailServer{}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &mailSession{s: s, hello: c.Hostname()}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.EnableSMTPUTF8 = "relay.example", security == "none", true
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	server.ErrorLog = quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if security != "none" {
		cert, pool := certificate(t)
		s.pool = pool
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
		if security == "tls" {
			listener = tls.NewListener(listener, server.TLSConfig)
			server.TLSConfig = nil
		}
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// settings are those for the server.
func (s *mailServer) settings(security string) contact.SMTP {
	c := contact.SMTP{Host: "127.0.0.1", Port: s.port, Security: security, From: "notes@blue-heron.example", Name: "Maria"}
	if s.pool != nil {
		c.Trust = &tls.Config{RootCAs: s.pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
	}
	return c
}

func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// A smsServer is a real HTTP gateway on loopback.
type smsServer struct {
	outside
	*httptest.Server
}

// httpStatus is an answer that is no success.
type httpStatus int

func (httpStatus) Error() string { return "status" }

func startSMS(t testing.TB) *smsServer {
	t.Helper()
	s := &smsServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := arrived{}
		var header strings.Builder
		_ = r.Header.Write(&header)
		a.header = r.Method + " " + r.URL.Path + "\n" + header.String()
		if r.Header.Get("Content-Type") == "application/json" {
			var body struct{ To, From, Text, Ref string }
			if json.NewDecoder(r.Body).Decode(&body) != nil {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			a.to, a.from, a.text = body.To, body.From, body.Text
		} else {
			a.to, a.from, a.text = r.PostFormValue("To"), r.PostFormValue("From"), r.PostFormValue("Body")
		}
		var status httpStatus
		switch err := s.take(a); {
		case errors.Is(err, errTookIt):
			panic(http.ErrAbortHandler) // the line breaks before the answer
		case errors.As(err, &status):
			w.WriteHeader(int(status))
		}
		_, _ = io.WriteString(w, "taken: "+a.to+" "+a.text) // as gateways do
	}))
	s.Config.ErrorLog = nil
	t.Cleanup(s.Close)
	return s
}

const jsonBody = `{"to": "{to}", "from": "{from}", "text": "{text}", "ref": "{ref}"}`

func (s *smsServer) settings() contact.HTTPSMS {
	return contact.HTTPSMS{URL: s.URL + "/send", Body: jsonBody, Token: "a token", From: "+12025550199"}
}

func gatewayOf(t testing.TB, g contact.Gateway, err error) contact.Gateway {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return g
}
