package main

import (
	"os"
	"strings"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// messageFlags are how an installation sends messages to people. Without a server, a way is not available, and workers are
// told. Secrets are read from files, so that they stand in no list of processes.
type messageFlags struct {
	SMTPHost     string `name:"smtp-host" help:"Mail server. Without one no e-mail is sent." env:"AMPARO_SMTP_HOST"`
	SMTPPort     int    `name:"smtp-port" help:"Port of the mail server." default:"587" env:"AMPARO_SMTP_PORT"`
	SMTPSecurity string `name:"smtp-security" help:"starttls, tls, or none for a relay on this machine." default:"starttls" enum:"starttls,tls,none" env:"AMPARO_SMTP_SECURITY"`
	SMTPUser     string `name:"smtp-user" help:"Name to sign in to the mail server with." env:"AMPARO_SMTP_USER"`
	SMTPPassword string `name:"smtp-password-file" help:"File with the password for it." type:"path" env:"AMPARO_SMTP_PASSWORD_FILE"`
	MailFrom     string `name:"mail-from" help:"Sender's address. It must not say what house this is." env:"AMPARO_MAIL_FROM"`
	MailName     string `name:"mail-name" help:"Sender's name, as neutral as the address." env:"AMPARO_MAIL_NAME"`
	SMSURL       string `name:"sms-url" help:"Where text messages are posted to. Without it none is sent." env:"AMPARO_SMS_URL"`
	SMSBody      string `name:"sms-body" help:"Body of the post, with {to}, {text}, {from} and {ref}." env:"AMPARO_SMS_BODY" default:"${smsbody}"`
	SMSForm      bool   `name:"sms-form" help:"The body is a form, not JSON." env:"AMPARO_SMS_FORM"`
	SMSToken     string `name:"sms-token-file" help:"File with the bearer token for it." type:"path" env:"AMPARO_SMS_TOKEN_FILE"`
	SMSFrom      string `name:"sms-from" help:"Sender of text messages. It must not say what house this is." env:"AMPARO_SMS_FROM"`
	StandbySMS   string `name:"standby-sms" help:"Staff number that is asked to look at the desk when an urgent report comes and nobody is there." env:"AMPARO_STANDBY_SMS"`
	StandbyMail  string `name:"standby-mail" help:"The same by e-mail, where there is no number." env:"AMPARO_STANDBY_MAIL"`
	StandbyLang  string `name:"standby-language" help:"Language that whoever stands by reads." default:"en" env:"AMPARO_STANDBY_LANGUAGE"`
}

// smsBody is the body that is posted where none is given.
const smsBody = `{"to":"{to}","from":"{from}","text":"{text}","ref":"{ref}"}`

// use has messages leave by what is set up.
func (f messageFlags) use(a *app.App) error {
	if f.SMTPHost != "" {
		password, err := secret(f.SMTPPassword)
		if err != nil {
			return err
		}
		g, err := contact.SMTP{Host: f.SMTPHost, Port: f.SMTPPort, Security: f.SMTPSecurity, User: f.SMTPUser, Password: password,
			From: f.MailFrom, Name: f.MailName}.Gateway()
		if err != nil {
			return err
		}
		a.Contact.Use(g)
	}
	if f.SMSURL != "" {
		token, err := secret(f.SMSToken)
		if err != nil {
			return err
		}
		g, err := contact.HTTPSMS{URL: f.SMSURL, Form: f.SMSForm, Body: f.SMSBody, Token: token, From: f.SMSFrom}.Gateway()
		if err != nil {
			return err
		}
		a.Contact.Use(g)
	}
	switch {
	case f.StandbySMS != "":
		return a.Contact.StandBy(contact.SMS, f.StandbySMS, f.StandbyLang)
	case f.StandbyMail != "":
		return a.Contact.StandBy(contact.Email, f.StandbyMail, f.StandbyLang)
	}
	return nil
}

// secret reads a file that holds one secret, and nothing where none is named.
func secret(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	return strings.TrimSpace(string(b)), err
}
