package directory

import (
	"math"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/id"
)

const maxCell = 64 << 10 // bytes of one text

// Why a cell or a row was not taken.
const (
	whyTooLong   = "longer than 64 KiB"
	whyEncoding  = "not UTF-8"
	whyNull      = "holds a null byte"
	whyBidi      = "held characters that turn the reading direction; they were taken out"
	whyNumber    = "not a number; left out"
	whyURI       = "not a full web address; left out"
	whyEmail     = "not an e-mail address; left out"
	whyWord      = "not one of the words the specification allows; left out"
	whyStatus    = "not one of the words the specification allows; taken as inactive"
	whyTime      = "not a date and time; left out"
	whyBlank     = "must not be blank"
	whyUnknown   = "names something that is not in the directory"
	whyLoose     = "names something that is not in the directory; kept as it is"
	whyOwnerless = "belongs to nothing in the directory"
	whyTwice     = "the same id as an earlier row with other content"
)

// A remark is what was wrong with one cell. A fatal one refuses the row.
type remark struct {
	column, reason string
	fatal          bool
}

// clean returns the text of a cell as it is kept.
func clean(s string) (string, *remark) {
	switch {
	case len(s) > maxCell:
		return "", &remark{reason: whyTooLong, fatal: true}
	case !utf8.ValidString(s):
		return "", &remark{reason: whyEncoding, fatal: true}
	case strings.ContainsRune(s, 0):
		return "", &remark{reason: whyNull, fatal: true}
	}
	var r *remark
	s = strings.Map(func(c rune) rune {
		switch {
		case c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069:
			r = &remark{reason: whyBidi}
			return -1
		case c == '\n' || c == '\t':
			return c
		case unicode.IsControl(c) || c == 0xFEFF:
			return -1
		}
		return c
	}, s)
	return strings.TrimSpace(unguard(s)), r
}

// guard makes a cell harmless in a spreadsheet, which runs a cell that begins with one of these as a formula.
func guard(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return "'" + s
	}
	return s
}

// unguard takes back what guard did.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@\t\r'", rune(s[1])) {
		return s[1:]
	}
	return s
}

// space is the namespace of the UUIDv5 that stand for ids of a source that has no UUIDs.
var space = id.Named(id.ID{}, "https://openreferral.org/hsds/3.0")

// stableID is the id of a row that its source calls raw: a UUID as it is, anything else as a UUIDv5.
func stableID(table, raw string) string {
	if raw == "" {
		return ""
	}
	if u, err := id.Parse(strings.ToLower(raw)); err == nil {
		return u.String()
	}
	return id.Named(space, table+":"+raw).String()
}

var allowed = map[string]map[string]bool{
	"status":        set("active", "inactive", "defunct", "temporarily closed"),
	"location_type": set("physical", "postal", "virtual"),
	"address_type":  set("physical", "postal", "virtual"),
	"wkst":          set("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
	"freq":          set("WEEKLY", "MONTHLY"),
}

func set(words ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// label is one part of a host name.
const label = `[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?`

var email = regexp.MustCompile(`^[A-Za-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@` + label + `(\.` + label + `)+$`)

// format checks the text of a column against the specification and returns what is kept.
func format(t *table, column, s string) (string, *remark) {
	if s == "" {
		return "", nil
	}
	switch column {
	case "website", "url", "uri", "term_uri", "schedule_link":
		if t.name == "service_area" {
			return s, nil
		}
		if !isURI(s) {
			return "", &remark{reason: whyURI}
		}
	case "email", "assurer_email":
		if !email.MatchString(s) || strings.Contains(s, "..") || s[0] == '.' || strings.Contains(s, ".@") {
			return "", &remark{reason: whyEmail}
		}
	case "status", "location_type", "address_type", "wkst", "freq":
		if allowed[column][s] {
			break
		}
		if lower := strings.ToLower(s); allowed[column][lower] {
			return lower, nil
		}
		if column == "status" {
			return "inactive", &remark{reason: whyStatus}
		}
		return "", &remark{reason: whyWord}
	case "last_modified":
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return "", &remark{reason: whyTime}
		}
	}
	return s, nil
}

// isURI takes web and mail addresses only: a directory's link is something that a person may press.
func isURI(s string) bool {
	u, err := url.Parse(s)
	if err != nil || strings.ContainsFunc(s, outsideURI) {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != "" && u.User == nil
	case "mailto":
		return u.Opaque != ""
	}
	return false
}

// outsideURI reports characters that RFC 3986 keeps out of an address.
func outsideURI(c rune) bool {
	return c <= ' ' || c > '~' || strings.ContainsRune("\"<>\\^{|}`", c)
}

// setCell puts one cell into row and tells what was wrong with it.
func setCell(t *table, row any, column, raw string) *remark {
	s, r := clean(raw)
	if r != nil && r.fatal {
		return r
	}
	f, ok := field(row, column)
	if !ok {
		return r
	}
	switch f.Type() {
	case numberType:
		if s == "" {
			return r
		}
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return &remark{reason: whyNumber}
		}
		f.Set(reflect.ValueOf(&n))
	case flagType:
		switch strings.ToLower(s) {
		case "", "0", "no", "false", "n":
		default: // whatever else stands here, silence protects
			f.SetBool(true)
		}
	default:
		kept, bad := format(t, column, s)
		f.SetString(kept)
		if bad != nil {
			return bad
		}
	}
	return r
}
