package survivor

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type keptModel struct {
	top
	Kinds []keptKind
	Log   webkit.Inset
}

// keptKind is one kind of thing that can be kept.
type keptKind struct {
	Heading string
	Rows    []webkit.Pair
}

// kept is made from the registry of declared fields: what is not on this page cannot be stored about a person.
func (f *Face) kept(w http.ResponseWriter, r *http.Request) error {
	l := f.house.Speak(r)
	m := keptModel{top: top{Heading: l.T("survivor.kept.heading"), Lead: l.T("survivor.kept.lead")}, Log: webkit.Inset{Text: l.T("survivor.kept.log")}}
	m.Kinds = keptKinds(l, f.Records.Registry().Fields())
	return f.show(w, r, shown{name: "kept", back: "/my/settings", model: m})
}

// keptKinds gathers the fields of each kind: every reason once, every end once.
func keptKinds(l *locale.Localiser, fields []record.Field) []keptKind {
	var list []keptKind
	for i := 0; i < len(fields); {
		n := i
		k := keptKind{Heading: l.T("kept.kind." + fields[i].Kind)}
		add := func(term, text string) {
			if p := (webkit.Pair{Term: l.T(term), Text: text}); !slices.Contains(k.Rows, p) {
				k.Rows = append(k.Rows, p)
			}
		}
		for ; n < len(fields) && fields[n].Kind == fields[i].Kind; n++ {
			add("survivor.kept.why", l.T("kept.why."+fields[n].Why))
		}
		add("survivor.kept.until", l.T("kept.until."+fields[i].Until))
		for _, reader := range keptReaders(l, fields[i]) {
			add("survivor.kept.who", reader)
		}
		list = append(list, k)
		i = n
	}
	return list
}

func keptReaders(l *locale.Localiser, field record.Field) []string {
	if field.Compartment == "" {
		return []string{l.T("survivor.kept.beside")}
	}
	teams := readers(l, field.Compartment)
	if len(teams) == 0 {
		return []string{l.T("survivor.kept.only_you")}
	}
	return append([]string{l.T("survivor.kept.you")}, teams...)
}
