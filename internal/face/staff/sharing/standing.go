package sharing

import (
	"context"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// sharing shows where each choice about sharing stands.
func (f *Face) sharing(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	s := f.PersonSheet(v, o, desk.SharingSide)
	if len(o.Choices) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "door"}, Heading: v.L.T("staff.sharing.none"), Text: v.L.T("staff.sharing.none_text")})
	}
	for _, c := range o.Choices {
		s.Parts = append(s.Parts, f.standing(v, o, c))
	}
	return f.Show(v, http.StatusOK, s)
}

func (f *Face) standing(v desk.Visit, o desk.Opened, c disclosure.Choice) desk.Standing {
	out := desk.Standing{Heading: c.RecipientName, Tag: f.stateTag(v, c), Pairs: []webkit.Pair{
		{Term: v.L.T("staff.share.purpose"), Text: v.L.T("staff.purpose." + string(c.Purpose))},
		{Term: v.L.T("staff.sharing.team"), Text: f.teams(v, c)},
		{Term: v.L.T("staff.sharing.until"), Text: v.L.DateTime(c.ExpiresAt, f.House.Zone)},
		{Term: v.L.T("staff.sharing.by"), Text: c.Proposed},
	}}
	if !c.RecalledAt.IsZero() {
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.L.T("staff.sharing.recalled"), Text: v.L.DateTime(c.RecalledAt, f.House.Zone)})
		said := v.L.T("staff.sharing.attest_waiting")
		if !c.AttestedAt.IsZero() {
			said = v.L.T("staff.sharing.attested", "when", v.L.DateTime(c.AttestedAt, f.House.Zone))
		}
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.L.T("staff.sharing.copies"), Text: said})
	}
	f.addTalk(v, o, c, &out)
	for _, e := range wanted(c) {
		out.Items = append(out.Items, f.goes(v, e, o.Record.Entries))
	}
	at := f.choiceAt(v, o, c)
	if c.State.Live() && c.Stands() {
		out.Actions = append(out.Actions, desk.Form{Action: at + "/suspend", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.L.T("staff.sharing.suspend")}}})
	}
	if !c.State.Over() && c.Reason != consent.Expired {
		out.Actions = append(out.Actions, desk.Form{Action: at + "/withdraw", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.L.T("staff.sharing.withdraw")}}})
	}
	return out
}

func (f *Face) teams(v desk.Visit, c disclosure.Choice) string {
	for _, r := range c.RecipientRoles {
		for _, fn := range account.Receives() {
			if string(fn) == string(r) {
				return v.L.T("staff.function." + string(fn))
			}
		}
	}
	return ""
}

// stateTag is where a choice stands, in a few words.
func (f *Face) stateTag(v desk.Visit, c disclosure.Choice) webkit.Tag {
	word := func(key string, tone webkit.Tone) webkit.Tag {
		return webkit.Tag{Text: v.L.T("staff.state." + key), Tone: tone}
	}
	switch {
	case c.Stands():
		return word("stands", webkit.Active)
	case c.Open() && c.Hearing != nil:
		return word("heard", webkit.Plain)
	case c.Open():
		return word("waits", webkit.Plain)
	case c.State == consent.StateSuspended && c.Reason != consent.Expired:
		return word("suspended", webkit.Attention)
	case c.State == consent.StateDeclined:
		return word("declined", webkit.Plain)
	case c.State == consent.StateWithdrawn:
		return word("withdrawn", webkit.Plain)
	case c.State == consent.StateReplaced:
		return word("replaced", webkit.Plain)
	case c.Reason == consent.NotYetValid:
		return word("later", webkit.Plain)
	}
	return word("ended", webkit.Plain)
}

// suspend stops a choice while somebody asks whether the person was pressed.
func (f *Face) suspend(v desk.Visit) error { return f.end(v, f.Disclosure.Suspend, "suspended") }

// withdraw writes down that the person said aloud that they take it back. It asks nothing more: taking back is never made
// harder than giving.
func (f *Face) withdraw(v desk.Visit) error { return f.end(v, f.Disclosure.Withdraw, "withdrawn") }

func (f *Face) end(v desk.Visit, act func(ctx context.Context, actor account.Actor, person, consentID id.ID) error, done string) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	choice, err := f.chosenOf(v, o)
	if err != nil {
		return err
	}
	if err := act(v.R.Context(), v.Actor, o.ID, choice.ID); err != nil {
		if _, err := f.ProblemOf(err); err != nil {
			return err
		}
		webkit.SeeOther(v.W, o.Address+"/sharing") // it has ended meanwhile: the page shows how it stands
		return nil
	}
	webkit.SeeOther(v.W, o.Address+"/sharing?done="+done)
	return nil
}

// chosenOf is the choice of the address, among those that the look opened.
func (f *Face) chosenOf(v desk.Visit, o desk.Opened) (disclosure.Choice, error) {
	for _, c := range o.Choices {
		if _, ok := f.Handles.Find(v.Actor, v.R.PathValue("handle"), []id.ID{c.ID}); ok {
			return c, nil
		}
	}
	return disclosure.Choice{}, record.ErrNoEntry
}

// choiceAt is the address below which things are done with a choice.
func (f *Face) choiceAt(v desk.Visit, o desk.Opened, c disclosure.Choice) string {
	return o.Address + "/sharing/" + f.Handles.Of(v.Actor, c.ID)
}
