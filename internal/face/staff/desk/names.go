package desk

import (
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// NameCell is a name in a table, which leads to the person for those who work with people.
func (d *Desk) NameCell(v Visit, n person.Name, reference string) webkit.Cell {
	c := webkit.Cell{Text: d.Called(v, n), Name: n.Chosen != ""}
	if WorksWithPeople(v.Actor.Role) {
		c.URL = "/desk/people/" + reference
	}
	return c
}

// Called is what to call somebody, or that they gave no name.
func (d *Desk) Called(v Visit, n person.Name) string {
	if n.Chosen == "" {
		return v.L.T("staff.no_name")
	}
	return n.Chosen
}

// LanguageName is a language in its own words where the house speaks it, else as it was written down.
func (d *Desk) LanguageName(tag string) string {
	for _, l := range d.House.Words.Languages() {
		if l.Tag == tag {
			return l.OwnName
		}
	}
	return tag
}

// RelationWord is the word for how an account stands to a person.
func RelationWord(r gate.Relation) string {
	if r == gate.Cover {
		return "cover"
	}
	return "worker"
}

// YesNo is the word for a yes or a no.
func YesNo(v Visit, yes bool) string {
	if yes {
		return v.L.T("staff.yes")
	}
	return v.L.T("staff.no")
}
