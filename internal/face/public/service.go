package public

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// servicePage is one service. What the directory says is in the words of whoever wrote it, in a language that nobody
// noted: it is set apart, and takes the direction of its own letters.
type servicePage struct {
	L            webkit.Localiser
	Kept         []kept
	Page         int
	Name         string
	Organization string
	Alert        string
	About        []string
	Phones       []phone
	Places       []place
	Named        []string // places of which only the name is known
	Hours        []hoursLine
	HoursNotes   []string
	Facts        []fact
	Site         string // the address of its own pages: shown as it is, to be copied, or opened
}

// A place is where a service is given. Of a confidential one only Notice and the hours are there; its phone numbers stand
// among the others.
type place struct {
	Notice     string // in the reader's language
	Name       string
	Lines      []string
	Facts      []fact
	Hours      []hoursLine
	HoursNotes []string
}

// A fact is one thing to know before going, in the directory's words.
type fact struct {
	Term  string
	Lines []string
}

func (f *Face) service(w http.ResponseWriter, r *http.Request, id string, v webkit.Values) error {
	s, err := f.services.Service(r.Context(), id)
	if err != nil {
		return err
	}
	if len(phonesOf(s)) == 0 && s.OrganizationID != "" {
		if s.Organization, err = f.services.Organization(r.Context(), s.OrganizationID, false); err != nil {
			return err
		}
	}
	l, shell := f.house.Speak(r), f.house.PublicShell(r)
	model := f.newService(l, s)
	model.Kept, model.Page = keep(v), pageOf(v)
	return f.show(w, http.StatusOK, "service", shell, model)
}

func (f *Face) newService(l *locale.Localiser, s *directory.Service) servicePage {
	today := f.house.Clock().In(f.house.Zone).Format(time.DateOnly)
	m := servicePage{L: l, Name: s.Name, Alert: s.Alert, About: paragraphs(s.Description), Phones: phonesOf(s),
		Facts: factsOf(l, s), Site: siteOf(s)}
	if s.Organization != nil {
		m.Organization = s.Organization.Name
	}
	m.Hours, m.HoursNotes = hoursOf(l, s.Schedules, today)
	for _, at := range s.ServiceAtLocations {
		if at.Location == nil {
			continue
		}
		if p := newPlace(l, at, today); p.named() {
			m.Named = append(m.Named, filled(p.Name)...)
		} else {
			m.Places = append(m.Places, p)
		}
	}
	return m
}

func newPlace(l *locale.Localiser, at directory.ServiceAtLocation, today string) (p place) {
	schedules := at.Schedules
	if at.Location.Confidential {
		p.Notice = l.T("public.place.confidential")
	} else {
		p.open(l, at.Location)
		if len(schedules) == 0 {
			schedules = at.Location.Schedules
		}
	}
	p.Hours, p.HoursNotes = hoursOf(l, schedules, today)
	return p
}

// named reports whether nothing but the name of the place is known.
func (p place) named() bool {
	return p.Notice == "" && len(p.Lines)+len(p.Facts)+len(p.Hours)+len(p.HoursNotes) == 0
}

// open adds what may be told of a place that is not confidential.
func (p *place) open(l *locale.Localiser, at *directory.Location) {
	p.Name = at.Name
	for _, a := range at.Addresses {
		p.Lines = append(p.Lines, filled(addressLine(a))...)
	}
	var access []string
	for _, a := range at.Accessibility {
		access = append(access, filled(a.Description, a.Details)...)
	}
	for _, f := range []fact{{l.T("public.place.travel"), filled(at.Transportation)}, {l.T("public.place.access"), access}} {
		if len(f.Lines) > 0 {
			p.Facts = append(p.Facts, f)
		}
	}
}

func addressLine(a directory.Address) string {
	return strings.Join(filled(a.Attention, a.Address1, a.Address2, a.City, strings.TrimSpace(a.StateProvince+" "+a.PostalCode)), ", ")
}

func factsOf(l *locale.Localiser, s *directory.Service) (facts []fact) {
	add := func(key string, lines ...string) {
		if lines = filled(lines...); len(lines) > 0 {
			facts = append(facts, fact{l.T(key), lines})
		}
	}
	add("public.fact.who", paragraphs(s.EligibilityDescription)...)
	add("public.fact.age", ages(l, s.MinimumAge, s.MaximumAge))
	fees := s.FeesDescription
	if fees == "" {
		fees = s.Fees
	}
	add("public.fact.fees", paragraphs(fees)...)
	var speaks []string
	for _, g := range s.Languages {
		if known := ownNames[strings.ToLower(g.Code)]; known != "" {
			speaks = append(speaks, known)
			continue
		}
		speaks = append(speaks, g.Name)
	}
	add("public.fact.languages", strings.Join(filled(speaks...), ", "), s.InterpretationServices)
	add("public.fact.apply", paragraphs(s.ApplicationProcess)...)
	var papers []string
	for _, d := range s.RequiredDocuments {
		papers = append(papers, d.Document)
	}
	add("public.fact.papers", papers...)
	add("public.fact.wait", s.WaitTime)
	var areas []string
	for _, a := range s.ServiceAreas {
		areas = append(areas, a.Name)
	}
	add("public.fact.area", areas...)
	add("public.fact.email", s.Email)
	return facts
}

func ages(l *locale.Localiser, from, to *float64) string {
	n := func(v *float64) string { return strconv.Itoa(int(*v)) }
	switch {
	case from != nil && to != nil:
		return l.T("public.age.between", "from", n(from), "to", n(to))
	case from != nil:
		return l.T("public.age.from", "from", n(from))
	case to != nil:
		return l.T("public.age.to", "to", n(to))
	}
	return ""
}

// siteOf takes only an address of the web: anything else in the data would lead who knows where.
func siteOf(s *directory.Service) string {
	for _, raw := range []string{s.URL, websiteOf(s.Organization)} {
		u, err := url.Parse(strings.TrimSpace(raw))
		if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil {
			return u.String()
		}
	}
	return ""
}

func websiteOf(o *directory.Organization) string {
	if o == nil {
		return ""
	}
	return o.Website
}

// paragraphs cuts a text at its line breaks.
func paragraphs(text string) []string { return filled(strings.Split(text, "\n")...) }

// filled are the texts that say something.
func filled(texts ...string) (kept []string) {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}
