package public

import (
	"strings"

	"github.com/amparo-project/amparo/internal/commons/directory"
)

// A phone is a number to see and a number to dial.
type phone struct {
	Shown string
	Dial  string // for tel:, digits with a plus in front where there is one; empty where the text is no number
	About string
}

// newPhone reads a number as directories write it: "(312) 938-2106", "+1 312 555 0100 ext. 4".
func newPhone(number string) *phone {
	if number == "" {
		return nil
	}
	p := &phone{Shown: number}
	main, _, _ := strings.Cut(strings.ToLower(number), "x")
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.TrimSuffix(main, "e"))
	if len(digits) < 3 || len(digits) > 15 || strings.ContainsFunc(strings.TrimSuffix(main, "e"), letter) {
		return p
	}
	p.Dial = digits
	if strings.HasPrefix(strings.TrimSpace(number), "+") {
		p.Dial = "+" + digits
	}
	return p
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' }

// phonesOf collects the numbers of a service, then of its places, each once.
func phonesOf(s *directory.Service) (phones []phone) {
	seen := map[string]bool{}
	add := func(list []directory.Phone) {
		for _, p := range list {
			if one := newPhone(p.Number); one != nil && !seen[p.Number] {
				seen[p.Number] = true
				one.About = p.Description
				phones = append(phones, *one)
			}
		}
	}
	add(s.Phones)
	for _, at := range s.ServiceAtLocations {
		add(at.Phones)
		if at.Location != nil {
			add(at.Location.Phones)
		}
	}
	if s.Organization != nil {
		add(s.Organization.Phones)
	}
	return phones
}
