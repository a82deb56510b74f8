package staff

import (
	"cmp"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// people lists whom the actor works with. Each line is a look at that person's name, and is in their log.
func (f *Face) people(v visit) error {
	own, err := f.Records.People(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	s := sheet{Heading: v.l.T("staff.people")}
	if s.Parts, err = f.missing(v); err != nil {
		return err
	}
	start := webkit.Button{Text: v.l.T("staff.people.start"), Kind: webkit.Primary, URL: "/desk/people/new", Key: "n"}
	may := worksWithPeople(v.actor.Role)
	switch {
	case len(own) > 0:
		if may {
			s.Parts = append(s.Parts, webkit.Actions{Buttons: []webkit.Button{start}})
		}
		s.Parts = append(s.Parts, f.peopleTable(v, own))
	case may:
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.l.T("staff.people.none"),
			Text: v.l.T("staff.people.none_text"), Action: &start})
	default:
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.l.T("staff.people.none"),
			Text: v.l.T("staff.people.none_receives"), Action: &webkit.Button{Text: v.l.T("staff.inbox"), URL: "/desk/inbox"}})
	}
	return f.show(v, 200, s)
}

// peopleTable shows people by the time at which something about their name last changed, newest first.
func (f *Face) peopleTable(v visit, own []record.Person) webkit.Table {
	slices.SortStableFunc(own, func(a, b record.Person) int { return cmp.Compare(latest(b).UnixMicro(), latest(a).UnixMicro()) })
	t := webkit.Table{Caption: v.l.T("staff.people"), CaptionHidden: true, Columns: []webkit.Column{
		{Text: v.l.T("staff.people.called")}, {Text: v.l.T("staff.people.you_are")}, {Text: v.l.T("staff.people.language")},
		{Text: v.l.T("staff.people.own_sign_in")}, {Text: v.l.T("staff.people.since")}}}
	for _, p := range own {
		name := person.NameOf(p.Entries)
		when := f.moment(v, latest(p))
		t.Rows = append(t.Rows, []webkit.Cell{
			f.nameCell(v, name, p.Reference),
			{Text: v.l.T("staff.relation." + relationWord(p.Relation))},
			{Text: f.languageName(name.Language)},
			{Text: yesNo(v, p.HasAccount)},
			{When: &when},
		})
	}
	return t
}

func (f *Face) nameCell(v visit, n person.Name, reference string) webkit.Cell {
	c := webkit.Cell{Text: f.called(v, n), Name: n.Chosen != ""}
	if worksWithPeople(v.actor.Role) {
		c.URL = "/desk/people/" + reference
	}
	return c
}

// called is what to call somebody, or that they gave no name.
func (f *Face) called(v visit, n person.Name) string {
	if n.Chosen == "" {
		return v.l.T("staff.no_name")
	}
	return n.Chosen
}

// languageName is a language in its own words where the house speaks it, else as it was written down.
func (f *Face) languageName(tag string) string {
	for _, l := range f.house.Words.Languages() {
		if l.Tag == tag {
			return l.OwnName
		}
	}
	return tag
}

func relationWord(r gate.Relation) string {
	if r == gate.Cover {
		return "cover"
	}
	return "worker"
}

func yesNo(v visit, yes bool) string {
	if yes {
		return v.l.T("staff.yes")
	}
	return v.l.T("staff.no")
}

func latest(p record.Person) time.Time {
	if len(p.Entries) == 0 {
		return time.Time{}
	}
	return p.Entries[len(p.Entries)-1].At
}
