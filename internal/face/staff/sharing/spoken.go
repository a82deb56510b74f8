package sharing

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// A hearing is a yes said aloud as it is being written down, with what there is to choose from.
type hearing struct {
	desk.Opened
	choice    disclosure.Choice
	witnesses []account.Colleague
	values    webkit.Values
	desk.Problem
}

// What is offered on the page. Nothing of it is chosen beforehand.
var (
	relations  = []string{"parent", "relative", "foster", "appointed", "supporter", "other"}
	grounds    = []string{"parental", "court", "law", "agreement"}
	toldPoints = []string{"benefits", "risks", "alternatives", "can_say_no"}
	questions  = []string{"what", "help", "undo"}
	company    = []string{string(consent.Alone), string(consent.WithSupport), string(consent.Overheard)}
)

// missing is what to do about a question that was left open, in words of its own: with so many questions a summary that
// says the same of each would say nothing.
var missing = map[string]string{
	"told": "consent.error.told", "alone": "consent.error.alone", "items": "consent.error.items_none", "days": "staff.fault.consent.error.end_too_far",
	"adult": "staff.spoken.adult_none", "given_by": "consent.error.given_by", "method": "consent.error.method", "witness": "consent.error.witness",
	"language": "consent.error.language", "understood": "consent.error.understanding",
	"said_what": "staff.spoken.said_none", "said_help": "staff.spoken.said_none", "said_undo": "staff.spoken.said_none",
}

func (f *Face) hearing(v desk.Visit) (hearing, error) {
	o, err := f.Open(v)
	if err != nil {
		return hearing{}, err
	}
	c, err := f.chosenOf(v, o)
	if err != nil {
		return hearing{}, err
	}
	witnesses, err := f.Disclosure.Witnesses(v.R.Context(), v.Actor, o.ID)
	return hearing{Opened: o, choice: c, witnesses: witnesses}, err
}

func (f *Face) spokenForm(v desk.Visit) error {
	h, err := f.hearing(v)
	if err != nil {
		return err
	}
	if !h.choice.Open() {
		webkit.SeeOther(v.W, h.Address+"/sharing")
		return nil
	}
	return f.showSpoken(v, h)
}

// spoken writes down what was said. Nothing leaves by it: the witness is asked at their own desk.
func (f *Face) spoken(v desk.Visit) error {
	h, err := f.hearing(v)
	if err != nil {
		return err
	}
	var problems webkit.Problems
	if h.values, problems = h.fields(f, v).Read(v.R); problems.Any() {
		h.Problem = desk.Sent(problems)
		for i, p := range h.Problems {
			if key, ok := missing[p.Field]; ok && h.values.Get(p.Field) == "" {
				h.Problems[i].Key = key
			}
		}
		return f.showSpoken(v, h)
	}
	if err := f.Disclosure.Hear(v.R.Context(), v.Actor, h.ID, h.choice.ID, h.yes(f, v), h.values.Key()); err != nil {
		if h.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		h.Problem.Problems = onThisPage(h.Problem.Problems)
		return f.showSpoken(v, h)
	}
	webkit.SeeOther(v.W, h.Address+"/sharing?done=heard")
	return nil
}

func (h hearing) fields(f *Face, v desk.Visit) webkit.Form {
	choice := func(name string, required bool, options []string) webkit.FormField {
		return webkit.FormField{Name: name, Kind: webkit.KindChoice, Required: required, Options: options}
	}
	boxes := func(name string, options []string) webkit.FormField {
		return webkit.FormField{Name: name, Kind: webkit.KindChoices, Required: true, Options: options}
	}
	fields := []webkit.FormField{
		boxes("told", toldPoints), choice("alone", true, company), boxes("items", h.itemHandles(f, v)), choice("days", true, h.days()),
		choice("adult", true, []string{"yes", "no"}), choice("given_by", true, webkit.Codes(consent.GivenBys())),
		choice("giver", false, []string{"no", "yes"}), choice("relation", false, relations), choice("basis", false, grounds),
		choice("method", true, webkit.Codes(disclosure.SpokenMethods())), choice("witness", true, f.HandlesOf(v, h.witnesses)), choice("language", true, f.Languages()),
	}
	for _, q := range questions {
		fields = append(fields, webkit.FormField{Name: "said_" + q, Kind: webkit.KindMultiline, Required: true, Max: 500})
	}
	fields = append(fields, boxes("understood", questions))
	return webkit.Form{Fields: fields}
}

// yes is what was written down. Somebody who hurt the person, or the other parent, is told apart by one question only.
func (h hearing) yes(f *Face, v desk.Visit) disclosure.Yes {
	days, _ := strconv.Atoi(h.values.Get("days")) // one of those that are offered
	told := func(point string) bool { return h.values.Has("told", point) }
	y := disclosure.Yes{Days: days, Language: h.values.Get("language"), NoticeVersion: spokenVersion + "-" + v.L.Lang(), NoticeHash: h.readHash(v),
		Told:  disclosure.Told{Benefits: told("benefits"), Risks: told("risks"), Alternatives: told("alternatives"), CanSayNo: told("can_say_no")},
		Alone: consent.Aloneness(h.values.Get("alone")),
		Spoken: &disclosure.Spoken{Method: consent.Method(h.values.Get("method")), GivenBy: consent.GivenBy(h.values.Get("given_by")), Minor: h.values.Get("adult") != "yes",
			Giver: consent.Giver{Relation: h.values.Get("relation"), Basis: h.values.Get("basis"), ExclusionChecked: h.values.Get("giver") != "",
				AllegedAbuser: h.values.Get("giver") == "yes"}},
	}
	for _, w := range h.witnesses {
		if f.Handles.Of(v.Actor, w.Account) == h.values.Get("witness") {
			y.Spoken.Witness = w.Account
		}
	}
	for _, e := range h.choice.Items {
		if h.values.Has("items", f.Handles.Of(v.Actor, e.ID)) {
			y.Items = append(y.Items, e.ID)
		}
	}
	for i, q := range questions {
		y.Answers[i] = consent.Answer{Question: q, Said: strings.TrimSpace(h.values.Get("said_" + q)), Understood: h.values.Has("understood", q)}
	}
	return y
}

// onThisPage puts each problem at the field of the page that can mend it, once.
func onThisPage(list webkit.Problems) webkit.Problems {
	at := map[string]string{"told_can_say_no": "told", "alone_check": "alone", "understanding_check": "understood", "expires_at": "days", "valid_from": "days"}
	var out webkit.Problems
	for _, p := range list {
		if field, ok := at[p.Field]; ok {
			p.Field = field
		}
		if strings.HasSuffix(p.Key, "consent.error.giver_unnamed") {
			p.Field = "relation"
		}
		if !slices.ContainsFunc(out, func(q webkit.Problem) bool { return q.Field == p.Field && q.Key == p.Key }) {
			out = append(out, p)
		}
	}
	return out
}

// days are the lengths that are no longer than what was proposed.
func (h hearing) days() []string {
	longest := daysOf(h.choice.Record)
	list := slices.DeleteFunc(slices.Clone(shareDays), func(d string) bool {
		n, _ := strconv.Atoi(d)
		return n > longest
	})
	if len(list) == 0 {
		list = []string{strconv.Itoa(longest)}
	}
	return list
}

func daysOf(r consent.Record) int { return int(r.ExpiresAt.Sub(r.ValidFrom) / (24 * time.Hour)) }

func (h hearing) itemHandles(f *Face, v desk.Visit) []string {
	var list []string
	for _, e := range h.choice.Items {
		list = append(list, f.Handles.Of(v.Actor, e.ID))
	}
	return list
}

// spokenVersion is the version of the words that are read out before a yes is written down. It changes with any of their
// meanings; the language of the page is written behind it.
const spokenVersion = "spoken-2"

// readLines are those words, as the page shows them: what the purpose may bring, and what may go wrong with it, first.
func (h hearing) readLines(v desk.Visit) []string {
	purpose := string(h.choice.Purpose)
	return []string{v.L.T("consent.good." + purpose), v.L.T("consent.risk." + purpose),
		v.L.T("staff.spoken.read.alternatives"), v.L.T("staff.spoken.read.can_say_no"), v.L.T("staff.spoken.read.undo")}
}

// readHash is the SHA-256 over exactly what was read out from the page, in hexadecimal.
func (h hearing) readHash(v desk.Visit) string {
	sum := sha256.Sum256([]byte(spokenVersion + "\x00" + v.L.Lang() + "\x00" + strings.Join(h.readLines(v), "\x00")))
	return hex.EncodeToString(sum[:])
}
