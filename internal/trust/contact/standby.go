package contact

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// standby is whoever of the staff stands by when nobody is at the desk.
type standby struct {
	channel Channel
	to      string
	lang    string
}

// StandBy names whom AskStandby asks: a telephone number or an address of the staff's own, and the language they read. It
// is called while the program is built, after Use. It fails where the installation cannot send that way.
func (s *Service) StandBy(channel Channel, address, lang string) error {
	to, ok := addressFor(channel, address)
	if !ok || !s.Reaches(channel) {
		return errConfig("whoever stands by cannot be reached that way")
	}
	s.standby = standby{channel, to, lang}
	return nil
}

// AskStandby asks whoever stands by to look at the desk. It says how many urgent messages wait there and how many others,
// nothing of any of them, and does nothing where nobody stands by.
func (s *Service) AskStandby(ctx context.Context, urgent, others int) error {
	if s.standby.to == "" {
		return nil
	}
	l := s.words.For(s.standby.lang)
	return s.gateways[s.standby.channel].Hand(ctx, Outgoing{Ref: id.Random(), To: s.standby.to, Subject: l.T("contact.subject"), Text: l.T("contact.standby", "urgent", urgent, "others", others), At: s.clk()})
}
