package plan

import (
	"strconv"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// places are the names of the fields in which the person says what comes first.
var places = []string{"first", "second", "third"}

func orderForm() webkit.Form {
	form := webkit.Form{Fields: []webkit.FormField{{Name: "tip", Max: 40}}}
	for _, p := range places {
		form.Fields = append(form.Fields, webkit.FormField{Name: p, Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(plan.Pillars())})
	}
	return form
}

func (f *Face) order(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	set := filled{}
	for i, p := range now.Pillars() {
		set[places[i]] = string(p)
	}
	return f.showOrder(now, draft{values: set, key: id.Reference()})
}

// tip is the handle of the newest order, empty while nobody set one.
func (f *Face) orderTip(v visit) string {
	if tip := v.Order.Tip(); !tip.IsZero() {
		return f.Handles.Of(v.Me, tip)
	}
	return ""
}

func (f *Face) orderSet(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	sent, problems := orderForm().Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key()), tip: sent.Get("tip")}
	var set plan.Order
	for _, p := range places {
		set.Pillars = append(set.Pillars, plan.Pillar(sent.Get(p)))
	}
	if !d.any() {
		replaces := id.ID{}
		for _, w := range now.Order.Versions {
			if _, ok := f.Handles.Find(v.Me, d.tip, []id.ID{w.Entry}); ok {
				replaces = w.Entry
			}
		}
		_, err = f.Plans.Write(v.R.Context(), v.Me, v.Me.Person, &set, plan.Edit{Replaces: replaces, Key: sent.Key()})
		if d.trouble, err = mend(err); err != nil {
			return err
		}
	}
	if !d.any() {
		webkit.SeeOther(v.W, home)
		return nil
	}
	if d.newer {
		if now, err = f.open(v); err != nil {
			return err
		}
		d.key, d.tip = id.Reference(), ""
	}
	return f.showOrder(now, d)
}

func (f *Face) showOrder(v visit, d draft) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.order.heading"), Lead: v.T("myplan.order.lead")}, Back: home}
	for i := range d.problems { // the service names them all; the page shows it at the first
		if d.problems[i].Field == "pillars" {
			d.problems[i].Field = places[0]
		}
	}
	d.on(v.Visit, &s)
	if d.tip == "" {
		d.tip = f.orderTip(v)
	}
	if d.newer {
		s.Add(f.card(v, v.T("myplan.thing.counts"), told.Tell(plan.OrderKind, v.Order, v.voice.TheOrder).Newest()))
	}
	form := room.Form{Key: d.key, Hidden: []webkit.Pair{{Term: "tip", Text: d.tip}}, Buttons: []webkit.Button{{Text: v.T("myplan.keep"), Kind: webkit.Primary}, {Text: v.T("room.later"), URL: home}}}
	for i, p := range places {
		field := webkit.Select{Field: v.field(d.trouble, p, "myplan.order."+strconv.Itoa(i+1))}
		for _, code := range webkit.Codes(plan.Pillars()) {
			field.Choices = append(field.Choices, webkit.Choice{Value: code, Text: v.T("plan.pillar." + code), Checked: code == d.Get(p)})
		}
		form.Fields = append(form.Fields, field)
	}
	s.Add(form)
	if len(v.Order.Versions) > 0 {
		s.Add(room.Links{Items: []room.Link{{Text: v.T("myplan.thing.before"), URL: f.url(v.Visit, v.Order.ID())}}})
	}
	return f.ShowSheet(v.Visit, s)
}
