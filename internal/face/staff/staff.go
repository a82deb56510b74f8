package staff

import (
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/accounts"
	"github.com/amparo-project/amparo/internal/face/staff/alarms"
	"github.com/amparo-project/amparo/internal/face/staff/arrivals"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/face/staff/ending"
	"github.com/amparo-project/amparo/internal/face/staff/feedback"
	"github.com/amparo-project/amparo/internal/face/staff/meeting"
	"github.com/amparo-project/amparo/internal/face/staff/notes"
	"github.com/amparo-project/amparo/internal/face/staff/own"
	"github.com/amparo-project/amparo/internal/face/staff/plan"
	"github.com/amparo-project/amparo/internal/face/staff/reach"
	"github.com/amparo-project/amparo/internal/face/staff/sharing"
	"github.com/amparo-project/amparo/internal/face/staff/team"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Face is the desks.
type Face struct {
	*desk.Desk
	throttle *webkit.Throttle
	rooms    []room
}

// A room is the pages of one desk.
type room interface{ Routes() []webkit.Route }

// New returns the desks. It fails when a template cannot be read.
func New(h *page.House, s desk.Services) (*Face, error) {
	d, err := desk.New(h, s)
	if err != nil {
		return nil, err
	}
	// An agency behind one address shares one count: a morning's sign-ins fit, a guesser gets ten tries a minute.
	throttle := h.Throttle(6*time.Second, 40)
	return &Face{Desk: d, throttle: throttle, rooms: []room{plan.New(d), notes.New(d), ending.New(d), meeting.New(d), team.New(d), sharing.New(d), accounts.New(d), arrivals.New(d), own.New(d), reach.New(d, s.Contact), feedback.New(d, s.Feedback), alarms.New(d)}}, nil
}

// Services are what the desks work with.
type Services = desk.Services

// Words are the words of all desks.
func Words() []locale.Source {
	return []locale.Source{desk.Words(), accounts.Words(), arrivals.Words(), plan.Words(), notes.Words(), ending.Words(), meeting.Words(), team.Words(), own.Words(), reach.Words(), feedback.Words(), alarms.Words()}
}
