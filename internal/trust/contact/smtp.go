package contact

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// SMTP is how an installation sends e-mail.
type SMTP struct {
	Host     string
	Port     int
	Security string // "starttls", "tls", or "none" for a relay on the same machine
	User     string // empty where the server asks for none
	Password string
	From     string // a neutral address: nothing in it says what house this is
	Name     string // a neutral name, or none
	Trust    *tls.Config
}

// Gateway returns the gateway, or an error where it could not be used safely.
func (c SMTP) Gateway() (Gateway, error) {
	from, err := mail.ParseAddress(c.From)
	if err != nil || from.Address != c.From {
		return nil, errConfig("the sender is not an address")
	}
	if !neutral(c.From) || c.Name != "" && !neutral(c.Name) {
		return nil, errConfig("the sender tells what house this is; choose a neutral one")
	}
	_, domain, _ := strings.Cut(c.From, "@")
	options := []gomail.Option{gomail.WithPort(c.Port), gomail.WithHELO(domain), gomail.WithTimeout(handOver / 2), gomail.WithoutNoop()}
	switch {
	case c.Security == "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case c.Security == "tls":
		options = append(options, gomail.WithSSL())
	case c.Security == "none" && loopback(c.Host):
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, errConfig("mail needs starttls or tls, or a relay on this machine")
	}
	if c.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	if c.Trust != nil {
		options = append(options, gomail.WithTLSConfig(c.Trust))
	}
	if _, err := gomail.NewClient(c.Host, options...); err != nil {
		return nil, errConfig("the mail server's address cannot be used")
	}
	return smtpGateway{c, domain, options}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type smtpGateway struct {
	SMTP
	domain  string
	options []gomail.Option
}

func (smtpGateway) Channel() Channel { return Email }

func (g smtpGateway) Hand(ctx context.Context, m Outgoing) error {
	msg, err := g.write(m)
	if err != nil {
		return ErrNever
	}
	client, err := gomail.NewClient(g.Host, g.options...)
	if err != nil {
		return ErrNever
	}
	ctx, cancel := context.WithTimeout(ctx, handOver)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return ErrLater // no message was spoken of yet
	}
	defer func() { _ = client.Close() }() // whatever the server says to "quit", it has answered for the message
	err = client.Send(msg)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return told(err)
}

// write builds the message: plain text, and no header that names a program or a machine.
func (g smtpGateway) write(m Outgoing) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At.UTC())
	msg.SetMessageIDWithValue(m.Ref.String() + "@" + g.domain)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if g.Name == "" {
		return msg, errors.Join(msg.From(g.From), msg.To(m.To))
	}
	return msg, errors.Join(msg.FromFormat(g.Name, g.From), msg.To(m.To))
}

// told reads what a server said of a message. The library's error names the address, so nothing of it is handed on.
func told(err error) error {
	var s *gomail.SendError
	if !errors.As(err, &s) {
		return ErrUnknown
	}
	switch code := s.ErrorCode(); {
	case code >= 400 && code < 500:
		return ErrLater
	case code >= 500:
		return ErrNever
	}
	switch s.Reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrConnCheck:
		return ErrLater // the connection broke before the text was sent
	case gomail.ErrGetSender, gomail.ErrGetRcpts, gomail.ErrNoUnencoded:
		return ErrNever
	}
	return ErrUnknown
}
