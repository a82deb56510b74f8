package ending

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// put shows one question about a person.
func (f *Face) put(v desk.Visit, o desk.Opened, q desk.Question) error {
	ask := q.Ask
	q.Ask = func(values webkit.Values, p desk.Problem) []webkit.Component {
		return append([]webkit.Component{f.Whose(v, o)}, ask(values, p)...)
	}
	q.Go = desk.OrElse(q.Go, v.L.T("staff.keep"))
	q.Back = o.Address + "/ending"
	return f.Put(v, q)
}

// agreed asks for the day on which the person said something aloud.
func (f *Face) agreed(v desk.Visit, values webkit.Values, p desk.Problem) webkit.Component {
	return f.Day(v, "agreed", "staff.how.day", p.Of(v, "agreed"), values.Get("agreed"))
}

var agreedField = webkit.FormField{Name: "agreed", Kind: webkit.KindDate, Required: true}

// pause writes down that the person asked, aloud, for contact to stop, or to begin again.
func (f *Face) pause(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	on := !o.Plan.Pause.On
	q := desk.Question{Heading: v.L.T("staff.pause.off_go"), Lead: v.L.T("staff.pause.off_lead"), Done: o.Address + "/ending?done=begun",
		Form: webkit.Form{Fields: []webkit.FormField{agreedField, {Name: "on", Kind: webkit.KindChoice, Required: true, Options: []string{"yes", "no"}}, {Name: "check", Kind: webkit.KindMultiline, Max: 500}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			return []webkit.Component{f.agreed(v, values, p)}
		},
	}
	q.Hidden = []webkit.Pair{{Term: "on", Text: "no"}}
	if on {
		q.Heading, q.Lead, q.Done = v.L.T("staff.pause.on_go"), v.L.T("staff.pause.on_lead"), o.Address+"/ending?done=paused"
		q.Hidden[0].Text = "yes"
		q.Ask = func(values webkit.Values, p desk.Problem) []webkit.Component {
			return []webkit.Component{f.agreed(v, values, p), f.Area(v, "check", "staff.pause.check_ask", p.Of(v, "check"), values.Get("check"), 2)}
		}
	}
	q.Act = func(values webkit.Values) error { // what was on the page is done, whatever somebody else did meanwhile
		return f.Plans.Pause(v.R.Context(), v.Actor, o.ID, plan.Pause{On: values.Get("on") == "yes", Check: values.Get("check"), Agreed: f.DayOf(values, "agreed")}, values.Key())
	}
	return f.put(v, o, q)
}

// try writes down that somebody tried to reach the person just now: nobody can date it back.
func (f *Face) try(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	ways := webkit.Codes(contact.Channels())
	return f.put(v, o, desk.Question{Heading: v.L.T("staff.try.go"), Lead: v.L.T("staff.try.lead"), Done: o.Address + "/ending?done=tried",
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "way", Kind: webkit.KindChoice, Required: true, Options: ways}, {Name: "reached", Kind: webkit.KindChoice, Required: true, Options: []string{"yes", "no"}}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			var choices []webkit.Choice
			for _, w := range ways {
				choices = append(choices, webkit.Choice{Value: w, Text: f.way(v, w)})
			}
			return []webkit.Component{desk.One("way", v.L.T("staff.try.way"), p.Of(v, "way"), values, choices),
				desk.One("reached", v.L.T("staff.try.ask"), p.Of(v, "reached"), values, []webkit.Choice{{Value: "yes", Text: v.L.T("staff.try.reached")}, {Value: "no", Text: v.L.T("staff.try.not_reached")}})}
		},
		Act: func(values webkit.Values) error {
			_, err := f.Plans.Try(v.R.Context(), v.Actor, o.ID, plan.Try{Way: values.Get("way"), Reached: values.Get("reached") == "yes"}, values.Key())
			return err
		}})
}

// ask writes down the wish to close: a question to the person.
func (f *Face) ask(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	reasons := webkit.Codes(plan.ClosingReasons())
	return f.put(v, o, desk.Question{Heading: v.L.T("staff.closing.ask_go"), Lead: v.L.T("staff.closing.ask_lead"), Done: o.Address + "/ending?done=closing_asked",
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "reason", Kind: webkit.KindChoice, Required: true, Options: reasons}, {Name: "words", Kind: webkit.KindMultiline, Max: 2000}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			var choices []webkit.Choice
			for _, r := range reasons {
				choices = append(choices, webkit.Choice{Value: r, Text: v.L.T("staff.closing.reason." + r)})
			}
			return []webkit.Component{desk.One("reason", v.L.T("staff.closing.reason"), p.Of(v, "reason"), values, choices),
				f.Area(v, "words", "staff.closing.words", p.Of(v, "words"), values.Get("words"), 3)}
		},
		Act: func(values webkit.Values) error {
			return f.Plans.AskToClose(v.R.Context(), v.Actor, o.ID, plan.Closing{Reason: plan.ClosingReason(values.Get("reason")), Words: values.Get("words")}, values.Key())
		}})
}

// handOver offers colleagues of whom the person chooses one, or none.
func (f *Face) handOver(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	could, err := f.Plans.Successors(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	var choices []webkit.Choice
	var options []string
	for _, c := range could {
		h := f.Handles.Of(v.Actor, c.Account)
		choices, options = append(choices, webkit.Choice{Value: h, Text: c.Name}), append(options, h)
	}
	q := desk.Question{Heading: v.L.T("staff.hand.go"), Lead: v.L.T("staff.hand.lead"), Done: o.Address + "/ending?done=offered",
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "offered", Kind: webkit.KindChoices, Required: true, Options: options}, {Name: "due", Kind: webkit.KindDate}, {Name: "words", Kind: webkit.KindMultiline, Max: 2000}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			shown := slices.Clone(choices)
			for i := range shown {
				shown[i].Checked = values.Has("offered", shown[i].Value)
			}
			return []webkit.Component{webkit.Checkboxes{Field: webkit.Field{Name: "offered", Label: v.L.T("staff.hand.who"), Error: p.Of(v, "offered")}, Choices: shown},
				f.Day(v, "due", "staff.hand.until", p.Of(v, "due"), values.Get("due")), f.Area(v, "words", "staff.hand.words", p.Of(v, "words"), values.Get("words"), 3)}
		},
		Act: func(values webkit.Values) error {
			offer := plan.HandOver{Until: f.DayOf(values, "due"), Words: values.Get("words")}
			for _, c := range could {
				if values.Has("offered", f.Handles.Of(v.Actor, c.Account)) {
					offer.Offered = append(offer.Offered, c)
				}
			}
			_, err := f.Plans.OfferHandOver(v.R.Context(), v.Actor, o.ID, offer, values.Key())
			return err
		}}
	if len(could) == 0 {
		q.Above = []webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("staff.hand.nobody"), Text: v.L.T("staff.hand.nobody_text")}}
	}
	return f.put(v, o, q)
}

// choose writes down whom the person chose aloud. From then on that colleague is their worker.
func (f *Face) choose(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	var offer plan.HandOver
	var entry id.ID
	for _, h := range o.Plan.Hands {
		if w := h.Current(); f.Handles.Of(v.Actor, w.Entry) == v.R.PathValue("handle") {
			offer, entry = w.Body, w.Entry
		}
	}
	if entry.IsZero() {
		return record.ErrNoEntry
	}
	var choices []webkit.Choice
	options := []string{"none"}
	for _, c := range offer.Offered {
		h := f.Handles.Of(v.Actor, c.Account)
		choices, options = append(choices, webkit.Choice{Value: h, Text: c.Name}), append(options, h)
	}
	choices = append(choices, webkit.Choice{Value: "none", Text: v.L.T("staff.said.none")})
	return f.put(v, o, desk.Question{Heading: v.L.T("staff.hand.choose_go"), Lead: v.L.T("staff.hand.choose_lead"), Done: "/desk/people",
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "who", Kind: webkit.KindChoice, Required: true, Options: options}, agreedField}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			return []webkit.Component{desk.One("who", v.L.T("staff.hand.choose"), p.Of(v, "who"), values, slices.Clone(choices)), f.agreed(v, values, p)}
		},
		Act: func(values webkit.Values) error {
			agreed := f.DayOf(values, "agreed")
			for _, c := range offer.Offered {
				if f.Handles.Of(v.Actor, c.Account) == values.Get("who") {
					return f.Plans.Choose(v.R.Context(), v.Actor, o.ID, entry, c.Account, agreed, values.Key())
				}
			}
			return f.Plans.Answer(v.R.Context(), v.Actor, o.ID, entry, plan.Answer{Say: plan.No, Agreed: agreed}, values.Key())
		}})
}
