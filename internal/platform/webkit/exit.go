package webkit

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

// DefaultExitURL is a neutral place that people everywhere open for no reason. An installation sets its own.
const DefaultExitURL = "https://www.wikipedia.org/"

// The addresses of the exit.
const (
	LeavePath  = "/leave"  // GET: leave now
	ReturnPath = "/return" // POST: the person is alone again
)

const (
	leftFor     = 120 * time.Second // how long Back finds nothing
	endSessions = 2 * time.Second   // the longest that leaving waits for the session to end
)

// A Leaving is the exit: it lets a person leave in one step that works as a plain link. LeavePath is a GET although it ends the session:
// ending one's own session, and nothing else, is its only effect, and a link is all that an old phone without scripts is
// sure to follow. It ends the session, tells the browser to drop what it kept, and sends the person to URL.
//
// An answer of 303 leaves the pages before it in the browser's history, and Back asks for them again. For leftFor after
// leaving, the Router therefore answers every page and every form with the same empty one, whose only control comes back.
// After that time Back shows a public page again; a page behind a sign-in stays shut, since the session has ended. The
// addresses in the history remain, which no site can remove.
type Leaving struct {
	URL        string                                           // a neutral page, http or https
	EndSession func(ctx context.Context, r *http.Request) error // ends the session of r, if there is one; required
	Speak      func(r *http.Request) *locale.Localiser          // the words for the empty page; required
}

// routes panics when the exit lacks a part: a program must not start without a way out.
func (e *Leaving) routes(cookies Cookies) []Route {
	u, err := url.Parse(e.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		panic("webkit: the exit needs the address of a neutral page")
	}
	if e.EndSession == nil || e.Speak == nil {
		panic("webkit: the exit needs EndSession and Speak")
	}
	public := Door{Level: LevelPublic}
	return []Route{
		{Method: http.MethodGet, Pattern: LeavePath, Door: public, Handler: e.leave(cookies)},
		{Method: http.MethodPost, Pattern: ReturnPath, Door: public, Handler: comeBack(cookies)},
	}
}

func (e *Leaving) leave(cookies Cookies) HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if a, ok := w.(*answer); ok {
			a.aside = e.end(r)
		}
		cookies.Clear(w, SessionCookie)
		cookies.Clear(w, PendingCookie)
		cookies.Clear(w, WaitingCookie)
		cookies.Clear(w, LanguageCookie)
		cookies.Clear(w, MarkCookie)
		cookies.set(w, leftCookie, "1", int(leftFor/time.Second))
		w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // not "cookies": that would take the one just set
		SeeOther(w, e.URL)
		return nil
	}
}

// end ends the session also when the browser has already gone on. Its error is logged; it never keeps anyone here.
func (e *Leaving) end(r *http.Request) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), endSessions)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	return e.EndSession(ctx, r)
}

func comeBack(cookies Cookies) HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		cookies.Clear(w, leftCookie)
		SeeOther(w, "/")
		return nil
	}
}

// covers reports whether r comes from a browser that has just left: then not even a form that is sent again is read.
func (e *Leaving) covers(r *http.Request, cookies Cookies) bool {
	if r.URL.Path == LeavePath || r.URL.Path == ReturnPath || strings.HasPrefix(r.URL.Path, staticPrefix) {
		return false
	}
	_, left := cookies.Get(r, leftCookie)
	return left
}

// cover writes the empty page: the same for every address, known or not.
func (e *Leaving) cover(w http.ResponseWriter, r *http.Request) error {
	words := e.Speak(r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return coverPage.Execute(w, struct{ Lang, Dir, Path, Continue string }{
		words.Lang(), words.Dir(), ReturnPath, words.T(keyContinue),
	})
}

var coverPage = template.Must(template.New("cover").Parse(`<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{.Continue}}</title></head><body><form method="post" action="{{.Path}}"><button>{{.Continue}}</button></form></body></html>
`))
