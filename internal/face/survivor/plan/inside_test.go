package plan

import (
	"testing"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Somebody who shows no name yet is being introduced: the person is not given a name that nobody chose to show.
func TestWhoHasNoNameYetIsBeingIntroduced(t *testing.T) {
	words, err := locale.New(Words(), room.Words())
	if err != nil {
		t.Fatal(err)
	}
	s := voice{told.Voice{Localiser: words.For("en")}}
	if c := s.member(record.TeamMember{Relation: gate.Worker, Role: account.Advocate}); c.Heading != s.T("myplan.people.new") || c.Name {
		t.Errorf("%+v", c)
	}
	if c := s.member(record.TeamMember{Relation: gate.Cover, Role: account.Supervisor, ShownName: "Imani"}); c.Heading != locale.Isolate("Imani") || !c.Name {
		t.Errorf("%+v", c)
	}
}
