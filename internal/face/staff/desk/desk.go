package desk

import (
	"embed"
	"net/http"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/oversight"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// Services are what the desks work with.
type Services struct {
	Accounts   *account.Service
	Gate       *gate.Gate
	Records    *record.Service
	People     *person.Service
	Disclosure *disclosure.Service
	Plans      *plan.Service
	Contact    *contact.Service
	Feedback   *feedback.Service
	Oversight  *oversight.Service
	Handles    *page.Handles
	Passkeys   *account.Passkeys // nil where the installation has no origin to offer them at
}

// A Desk is what every page of the desks stands on: who is asked, and how a page is shown.
type Desk struct {
	Services
	House     *page.House
	Templates *webkit.Templates
}

// OffersPasskeys reports whether a visitor's browser can use a passkey here: not by the onion service, which browsers take
// for another place than the one that a passkey was made at.
func (s Services) OffersPasskeys(v Visit) bool {
	return s.Passkeys != nil && !webkit.OriginOf(v.R).Onion()
}

// New returns the desk. It fails when a template cannot be read.
func New(h *page.House, s Services) (*Desk, error) {
	t, err := webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Desk{Services: s, House: h, Templates: t}, nil
}

// Words are the words of the pages at the desks. The person whom a card is printed for reads some of them.
func Words() locale.Source { return locale.Embedded("staff", words, false) }

// A Visit is one request at a desk: who asks, and in which language they read.
type Visit struct {
	W     http.ResponseWriter
	R     *http.Request
	L     *locale.Localiser
	Actor account.Actor
	Now   time.Time
}

// At makes a handler of the router out of one for a visit.
func (d *Desk) At(handle func(v Visit) error) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return handle(Visit{W: w, R: r, L: d.House.Speak(r), Actor: page.Actor(r.Context()), Now: d.House.Clock()})
	}
}

// A Sheet is every page of the desks: a heading, what there is to put right, and the parts below.
type Sheet struct {
	Heading string
	Person  bool // the heading is a person's name, which privacy mode covers
	Lead    string
	Errors  webkit.ErrorSummary
	Parts   []webkit.Component
}

// Show answers with a sheet.
func (d *Desk) Show(v Visit, status int, s Sheet) error {
	shell, err := d.Around(v)
	if err != nil {
		return err
	}
	shell.Prints = slices.ContainsFunc(s.Parts, func(c webkit.Component) bool { _, ok := c.(webkit.PrintButton); return ok })
	return page.Show(v.W, d.Templates, status, "templates/sheet", webkit.View{Shell: shell, Page: s})
}

// Moment is a time as people say it, with the whole of it for a hover and for machines.
func (d *Desk) Moment(v Visit, t time.Time) webkit.Moment {
	return webkit.Moment{Words: v.L.Near(t, v.Now, d.House.Zone), Full: v.L.DateTime(t, d.House.Zone), Machine: t.UTC().Format(time.RFC3339)}
}
