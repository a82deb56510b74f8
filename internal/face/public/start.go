package public

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

type startPage struct {
	L         webkit.Localiser
	Drawing   webkit.Drawing
	Languages []webkit.LanguageChoice // written out on a first visit, when the person may not be able to read the page
	Ways      []way
}

// A way leads from the start to one task.
type way struct {
	Go    webkit.Button
	About string
}

func (f *Face) start(w http.ResponseWriter, r *http.Request) error {
	l, shell := f.house.Speak(r), f.house.PublicShell(r)
	shell.Limits = "" // the page itself says it at length
	model := startPage{L: l, Drawing: webkit.Drawing{Name: "door"}, Ways: []way{
		{webkit.Button{Text: l.T("public.start.ask"), URL: "/ask", Kind: webkit.Primary}, l.T("public.start.ask.about")},
		{webkit.Button{Text: l.T("public.start.find"), URL: "/find"}, l.T("public.start.find.about")},
		{webkit.Button{Text: l.T("public.start.own"), URL: page.SurvivorSignIn}, l.T("public.start.own.about")},
		{webkit.Button{Text: l.T("public.start.expect"), URL: "/about"}, l.T("public.start.expect.about")},
	}}
	if _, chosen := f.house.Cookies.Get(r, webkit.LanguageCookie); !chosen {
		model.Languages = shell.Languages
	}
	return f.show(w, http.StatusOK, "start", shell, model)
}
