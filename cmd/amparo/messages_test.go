package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// TestWaysThatAreSetUp: what is not set up is not there, what is set up badly stops the program before it serves, and no
// secret is in what it says.
func TestWaysThatAreSetUp(t *testing.T) {
	folder := t.TempDir()
	token := filepath.Join(folder, "token")
	if err := os.WriteFile(token, []byte("a very secret token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mail := messageFlags{SMTPHost: "127.0.0.1", SMTPPort: 587, SMTPSecurity: "starttls", SMTPUser: "relay", SMTPPassword: token, MailFrom: "notes@blue-heron.example"}
	sms := messageFlags{SMSURL: "https://127.0.0.1/send", SMSBody: smsBody, SMSToken: token, SMSFrom: "Maria"}
	for name, c := range map[string]struct {
		flags     messageFlags
		mail, sms bool
		fails     bool
	}{
		"nothing": {messageFlags{SMTPPort: 587, SMTPSecurity: "starttls", SMSBody: smsBody}, false, false, false},
		"mail":    {mail, true, false, false}, "text messages": {sms, false, true, false},
		"no file":            {func() messageFlags { f := mail; f.SMTPPassword = filepath.Join(folder, "none"); return f }(), false, false, true},
		"no token":           {func() messageFlags { f := sms; f.SMSToken = filepath.Join(folder, "none"); return f }(), false, false, true},
		"a telling sender":   {func() messageFlags { f := mail; f.MailFrom = "notes@shelter.example"; return f }(), false, false, true},
		"a telling name":     {func() messageFlags { f := sms; f.SMSFrom = "Shelter"; return f }(), false, false, true},
		"no sender":          {func() messageFlags { f := sms; f.SMSFrom = ""; return f }(), false, false, true},
		"a line in the open": {func() messageFlags { f := sms; f.SMSURL = "http://sms.example"; return f }(), false, false, true},
	} {
		a, err := app.Open(t.Context(), app.Config{Folder: filepath.Join(folder, strings.ReplaceAll(name, " ", "-")), Params: apptest.Cheap}, clock.At(storetest.Start).Now)
		if err != nil {
			t.Fatal(err)
		}
		err = c.flags.use(a)
		if (err != nil) != c.fails || a.Contact.Reaches(contact.Email) != c.mail || a.Contact.Reaches(contact.SMS) != c.sms {
			t.Errorf("%s: %v; mail %v, text messages %v", name, err, a.Contact.Reaches(contact.Email), a.Contact.Reaches(contact.SMS))
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
