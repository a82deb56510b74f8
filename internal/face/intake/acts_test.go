package intake_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var acts = []string{"desk", "window", "duty", "open", "reply", "decide", "weigh", "carry", "identity", "name"}

// TestOnlyThoseWhoAnswerReachTheDesks tries both desks with every role of an agency: to everybody else they do not exist, and
// the answer is the same bytes as for an address that nobody has.
func TestOnlyThoseWhoAnswerReachTheDesks(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := opened(t, w)
		helps := map[account.Role]bool{account.IntakeResponder: true, account.Advocate: true, account.Supervisor: true}
		seen := map[account.Role]bool{}
		for _, m := range w.Shelter.Members {
			if seen[m.Role] {
				continue
			}
			seen[m.Role] = true
			d := o.at(m)
			nowhere := d.get("/desk/nowhere").Body.String()
			for at, may := range map[string]bool{"/desk/intake": helps[m.Role], "/desk/concerns": m.Role == account.Custodian} {
				for _, path := range []string{at, at + "/state"} {
					got := d.get(path)
					if may != (got.Code == http.StatusOK) || !may && got.Body.String() != nowhere {
						t.Errorf("GET %s as %s: %d", path, m.Role, got.Code)
					}
				}
				for _, act := range acts {
					got := d.json(at+"/"+act, `{}`)
					if !may && (got.Code != http.StatusNotFound || got.Body.String() != nowhere) || may && got.Code != http.StatusUnprocessableEntity {
						t.Errorf("POST %s/%s as %s: %d", at, act, m.Role, got.Code)
					}
				}
			}
			if got := d.json("/desk/concerns/convert", `{}`); got.Code != http.StatusNotFound {
				t.Errorf("a record can be begun from a concern, as %s: %d", m.Role, got.Code)
			}
			page := d.get("/desk/conduct").Body.String()
			if strings.Contains(page, `href="/desk/intake"`) != helps[m.Role] || strings.Contains(page, `href="/desk/concerns"`) != (m.Role == account.Custodian) {
				t.Errorf("%s is shown the wrong ways", m.Role)
			}
		}
	})
}

// TestThePageBringsEverythingButReports holds that the page says nothing about anybody, may fetch, and names no place for
// script or style that the policy would have to allow.
func TestThePageBringsEverythingButReports(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := opened(t, w)
		for at, role := range map[string]account.Role{"/desk/intake": account.Advocate, "/desk/concerns": account.Custodian} {
			d := o.at(w.Shelter.As(role))
			got := d.get(at)
			body, policy := got.Body.String(), got.Header().Get("Content-Security-Policy")
			if !strings.Contains(policy, "connect-src 'self'") || !strings.Contains(policy, "trusted-types 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: policy %q", at, policy)
			}
			if got.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s can be kept: %q", at, got.Header().Get("Cache-Control"))
			}
			for _, bad := range []string{"⟦", "ZgotmplZ", "style=", "onclick", "<script>", w.Shelter.As(role).Account.String()} {
				if strings.Contains(body, bad) {
					t.Errorf("%s holds %q", at, bad)
				}
			}
			for _, want := range []string{`/intake.js"`, `data-say="state.received"`, `data-answers="am"`, "911"} {
				if !strings.Contains(body, want) {
					t.Errorf("%s lacks %q", at, want)
				}
			}
		}
	})
}

// TestTheStateGivesColleaguesByHandlesOnly: an identifier tells when an account was made.
func TestTheStateGivesColleaguesByHandlesOnly(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := opened(t, w)
		d := o.at(w.Shelter.As(account.Advocate))
		body := d.get("/desk/intake/state").Body.String()
		var s struct {
			Covers []struct{ Handle, Name, Role string }
			Root   string
			Desk   *struct{}
		}
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatal(err)
		}
		if len(s.Covers) != 1 || s.Covers[0].Role != string(account.Supervisor) || s.Root == "" || s.Desk != nil {
			t.Errorf("the state is %s", body)
		}
		for _, m := range w.Shelter.Members {
			if strings.Contains(body, m.Account.String()) {
				t.Errorf("the state names the account of the %s", m.Role)
			}
		}
	})
}

// TestWhatIsSentHasItsSizes sends bodies that no page would.
func TestWhatIsSentHasItsSizes(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := opened(t, w)
		d := o.at(w.Shelter.As(account.Advocate))
		report, key := id.Random().String(), id.Reference()
		reply := func(note string, size int) []byte { return noted(note, make([]byte, size)) }
		right := `{"report":"` + report + `","key":"` + key + `"}`
		for name, c := range map[string]struct {
			path string
			body []byte
			want int
		}{
			"an answer to nobody's report":   {"reply", reply(right, reporting.SlotSize), 422}, // not sealed
			"an answer that is too short":    {"reply", reply(right, reporting.SlotSize-1), 422},
			"an answer that is too long":     {"reply", reply(right, reporting.SlotSize+1), 413},
			"an answer without a key":        {"reply", reply(`{"report":"`+report+`"}`, reporting.SlotSize), 422},
			"an answer to no report":         {"reply", reply(`{"report":"1","key":"`+key+`"}`, reporting.SlotSize), 404},
			"a note with more":               {"reply", reply(`{"report":"`+report+`","key":"`+key+`","as":"admin"}`, reporting.SlotSize), 422},
			"a note with something after it": {"reply", reply(right+`{}`, reporting.SlotSize), 422},
			"a note that is no JSON":         {"reply", reply(`report`, reporting.SlotSize), 422},
			"a note alone":                   {"reply", noted(right, nil), 422},
			"nothing":                        {"reply", nil, 422},
			"a carried file that is none":    {"carry", reply(`{"report":"`+report+`","original":"aa"}`, 28942), 422},
			"a carried file beyond all":      {"carry", reply(`{"report":"`+report+`","original":"aa"}`, 2<<20), 413},
		} {
			got := d.octets("/desk/intake/"+c.path, c.body)
			if got.Code != c.want || c.want != 404 && !isRefusal(got.Body.Bytes()) {
				t.Errorf("%s: %d %.80s", name, got.Code, got.Body.String())
			}
		}
		if got := d.json("/desk/intake/reply", `{}`); got.Code != 422 {
			t.Errorf("JSON as an answer: %d", got.Code)
		}
		if got := d.json("/desk/intake/decide", `{"report":"`+report+`","event":"`+strings.Repeat("x", 70<<10)+`"}`); got.Code != 413 {
			t.Errorf("a step of 70 kB: %d", got.Code)
		}
	})
}

// isRefusal reports whether a body is words for the script to show.
func isRefusal(body []byte) bool {
	var r struct{ Error string }
	return json.Unmarshal(body, &r) == nil && r.Error != "" && !strings.Contains(r.Error, "⟦")
}

// TestWhatIsNotThereIsAnsweredAlike: a report of another agency, of the other channel, and none at all.
func TestWhatIsNotThereIsAnsweredAlike(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		desks, err := w.OpenIntake(t.Context(), w.Coalition)
		if err != nil || len(desks) == 0 {
			t.Fatal(err)
		}
		o := newOffice(t, w)
		concern := o.reporter(w.LegalAid, reporting.Concern)
		concern.sends(concern.header(nil))
		help := o.reporter(w.Shelter, reporting.Help)
		help.sends(help.header(nil))
		ids := map[string]string{"none": id.Random().String(), "no identifier": "x"}
		for name, one := range map[string]struct {
			h    apptest.House
			role account.Role
			c    reporting.Channel
		}{"another agency's": {w.LegalAid, account.Custodian, reporting.Concern}, "the other channel's": {w.Shelter, account.Supervisor, reporting.Help}} {
			w.Clock.Advance(2 * 60e9)
			s, err := w.Reporting.Desk(t.Context(), w.SignIn(one.h.As(one.role)), one.c)
			if err != nil || len(s.Reports) != 1 {
				t.Fatalf("%d reports, %v", len(s.Reports), err)
			}
			ids[name] = s.Reports[0].Report.String()
		}
		d := o.at(w.Shelter.As(account.Custodian))
		want := d.get("/desk/nowhere").Body.String()
		for name, report := range ids {
			for path, body := range map[string]string{
				"open":     `{"report":"` + report + `","drop":"` + strings.Repeat("a", 64) + `","look":"read"}`,
				"decide":   `{"report":"` + report + `","event":"acknowledge","version":0}`,
				"name":     `{"report":"` + report + `","second":"0011223344556677"}`,
				"identity": `{"report":"` + report + `","first":"aa11223344556677","second":"0011223344556677","sealed":"AAAA","reason":"ordered_by_law"}`,
			} {
				if got := d.json("/desk/concerns/"+path, body); got.Code != http.StatusNotFound || got.Body.String() != want {
					t.Errorf("%s with the report %s: %d", path, name, got.Code)
				}
			}
		}
	})
}

// TestEveryRefusalHasWords sends what the core refuses, and what the forms do.
func TestEveryRefusalHasWords(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := opened(t, w)
		d := o.at(w.Shelter.As(account.Supervisor))
		report := `"report":"` + id.Random().String() + `"`
		for body, path := range map[string]string{
			`{"opener":"age1","sealed":"AAAA","passkey":"","sealed_passkey":"","signer":"AAAA","sealed_signer":"AAAA"}`:                   "desk",
			`{"opener":"age1","sealed":"*","signer":"AAAA","sealed_signer":"AAAA"}`:                                                       "desk",
			`{"recipient":"age1pq1","sealed":"AAAA","signature":"AAAA","shown":"Sol","from":"2026-03-14","until":"2026-03-28"}`:           "window",
			`{"recipient":"age1pq1","sealed":"AAAA","signature":"AAAA","shown":"` + strings.Repeat("ሀ", 41) + `","from":"a","until":"b"}`: "window",
			`{"on":true}`: "duty",
			`{"on":"no"}`: "duty",
			`{` + report + `,"drop":"a","look":"stare"}`: "open",
			`{` + report + `,"passage":"x","basis":"agreed","cover":"nobody","key":"` + id.Reference() + `","reason":"life_in_danger"}`: "convert",
			`{` + report + `,"passage":"x","basis":"because","cover":"nobody","key":"` + id.Reference() + `"}`:                          "convert",
			`{` + report + `,"passage":"x","basis":"agreed","cover":"nobody"}`:                                                          "convert",
		} {
			if got := d.json("/desk/intake/"+path, body); got.Code != http.StatusUnprocessableEntity || !isRefusal(got.Body.Bytes()) {
				t.Errorf("%s %s: %d %s", path, body, got.Code, got.Body.String())
			}
		}
	})
}

// FuzzWhatAScriptSends throws bytes at every address of a desk. Nothing panics, and what is refused is refused in words.
func FuzzWhatAScriptSends(f *testing.F) {
	d := fuzzed(f)
	for _, seed := range []string{`{}`, `{"on":false}`, `{"report":"","drop":"","look":"sort"}`, `[`, `{"a":{"a":1}}`, "\x00", `{"version":1e99}`, `{"sealed":"/w=="}`} {
		f.Add(uint8(len(seed)), []byte(seed), true)
		f.Add(uint8(len(seed)), noted(seed, []byte(seed)), false)
	}
	f.Fuzz(func(t *testing.T, n uint8, body []byte, asJSON bool) {
		kind := "application/octet-stream"
		if asJSON {
			kind = "application/json"
		}
		here := &desk{office: &office{Router: d.Router, t: t}, cookie: d.cookie}
		got := here.send(http.MethodPost, "/desk/intake/"+acts[int(n)%len(acts)], kind, body)
		switch got.Code {
		case http.StatusOK, http.StatusNotFound:
		case http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge, http.StatusConflict:
			if !isRefusal(got.Body.Bytes()) {
				t.Errorf("%d without words: %s", got.Code, got.Body.String())
			}
		default:
			t.Errorf("answered %d", got.Code)
		}
	})
}
