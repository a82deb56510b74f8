package plan

import (
	"reflect"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestT42AWorkersEditIsAProposal: it counts when the person says yes, or when it was agreed aloud, and a no takes it back.
func TestT42AWorkersEditIsAProposal(t *testing.T) {
	first := Goal{Pillar: Safety, Words: "a room with a lock"}
	other := Goal{Pillar: Safety, Words: "a flat"}
	for _, c := range []struct {
		name    string
		answers func(b *book, edit id.ID)
		want    Goal
		waits   bool
		agreed  bool
	}{
		{"nobody has answered", func(*book, id.ID) {}, first, true, false},
		{"the person says yes", func(b *book, e id.ID) { b.answer(hana, e, Answer{Say: Yes}) }, other, false, false},
		{"the person says no", func(b *book, e id.ID) { b.answer(hana, e, Answer{Say: No}) }, first, false, false},
		{"the person says later", func(b *book, e id.ID) { b.answer(hana, e, Answer{Say: Later}) }, first, true, false},
		{"yes, and then no", func(b *book, e id.ID) {
			b.answer(hana, e, Answer{Say: Yes})
			b.answer(hana, e, Answer{Say: No})
		}, first, false, false},
		{"agreed in conversation", func(b *book, e id.ID) { b.answer(ruth, e, Answer{Say: Yes, Agreed: noon}) }, other, false, true},
		{"agreed, and the person disputes it", func(b *book, e id.ID) {
			b.answer(ruth, e, Answer{Say: Yes, Agreed: noon})
			b.answer(hana, e, Answer{Say: No})
		}, first, false, false},
		{"disputed, and agreed aloud once more", func(b *book, e id.ID) {
			b.answer(hana, e, Answer{Say: No})
			b.answer(ruth, e, Answer{Say: Yes, Agreed: noon})
		}, first, false, false},
		{"a worker's yes without a conversation", func(b *book, e id.ID) { b.answer(imani, e, Answer{Say: Yes}) }, first, true, false},
	} {
		b := newBook()
		begun := b.new(hana, &first)
		edit := b.write(ruth, &other, id.ID{}, begun)
		c.answers(b, edit)
		goal := only(t, b.plan().Goals)
		now, ok := goal.Now()
		if !ok || now.Body != c.want {
			t.Errorf("%s: %q counts", c.name, now.Body.Words)
		}
		if _, waits := goal.Proposed(); waits != c.waits {
			t.Errorf("%s: waits %v", c.name, waits)
		}
		if agreed := !now.Agreed().IsZero(); agreed != c.agreed {
			t.Errorf("%s: agreed aloud %v", c.name, agreed)
		}
		if len(goal.Versions) != 2 || goal.ID() != begun || goal.Tip() != edit {
			t.Errorf("%s: a wording is gone: %+v", c.name, goal.Versions)
		}
	}
}

// TestWhatIsNewWaitsToo: something that only a worker wrote is not in the plan until it is agreed to.
func TestWhatIsNewWaitsToo(t *testing.T) {
	b := newBook()
	need := b.new(ruth, &Need{Domain: Legal, Words: "papers"})
	if _, ok := only(t, b.plan().Needs).Now(); ok {
		t.Error("a proposal counts")
	}
	b.answer(hana, need, Answer{Say: Yes})
	if n, ok := only(t, b.plan().Needs).Now(); !ok || n.Own {
		t.Error("what was agreed to does not count, or has another author")
	}
}

// TestT47ACorrectionKeepsBothWithTheirAuthors, and what the person wrote is put differently by themselves only (INV-27).
func TestT47ACorrectionKeepsBothWithTheirAuthors(t *testing.T) {
	b := newBook()
	note := b.new(ruth, &Note{"born in Gondar"})
	b.write(hana, &Note{"born in Bahir Dar"}, id.ID{}, note)
	n := only(t, b.plan().Notes)
	now, _ := n.Now()
	if len(n.Versions) != 2 || n.Versions[0].Name != "Ruth" || n.Versions[0].Body.Text != "born in Gondar" || !now.Own || now.Body.Text != "born in Bahir Dar" {
		t.Errorf("%+v", n.Versions)
	}
	b.write(imani, &Note{"born in Mekelle"}, id.ID{}, n.Tip())
	n = only(t, b.plan().Notes)
	if now, _ = n.Now(); len(n.Versions) != 3 || now.Body.Text != "born in Bahir Dar" {
		t.Errorf("a worker wrote over what the person says: %+v", now)
	}
	b.write(hana, &record.Statement{Text: "they never asked me"}, note, id.ID{})
	if s := only(t, only(t, b.plan().Notes).Beside); s.Text != "they never asked me" || s.About != note || !s.Own {
		t.Errorf("beside it stands %+v", s)
	}
}

// TestTheOrderIsThePersons: goals stand by the pillars as the person sets them; a worker's order waits.
func TestTheOrderIsThePersons(t *testing.T) {
	b := newBook()
	for _, p := range []Pillar{Justice, Recovery, Safety} {
		b.new(hana, &Goal{Pillar: p, Words: string(p)})
	}
	order := func() (list []Pillar) {
		for _, g := range b.plan().Goals {
			list = append(list, g.Current().Body.Pillar)
		}
		return list
	}
	if got := order(); !reflect.DeepEqual(got, Pillars()) {
		t.Errorf("before anybody set it: %v", got)
	}
	b.new(hana, &Order{[]Pillar{Justice, Safety, Recovery}})
	b.new(ruth, &Order{[]Pillar{Recovery, Safety, Justice}})
	if got := order(); !reflect.DeepEqual(got, []Pillar{Justice, Safety, Recovery}) {
		t.Errorf("the person's order: %v", got)
	}
}

// TestOptionsStandSideBySide: nothing is chosen beforehand, and none of them is an answer.
func TestOptionsStandSideBySide(t *testing.T) {
	option := Option{What: "study", Next: "a visit", Risks: "fees", Helps: "Ruth"}
	b := newBook()
	page := b.new(ruth, &Options{About: "what next", List: []Option{option, option, option}})
	chosen := func() Said { v, _ := only(t, b.plan().Options).Now(); return v.Said() }
	if got := chosen(); got != (Said{}) {
		t.Errorf("chosen beforehand: %+v", got)
	}
	b.answer(hana, page, Answer{Say: Yes, Option: 2})
	if got := chosen(); got.Option != 2 {
		t.Errorf("chosen: %+v", got)
	}
	b.answer(hana, page, Answer{Say: No})
	if got := chosen(); got.Say != No || got.Option != 0 {
		t.Errorf("none of them: %+v", got)
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Option]()) {
		if f.Type.Kind() != reflect.String {
			t.Errorf("an option has a place for more than words: %s", f.Name)
		}
	}
}

// TestTheFirstNeedOpensThreeOffers (practice map, S11), and declining all of them changes nothing about the need.
func TestTheFirstNeedOpensThreeOffers(t *testing.T) {
	b := newBook()
	bed := b.new(hana, &Need{Domain: Housing, Immediate: true})
	b.new(hana, &Need{Domain: Medical})
	offers := b.plan().Offers
	if len(offers) != 3 || offers[0].Domain != Mind || offers[1].Domain != Legal || offers[2].Domain != Learning {
		t.Fatalf("%+v", offers)
	}
	for _, o := range offers {
		b.answer(hana, only(t, o.Needs), Answer{Say: No, Domain: o.Domain})
	}
	p := b.plan()
	for _, o := range p.Offers {
		if !o.Open || o.Said().Say != No {
			t.Errorf("%+v", o)
		}
	}
	if n, ok := p.Needs[0].Now(); !ok || n.Entry != bed || !n.Body.Immediate || n.Body.Over {
		t.Error("a no to what goes with it changed the need")
	}
	b.new(hana, &Need{Domain: Reporting, Immediate: true})
	for _, o := range b.plan().Offers {
		if o.Said().Say != No || len(o.Needs) != 2 {
			t.Errorf("asked again for another need: %+v", o)
		}
	}
	for _, d := range Domains() {
		for _, pair := range Paired(d) {
			if pair == d {
				t.Errorf("%s is paired with itself", d)
			}
		}
	}
}

// TestAPauseIsThePersons: it counts at once whoever writes it down, and what the person stopped only they begin again.
func TestAPauseIsThePersons(t *testing.T) {
	aloud := noon
	for _, c := range []struct {
		name string
		said []hand
		on   []bool
		want bool
	}{
		{"nothing was said", nil, nil, false},
		{"by the person", []hand{hana}, []bool{true}, true},
		{"aloud", []hand{ruth}, []bool{true}, true},
		{"aloud, and ended aloud", []hand{ruth, imani}, []bool{true, false}, false},
		{"by the person, ended by a worker", []hand{hana, ruth}, []bool{true, false}, true},
		{"by the person, ended by the person", []hand{hana, hana}, []bool{true, false}, false},
		{"aloud, ended by the person", []hand{ruth, hana}, []bool{true, false}, false},
		{"ended by the person, then stopped aloud", []hand{hana, hana, ruth}, []bool{true, false, true}, true},
	} {
		b := newBook()
		for i, by := range c.said {
			p := Pause{On: c.on[i]}
			if by != hana {
				p.Agreed = aloud
			}
			b.new(by, &p)
		}
		p := b.plan()
		if p.Pause.On != c.want || Paused(b.entries).Stops(false) != c.want || len(p.Pauses) != len(c.said) {
			t.Errorf("%s: %+v", c.name, p.Pause)
		}
	}
	b := newBook()
	b.new(ruth, &Pause{On: true, Agreed: aloud})
	b.new(ruth, &Pause{On: false})
	if !Paused(b.entries).On {
		t.Error("a pause ended on nobody's word")
	}
	b.new(hana, &Pause{On: true, Check: "Ruth rings on Fridays at ten"})
	if p := Paused(b.entries); !p.Stops(false) || p.Stops(true) {
		t.Errorf("the agreed safety check: %+v", p)
	}
	b.new(ruth, &Pause{On: true, Check: "every day", Agreed: aloud})
	if p := Paused(b.entries); p.Check != "Ruth rings on Fridays at ten" {
		t.Errorf("a worker changed what the person agreed to: %+v", p)
	}
}

// TestDatesAndPapersAreProposalsToo: what a worker writes of them waits for the person, and dates stand by their time.
func TestDatesAndPapersAreProposalsToo(t *testing.T) {
	book := newBook()
	late := book.write(ruth, &Date{What: "the lawyer", At: noon.Add(48 * time.Hour)}, id.ID{}, id.ID{})
	book.write(hana, &Date{What: "the doctor", At: noon.Add(24 * time.Hour)}, id.ID{}, id.ID{})
	book.write(ruth, &Paper{What: "passport", State: PaperSafe}, id.ID{}, id.ID{})
	p := book.plan()
	if len(p.Dates) != 2 || p.Dates[0].Current().Body.What != "the doctor" {
		t.Fatalf("the dates are %+v", p.Dates)
	}
	if _, counts := p.Dates[1].Now(); counts {
		t.Error("a worker's date counts before the person said yes")
	}
	if _, counts := only(t, p.Papers).Now(); counts {
		t.Error("a worker's paper counts before the person said yes")
	}
	book.write(hana, &Answer{Say: Yes}, late, id.ID{})
	if v, counts := book.plan().Dates[1].Now(); !counts || v.Body.What != "the lawyer" {
		t.Error("the person's yes does not count")
	}
}
