package intake

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// maxConvert is room for the longest passage in the script whose letters take most bytes.
const maxConvert = 128 << 10

var convertForm = webkit.Form{JSON: true, Fields: []webkit.FormField{
	{Name: "report", Required: true},
	{Name: "passage", Kind: webkit.KindMultiline, Required: true, Max: 20_000},
	{Name: "basis", Kind: webkit.KindChoice, Required: true, Options: []string{"agreed", "emergency"}},
	{Name: "reason", Kind: webkit.KindChoice, Options: reporting.Emergencies},
	{Name: "cover", Required: true},
}}

// convert begins a record with the passage that the worker chose: the one thing of a report that leaves the browser open.
func (f *Face) convert(v visit) error {
	in := v.read(convertForm)
	if in.problems.Any() {
		return v.refuse(in.problems)
	}
	report, err := reportOf(in.Get("report"))
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	cover, err := f.coverOf(v, in.Get("cover"))
	if err != nil {
		return err
	}
	person, err := f.Reports.Convert(ctx, v.actor, report, reporting.Conversion{Passage: in.Get("passage"), Basis: in.Get("basis"),
		Reason: in.Get("reason"), Cover: cover, Key: in.Key()})
	if err != nil {
		return err
	}
	reference, err := f.house.Gate.ReferenceOf(ctx, v.actor, person)
	if err != nil {
		return err
	}
	return v.tell(http.StatusOK, begun{"/desk/people/" + reference + "/notes"})
}

// begun says where the new record is.
type begun struct {
	At string `json:"at"`
}

// handled is a state as the page gets it: colleagues by handles, which mean nothing to anybody else.
func (f *Face) handled(v visit, s reporting.DeskState) any {
	covers := make([]cover, len(s.Covers))
	for i, c := range s.Covers {
		covers[i] = cover{Handle: f.Handles.Of(v.actor, c.Account), Name: c.Name, Role: c.Role}
	}
	return struct {
		reporting.DeskState
		Covers []cover `json:"covers"`
	}{s, covers}
}

// A cover is a colleague who can stand in.
type cover struct {
	Handle string       `json:"handle"`
	Name   string       `json:"name"`
	Role   account.Role `json:"role"`
}

// coverOf finds the colleague behind a handle.
func (f *Face) coverOf(v visit, handle string) (id.ID, error) {
	colleagues, err := f.house.Accounts.Colleagues(v.r.Context(), v.actor)
	if err != nil {
		return id.ID{}, err
	}
	ids := make([]id.ID, len(colleagues))
	for i, c := range colleagues {
		ids[i] = c.Account
	}
	found, _ := f.Handles.Find(v.actor, handle, ids) // one that is not there is refused like no choice at all
	return found, nil
}
