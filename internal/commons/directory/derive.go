package directory

import "strings"

// derivePairs makes the service_at_location rows of data that hold none at all, as HSDS 1.1 data often do. A service is
// paired
//
//  1. with a location that one of its rows (a phone, a schedule …) names beside it;
//  2. otherwise with the locations of its organization that share a phone number with it;
//  3. otherwise with the organization's locations, when it has one location or this is its only service.
//
// In all other cases nobody can tell where the service is given, and it stays without a location.
func (b *bundle) derivePairs() {
	if len(b.rows[tableByName["service_at_location"]]) > 0 {
		return
	}
	p := b.pairing()
	for _, rec := range b.rows[tableByName["service"]] {
		s := rec.row.(*Service)
		for _, location := range p.locationsFor(s) {
			row := &ServiceAtLocation{ID: derivedID("service_at_location", s.ID, location), ServiceID: s.ID, LocationID: location}
			b.add(tableByName["service_at_location"], &record{row: row, file: rec.file, line: rec.line}, nil)
		}
	}
}

type pairing struct {
	direct    map[string][]string        // service → locations named beside it
	locations map[string][]string        // organization → its physical and virtual locations
	services  map[string]int             // organization → how many services
	phoneOf   map[string]map[string]bool // service or location → its numbers
}

func (b *bundle) pairing() *pairing {
	p := &pairing{map[string][]string{}, map[string][]string{}, map[string]int{}, map[string]map[string]bool{}}
	for _, t := range tables {
		for _, rec := range b.rows[t] {
			p.see(rec.row)
		}
	}
	return p
}

func (p *pairing) see(row any) {
	switch row := row.(type) {
	case *Location:
		if row.OrganizationID != "" && row.LocationType != "postal" {
			p.locations[row.OrganizationID] = append(p.locations[row.OrganizationID], row.ID)
		}
	case *Service:
		p.services[row.OrganizationID]++
	case *Phone:
		for _, owner := range []string{row.ServiceID, row.LocationID} {
			if n := lastDigits(row.Number); owner != "" && n != "" {
				if p.phoneOf[owner] == nil {
					p.phoneOf[owner] = map[string]bool{}
				}
				p.phoneOf[owner][n] = true
			}
		}
	}
	if s, l := text(row, "service_id"), text(row, "location_id"); s != "" && l != "" {
		p.direct[s] = appendNew(p.direct[s], l)
	}
}

func (p *pairing) locationsFor(s *Service) []string {
	if found := p.direct[s.ID]; len(found) > 0 {
		return found
	}
	all := p.locations[s.OrganizationID]
	if s.OrganizationID == "" || len(all) == 0 {
		return nil
	}
	var shared []string
	for _, l := range all {
		for n := range p.phoneOf[s.ID] {
			if p.phoneOf[l][n] {
				shared = appendNew(shared, l)
			}
		}
	}
	if len(shared) > 0 {
		return shared
	}
	if len(all) == 1 || p.services[s.OrganizationID] == 1 {
		return all
	}
	return nil
}

// lastDigits is what two spellings of one phone number have in common: its last ten digits, or all when there are seven
// to nine; empty for fewer, which short codes have.
func lastDigits(number string) string {
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, number)
	if len(digits) < 7 {
		return ""
	}
	return digits[max(0, len(digits)-10):]
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
