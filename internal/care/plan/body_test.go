package plan

import (
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

func TestWhatIsIncompleteIsRefused(t *testing.T) {
	way := Option{"study", "a visit", "fees", "Ruth"}
	step := Step{Words: "ring the school", Owner: ByPerson, Due: noon}
	theirs := Step{Words: "ring the school", Owner: ByWorker, Who: "Ruth", Due: noon}
	with := func(s Step, change func(*Step)) *Step { change(&s); return &s }
	one := Colleague{id.Random(), "Ada"}
	for name, c := range map[string]struct {
		body Body
		want error
	}{
		"a need without words":          {&Need{Domain: Mind}, nil},
		"a need of no domain":           {&Need{Words: "x"}, ErrDomain},
		"a goal":                        {&Goal{Pillar: Justice, Words: "x"}, nil},
		"a goal without words":          {&Goal{Pillar: Justice, Words: " \n"}, ErrWords},
		"a goal of no pillar":           {&Goal{Words: "x"}, ErrPillar},
		"a goal in no state":            {&Goal{Pillar: Safety, Words: "x", State: "failed"}, ErrState},
		"the person's step":             {&step, nil},
		"a worker's step":               {&theirs, nil},
		"a step without a day":          {with(step, func(s *Step) { s.Due = time.Time{} }), ErrDue},
		"a step of nobody":              {with(step, func(s *Step) { s.Owner = "" }), ErrOwner},
		"a step of a worker, unnamed":   {with(theirs, func(s *Step) { s.Who = "" }), ErrWho},
		"a step in no state":            {with(step, func(s *Step) { s.State = "missed" }), ErrState},
		"an order":                      {&Order{[]Pillar{Justice, Recovery, Safety}}, nil},
		"an order of two":               {&Order{[]Pillar{Justice, Recovery}}, ErrOrder},
		"an order with one twice":       {&Order{[]Pillar{Justice, Recovery, Recovery}}, ErrOrder},
		"options":                       {&Options{"x", []Option{way, way}}, nil},
		"one option":                    {&Options{"x", []Option{way}}, ErrOptions},
		"an option without risks":       {&Options{"x", []Option{way, {"a", "b", "", "d"}}}, ErrOptions},
		"a decision":                    {&Decision{What: "x", Reason: "r", By: "b", Review: "v"}, nil},
		"a decision without reason":     {&Decision{What: "x", By: "b", Review: "v"}, ErrReason},
		"a decision of nobody":          {&Decision{What: "x", Reason: "r", Review: "v"}, ErrBy},
		"a decision for good (INV-22)":  {&Decision{What: "x", Reason: "r", By: "b"}, ErrReview},
		"an empty note":                 {&Note{}, ErrWords},
		"a no for good (INV-22)":        {&Reply{Words: "x"}, ErrReview},
		"a yes":                         {&Reply{Yes: true, Words: "x"}, nil},
		"closing without saying why":    {&Closing{Reason: NotSaid}, nil},
		"closing for no reason":         {&Closing{Reason: "non-compliant"}, ErrClosing},
		"a try by no way":               {&Try{}, ErrWay},
		"a day that is past":            {&Postponing{To: noon}, ErrDue},
		"an offer of nobody":            {&HandOver{}, ErrOffered},
		"an offer of one twice":         {&HandOver{Offered: []Colleague{one, one}}, ErrOffered},
		"an offer":                      {&HandOver{Offered: []Colleague{one}}, nil},
		"an answer":                     {&Answer{Say: Later}, nil},
		"no answer":                     {&Answer{}, ErrSay},
		"an answer of tomorrow":         {&Answer{Say: Yes, Agreed: noon.Add(time.Hour)}, ErrAgreed},
		"a no to one of the options":    {&Answer{Say: No, Option: 1}, ErrChosen},
		"a note hidden for no reason":   {&HiddenNote{Reason: "embarrassing"}, ErrHide},
		"a look that gives no reason":   {&LookAgain{Words: "x"}, ErrHide},
		"a look without words":          {&LookAgain{Reason: Privileged}, ErrWords},
		"an appointment":                {&Date{What: "the doctor", At: noon}, nil},
		"an appointment for nothing":    {&Date{At: noon}, ErrWords},
		"an appointment without a time": {&Date{What: "the doctor"}, ErrWhen},
		"a paper":                       {&Paper{What: "passport", State: PaperWithheld}, nil},
		"a paper of no name":            {&Paper{}, ErrWords},
		"a paper nowhere":               {&Paper{What: "passport", State: "seized"}, ErrState},
	} {
		if err := c.body.check(noon); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestEveryCodeAndRefusalHasWords, so that a page can show each.
func TestEveryCodeAndRefusalHasWords(t *testing.T) {
	b, err := locale.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, d := range Domains() {
		want = append(want, "plan.domain."+string(d))
	}
	for _, p := range Pillars() {
		want = append(want, "plan.pillar."+string(p))
	}
	for _, s := range Says() {
		want = append(want, "plan.say."+string(s))
	}
	for _, o := range Owners() {
		want = append(want, "plan.owner."+string(o))
	}
	for _, s := range Machine().States() {
		want = append(want, "plan.stands."+string(s))
	}
	for _, p := range Promises() {
		want = append(want, "plan.promise."+string(p))
	}
	for _, s := range PromiseMachine().States() {
		want = append(want, "plan.promised."+string(s))
	}
	for _, r := range HideReasons() {
		want = append(want, "plan.hidden."+string(r))
	}
	for _, r := range ClosingReasons() {
		want = append(want, "plan.closing."+string(r))
	}
	for _, s := range PaperStates() {
		want = append(want, "plan.paper."+cmp.Or(string(s), "here"))
	}
	for _, s := range []string{"goal.open", "goal.reached", "goal.let_go", "step.open", "step.done", "step.dropped", "hidden.there", "hidden.challenge"} {
		want = append(want, "plan."+s)
	}
	for _, err := range []error{ErrWords, ErrDomain, ErrPillar, ErrState, ErrOwner, ErrWho, ErrDue, ErrOrder, ErrOptions, ErrReason, ErrBy, ErrReview, ErrSay,
		ErrAgreed, ErrChosen, ErrOwnSay, ErrWay, ErrHide, ErrOtherLook, ErrClosing, ErrMeasures, ErrGrounds, ErrSecond, ErrOffered, ErrWorker, ErrWhen, ErrAgenda} {
		want = append(want, fault.KeyOf(err))
	}
	for _, key := range want {
		if !b.Has(key) {
			t.Errorf("%q has no words", key)
		}
	}
	for _, found := range b.Banned() {
		t.Error(found)
	}
}

// TestTheRegistryTakesEveryKind, and every kind says of each field why it is kept.
func TestTheRegistryTakesEveryKind(t *testing.T) {
	r, err := record.NewRegistry(append(record.Kinds(), Kinds()...)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies() {
		if k, ok := r.Kind(b.Kind()); !ok || reflect.TypeOf(k.Body) != reflect.TypeOf(b) {
			t.Errorf("%s is not %T", b.Kind(), b)
		}
	}
}

// TestAHiddenNoteOpensForTheTeamAlone: not with another key, not in another person's plan, not when its parts are changed.
func TestAHiddenNoteOpensForTheTeamAlone(t *testing.T) {
	private, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	agency, person := id.Agency{ID: id.Random()}, id.Random()
	team := account.TeamKey{Team: id.Random(), Version: 3, Key: private.Public()}
	n, err := hide(agency, person, HarmsAnother, "her brother lives nearby", team)
	if err != nil {
		t.Fatal(err)
	}
	key, err := private.Open(n.keyBinding(agency, person), n.Key)
	if err != nil {
		t.Fatal(err)
	}
	if text, ok := n.open(key); !ok || text != "her brother lives nearby" {
		t.Errorf("the team reads %q, %v", text, ok)
	}
	if _, err := private.Open(n.keyBinding(agency, id.Random()), n.Key); err == nil {
		t.Error("the key opens in another person's plan")
	}
	other, err := hide(agency, person, HarmsAnother, "something else", team)
	if err != nil {
		t.Fatal(err)
	}
	moved := *n
	moved.Sealed = other.Sealed
	for name, open := range map[string]func() bool{
		"no key":           func() bool { _, ok := n.open(nil); return ok },
		"another key":      func() bool { k := keys.NewDataKey(); _, ok := n.open(k[:]); return ok },
		"another's text":   func() bool { _, ok := moved.open(key); return ok },
		"nobody signed in": func() bool { _, ok := n.key(account.Actor{}, person); return ok },
	} {
		if open() {
			t.Errorf("it opens with %s", name)
		}
	}
	body, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	var back HiddenNote
	if err := json.Unmarshal(body, &back); err != nil || !reflect.DeepEqual(back, *n) {
		t.Errorf("it does not come back as it was: %v", err)
	}
}

// FuzzFold: whatever is found in a database as the body of an entry, the fold tells of every entry and does not fall over.
func FuzzFold(f *testing.F) {
	for i, b := range bodies() {
		body, err := json.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), uint8(i+1), body, body)
	}
	f.Add(uint8(0), uint8(7), []byte(`{"domain":"housing","immediate":true}`), []byte(`{"say":"no","domain":"mind","option":-3}`))
	f.Fuzz(func(t *testing.T, first, second uint8, a, b []byte) {
		book := newBook()
		about := id.ID{}
		for i, raw := range [][]byte{a, b, b} {
			kind := bodies()[int([]uint8{first, second, first}[i])%len(bodies())]
			if json.Unmarshal(raw, kind) != nil {
				continue
			}
			by := []hand{ruth, hana, imani}[i]
			about = book.write(by, kind, about, id.ID{})
			_ = kind.check(noon)
			kind.Texts()
		}
		p := book.plan()
		if found := toldOf(p); len(found) != len(book.entries) {
			t.Fatalf("%d entries are told of %d", len(found), len(book.entries))
		}
		_ = Paused(book.entries)
		_ = LostContact(book.entries, safeIn(time.UTC))
		_, _ = p.ground(Lost{})
	})
}
