// Package voice is where the person says what they think of the help they get, and reads what was answered. Who reads it is
// told before anything is written; whoever it is about does not, unless the person wants that.
package voice

import (
	"context"
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

const (
	home    = "/my/tell"
	newPath = home + "/new"
	outside = "/ask" // where nobody has to sign in, and people of another house can be written to
)

// Services are what the pages ask.
type Services struct {
	Feedback *feedback.Service
	Records  *record.Service
}

// Face answers the requests of these pages.
type Face struct {
	Services
	*room.Room
}

// New returns the face.
func New(m *room.Room, s Services) *Face { return &Face{Services: s, Room: m} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("voice", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "voice.heading", About: "voice.about", URL: home}}
}

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: home, Door: room.Through(gate.Read), Handler: f.At(f.list)},
		{Method: http.MethodGet, Pattern: newPath, Door: room.Through(gate.Read), Handler: f.At(f.form)},
		{Method: http.MethodPost, Pattern: newPath, Door: room.Through(gate.Write), Handler: f.At(f.tell)},
	}
}

// list shows what the person said and what was answered.
func (f *Face) list(v room.Visit) error {
	said, err := f.said(v.R.Context(), v.Me)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("voice.heading"), Lead: v.L.T("voice.lead")}, Back: room.MorePath}
	if v.R.URL.Query().Get("done") == "sent" {
		s.Notice = &webkit.Notice{Heading: v.L.T("voice.sent"), Text: v.L.T("voice.sent_text")}
	}
	s.Add(webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("voice.start"), URL: newPath, Kind: webkit.Primary}}})
	if len(said) == 0 {
		s.Add(webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("voice.empty"), Text: v.L.T("voice.empty_text")})
	}
	for _, item := range said {
		s.Add(f.card(v, item))
	}
	s.Add(room.Links{Heading: v.L.T("voice.other"), Items: []room.Link{{Text: v.L.T("voice.outside"), About: v.L.T("voice.outside_about"), URL: outside}}})
	return f.ShowSheet(v, s)
}

func (f *Face) said(ctx context.Context, me account.Actor) ([]feedback.Item, error) {
	rec, err := f.Records.Read(ctx, me, me.Person, gate.OwnLife, gate.Statement)
	if err != nil {
		return nil, err
	}
	return f.Feedback.Of(ctx, me, rec.Entries)
}

// card is one thing that was said, with its answers or the day by which one comes.
func (f *Face) card(v room.Visit, item feedback.Item) room.Card {
	when := f.Moment(v.L, item.Day)
	heading := v.L.T("feedback.topic." + string(item.Topic))
	if item.About != "" {
		heading = v.L.T("voice.about_whom", "name", locale.Isolate(item.About))
	}
	c := room.Card{Heading: heading, Who: v.L.T("room.you"), When: &when, Parts: []webkit.Component{room.Said{Lines: room.Lines(item.Words)}}}
	for _, a := range item.Answers {
		day := f.Moment(v.L, a.Day)
		c.Parts = append(c.Parts, room.Card{Under: true, Heading: v.L.T("voice.answer"), Who: room.Who(v.L, a.Name, a.Role), When: &day,
			Parts: []webkit.Component{room.Said{Lines: room.Lines(a.Words)}}})
	}
	switch {
	case item.Answered() || item.Due.IsZero():
	case item.Late:
		c.Parts = append(c.Parts, room.Text{Lines: []string{v.L.T("voice.late")}})
	default:
		// The day before Due is the last on which an answer comes in time.
		c.Parts = append(c.Parts, room.Text{Quiet: true, Lines: []string{v.L.T("voice.by", "day", v.L.Day(item.Due.AddDate(0, 0, -1), f.House.Zone))}})
	}
	return c
}
