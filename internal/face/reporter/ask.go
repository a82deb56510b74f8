package reporter

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Script is the script of the page. No other page loads it.
const Script = "report.js"

// A pressed page is one language's page, as it is and packed.
type pressed struct{ plain, packed []byte }

// made keeps the pages until what they are made from changes: which organisations there are, and their keys.
type made struct {
	mu    sync.Mutex
	from  string
	pages map[string]pressed
}

// ask answers the page of a language: the same bytes for everybody.
func (f *Face) ask(w http.ResponseWriter, r *http.Request) error {
	lang := r.PathValue("language")
	if !f.speaks(lang) {
		return errNoList
	}
	all, err := f.places(r.Context())
	if err != nil {
		return err
	}
	page, err := f.pressed(lang, all)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		_, err = w.Write(page.packed)
		return err
	}
	_, err = w.Write(page.plain)
	return err
}

func (f *Face) speaks(lang string) bool {
	return slices.ContainsFunc(f.house.Words.Languages(), func(l locale.Language) bool { return l.Tag == lang })
}

func (f *Face) pressed(lang string, all places) (pressed, error) {
	room := f.house.Room.Look().Level < space.None
	from := strconv.FormatBool(room) + all.shown()
	f.made.mu.Lock()
	defer f.made.mu.Unlock()
	if f.made.from != from {
		f.made.from, f.made.pages = from, map[string]pressed{}
	}
	if p, ok := f.made.pages[lang]; ok {
		return p, nil
	}
	p, err := f.press(lang, all, room)
	if err == nil {
		f.made.pages[lang] = p
	}
	return p, err
}

// shown is all of the organisations that the page shows.
func (p places) shown() string {
	var b strings.Builder
	for _, a := range p {
		b.WriteString(a.ID.String() + a.Root + a.Name + "\n")
		for _, c := range []reporting.Channel{reporting.Help, reporting.Concern} {
			if a.Channels[c].Basic {
				b.WriteString(string(c))
			}
		}
	}
	return b.String()
}

func (f *Face) press(lang string, all places, room bool) (p pressed, err error) {
	shell, l := f.shell(lang)
	shell.Script = Script
	model, err := f.newAskPage(l, all)
	if err != nil {
		return p, err
	}
	if !room {
		model.NoRoom = f.noRoom(l)
	}
	if p.plain, err = f.pages.Render("templates/ask", webkit.View{Shell: shell, Page: model}); err != nil {
		return p, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return p, err
	}
	if _, err := z.Write(p.plain); err != nil {
		return p, err
	}
	err = z.Close()
	p.packed = packed.Bytes()
	return p, err
}

// shell is what stands around the page for a reader of a language, whoever asks: it is made from a request that has nothing
// else. The languages are addresses here, so that choosing one sets no cookie.
func (f *Face) shell(lang string) (webkit.Shell, *locale.Localiser) {
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: Path + "/" + lang}, Header: http.Header{"Accept-Language": {lang}}}
	s := f.house.PublicShell(r)
	for i, choice := range s.Languages {
		s.Languages[i].URL = Path + "/" + choice.Lang
	}
	return s, f.house.Words.For(lang)
}

// An askPage is the whole page: the steps that its script shows one after the other, and the form for those without.
type askPage struct {
	L          *locale.Localiser
	Lang       string
	Emergency  string
	Phone      string // whom to ring where nothing can be locked; may be empty
	Drawing    webkit.Drawing
	NoRoom     *webkit.Notice // where a report could not be kept
	Roots      string
	List       string // the list of words for the receipt
	NumbersTop bool   // in scripts for which there is no list, numbers are the easier form
	Steps      []step
	Ends       []step
	Basic      *basicForm
	Come       *comeForm
	Words      []webkit.Pair // what the script says
}

// A step is one question, or a few that belong together.
type step struct {
	Name    string
	Heading string // where no question is the heading
	Leads   []string
	Fields  []webkit.Component
	Slot    bool // the script puts something before the fields
}

// noRoom says, before the first word is typed, that a report could not be kept, and what works instead.
func (f *Face) noRoom(l *locale.Localiser) *webkit.Notice {
	n := &webkit.Notice{Attention: true, Text: l.T("reporter.room.none")}
	if phone := f.house.Helper.Phone; phone != "" {
		n.Text = l.T("reporter.room.ring", "phone", phone)
	}
	return n
}

func (f *Face) newAskPage(l *locale.Localiser, all places) (askPage, error) {
	roots, err := json.Marshal(all.roots())
	if err != nil {
		return askPage{}, err
	}
	list := reporting.WordListFor(l.Lang())
	p := askPage{L: l, Lang: l.Lang(), Emergency: f.house.Helper.Emergency, Phone: f.house.Helper.Phone, Drawing: webkit.Drawing{Name: "door"}, Roots: string(roots), List: string(list),
		NumbersTop: l.Lang() != "en" && list == reporting.English, Steps: steps(questions{l: l, prefix: "q-", page: true}), Ends: ends(l)}
	if open := all.basic(); len(open) > 0 {
		q := questions{l: l, prefix: "b-"}
		p.Basic = f.newBasicForm(q, open)
		p.Come = newComeForm(questions{l: l, prefix: "c-"})
	}
	for _, key := range said {
		p.Words = append(p.Words, webkit.Pair{Term: key.name(), Text: l.T(key.key, key.args()...)})
	}
	return p, nil
}
