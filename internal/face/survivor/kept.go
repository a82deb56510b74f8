package survivor

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/face/survivor/destroy"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type keptModel struct {
	room.Top
	Kinds []keptKind
	Log   webkit.Inset
	Ways  room.Links
}

// keptKind is one kind of thing that can be kept.
type keptKind struct {
	Heading string
	Rows    []keptRow
}

// keptRow answers one question about a kind, with each answer once.
type keptRow struct {
	Term  string
	Lines []string
}

// kept is made from the registry of declared fields: what is not on this page cannot be stored about a person.
func (f *Face) kept(w http.ResponseWriter, r *http.Request) error {
	l := f.House.Speak(r)
	m := keptModel{Top: room.Top{Heading: l.T("survivor.kept.heading"), Lead: l.T("survivor.kept.lead")}, Log: webkit.Inset{Text: l.T("survivor.kept.log")}}
	for _, way := range destroy.Ways() {
		m.Ways.Items = append(m.Ways.Items, way.In(l))
	}
	m.Kinds = keptKinds(l, f.Records.Registry().Fields())
	return f.Show(w, r, room.Page{Of: f.pages, Name: "kept", Back: room.MorePath, Model: m})
}

// keptKinds gathers the fields of each kind, which stand together in the registry.
func keptKinds(l *locale.Localiser, fields []record.Field) []keptKind {
	var list []keptKind
	for _, field := range fields {
		heading := l.T("kept.kind." + field.Kind)
		if len(list) == 0 || list[len(list)-1].Heading != heading {
			list = append(list, keptKind{Heading: heading, Rows: []keptRow{
				{Term: l.T("survivor.kept.why")}, {Term: l.T("survivor.kept.until")}, {Term: l.T("survivor.kept.who")}}})
		}
		rows := list[len(list)-1].Rows
		rows[0].add(l.T("kept.why." + field.Why))
		rows[1].add(l.T("kept.until." + field.Until))
		for _, reader := range keptReaders(l, field) {
			rows[2].add(reader)
		}
	}
	return list
}

func (r *keptRow) add(line string) {
	if !slices.Contains(r.Lines, line) {
		r.Lines = append(r.Lines, line)
	}
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
