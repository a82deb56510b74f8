package contact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Reasons of a message that the decision would let go, or of one that is nobody's to send.
const (
	InsideOnly Reason = "inside_only" // the person wants notes in their own space only; nothing leaves the house
	ByHand     Reason = "by_hand"     // they want to be rung or visited: somebody does it
	NotHere    Reason = "not_here"    // this installation cannot send by that way
	BadAddress Reason = "bad_address"
	TooLate    Reason = "too_late" // no permitted moment comes in time
	TooMany    Reason = "too_many" // enough went today
)

// Reasons lists them all, for the words.
func Reasons() []Reason {
	return []Reason{Allowed, NotAsked, Paused, AskFirst, AskAgain, ChildAsk, OtherChannel, OtherDay, OtherHour, WordFirst, NoVoicemail,
		InsideOnly, ByHand, NotHere, BadAddress, TooLate, TooMany}
}

const (
	fresh     = 4 * time.Hour      // how long after its moment a message is still worth sending
	held      = 7 * 24 * time.Hour // how long a message waits for its moment
	leaveTime = time.Minute        // the least time in which a message is taken up and handed over
	perDay    = 6                  // messages to one person in a day and a night
)

// A Message is what somebody wants sent.
type Message struct {
	Template Template
	When     time.Time // the day and hour that the text names; zero where it names none
	Before   time.Time // from then on it is not sent any more; zero leaves that to the text
	Key      string    // of the form that asks for it: the same key sends once
}

// Sent is how a wish to send ended.
type Sent struct {
	ID      id.ID     `json:"id"`
	Reason  Reason    `json:"reason"`
	Channel Channel   `json:"channel"`
	Goes    time.Time `json:"goes"`  // the first moment at which it may leave
	Waits   bool      `json:"waits"` // that moment had not come when it was decided
	Until   time.Time `json:"until"` // what has not left by then does not
}

// ErrTemplate refuses a text that does not exist, or a day for one that names none.
var ErrTemplate = fault.In("template", "contact.error.template")

// Send has a text sent to a person by the way that they named: now, or at the next moment that they allow. Any reason but
// Allowed says why nothing is sent. It takes somebody who may open what the person said, and has the keys to it.
func (s *Service) Send(ctx context.Context, actor account.Actor, person id.ID, m Message) (Sent, error) {
	if !slices.Contains(Templates(), m.Template) || m.Template.Dated() == m.When.IsZero() {
		return Sent{}, ErrTemplate
	}
	var out Sent
	req := gate.Request{Actor: actor, Action: gate.Message, Purpose: purposeOf(actor), Person: person,
		Compartments: []gate.Compartment{gate.Contact, gate.Identity}}
	err := s.parts.Gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) (err error) {
		out, err = s.once(ctx, pass, m)
		return err
	})
	return out, err
}

// once sends a message once for its key. What is not sent may be asked for again with the same key.
func (s *Service) once(ctx context.Context, pass gate.Pass, m Message) (out Sent, err error) {
	send := func() (string, error) {
		if out, err = s.send(ctx, pass, m); err != nil {
			return "", err
		}
		result, err := json.Marshal(out)
		return string(result), err
	}
	if m.Key == "" {
		_, err = send()
		return out, err
	}
	key := sha256.Sum256([]byte(m.Key))
	result, _, err := store.Once(ctx, pass.Tx(), "message/"+pass.Actor().Account.String()+"/"+hex.EncodeToString(key[:]), clock.Micros(pass.At()), send)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(result), &out)
}

// send decides and puts the message into the outbox.
func (s *Service) send(ctx context.Context, pass gate.Pass, m Message) (Sent, error) {
	c, _, about, err := s.said(ctx, pass)
	if err != nil {
		return Sent{}, err
	}
	out, to := s.plan(c, m, pass.At())
	if out.Reason == Allowed {
		n, err := countToday(ctx, pass.Tx(), pass.Person(), pass.At())
		if err != nil {
			return Sent{}, err
		}
		if n >= perDay {
			out.Reason = TooMany
		}
	}
	if out.Reason != Allowed {
		return Sent{Reason: out.Reason, Channel: c.Channel}, gate.Decline(gate.Reason(out.Reason), nil)
	}
	out.ID = id.Random() // it travels, so it must not tell when it was made
	pass.By(string(c.Channel))
	return out, s.post(ctx, pass, out, letter{Channel: c.Channel, To: to, Language: about.Language, Template: m.Template, When: m.When, Zone: c.Zone})
}

// plan finds out whether and when a message may leave. It is pure.
func (s *Service) plan(c SafeContact, m Message, now time.Time) (out Sent, to string) {
	out = Sent{Channel: c.Channel, Reason: Decide(c, c.Channel, now)}
	if out.Reason != Allowed && out.Reason != OtherDay && out.Reason != OtherHour {
		return out, ""
	}
	to, reachable := addressFor(c.Channel, c.Address)
	switch {
	case c.Channel == OwnSpace:
		out.Reason = InsideOnly
	case c.Channel == Call, c.Channel == Visit:
		out.Reason = ByHand
	case !s.Reaches(c.Channel):
		out.Reason = NotHere
	case !reachable:
		out.Reason = BadAddress
	default:
		out.Goes, out.Until, out.Reason = between(c, m, now)
		out.Waits = out.Goes.After(now)
	}
	return out, to
}

// between finds the first and the last moment at which a message may be handed over.
func between(c SafeContact, m Message, now time.Time) (goes, until time.Time, why Reason) {
	goes, end, why := NextAllowed(c, c.Channel, now)
	if why == Allowed && end.Sub(goes) < leaveTime {
		goes, end, why = NextAllowed(c, c.Channel, end)
	}
	if why == OtherDay || why == OtherHour {
		why = TooLate
	}
	if why != Allowed {
		return goes, until, why
	}
	until = goes.Add(fresh)
	for _, last := range []time.Time{end, m.When, m.Before} {
		if !last.IsZero() && last.Before(until) {
			until = last
		}
	}
	until = until.Add(-handOver)
	if !until.After(goes) || goes.Sub(now) > held {
		return goes, until, TooLate
	}
	return goes, until, Allowed
}
