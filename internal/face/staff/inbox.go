package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// inbox lists what other agencies shared with the actor's teams, and what was taken back. Neither says about whom.
func (f *Face) inbox(v visit) error {
	open, notices, err := f.Disclosure.Inbox(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	s := sheet{Heading: v.l.T("staff.inbox")}
	if s.Parts, err = f.missing(v); err != nil {
		return err
	}
	for _, n := range notices {
		s.Parts = append(s.Parts, f.withdrawnNotice(v, n)...)
	}
	if len(open) == 0 && len(notices) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.l.T("staff.inbox.none"), Text: v.l.T("staff.inbox.none_text")})
		return f.show(v, http.StatusOK, s)
	}
	s.Parts = append(s.Parts, f.waitingTable(v, open))
	return f.show(v, http.StatusOK, s)
}

func (f *Face) waitingTable(v visit, open []disclosure.Waiting) webkit.Table {
	t := webkit.Table{Caption: v.l.T("staff.inbox.open"), Empty: v.l.T("staff.inbox.open_none"), Columns: []webkit.Column{
		{Text: v.l.T("staff.inbox.from")}, {Text: v.l.T("staff.inbox.received")}, {Text: v.l.T("staff.inbox.until")}}}
	for _, p := range open {
		received, until := f.moment(v, p.Received), f.moment(v, p.Until)
		t.Rows = append(t.Rows, []webkit.Cell{{Text: p.SenderName, URL: "/desk/inbox/" + p.Reference}, {When: &received}, {When: &until}})
	}
	return t
}

// withdrawnNotice says that a share was withdrawn, and asks whether copies are destroyed.
func (f *Face) withdrawnNotice(v visit, n disclosure.Notice) []webkit.Component {
	note := webkit.Notice{Heading: v.l.T("staff.inbox.withdrawn"), Attention: !n.Attested, Items: []webkit.Pair{
		{Term: v.l.T("staff.inbox.from"), Text: n.SenderName},
		{Term: v.l.T("staff.inbox.withdrawn_at"), Text: v.l.DateTime(n.At, f.house.Zone)},
	}}
	if n.Attested {
		note.Text = v.l.T("staff.inbox.attested")
		return []webkit.Component{note}
	}
	note.Text = v.l.T("staff.inbox.withdrawn_text")
	note.Items = append(note.Items, webkit.Pair{Term: v.l.T("staff.inbox.attest_by"), Text: v.l.DateTime(n.AttestBy, f.house.Zone)})
	return []webkit.Component{note, form{Action: "/desk/inbox/" + n.Reference + "/attest", Key: id.Reference(),
		Buttons: []webkit.Button{{Text: v.l.T("staff.inbox.attest"), Kind: webkit.Primary}}}}
}

// look opens a package for one look. Whatever keeps it shut is answered like something that never was.
func (f *Face) look(v visit) error {
	p, err := f.Disclosure.Look(v.r.Context(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	var got items
	for _, i := range p.Items {
		got.Items = append(got.Items, f.came(v, i))
	}
	return f.show(v, http.StatusOK, sheet{Heading: v.l.T("staff.package.heading", "agency", locale.Isolate(p.SenderName)), Lead: v.l.T("staff.package.lead"), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.l.T("staff.share.purpose"), Value: v.l.T("staff.purpose." + string(p.Purpose))},
			{Key: v.l.T("staff.sharing.until"), Value: v.l.DateTime(p.Until, f.house.Zone)},
			{Key: v.l.T("staff.check.how"), Value: v.l.T("staff.package.view_only")},
		}}, got,
	}})
}

// attest tells the sender that copies of a withdrawn share are destroyed.
func (f *Face) attest(v visit) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	if err := f.Disclosure.Attest(v.r.Context(), v.actor, v.r.PathValue("ref")); err != nil {
		return err
	}
	webkit.SeeOther(v.w, "/desk/inbox")
	return nil
}
