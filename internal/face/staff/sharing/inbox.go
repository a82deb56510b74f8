package sharing

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// inbox lists what other agencies shared with the actor's teams, and what was taken back. Neither says about whom.
func (f *Face) inbox(v desk.Visit) error {
	open, notices, err := f.Disclosure.Inbox(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.inbox")}
	if s.Parts, err = f.Missing(v); err != nil {
		return err
	}
	for _, n := range notices {
		s.Parts = append(s.Parts, f.withdrawnNotice(v, n)...)
	}
	if len(open) == 0 && len(notices) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("staff.inbox.none"), Text: v.L.T("staff.inbox.none_text")})
		return f.Show(v, http.StatusOK, s)
	}
	s.Parts = append(s.Parts, f.waitingTable(v, open))
	return f.Show(v, http.StatusOK, s)
}

func (f *Face) waitingTable(v desk.Visit, open []disclosure.Waiting) webkit.Table {
	t := webkit.Table{Caption: v.L.T("staff.inbox.open"), Empty: v.L.T("staff.inbox.open_none"), Columns: []webkit.Column{
		{Text: v.L.T("staff.inbox.from")}, {Text: v.L.T("staff.inbox.received")}, {Text: v.L.T("staff.inbox.until")}}}
	for _, p := range open {
		received, until := f.Moment(v, p.Received), f.Moment(v, p.Until)
		t.Rows = append(t.Rows, []webkit.Cell{{Text: p.SenderName, URL: "/desk/inbox/" + p.Reference}, {When: &received}, {When: &until}})
	}
	return t
}

// withdrawnNotice says that a share was withdrawn, and asks whether copies are destroyed.
func (f *Face) withdrawnNotice(v desk.Visit, n disclosure.Notice) []webkit.Component {
	note := webkit.Notice{Heading: v.L.T("staff.inbox.withdrawn"), Attention: !n.Attested, Items: []webkit.Pair{
		{Term: v.L.T("staff.inbox.from"), Text: n.SenderName},
		{Term: v.L.T("staff.inbox.withdrawn_at"), Text: v.L.DateTime(n.At, f.House.Zone)},
	}}
	if n.Attested {
		note.Text = v.L.T("staff.inbox.attested")
		return []webkit.Component{note}
	}
	note.Text = v.L.T("staff.inbox.withdrawn_text")
	note.Items = append(note.Items, webkit.Pair{Term: v.L.T("staff.inbox.attest_by"), Text: v.L.DateTime(n.AttestBy, f.House.Zone)})
	return []webkit.Component{note, desk.Form{Action: "/desk/inbox/" + n.Reference + "/attest", Key: id.Reference(),
		Buttons: []webkit.Button{{Text: v.L.T("staff.inbox.attest"), Kind: webkit.Primary}}}}
}

// look opens a package for one look. Whatever keeps it shut is answered like something that never was.
func (f *Face) look(v desk.Visit) error {
	p, err := f.Disclosure.Look(v.R.Context(), v.Actor, v.R.PathValue("ref"))
	if err != nil {
		return err
	}
	var got desk.Items
	for _, i := range p.Items {
		got.Items = append(got.Items, f.came(v, i))
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.package.heading", "agency", locale.Isolate(p.SenderName)), Lead: v.L.T("staff.package.lead"), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.L.T("staff.share.purpose"), Value: v.L.T("staff.purpose." + string(p.Purpose))},
			{Key: v.L.T("staff.sharing.until"), Value: v.L.DateTime(p.Until, f.House.Zone)},
			{Key: v.L.T("staff.check.how"), Value: v.L.T("staff.package.view_only")},
		}}, got,
	}})
}

// attest tells the sender that copies of a withdrawn share are destroyed.
func (f *Face) attest(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.Disclosure.Attest(v.R.Context(), v.Actor, v.R.PathValue("ref")); err != nil {
		return err
	}
	webkit.SeeOther(v.W, "/desk/inbox")
	return nil
}
