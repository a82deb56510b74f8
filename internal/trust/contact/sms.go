package contact

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// HTTPSMS is how an installation sends text messages: one POST to a gateway that takes them over HTTP. Body is a template
// of the request, as JSON or as a form, in which {to}, {text}, {from} and {ref} stand for what is sent:
//
//	{"to": "{to}", "from": "{from}", "text": "{text}", "reference": "{ref}"}
//	To={to}&From={from}&Body={text}
type HTTPSMS struct {
	URL   string
	Form  bool // the body is a form, not JSON
	Body  string
	Token string // sent as a bearer token; empty where the gateway asks for none
	From  string // a neutral sender: nothing in it says what house this is
	Trust *http.Transport
}

// Gateway returns the gateway, or an error where it could not be used safely.
func (c HTTPSMS) Gateway() (Gateway, error) {
	at, err := url.Parse(c.URL)
	if err != nil || at.Host == "" || !(at.Scheme == "https" || at.Scheme == "http" && loopback(at.Hostname())) {
		return nil, errConfig("text messages need an https address, or a gateway on this machine")
	}
	if !neutral(c.From) {
		return nil, errConfig("the sender tells what house this is, or there is none; choose a neutral one")
	}
	if body, err := c.fill(Outgoing{To: "+10000000000", Text: "text"}); err != nil ||
		!bytes.Contains(body, []byte("10000000000")) || !bytes.Contains(body, []byte("text")) {
		return nil, errConfig("the body of the request cannot be read, or lacks {to} or {text}")
	}
	transport := &http.Transport{} // no proxy from the environment: it would see every number
	if c.Trust != nil {
		transport = c.Trust.Clone()
	}
	client := &http.Client{Timeout: handOver, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return smsGateway{c, client}, nil
}

// fill puts a message into the template of the body.
func (c HTTPSMS) fill(m Outgoing) ([]byte, error) {
	values := strings.NewReplacer("{to}", m.To, "{text}", m.Text, "{from}", c.From, "{ref}", m.Ref.String())
	if c.Form {
		form, err := url.ParseQuery(c.Body)
		if err != nil {
			return nil, err
		}
		for _, list := range form {
			for i := range list {
				list[i] = values.Replace(list[i])
			}
		}
		return []byte(form.Encode()), nil
	}
	var body any
	if err := json.Unmarshal([]byte(c.Body), &body); err != nil {
		return nil, err
	}
	return json.Marshal(filled(body, values))
}

// filled replaces in every text of a JSON value.
func filled(v any, values *strings.Replacer) any {
	switch v := v.(type) {
	case string:
		return values.Replace(v)
	case []any:
		for i := range v {
			v[i] = filled(v[i], values)
		}
	case map[string]any:
		for k := range v {
			v[k] = filled(v[k], values)
		}
	}
	return v
}

type smsGateway struct {
	HTTPSMS
	client *http.Client
}

func (smsGateway) Channel() Channel { return SMS }

func (g smsGateway) Hand(ctx context.Context, m Outgoing) error {
	body, err := g.fill(m)
	if err != nil {
		return ErrNever
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(body))
	if err != nil {
		return ErrNever
	}
	req.Header.Set("Content-Type", "application/json")
	if g.Form {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "") // an empty one is not sent
	if g.Token != "" {
		req.Header.Set("Authorization", "Bearer "+g.Token)
	}
	res, err := g.client.Do(req)
	if err != nil {
		return unanswered(err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // it may repeat what was sent, so nobody reads it
	return answered(res.StatusCode)
}

// unanswered reads a failure without an answer. Only where no trusted connection was made is it sure that nothing was sent.
func unanswered(err error) error {
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) || errors.As(err, &op) && op.Op == "dial" {
		return ErrLater
	}
	return ErrUnknown
}

// answered reads the status of an answer. A gateway that broke while it worked may have sent the message.
func answered(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return ErrLater
	case status >= 300 && status < 500 && status != http.StatusRequestTimeout:
		return ErrNever
	}
	return ErrUnknown
}
