package plan

import (
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Pause leads to the page on which the person stops all contact.
var Pause = room.Way{Text: "myplan.pause.link", URL: PausePath}

var pauseForm = webkit.Form{Fields: []webkit.FormField{{Name: "check", Kind: webkit.KindMultiline, Max: 500},
	{Name: "do", Kind: webkit.KindChoice, Required: true, Options: []string{"stop", "begin"}}}}

// pausePage is one calm page: what stops, what does not, and one button.
func (f *Face) pausePage(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showPause(now, draft{values: filled{"check": now.Pause.Check}, key: id.Reference()})
}

func (f *Face) pause(v room.Visit) error {
	sent, problems := pauseForm.Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key())}
	if !d.any() {
		p := plan.Pause{On: sent.Get("do") == "stop"}
		if p.On {
			p.Check = sent.Get("check")
		}
		var err error
		if d.trouble, err = mend(f.Plans.Pause(v.R.Context(), v.Me, v.Me.Person, p, sent.Key())); err != nil {
			return err
		}
	}
	if !d.any() {
		webkit.SeeOther(v.W, PausePath)
		return nil
	}
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showPause(now, d)
}

func (f *Face) showPause(v visit, d draft) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.pause.heading"), Lead: v.T("myplan.pause.lead")}}
	do := func(code, text string, fields ...webkit.Component) room.Form {
		return room.Form{Action: PausePath, Key: d.key, Fields: fields, Buttons: []webkit.Button{{Text: v.T(text), Name: "do", Value: code}}}
	}
	button := do("stop", "myplan.pause.do")
	button.Buttons[0].Kind = webkit.Primary
	if v.Pause.On {
		s.Notice = &webkit.Notice{Heading: v.T("myplan.pause.begun"), Text: v.pausedBy()}
		button = do("begin", "myplan.pause.begin")
	}
	d.on(v.Visit, &s)
	s.Add(button)
	if v.Pause.On || d.problems.Any() {
		s.Add(do("stop", "myplan.pause.keep_check", webkit.Textarea{Value: d.Get("check"), Rows: 3, Field: v.optional(d.trouble, "check", "myplan.pause.check")}))
	}
	s.Add(room.Text{Heading: v.T("myplan.pause.stops"), Lines: []string{v.T("myplan.pause.stops1"), v.T("myplan.pause.stops2")}},
		room.Text{Heading: v.T("myplan.pause.stays"), Lines: []string{v.T("myplan.pause.stays1"), v.T("myplan.pause.stays2"), v.T("myplan.pause.stays3")}})
	return f.ShowSheet(v.Visit, s)
}

// pausedBy says who stopped contact: the person, or somebody who wrote down that they said so.
func (v visit) pausedBy() string {
	if v.Pause.Own {
		return v.T("myplan.pause.by_you")
	}
	return v.T("myplan.pause.by_other", "who", v.By(v.Pause.Written))
}
