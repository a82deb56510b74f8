package staff

import (
	"context"
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// sharing shows where each choice about sharing stands.
func (f *Face) sharing(v visit) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	s := f.personSheet(v, o, sharingSide)
	if len(o.choices) == 0 {
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "door"}, Heading: v.l.T("staff.sharing.none"), Text: v.l.T("staff.sharing.none_text")})
	}
	for _, c := range o.choices {
		s.Parts = append(s.Parts, f.standing(v, o, c))
	}
	return f.show(v, http.StatusOK, s)
}

func (f *Face) standing(v visit, o opened, c disclosure.Choice) standing {
	out := standing{Heading: c.RecipientName, Tag: f.stateTag(v, c), Pairs: []webkit.Pair{
		{Term: v.l.T("staff.share.purpose"), Text: v.l.T("staff.purpose." + string(c.Purpose))},
		{Term: v.l.T("staff.sharing.team"), Text: f.teams(v, c)},
		{Term: v.l.T("staff.sharing.until"), Text: v.l.DateTime(c.ExpiresAt, f.house.Zone)},
		{Term: v.l.T("staff.sharing.by"), Text: c.Proposed},
	}}
	if !c.RecalledAt.IsZero() {
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.l.T("staff.sharing.recalled"), Text: v.l.DateTime(c.RecalledAt, f.house.Zone)})
		said := v.l.T("staff.sharing.attest_waiting")
		if !c.AttestedAt.IsZero() {
			said = v.l.T("staff.sharing.attested", "when", v.l.DateTime(c.AttestedAt, f.house.Zone))
		}
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.l.T("staff.sharing.copies"), Text: said})
	}
	f.addTalk(v, o, c, &out)
	for _, e := range wanted(c) {
		out.Items = append(out.Items, f.goes(v, e, o.record.Entries))
	}
	at := f.choiceAt(v, o, c)
	if c.State.Live() && c.Stands() {
		out.Actions = append(out.Actions, form{Action: at + "/suspend", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.l.T("staff.sharing.suspend")}}})
	}
	if !c.State.Over() && c.Reason != consent.Expired {
		out.Actions = append(out.Actions, form{Action: at + "/withdraw", Key: id.Reference(), Buttons: []webkit.Button{{Text: v.l.T("staff.sharing.withdraw")}}})
	}
	return out
}

func (f *Face) teams(v visit, c disclosure.Choice) string {
	for _, r := range c.RecipientRoles {
		for _, fn := range account.Receives() {
			if string(fn) == string(r) {
				return v.l.T("staff.function." + string(fn))
			}
		}
	}
	return ""
}

// stateTag is where a choice stands, in a few words.
func (f *Face) stateTag(v visit, c disclosure.Choice) webkit.Tag {
	word := func(key string, tone webkit.Tone) webkit.Tag {
		return webkit.Tag{Text: v.l.T("staff.state." + key), Tone: tone}
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

// consentLines are the same in one line each, for the top of every side of a person's page. What is over is left to the
// sharing side.
func (f *Face) consentLines(v visit, choices []disclosure.Choice) []string {
	var out []string
	for _, c := range choices {
		key, witness := "", ""
		switch {
		case c.WaitsFor(v.actor):
			key = "staff.consent.confirm"
		case c.Open() && c.Hearing != nil:
			key, witness = "staff.consent.heard", locale.Isolate(c.Hearing.Witness)
		case c.Stands():
			key = "staff.consent.stands"
		case c.Open():
			key = "staff.consent.waits"
		case c.State == consent.StateSuspended && c.Reason != consent.Expired:
			key = "staff.consent.suspended"
		case c.State == consent.StateWithdrawn:
			key = "staff.consent.withdrawn"
		default:
			continue
		}
		out = append(out, v.l.T(key, "agency", locale.Isolate(c.RecipientName), "witness", witness, "until", v.l.Date(c.ExpiresAt, f.house.Zone)))
	}
	if len(out) == 0 {
		out = []string{v.l.T("staff.consent.nothing")}
	}
	return out
}

// suspend stops a choice while somebody asks whether the person was pressed.
func (f *Face) suspend(v visit) error { return f.end(v, f.Disclosure.Suspend, "suspended") }

// withdraw writes down that the person said aloud that they take it back. It asks nothing more: taking back is never made
// harder than giving.
func (f *Face) withdraw(v visit) error { return f.end(v, f.Disclosure.Withdraw, "withdrawn") }

func (f *Face) end(v visit, act func(ctx context.Context, actor account.Actor, person, consentID id.ID) error, done string) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	o, err := f.open(v)
	if err != nil {
		return err
	}
	choice, err := f.chosenOf(v, o)
	if err != nil {
		return err
	}
	if err := act(v.r.Context(), v.actor, o.id, choice.ID); err != nil {
		if _, err := f.problemOf(err); err != nil {
			return err
		}
		webkit.SeeOther(v.w, o.address+"/sharing") // it has ended meanwhile: the page shows how it stands
		return nil
	}
	webkit.SeeOther(v.w, o.address+"/sharing?done="+done)
	return nil
}

// chosenOf is the choice of the address, among those that the look opened.
func (f *Face) chosenOf(v visit, o opened) (disclosure.Choice, error) {
	for _, c := range o.choices {
		if _, ok := f.Handles.Find(v.actor, v.r.PathValue("handle"), []id.ID{c.ID}); ok {
			return c, nil
		}
	}
	return disclosure.Choice{}, record.ErrNoEntry
}

// choiceAt is the address below which things are done with a choice.
func (f *Face) choiceAt(v visit, o opened, c disclosure.Choice) string {
	return o.address + "/sharing/" + f.Handles.Of(v.actor, c.ID)
}
