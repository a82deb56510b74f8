package plan

import (
	"slices"
	"strconv"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A hearing is what the person said aloud, as it is being written down.
type hearing struct {
	o      desk.Opened
	about  id.ID
	domain care.Domain
	ways   int // of options side by side
	shows  webkit.Component
	values webkit.Values
	desk.Problem
}

// says are the answers that a page offers: yes, no and not now, or one of the ways.
func (h hearing) says() []string {
	if h.ways == 0 {
		return []string{string(care.Yes), string(care.No), string(care.Later)}
	}
	var list []string
	for n := 1; n <= h.ways; n++ {
		list = append(list, "way_"+strconv.Itoa(n))
	}
	return append(list, string(care.No), string(care.Later))
}

func (h hearing) answer(in input) care.Answer {
	a := care.Answer{Say: care.Say(in.Get("say")), Words: in.Get("words"), Agreed: in.day("agreed"), Domain: h.domain}
	for n := 1; n <= h.ways; n++ {
		if in.Get("say") == "way_"+strconv.Itoa(n) {
			a.Say, a.Option = care.Yes, n
		}
	}
	return a
}

// heard finds the wording of the address among everything that can be answered.
func (f *Face) heard(v desk.Visit) (hearing, error) {
	o, err := f.Open(v)
	if err != nil {
		return hearing{}, err
	}
	h := hearing{o: o}
	p := o.Plan.Plan
	found := answered(f, v, &h, p.Needs, f.needLines(v)) || answered(f, v, &h, p.Goals, f.goalLines(v)) || answered(f, v, &h, p.Steps, f.stepLines(v)) ||
		answered(f, v, &h, []care.Thing[care.Order]{p.Order}, f.orderLines(v)) || answered(f, v, &h, p.Decisions, f.decisionLines(v)) ||
		answered(f, v, &h, p.Closing, f.closingLines(v))
	if !found && answered(f, v, &h, p.Options, f.optionsLines(v)) {
		i := slices.IndexFunc(p.Options, func(t care.Thing[care.Options]) bool { return t.Tip() == h.about })
		h.ways, found = len(p.Options[i].Versions[len(p.Options[i].Versions)-1].Body.List), true
	}
	if !found {
		return h, record.ErrNoEntry
	}
	return h, nil
}

// answered looks for the newest wording of one of the things. An older one is answered no more.
func answered[T any](f *Face, v desk.Visit, h *hearing, list []care.Thing[T], lines func(T) []string) bool {
	for _, t := range list {
		if !t.Tip().IsZero() && f.Handles.Of(v.Actor, t.Tip()) == v.R.PathValue("handle") {
			h.about, h.shows = t.Tip(), row(f, v, t, lines)
			return true
		}
	}
	return false
}

func (f *Face) saidForm(v desk.Visit) error {
	h, err := f.heard(v)
	if err != nil {
		return err
	}
	return f.showSaid(v, h)
}

func (f *Face) said(v desk.Visit) error {
	h, err := f.heard(v)
	if err != nil {
		return err
	}
	return f.writeSaid(v, h)
}

// offered finds the offer of the address.
func (f *Face) offered(v desk.Visit) (hearing, error) {
	o, err := f.Open(v)
	if err != nil {
		return hearing{}, err
	}
	for _, offer := range o.Plan.Offers {
		if string(offer.Domain) == v.R.PathValue("handle") && len(offer.Needs) > 0 {
			return hearing{o: o, about: offer.Needs[len(offer.Needs)-1], domain: offer.Domain, shows: desk.Both{Heading: v.L.T("staff.offers.head"), Columns: []desk.Column{f.offerColumn(v, offer)}}}, nil
		}
	}
	return hearing{}, record.ErrNoEntry
}

func (f *Face) offerForm(v desk.Visit) error {
	h, err := f.offered(v)
	if err != nil {
		return err
	}
	return f.showSaid(v, h)
}

func (f *Face) offer(v desk.Visit) error {
	h, err := f.offered(v)
	if err != nil {
		return err
	}
	return f.writeSaid(v, h)
}

// writeSaid writes down what was said aloud on a day. The person reads it, and can say something else.
func (f *Face) writeSaid(v desk.Visit, h hearing) error {
	var problems webkit.Problems
	h.values, problems = webkit.Form{Fields: []webkit.FormField{
		{Name: "say", Kind: webkit.KindChoice, Required: true, Options: h.says()},
		{Name: "agreed", Kind: webkit.KindDate, Required: true},
		{Name: "words", Kind: webkit.KindMultiline, Max: 2000},
	}}.Read(v.R)
	if problems.Any() {
		h.Problem = desk.Sent(problems)
		return f.showSaid(v, h)
	}
	err := f.Plans.Answer(v.R.Context(), v.Actor, h.o.ID, h.about, h.answer(input{h.values, f.House.Zone}), h.values.Key())
	if err != nil {
		if h.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		return f.showSaid(v, h)
	}
	webkit.SeeOther(v.W, h.o.Address+"?done=said")
	return nil
}

func (f *Face) showSaid(v desk.Visit, h hearing) error {
	if both, ok := h.shows.(desk.Both); ok {
		both.More = webkit.Actions{}
		h.shows = both
	}
	radios := webkit.Radios{Field: webkit.Field{Name: "say", Label: v.L.T("staff.said.say"), Error: h.Of(v, "say")}}
	for _, one := range h.says() {
		c := webkit.Choice{Value: one, Checked: h.values.Has("say", one)}
		switch n, way := cutWay(one); {
		case way:
			c.Text = v.L.T("staff.options.way", "number", n)
		case h.ways > 0 && one == string(care.No):
			c.Text = v.L.T("staff.said.none")
		default:
			c.Text = v.L.T("staff.say." + one)
		}
		radios.Choices = append(radios.Choices, c)
	}
	return f.Show(v, h.Code(), desk.Sheet{Heading: v.L.T("staff.said"), Lead: v.L.T("staff.said.lead"), Errors: h.Summary(v), Parts: []webkit.Component{h.shows,
		desk.Form{Key: desk.KeyOf(h.values), Fields: []webkit.Component{f.Whose(v, h.o), radios,
			f.Day(v, "agreed", "staff.how.day", h.Of(v, "agreed"), h.values.Get("agreed")),
			webkit.Textarea{Field: webkit.Field{Name: "words", Label: v.L.T("staff.said.words"), Hint: v.L.T("staff.said.words_hint"), Error: h.Of(v, "words")}, Value: h.values.Get("words"), Rows: 3},
		}, Buttons: []webkit.Button{{Text: v.L.T("staff.keep"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: h.o.Address}}},
	}})
}

func cutWay(say string) (number string, ok bool) {
	if len(say) > 4 && say[:4] == "way_" {
		return say[4:], true
	}
	return "", false
}

// state reads a state of the plan out of a form.
func state(s string) flow.State { return flow.State(s) }

// postponeForm is where the day of the first plan is moved, because the person wants more time.
func (f *Face) postponeForm(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showPostpone(v, o, webkit.Values{}, desk.Problem{})
}

func (f *Face) postpone(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	values, problems := webkit.Form{Fields: []webkit.FormField{{Name: "due", Kind: webkit.KindDate, Required: true}, {Name: "agreed", Kind: webkit.KindDate, Required: true}}}.Read(v.R)
	if problems.Any() {
		return f.showPostpone(v, o, values, desk.Sent(problems))
	}
	in := input{values, f.House.Zone}
	if err := f.Plans.Postpone(v.R.Context(), v.Actor, o.ID, care.Postponing{To: in.day("due"), Agreed: in.day("agreed")}, values.Key()); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showPostpone(v, o, values, p)
	}
	webkit.SeeOther(v.W, o.Address+"?done=postponed")
	return nil
}

func (f *Face) showPostpone(v desk.Visit, o desk.Opened, values webkit.Values, p desk.Problem) error {
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.postpone.go"), Lead: v.L.T("staff.postpone.lead"), Errors: p.Summary(v), Parts: []webkit.Component{desk.Form{
		Key: desk.KeyOf(values), Fields: []webkit.Component{f.Whose(v, o), f.Day(v, "due", "staff.postpone.to", p.Of(v, "due"), values.Get("due")),
			f.Day(v, "agreed", "staff.how.day", p.Of(v, "agreed"), values.Get("agreed"))},
		Buttons: []webkit.Button{{Text: v.L.T("staff.keep"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: o.Address}}}}})
}

// asked finds the request of the address.
func (f *Face) asked(v desk.Visit) (desk.Opened, care.Asked, error) {
	o, err := f.Open(v)
	if err != nil {
		return o, care.Asked{}, err
	}
	for _, a := range o.Plan.Asks {
		if f.Handles.Of(v.Actor, a.ID()) == v.R.PathValue("handle") {
			return o, a, nil
		}
	}
	return o, care.Asked{}, record.ErrNoEntry
}

func (f *Face) replyForm(v desk.Visit) error {
	o, a, err := f.asked(v)
	if err != nil {
		return err
	}
	return f.showReply(v, o, a, webkit.Values{}, desk.Problem{})
}

// reply answers what the person asked for. A no names its reason and how it can be looked at again.
func (f *Face) reply(v desk.Visit) error {
	o, a, err := f.asked(v)
	if err != nil {
		return err
	}
	values, problems := webkit.Form{Fields: []webkit.FormField{
		{Name: "say", Kind: webkit.KindChoice, Required: true, Options: []string{"yes", "no"}},
		{Name: "words", Kind: webkit.KindMultiline, Required: true, Max: 2000}, {Name: "review", Kind: webkit.KindMultiline, Max: 1000},
	}}.Read(v.R)
	if problems.Any() {
		return f.showReply(v, o, a, values, desk.Sent(problems))
	}
	r := care.Reply{Yes: values.Get("say") == "yes", Words: values.Get("words"), Review: values.Get("review")}
	if err := f.Plans.Reply(v.R.Context(), v.Actor, o.ID, a.ID(), r, values.Key()); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showReply(v, o, a, values, p)
	}
	webkit.SeeOther(v.W, o.Address+"?done=replied")
	return nil
}

func (f *Face) showReply(v desk.Visit, o desk.Opened, a care.Asked, values webkit.Values, p desk.Problem) error {
	shown := f.askRow(v, o, a)
	shown.More = webkit.Actions{}
	say := webkit.Radios{Field: webkit.Field{Name: "say", Label: v.L.T("staff.reply.say"), Error: p.Of(v, "say")}}
	for _, one := range []string{"yes", "no"} {
		say.Choices = append(say.Choices, webkit.Choice{Value: one, Text: v.L.T("staff.reply." + one), Checked: values.Has("say", one)})
	}
	area := func(name string) webkit.Textarea {
		return webkit.Textarea{Field: webkit.Field{Name: name, Label: v.L.T("staff.reply." + name), Hint: v.L.T("staff.reply." + name + "_hint"), Error: p.Of(v, name)}, Value: values.Get(name), Rows: 3}
	}
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.reply.go"), Lead: v.L.T("staff.reply.lead"), Errors: p.Summary(v), Parts: []webkit.Component{shown, desk.Form{
		Key: desk.KeyOf(values), Fields: []webkit.Component{f.Whose(v, o), say, area("words"), area("review")},
		Buttons: []webkit.Button{{Text: v.L.T("staff.reply.send"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: o.Address}}}}})
}
