// Package plan is "My plan": what the person needs and wants, what was promised, what others propose, and everything that
// was written about it. What they say counts at once; what somebody else writes waits for them, and no answer is an answer
// too. Contact is paused here, a change asked for, somebody chosen to work with, and the plan closed and opened again.
//
// Everything in the plan has a page of its own, at one address, with all its wordings and who wrote them. The other pages
// are lists that lead there.
package plan

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

// Services are what the pages ask.
type Services struct {
	Plans   *plan.Service
	Records *record.Service
}

// Face answers the requests about the person's plan.
type Face struct {
	Services
	*room.Room
}

// New returns the face.
func New(m *room.Room, s Services) *Face { return &Face{Services: s, Room: m} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("my plan", words, true) }

// The addresses that pages lead to.
const (
	home     = "/my/plan"
	life     = home + "/life"
	needs    = home + "/needs"
	options  = home + "/options"
	written  = home + "/written"
	asks     = home + "/asks"
	order    = home + "/order"
	closing  = home + "/close"
	moreTime = home + "/more-time"
	people   = "/my/people"
	oneThing = home + "/of/{handle}"

	// PausePath is the page on which the person stops all contact, or lets it begin again.
	PausePath = "/my/pause"
)

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	var list []webkit.Route
	add := func(method string, action gate.Action, pattern string, handle func(room.Visit) error) {
		list = append(list, webkit.Route{Method: method, Pattern: pattern, Door: room.Through(action), Handler: f.At(handle)})
	}
	page := func(pattern string, handle func(room.Visit) error) { add(http.MethodGet, gate.Read, pattern, handle) }
	act := func(pattern string, handle func(room.Visit) error) { add(http.MethodPost, gate.Write, pattern, handle) }
	page(home, f.overview)
	page(life, f.life)
	page(needs, f.needs)
	act(needs, f.offerAnswer)
	page(options, f.options)
	page(written, f.written)
	page(asks, f.asks)
	act(asks, f.ask)
	page(order, f.order)
	act(order, f.orderSet)
	page(closing, f.closing)
	act(closing, f.close)
	act(home+"/again", f.again)
	act(moreTime, f.postpone)
	act(home+"/keep", f.keep)
	page(oneThing, f.thing)
	act(oneThing, f.answer)
	act(oneThing+"/state", f.state)
	page(oneThing+"/words", f.besidePage)
	act(oneThing+"/words", f.beside)
	for _, e := range f.editors() {
		page(e.newPath, f.newPage(e))
		act(e.newPath, f.newKeep(e))
	}
	page(oneThing+"/edit", f.editPage)
	act(oneThing+"/edit", f.editKeep)
	page(PausePath, f.pausePage)
	add(http.MethodPost, gate.Pause, PausePath, f.pause)
	page(people, f.people)
	page(dates, f.dates)
	page(papers, f.papers)
	return list
}
