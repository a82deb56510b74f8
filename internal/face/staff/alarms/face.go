// Package alarms is the desk on which the privacy officer, and the member of oversight from outside, read what checks have
// found: where, what it may mean and what to do next. It shows codes and places, and nothing that anybody wrote.
package alarms

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/oversight"
)

//go:embed words/*.json
var words embed.FS

// The addresses of these pages.
const (
	Path       = "/desk/alarms"
	seenPath   = Path + "/{handle}/seen"
	memberPath = Path + "/member"
	AgreePath  = Path + "/agree"
)

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("alarms", words, false) }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	officer, second := desk.AccountDoor(desk.Roles(account.PrivacyOfficer)), desk.AccountDoor(desk.Roles(account.Supervisor, account.PrivacyOfficer))
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: Path, Door: officer, Handler: f.At(f.list)},
		{Method: http.MethodPost, Pattern: seenPath, Door: officer, Handler: f.At(f.seen)},
		{Method: http.MethodGet, Pattern: memberPath, Door: officer, Handler: f.At(f.propose)},
		{Method: http.MethodPost, Pattern: memberPath, Door: officer, Handler: f.At(f.propose)},
		{Method: http.MethodGet, Pattern: AgreePath, Door: second, Handler: f.At(f.agree)},
		{Method: http.MethodPost, Pattern: AgreePath, Door: second, Handler: f.At(f.agree)},
	}
}

// list shows what was found, unseen first.
func (f *Face) list(v desk.Visit) error {
	all, err := f.Oversight.Alarms(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := f.names(v)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("alarms.heading"), Lead: v.L.T("alarms.lead")}
	switch v.R.URL.Query().Get("done") {
	case "seen":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("alarms.noted"), Text: v.L.T("alarms.noted_text")})
	case "proposed":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("alarms.proposed"), Text: v.L.T("alarms.proposed_text")})
	}
	if len(all) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("alarms.none"), Text: v.L.T("alarms.none_text")})
	}
	for _, w := range all {
		card, err := f.card(v, w, names)
		if err != nil {
			return err
		}
		s.Parts = append(s.Parts, card)
	}
	member, err := f.member(v)
	if err != nil {
		return err
	}
	s.Parts = append(s.Parts, desk.Text{Quiet: true, Lines: []string{v.L.T("alarms.window")}}, member)
	return f.Show(v, http.StatusOK, s)
}

// card is one finding with what can be done about it.
func (f *Face) card(v desk.Visit, w oversight.Watched, names map[id.ID]string) (desk.Standing, error) {
	group := "alarms." + w.Check.Group()
	when := f.Moment(v, w.FoundAt)
	pairs := []webkit.Pair{{Term: v.L.T("alarms.means"), Text: v.L.T(group + "_means")}, {Term: v.L.T("alarms.do"), Text: v.L.T(group + "_do")},
		{Term: v.L.T("alarms.place"), Text: string(w.Check) + " " + w.Subject, Code: true}, {Term: v.L.T("alarms.found_at"), Text: when.Full}}
	if !w.Own {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("alarms.agency"), Text: locale.Isolate(w.AgencyName)})
	}
	if w.Again.After(w.FoundAt) {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("alarms.again"), Text: f.Moment(v, w.Again).Full})
	}
	why, ok, err := f.Oversight.RestorationOf(v.R.Context(), v.Actor, w.Finding)
	if err != nil {
		return desk.Standing{}, err
	}
	if ok {
		pairs = append(pairs, webkit.Pair{Term: v.L.T("alarms.by"), Text: locale.Isolate(why.By)}, webkit.Pair{Term: v.L.T("alarms.reason"), Text: locale.Isolate(why.Reason)})
	}
	out := desk.Standing{Heading: v.L.T(group), Tag: webkit.Tag{Text: v.L.T("alarms.unseen"), Tone: webkit.Attention}}
	if w.Seen() {
		who := desk.OrElse(names[w.SeenBy], v.L.T("alarms.member"))
		if w.SeenBy == v.Actor.Account {
			who = v.L.T("alarms.you")
		}
		out.Tag = webkit.Tag{Text: v.L.T("alarms.is_seen")}
		pairs = append(pairs, webkit.Pair{Term: v.L.T("alarms.is_seen"), Text: v.L.T("alarms.seen_by", "name", locale.Isolate(who), "when", f.Moment(v, w.SeenAt).Full)})
	} else {
		out.Actions = []desk.Form{{Action: Path + "/" + f.Handles.Of(v.Actor, w.ID) + "/seen", Key: id.Reference(),
			Buttons: []webkit.Button{{Text: v.L.T("alarms.see"), Kind: webkit.Primary}}}}
	}
	out.Pairs = pairs
	return out, nil
}

// names are the names of colleagues; whoever is not among them is the member from outside.
func (f *Face) names(v desk.Visit) (map[id.ID]string, error) {
	colleagues, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	names := map[id.ID]string{}
	for _, c := range colleagues {
		names[c.Account] = desk.OrElse(c.Name, c.Handle)
	}
	return names, err
}

func (f *Face) seen(v desk.Visit) error {
	all, err := f.Oversight.Alarms(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, w := range all {
		if one, ok := f.Handles.Find(v.Actor, v.R.PathValue("handle"), []id.ID{w.ID}); ok {
			if err := f.Oversight.Seen(v.R.Context(), v.Actor, one); err != nil {
				return err
			}
			webkit.SeeOther(v.W, Path+"?done=seen")
			return nil
		}
	}
	return gate.ErrRefused
}

// member says who reads along from outside.
func (f *Face) member(v desk.Visit) (desk.Part, error) {
	named, proposed, err := f.Oversight.Member(v.R.Context(), v.Actor)
	part := desk.Part{Heading: v.L.T("alarms.member_heading"), Text: v.L.T("alarms.member_none")}
	if named != nil {
		part.Text = v.L.T("alarms.member_is", "agency", locale.Isolate(named.AgencyName))
	}
	if proposed != nil {
		part.Text = v.L.T("alarms.member_waits", "agency", locale.Isolate(proposed.AgencyName))
	}
	part.Button = &webkit.Button{Text: v.L.T("alarms.propose"), URL: memberPath}
	return part, err
}

func (f *Face) propose(v desk.Visit) error {
	return f.Put(v, desk.Question{Heading: v.L.T("alarms.member_heading"), Lead: v.L.T("alarms.member_lead"),
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "name", Required: true, Max: 100, IsName: true}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			return []webkit.Component{webkit.Input{Field: webkit.Field{Name: "name", Label: v.L.T("alarms.member_name"), Hint: v.L.T("alarms.member_hint"), Error: p.Of(v, "name")}, Value: values.Get("name")}}
		},
		Go: v.L.T("alarms.propose"), Back: Path, Done: Path + "?done=proposed",
		Act: func(values webkit.Values) error {
			return f.Oversight.Propose(v.R.Context(), v.Actor, values.Get("name"))
		}})
}

// agree asks the second person, who reads nothing of what was found.
func (f *Face) agree(v desk.Visit) error {
	_, proposed, err := f.Oversight.Member(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	if proposed == nil {
		return gate.ErrRefused
	}
	return f.Put(v, desk.Question{Heading: v.L.T("alarms.member_heading"), Lead: v.L.T("alarms.agree_lead", "agency", locale.Isolate(proposed.AgencyName)),
		Ask: func(webkit.Values, desk.Problem) []webkit.Component { return nil },
		Go:  v.L.T("alarms.agree"), Back: "/desk", Done: "/desk",
		Act: func(webkit.Values) error { return f.Oversight.Agree(v.R.Context(), v.Actor, proposed.Naming) }})
}
