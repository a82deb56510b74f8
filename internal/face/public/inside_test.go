package public

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

func TestNumbersAsDirectoriesWriteThem(t *testing.T) {
	for number, dial := range map[string]string{
		"(312) 938-2106":           "3129382106",
		"+1 312 555 0100":          "+13125550100",
		" +44 20 7946 0000 ":       "+442079460000",
		"312-341-1070 x 4":         "3123411070",
		"312-341-1070 ext. 4":      "3123411070",
		"911":                      "911",
		"1-800-HELP-NOW":           "",
		"javascript:1":             "",
		"12":                       "",
		"12345678901234567890":     "",
		"ask at the desk":          "",
		"312 341 1070 Ext 12 then": "3123411070",
	} {
		if got := newPhone(number); got.Dial != dial || got.Shown != number {
			t.Errorf("%q is dialled %q, want %q", number, got.Dial, dial)
		}
	}
	if newPhone("") != nil {
		t.Error("no number is a phone")
	}
}

func english(t *testing.T) *locale.Localiser {
	t.Helper()
	b, err := locale.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	return b.For("en")
}

func weekly(days, from, to string) directory.Schedule {
	return directory.Schedule{Freq: "WEEKLY", ByDay: days, OpensAt: from, ClosesAt: to}
}

func TestHoursInWords(t *testing.T) {
	two := 2.0
	over := weekly("MO", "09:00", "17:00")
	over.ValidTo = "2026-03-08"
	today := weekly("MO", "09:00", "17:00")
	today.ValidFrom, today.ValidTo = "2026-03-09T00:00:00Z", "2026-03-09"
	later := weekly("MO", "09:00", "17:00")
	later.ValidFrom = "2026-03-10"
	fortnight := weekly("MO", "09:00", "17:00")
	fortnight.Interval = &two
	for _, tt := range []struct {
		about     string
		schedules []directory.Schedule
		want      []hoursLine
	}{
		{"days on end with the same hours", []directory.Schedule{weekly("MO,TU,WE", "9:00", "17:00:00"), weekly("SA", "10:00Z", "12:00Z")},
			[]hoursLine{{"Monday to Wednesday", "9:00 AM to 5:00 PM"}, {"Thursday to Friday", "closed"},
				{"Saturday", "10:00 AM to 12:00 PM"}, {"Sunday", "closed"}}},
		{"twice a day", []directory.Schedule{weekly("MO,TU,WE,TH,FR,SA,SU", "09:00", "12:00"), weekly("MO,TU,WE,TH,FR,SA,SU", "13:00", "17:00")},
			[]hoursLine{{"Every day", "9:00 AM to 12:00 PM; 1:00 PM to 5:00 PM"}}},
		{"always", []directory.Schedule{weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00")}, []hoursLine{{"Every day", "day and night"}}},
		{"the same hours twice", []directory.Schedule{weekly("SU", "08:00", "24:00"), weekly("SU", "08:00", "24:00")},
			[]hoursLine{{"Monday to Saturday", "closed"}, {"Sunday", "8:00 AM to 12:00 AM"}}},
		{"over", []directory.Schedule{over}, nil},
		{"today only", []directory.Schedule{today}, []hoursLine{{"Monday", "9:00 AM to 5:00 PM"}, {"Tuesday to Sunday", "closed"}}},
		{"not yet", []directory.Schedule{later}, nil},
		{"every other week", []directory.Schedule{fortnight}, nil},
		{"nonsense", []directory.Schedule{weekly("XX", "9", "nine"), weekly("", "09:00", "10:00"), weekly("MO", "", "")}, nil},
	} {
		t.Run(tt.about, func(t *testing.T) {
			got, _ := hoursOf(english(t), tt.schedules, "2026-03-09")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNotesOfSchedulesAreToldOnce(t *testing.T) {
	s := weekly("MO", "", "")
	s.Notes = "By appointment"
	_, notes := hoursOf(english(t), []directory.Schedule{s, s}, "2026-03-09")
	if diff := cmp.Diff([]string{"By appointment"}, notes); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyAddressesOfTheWebAreLinks(t *testing.T) {
	for raw, want := range map[string]bool{"https://a.example/x": true, "http://a.example": true, "a.example": false,
		"javascript:alert(1)": false, "https://me:you@a.example": false, "": false, "ftp://a.example": false, "https://%zz": false} {
		if got := siteOf(&directory.Service{URL: raw}) != ""; got != want {
			t.Errorf("%q is a link: %v", raw, got)
		}
	}
	own := siteOf(&directory.Service{URL: "nothing", Organization: &directory.Organization{Website: "https://o.example/"}})
	if own != "https://o.example/" {
		t.Errorf("the organization's address is not taken: %q", own)
	}
}
