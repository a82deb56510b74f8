package plan

import (
	"github.com/amparo-project/amparo/internal/care/person"
	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// people lists whom the actor works with, by what was promised to them next. Each line is a look at that person's name, and
// is in their log.
func (f *Face) people(v desk.Visit) error {
	own, err := f.Records.People(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.people")}
	if s.Parts, err = f.Missing(v); err != nil {
		return err
	}
	start := webkit.Button{Text: v.L.T("staff.people.start"), Kind: webkit.Primary, URL: "/desk/people/new", Key: "n"}
	may := desk.WorksWithPeople(v.Actor.Role)
	switch {
	case len(own) > 0:
		if may {
			s.Parts = append(s.Parts, webkit.Actions{Buttons: []webkit.Button{start}})
		}
		t, err := f.peopleTable(v, own)
		if err != nil {
			return err
		}
		s.Parts = append(s.Parts, t)
	case may:
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.L.T("staff.people.none"),
			Text: v.L.T("staff.people.none_text"), Action: &start})
	default:
		s.Parts = append(s.Parts, webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.L.T("staff.people.none"),
			Text: v.L.T("staff.people.none_receives"), Action: &webkit.Button{Text: v.L.T("staff.inbox"), URL: "/desk/inbox"}})
	}
	return f.Show(v, 200, s)
}

// peopleTable shows people in the order in which something was promised to them. What is late says so in words.
func (f *Face) peopleTable(v desk.Visit, own []record.Person) (webkit.Table, error) {
	byID, ids := map[id.ID]record.Person{}, []id.ID(nil)
	for _, p := range own {
		byID[p.ID], ids = p, append(ids, p.ID)
	}
	due, err := f.Plans.DueAmong(v.R.Context(), v.Actor, ids)
	if err != nil {
		return webkit.Table{}, err
	}
	t := webkit.Table{Caption: v.L.T("staff.people"), CaptionHidden: true, Columns: []webkit.Column{
		{Text: v.L.T("staff.people.called")}, {Text: v.L.T("staff.people.next")}, {Text: v.L.T("staff.people.by")}, {Text: v.L.T("staff.people.step")},
		{Text: v.L.T("staff.people.you_are")}, {Text: v.L.T("staff.people.language")}, {Text: v.L.T("staff.people.own_sign_in")}}}
	for _, d := range due {
		p := byID[d.Person]
		name := person.NameOf(p.Entries)
		next, by := f.nextCells(v, d)
		t.Rows = append(t.Rows, []webkit.Cell{f.NameCell(v, name, p.Reference), next, by, {Text: Stands(v, d.Stands)},
			{Text: v.L.T("staff.relation." + desk.RelationWord(p.Relation))}, {Text: f.LanguageName(name.Language)}, {Text: desk.YesNo(v, p.HasAccount)}})
	}
	return t, nil
}

func (f *Face) nextCells(v desk.Visit, d care.PersonDue) (next, by webkit.Cell) {
	if len(d.Promises) == 0 {
		return webkit.Cell{Text: v.L.T("staff.promise.none")}, webkit.Cell{}
	}
	p := f.Promised(v, d.Promises[0])
	return webkit.Cell{Text: p.What, Tag: p.Late}, p.Cell()
}
