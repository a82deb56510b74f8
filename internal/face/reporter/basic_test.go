package reporter_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A filled form is one as a browser without script sends it.
type filled struct {
	kind string
	body []byte
}

type pair struct{ name, value string }

type attached struct {
	name, kind string
	data       []byte
}

func fill(pairs []pair, files ...attached) filled {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, p := range pairs {
		_ = w.WriteField(p.name, p.value)
	}
	for _, f := range files {
		part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Type": {f.kind},
			"Content-Disposition": {multipart.FileContentDisposition("files", f.name)}})
		_, _ = part.Write(f.data)
	}
	_ = w.Close()
	return filled{w.FormDataContentType(), out.Bytes()}
}

func (s *site) post(path string, f filled) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(f.body))
	r.Header.Set("Content-Type", f.kind)
	return s.ask(r)
}

// sends sends a form and reads the page that answers it.
func (s *site) sends(lang string, f filled) browser.Part {
	s.t.Helper()
	w := s.post("/ask/"+lang, f)
	if w.Code != http.StatusOK {
		s.t.Fatalf("the form answers %d: %s", w.Code, browser.Check(s.t, w.Body.String()).In("main").Text())
	}
	if h := w.Header(); h.Get("Cache-Control") != "no-store" || len(h.Values("Set-Cookie")) > 0 || strings.Contains(h.Get("Content-Security-Policy"), "connect-src") {
		s.t.Errorf("the head is %v", h)
	}
	return browser.Check(s.t, w.Body.String())
}

func (s *site) toShelter(pairs ...pair) []pair {
	return append([]pair{{"do", "send"}, {"agency", s.Shelter.Agency.ID.String()}}, pairs...)
}

// wordsOn are the words of the receipt on a page.
func wordsOn(doc browser.Part) string {
	return strings.Join(strings.Fields(doc.In("ol.receipt").Text()), " ")
}

func TestWithoutScriptTheServerLocksWhatWasWritten(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		before, after := phonePicture(t)
		doc := s.sends("en", fill(s.toShelter(pair{"channel", "help"}, pair{"danger", "yes"}, pair{"for", "self"}, pair{"needs", "talk"}, pair{"needs", "legal"},
			pair{"text", "Somebody keeps\r\nmy passport " + hostile}, pair{"speak", "አማርኛ"}, pair{"contact", "call"}, pair{"address", "+1 312 555 0100"}, pair{"days", "1"},
			pair{"hours", "noon"}, pair{"voicemail", "no"}, pair{"again", "7"}, pair{"keep", "30"}, pair{"pin", "4711"}, pair{"urgent", "yes"}),
			attached{hostile + "/../phone.jpg", "image/jpeg", before}, attached{"letter.pdf", "application/pdf", []byte("%PDF")}))
		doc.HasText("It has arrived")
		doc.HasText("You also need the number that you chose.")
		doc.HasText("for 30 days")
		h := s.report()
		if h.Mode != "basic" || h.Text != "Somebody keeps\nmy passport "+hostile || !h.urgent || h.Answers.ConcernFor != "self" || strings.Join(h.Answers.Needs, " ") != "talk legal" {
			t.Errorf("what arrived is %s", h.line)
		}
		if h.Contact["channel"] != "call" || h.Contact["from"] != 720.0 || h.Contact["zone"] != "UTC" {
			t.Errorf("the contact is %v", h.Contact)
		}
		if len(h.Files) != 2 || !h.Files[0].Stripped || h.Files[0].Name != "phone.jpg" || h.Files[1].Stripped {
			t.Fatalf("the files are %+v", h.Files)
		}
		for _, piece := range s.inbox(s.desk(s.Shelter, account.Supervisor)) {
			if piece.Kind == "piece" && piece.File == h.Files[0].ID && !bytes.HasPrefix(piece.raw, after) {
				t.Error("the picture arrives with its place")
			}
		}
	})
}

// The whole way without script: sending, coming back, reading, answering, keeping and taking back.
func TestComingBackWithoutScript(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		words := wordsOn(s.sends("en", fill(s.toShelter(pair{"text", "help me"}, pair{"pin", "12"}))))
		own := func(do string, more ...pair) filled {
			return fill(append([]pair{{"words", words}, {"own", " 12 "}, {"do", do}}, more...))
		}
		s.sends("en", own("open")).HasText("There is nothing to read here")
		wrong := s.sends("en", fill([]pair{{"words", words}, {"own", "13"}, {"do", "open"}}))
		wrong.HasText("There is nothing to read here")

		report := s.report()
		s.answer(report, "Come on Monday. "+hostile, "record", nil)
		s.answer(report, "forged", "", func(body []byte) []byte { return bytes.Replace(body, []byte("forged"), []byte("Forged"), 1) })
		doc := s.sends("en", own("open"))
		doc.In(".reply").HasText("Come on Monday. <img src=x")
		doc.HasText("There is a message that we can't check.")
		if strings.Contains(doc.Text(), "Forged") || doc.Count("img") > 0 {
			t.Error("what a worker did not write is shown, or what one wrote is markup")
		}
		to := doc.In("[name=to]").Attr("value")
		s.sends("en", own("answer", pair{"to", to}, pair{"agree", "yes"})).HasText("It has been sent.")
		agreed(t, s, report)
		s.sends("en", own("message", pair{"text", "one more thing"}, pair{"contact", "take"})).HasText("It has been sent.")
		messages := 0
		for _, h := range s.inbox(s.desk(s.Shelter, account.Supervisor)) {
			if h.Kind == "message" && h.Text == "one more thing" && h.Contact["none"] == true {
				messages++
			}
		}
		if messages != 1 {
			t.Errorf("%d messages arrived", messages)
		}
		s.sends("en", own("keep", pair{"keep", "365"})).HasText("365 days")
		s.sends("en", own("withdraw")).HasText("It is taken back.")
		if left := s.inbox(s.desk(s.Shelter, account.IntakeResponder)); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
		s.sends("en", own("open")).HasText("There is nothing to read here")
		s.sends("en", own("message", pair{"text", "still there?"})).HasText("It has been sent.") // the same whether there is something or not
		s.sends("en", own("keep", pair{"keep", "30"})).HasText("30 days")
		s.sends("en", own("withdraw")).HasText("It is taken back.")
	})
}

// A browser that goes back sends the same form again: it shows nothing, and nothing happens twice.
func TestTheSameFormAgainShowsNothing(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		form := fill(s.toShelter(pair{"text", "help me"}))
		words := wordsOn(s.sends("en", form))
		again := s.sends("en", form)
		again.HasText("This has come in already")
		if strings.Contains(strings.Join(strings.Fields(again.Text()), " "), words) || again.Count("ol.receipt") > 0 {
			t.Error("the receipt is shown again")
		}
		if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 1 {
			t.Errorf("%d reports arrived", n)
		}
		open := fill([]pair{{"words", words}, {"do", "open"}})
		s.sends("en", open).HasText("There is nothing to read here")
		s.sends("en", open).HasText("This has come in already")
		s.sends("en", fill([]pair{{"words", words}, {"do", "open"}})).HasText("There is nothing to read here")
	})
}

// What is about the organisation, or about those who receive complaints, is sealed to people outside.
func TestAComplaintAboutTheHouseLeavesIt(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, about := range []pair{{"whole", "yes"}, {"role", "custodian"}} {
			doc := s.sends("en", fill(s.toShelter(pair{"channel", "concern"}, about, pair{"text", "about the house"})))
			doc.HasText("It is at " + s.LegalAid.Agency.Name)
		}
		if inside := s.inbox(s.desk(s.Shelter, account.Custodian)); len(inside) > 0 {
			t.Error("the house opens what is about the house")
		}
		found := 0
		for _, d := range s.desks {
			if d.House.Agency.ID == s.LegalAid.Agency.ID {
				found = max(found, len(s.inbox(d)))
			}
		}
		if found != 2 {
			t.Errorf("outside %d complaints are opened, want 2", found)
		}
	})
}

// badForms are forms that cannot be taken, each with its status, what the page says, and where.
var badForms = []struct {
	about  string
	form   func(s *site) filled
	status int
	says   string
	at     string
}{
	{"an address that is missing", func(s *site) filled { return fill(s.toShelter(pair{"text", "keep me"}, pair{"contact", "sms"})) }, 422, "reporter.contact.address.error", "b-address"},
	{"an organisation that is none", func(s *site) filled {
		return fill([]pair{{"do", "send"}, {"agency", "00000000-0000-0000-0000-000000000000"}, {"text", "keep me"}})
	}, 422, "error.choice", "b-agency"},
	{"a choice that is not offered", func(s *site) filled { return fill(s.toShelter(pair{"text", "keep me"}, pair{"danger", "always"})) }, 422, "error.option", "b-danger"},
	{"a field that nobody asked for", func(s *site) filled { return fill(s.toShelter(pair{"text", "keep me"}, pair{"admin", "yes"})) }, 422, "error.unknown_field", ""},
	{"too much text", func(s *site) filled {
		return fill(s.toShelter(pair{"area", "keep me"}, pair{"text", strings.Repeat("x", 20_001)}))
	}, 422, "error.too_long", "b-text"},
	{"too large files", func(s *site) filled {
		return fill(s.toShelter(pair{"text", "keep me"}), attached{"a", "", make([]byte, 8<<20+1)})
	}, 422, "reporter.basic.large", "b-files"},
	{"far too large files", func(s *site) filled {
		return fill(s.toShelter(pair{"text", "keep me"}), attached{"a", "", make([]byte, 5<<20)}, attached{"b", "", make([]byte, 5<<20)})
	}, 422, "reporter.basic.large", "b-files"},
	{"too many files", func(s *site) filled {
		return fill(s.toShelter(pair{"text", "keep me"}), attached{"a", "", []byte("1")}, attached{"b", "", []byte("1")}, attached{"c", "", []byte("1")},
			attached{"d", "", []byte("1")}, attached{"e", "", []byte("1")})
	}, 422, "reporting.error.files", "b-files"},
	{"words that are none", func(*site) filled { return fill([]pair{{"do", "open"}, {"words", "twelve monkeys"}}) }, 422, "reporting.error.receipt", "c-words"},
	{"no words", func(*site) filled { return fill([]pair{{"do", "open"}, {"words", " "}}) }, 422, "error.required", "c-words"},
	{"another kind of form", func(*site) filled { return filled{"application/x-www-form-urlencoded", []byte("do=send")} }, 422, "reporter.basic.read", ""},
	{"a form that breaks off", func(s *site) filled {
		f := fill(s.toShelter(pair{"text", "keep me"}))
		return filled{f.kind, f.body[:len(f.body)-20]}
	}, 422, "reporter.basic.read", ""},
	{"a thousand fields", func(*site) filled { return fill(make([]pair, 1000)) }, 422, "reporter.basic.read", ""},
	{"no text but bytes", func(s *site) filled { return fill(s.toShelter(pair{"text", "\xff\xfe"})) }, 422, "error.not_text", "b-text"},
}

func TestFormsThatCannotBeTakenComeBack(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for _, tt := range badForms {
			form := tt.form(s)
			w := s.post("/ask/en", form)
			if w.Code != tt.status {
				t.Errorf("%s answers %d, want %d", tt.about, w.Code, tt.status)
			}
			doc := browser.Check(t, w.Body.String())
			says := s.words.For("en").T(tt.says, "max", 20000, "length", 20001)
			if !strings.Contains(doc.In(".govuk-error-summary").Text(), strings.Fields(says)[0]) {
				t.Errorf("%s: the page says %q", tt.about, doc.In(".govuk-error-summary").Text())
			}
			if tt.at != "" && (doc.In(".govuk-error-summary", "a").Attr("href") != "#"+tt.at || doc.Count("#"+tt.at) != 1) {
				t.Errorf("%s: the way to what is to be put right leads to %q", tt.about, doc.In(".govuk-error-summary", "a").Attr("href"))
			}
			if bytes.Contains(form.body, []byte("keep me")) && !strings.Contains(tt.about, "breaks off") && !strings.Contains(w.Body.String(), "keep me") {
				t.Errorf("%s: what was typed is gone", tt.about)
			}
			if strings.Contains(w.Body.String(), "⟦") {
				t.Errorf("%s: a word is missing", tt.about)
			}
		}
		if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 0 {
			t.Errorf("%d reports arrived", n)
		}
	})
}

// Files are held in memory only: with no place for temporary files they still arrive.
func TestFilesNeverTouchADisk(t *testing.T) {
	db, clk := storetest.SQLite(t)
	s := newSite(t, apptest.New(t, db, clk), "https://weather.example/")
	t.Setenv("TMPDIR", "/nowhere")
	s.sends("en", fill(s.toShelter(pair{"text", "x"}), attached{"film.mp4", "video/mp4", make([]byte, 7<<20)})).HasText("It has arrived")
}

func TestAFormFromAnotherSiteIsNotRead(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		form := fill(s.toShelter(pair{"text", "x"}))
		for _, path := range []string{"/ask/en", "/ask/drop", "/ask/box", "/ask/act"} {
			r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(form.body))
			r.Header.Set("Content-Type", form.kind)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			if w := s.ask(r); w.Code < 400 {
				t.Errorf("%s answers %d to another site", path, w.Code)
			}
		}
	})
}

// What the script asks for is a thin call: the manifest, lists of words, drops, mailboxes and acts.
func TestTheAddressesOfTheScript(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		manifest := s.get("/ask/channels")
		var m reporting.Manifest
		if err := json.Unmarshal(manifest.Body.Bytes(), &m); err != nil || len(m.Agencies) != 2 || manifest.Header().Get("Content-Type") != "application/json" {
			t.Errorf("the manifest is %v, %v", m, err)
		}
		for list, want := range map[string]string{"english": "abandon\n", "spanish": "ábaco\n"} {
			if got := s.get("/ask/words/" + list).Body.String(); !strings.HasPrefix(got, want) || strings.Count(got, "\n") < 2047 {
				t.Errorf("the list %s begins with %.20q", list, got)
			}
		}
		if w := s.get("/ask/words/klingon"); w.Code != http.StatusNotFound {
			t.Errorf("a list that is none answers %d", w.Code)
		}
		for _, tt := range []struct {
			path, kind, body string
			status           int
			code             string
		}{
			{"/ask/drop", "application/octet-stream", strings.Repeat(" ", 511), 400, "malformed"},
			{"/ask/drop", "application/octet-stream", strings.Repeat(" ", 512), 400, "malformed"},
			{"/ask/drop", "text/plain", strings.Repeat(" ", 600), 400, "malformed"},
			{"/ask/drop", "application/octet-stream", strings.Repeat(" ", 1_300_000), 413, "size"},
			{"/ask/box", "application/json", `{"box":"x","token":"y","page":0}`, 400, "malformed"},
			{"/ask/box", "application/json", `{"box":`, 400, "malformed"},
			{"/ask/box", "application/json", `{"unknown":1}`, 400, "malformed"},
			{"/ask/box", "text/plain", `{}`, 400, "malformed"},
			{"/ask/act", "application/json", `{"act":"explode"}`, 400, "malformed"},
		} {
			r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			w := s.ask(r)
			var refusal struct{ Error string }
			if err := json.Unmarshal(w.Body.Bytes(), &refusal); err != nil || w.Code != tt.status || refusal.Error != tt.code {
				t.Errorf("%s with %.30q answers %d %s", tt.path, tt.body, w.Code, w.Body)
			}
		}
		somewhere := `{"box":"` + strings.Repeat("ab", 16) + `","token":"` + strings.Repeat("cd", 32) + `","page":0}`
		r := httptest.NewRequest(http.MethodPost, "/ask/box", strings.NewReader(somewhere))
		r.Header.Set("Content-Type", "application/json")
		if w := s.ask(r); w.Code != http.StatusOK || w.Body.Len() != 131072 {
			t.Errorf("a mailbox answers %d with %d bytes", w.Code, w.Body.Len())
		}
		act := `{"box":"` + strings.Repeat("ab", 16) + `","token":"` + strings.Repeat("cd", 32) + `","act":"withdraw"}`
		r = httptest.NewRequest(http.MethodPost, "/ask/act", strings.NewReader(act))
		r.Header.Set("Content-Type", "application/json")
		if w := s.ask(r); w.Code != http.StatusNoContent {
			t.Errorf("an act answers %d", w.Code)
		}
	})
}

// Where an agency offers no basic mode, the page has no form without script and takes none.
func TestWhereNoBasicModeIsOffered(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		if n := s.page("en").Count("form"); n < 3 {
			t.Fatalf("the page has %d forms while basic mode is offered", n)
		}
		for _, house := range []apptest.House{s.Shelter, s.LegalAid} {
			if err := s.Reporting.SetBasic(t.Context(), house.Agency.ID, false); err != nil {
				t.Fatal(err)
			}
		}
		doc := s.page("en")
		if doc.Count("[enctype]") != 0 {
			t.Error("there is still a form without script")
		}
		doc.HasText("Here a message can only be locked with JavaScript.")
		w := s.post("/ask/en", fill(s.toShelter(pair{"text", "x"})))
		if w.Code == http.StatusOK {
			t.Error("a form without script is taken")
		}
		if n := len(s.inbox(s.desk(s.Shelter, account.IntakeResponder))); n != 0 {
			t.Errorf("%d reports arrived", n)
		}
	})
}
