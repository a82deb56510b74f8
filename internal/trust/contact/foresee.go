package contact

import "time"

// Foresee says how a wish to send would end at the moment now, as far as what the person said decides it: pages show it
// before anybody asks. What went to them today is counted when it is asked for.
func (s *Service) Foresee(c SafeContact, m Message, now time.Time) Sent {
	out, _ := s.plan(c, m, now)
	return out
}

// Wording is the very text that would leave in a language, with the day and the hour on the person's own clock.
func (s *Service) Wording(t Template, language string, when time.Time, zone string) (text, spoken string) {
	speak := s.words.For(language)
	place, err := zoneOf(zone)
	if err != nil {
		place = time.UTC
	}
	return t.text(speak, when, place), speak.Lang()
}
