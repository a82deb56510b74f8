package public

import (
	"context"
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

type aboutPage struct {
	L       webkit.Localiser
	Drawing webkit.Drawing
	Parts   []aboutPart
}

// An aboutPart answers one question.
type aboutPart struct {
	Heading string
	Lines   []string
}

// aboutKeys are the questions in the order in which they matter, each with its paragraphs.
var aboutKeys = []struct {
	key   string
	lines []string
}{
	{"public.about.place", []string{".1", ".2"}},
	{"public.about.who", []string{".1", ".2"}},
	{"public.about.private", []string{".1", ".2", ".3"}},
	{"public.about.promise", []string{".1", ".2"}},
	{"public.about.leave", []string{".1", ".2", ".3"}},
	{"public.about.space", []string{".1", ".2"}},
	{"public.about.card", []string{".1", ".2"}},
}

func (f *Face) about(w http.ResponseWriter, r *http.Request) error {
	l, shell := f.house.Speak(r), f.house.PublicShell(r)
	shell.Limits = "" // the page itself says it at length
	shell.Back = &webkit.Link{Text: l.T("public.back.start"), URL: "/"}
	model := aboutPage{L: l, Drawing: webkit.Drawing{Name: "chairs"}}
	for _, k := range aboutKeys {
		part := aboutPart{Heading: l.T(k.key)}
		for _, line := range k.lines {
			part.Lines = append(part.Lines, l.T(k.key+line))
		}
		model.Parts = append(model.Parts, part)
	}
	answers, err := f.answers(r.Context(), l)
	if err != nil {
		return err
	}
	model.Parts = append(model.Parts, answers)
	return f.show(w, http.StatusOK, "about", shell, model)
}

// answers says whether what people told the agencies was answered in the time that was promised.
func (f *Face) answers(ctx context.Context, l *locale.Localiser) (aboutPart, error) {
	part := aboutPart{Heading: l.T("public.about.answers"), Lines: []string{l.T("public.about.answers.1")}}
	late, err := f.late(ctx)
	for _, agency := range late {
		part.Lines = append(part.Lines, l.T("public.about.answers.late", "agency", locale.Isolate(agency)))
	}
	if len(late) == 0 {
		part.Lines = append(part.Lines, l.T("public.about.answers.none"))
	}
	return part, err
}
