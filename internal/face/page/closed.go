package page

import (
	"bytes"
	"html/template"
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// closedPage is one page in all languages at once: who reads it is not asked for anything, and nothing is loaded for it.
var closedPage = template.Must(template.New("closed").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{(index .Texts 0).Heading}}</title></head>
<body>{{range .Texts}}
<section lang="{{.Lang}}" dir="{{.Dir}}"><h1>{{.Heading}}</h1>{{range .Lines}}<p>{{.}}</p>{{end}}</section>{{end}}
</body></html>
`))

type closedText struct {
	Lang, Dir, Heading string
	Lines              []string
}

// Closed answers every address with a page that says, in every language, that the pages are closed for the moment, whom to
// ring, and what whoever runs the server does next. It looks at nothing of the request.
func Closed(words *locale.Bundle, helper Helper) (http.Handler, error) {
	var texts []closedText
	for _, language := range words.Languages() {
		l := words.For(language.Tag)
		t := closedText{Lang: l.Lang(), Dir: l.Dir(), Heading: l.T("page.closed.heading"), Lines: []string{l.T("page.closed.text")}}
		if helper.Emergency != "" {
			t.Lines = append(t.Lines, l.T("page.closed.emergency", "emergency", helper.Emergency))
		}
		if helper.Phone != "" {
			t.Lines = append(t.Lines, l.T("page.closed.phone", "phone", locale.Isolate(helper.Phone)))
		}
		t.Lines = append(t.Lines, l.T("page.closed.operator"))
		texts = append(texts, t)
	}
	var body bytes.Buffer
	if err := closedPage.Execute(&body, struct{ Texts []closedText }{texts}); err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Retry-After", "300")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write(body.Bytes())
	}), nil
}
