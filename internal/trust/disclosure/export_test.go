package disclosure

// Through lets a test stand between the agencies.
func (s *Service) Through(l Link) { s.link = l }

// What signatures cover, for tests that sign what no agency would.
var (
	SignedText = signedText
	SignedAsk  = signedAsk
)
