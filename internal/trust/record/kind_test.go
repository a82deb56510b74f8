package record

import "testing"

func TestAFieldThatIsNotDeclaredCannotBeKept(t *testing.T) {
	type inner struct{ A string }
	for name, body := range map[string]any{
		"no body": nil, "not a pointer": struct{}{}, "not a struct": new(string),
		"no tag": &struct {
			Text string `json:"text"`
		}{},
		"no name": &struct {
			Text string `keep:"support_you; D3; closed_2y"`
		}{},
		"no reason": &struct {
			Text string `json:"text" keep:"; D3; closed_2y"`
		}{},
		"no end": &struct {
			Text string `json:"text" keep:"support_you; D3; "`
		}{},
		"no class": &struct {
			Text string `json:"text" keep:"support_you; D9; closed_2y"`
		}{},
		"one of two": &struct {
			Text  string `json:"text" keep:"support_you; D3; closed_2y"`
			Other string `json:"other"`
		}{},
		"embedded": &struct {
			inner
		}{},
	} {
		if _, err := NewRegistry(Kind{Name: "test", Body: body}); err == nil {
			t.Errorf("a kind with %s was registered", name)
		}
	}
	if _, err := NewRegistry(append(Kinds(), Kinds()...)...); err == nil {
		t.Error("a kind was registered twice")
	}
	r, err := NewRegistry(Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Fields(); len(f) != 1 || f[0] != (Field{Kind: StatementKind, Name: "text", Why: "own_words", Class: "D3", Until: "closed_2y"}) {
		t.Errorf("the fields are %+v", f)
	}
}
