package directory

import (
	"fmt"
	"strconv"
	"strings"
)

// addRow takes one CSV row and moves what HSDS 1.1 wrote elsewhere to where 3.0 has it.
func (b *bundle) addRow(t *table, rec *record, remarks []remark) {
	switch row := rec.row.(type) {
	case *Schedule:
		if day := weekdayCode(rec.extra["weekday"]); day != "" {
			row.ByDay, row.Freq = day, "WEEKLY"
			if row.OpensAt == "" && row.ClosesAt == "" {
				b.report.count(t.name).Read++
				b.report.count(t.name).Skipped++ // a closed day
				return
			}
		}
		remarks = append(remarks, hours(row)...)
	case *Address:
		if owner := rec.extra["organization_id"]; owner != "" && row.LocationID == "" {
			row.LocationID = b.postalLocation(rec, stableID("organization", owner))
		}
		for _, need := range []struct{ column, value string }{{"city", row.City}, {"country", row.Country}} {
			if need.value == "" {
				remarks = append(remarks, remark{column: need.column, reason: "blank"})
			}
		}
	}
	b.add(t, rec, remarks)
	if p, ok := rec.row.(*Phone); ok && rec.extra["language"] != "" && b.byID["phone:"+p.ID] == rec {
		b.add(tableByName["language"], &record{row: &Language{ID: derivedID("language", p.ID), PhoneID: p.ID,
			Name: rec.extra["language"]}, file: rec.file, line: rec.line}, nil)
	}
}

// postalLocation makes the location that an address needs in HSDS 3.0 when HSDS 1.1 gave it to an organization.
func (b *bundle) postalLocation(rec *record, organization string) string {
	loc := &Location{ID: derivedID("location", organization), OrganizationID: organization, LocationType: "postal"}
	if b.byID["location:"+loc.ID] == nil {
		b.add(tableByName["location"], &record{row: loc, file: rec.file, line: rec.line}, nil)
	}
	return loc.ID
}

var dayCodes = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"} // in the order of time.Weekday

// weekdayCode reads "Monday", "Mon", "MO" or the numbers 1 (Monday) to 7.
func weekdayCode(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= 7 {
		return dayCodes[n%7]
	}
	for _, code := range dayCodes {
		if strings.HasPrefix(s, code) {
			return code
		}
	}
	return ""
}

// hours writes the two times of a schedule as hh:mm and remarks on those that cannot be read.
func hours(s *Schedule) (remarks []remark) {
	for _, f := range []struct {
		column string
		value  *string
	}{{"opens_at", &s.OpensAt}, {"closes_at", &s.ClosesAt}} {
		if *f.value == "" {
			continue
		}
		m, ok := minutes(*f.value)
		if !ok {
			*f.value = ""
			remarks = append(remarks, remark{column: f.column, reason: "not a time of day; left out"})
			continue
		}
		if !strings.Contains(*f.value, "Z") && len(*f.value) <= 5 {
			*f.value = fmt.Sprintf("%02d:%02d", m/60, m%60)
		}
	}
	if o, ok := minutes(s.OpensAt); ok {
		if c, ok := minutes(s.ClosesAt); ok && c < o {
			remarks = append(remarks, remark{column: "closes_at", reason: "before it opens; read as closing on the next day"})
		}
	}
	return remarks
}

// minutes reads a time of day, hh:mm or hh:mm:ss with or without an offset, as minutes after midnight, up to 24:00.
func minutes(s string) (int, bool) {
	h, rest, ok := strings.Cut(s, ":")
	if !ok || len(rest) < 2 || len(h) > 2 {
		return 0, false
	}
	hour, err1 := strconv.ParseUint(h, 10, 8)
	minute, err2 := strconv.ParseUint(rest[:2], 10, 8)
	if err1 != nil || err2 != nil || hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return 0, false
	}
	return int(hour*60 + minute), true
}
