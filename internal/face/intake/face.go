package intake

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

//go:embed replies/*.json
var replies embed.FS

// Services are what the desks work with.
type Services struct {
	Reports Reports
	Handles *page.Handles
	Shell   func(*http.Request) (webkit.Shell, error) // the desk around a page, with the ways that the role has
}

// Face is the two desks.
type Face struct {
	Services
	house     *page.House
	templates *webkit.Templates
}

// New returns the desks. It fails when a template cannot be read.
func New(h *page.House, s Services) (*Face, error) {
	t, err := webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Face{Services: s, house: h, templates: t}, nil
}

// Words are the words of the desks.
func Words() locale.Source { return locale.Embedded("intake", words, false) }

// Replies are the answers that the desks offer to begin from. Reporters read them.
func Replies() locale.Source {
	files, err := fs.Sub(replies, "replies")
	if err != nil {
		panic(err) // the name is a constant and well formed
	}
	return locale.Source{Name: "replies", FS: files, Survivor: true}
}

// A visit is one request at a desk: who asks, in which room, and in which language they read.
type visit struct {
	room
	w     http.ResponseWriter
	r     *http.Request
	l     *locale.Localiser
	actor account.Actor
}

// in makes a handler of the router out of one for a visit. A script asks, so what can be mended is answered in words that it
// shows beside what was typed. What is not there, refused or broken is answered like everywhere else.
func (f *Face) in(r room, handle func(v visit) error) webkit.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) error {
		v := visit{room: r, w: w, r: req, l: f.house.Speak(req), actor: page.Actor(req.Context())}
		err := handle(v)
		if err == nil || !slices.Contains(mendable, fault.KindOf(err)) {
			return err
		}
		return v.tell(fault.KindOf(err).Status(), refusal{v.l.T(fault.KeyOf(err))})
	}
}

var mendable = []fault.Kind{fault.BadInput, fault.Stale, fault.Throttled, fault.TooLarge}

type refusal struct {
	Error string `json:"error"`
}

// refuse says the first thing that is wrong with what was sent.
func (v visit) refuse(p webkit.Problems) error {
	return v.tell(p.Status(), refusal{v.l.T(p[0].Key, p[0].Args...)})
}

// tell answers with JSON.
func (v visit) tell(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, err = v.w.Write(body)
	return err
}
