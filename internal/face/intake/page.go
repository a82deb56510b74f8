package intake

import (
	"net/http"
	"strings"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Script is the script of both desks. No other page loads it.
const Script = "intake.js"

// The words that the script writes, and the answers that it offers, begin with these.
const (
	said    = "intake.say."
	offered = "reply."
)

// certifyCommand is what two custodians run where they bring the recovery key together.
const certifyCommand = "amparo agency certify"

// A desk is the page: everything the script needs to show anything at all.
type desk struct {
	L           *locale.Localiser
	At          string
	Channel     reporting.Channel
	Concern     bool
	Call        string // whom to ring when an urgent report comes, or empty
	Emergency   string
	List        string // where its list of words is
	Certify     string
	Say         []webkit.Pair
	Answers     []answers
	Emergencies []webkit.Choice
	Reasons     []webkit.Choice // for opening who a concern is from
}

// Answers are the answers to begin from, in one language.
type answers struct {
	Lang, Dir, Name string
	Draft           bool
	Items           []webkit.Pair
}

// page shows the desk with nothing in it: what is opened is opened by its script.
func (f *Face) page(v visit) error {
	shell, err := f.Shell(v.r)
	if err != nil {
		return err
	}
	shell.Script, shell.Logged = Script, v.l.T("intake.logged")
	for _, key := range []string{"j", "k", "u", "r", "l"} {
		shell.Shortcuts.Items = append(shell.Shortcuts.Items, webkit.Pair{Term: key, Text: v.l.T("intake.key." + key)})
	}
	d := desk{L: v.l, At: v.at, Channel: v.channel, Concern: v.channel == reporting.Concern, Call: f.house.Helper.Phone,
		Emergency: f.house.Helper.Emergency, List: listPath(v.l.Lang()), Certify: certifyCommand, Say: f.words(v.l, said), Answers: f.answers(),
		Emergencies: choices(v.l, "intake.say.emergency.", reporting.Emergencies),
		Reasons:     choices(v.l, "intake.say.identity_reason.", reporting.IdentityReasons)}
	for _, role := range account.StaffRoles() {
		d.Say = append(d.Say, webkit.Pair{Term: "role." + string(role), Text: v.l.T("staff.role." + string(role))})
	}
	return page.Show(v.w, f.templates, http.StatusOK, "templates/desk", webkit.View{Shell: shell, Page: d})
}

func choices(l *locale.Localiser, prefix string, values []string) []webkit.Choice {
	out := make([]webkit.Choice, len(values))
	for i, value := range values {
		out[i] = webkit.Choice{Value: value, Text: l.T(prefix + value)}
	}
	return out
}

// words are all whose key begins with prefix, in one language, under the rest of their keys. Where a word has a place for
// something that only the script knows, {name} stands in it for the script to fill.
func (f *Face) words(l *locale.Localiser, prefix string) []webkit.Pair {
	args := []any{"emergency", f.house.Helper.Emergency}
	for _, place := range []string{"count", "day", "name", "number", "role", "total", "when"} {
		args = append(args, place, "{"+place+"}")
	}
	var out []webkit.Pair
	for _, key := range f.house.Words.Keys() {
		if short, ok := strings.CutPrefix(key, prefix); ok {
			out = append(out, webkit.Pair{Term: short, Text: l.T(key, args...)})
		}
	}
	return out
}

// answers are the answers to begin from in every language of the house: the person reads theirs, not the worker's.
func (f *Face) answers() []answers {
	var out []answers
	for _, lang := range f.house.Words.Languages() {
		l := f.house.Words.For(lang.Tag)
		out = append(out, answers{Lang: lang.Tag, Dir: lang.Dir, Name: lang.OwnName, Draft: l.Draft(), Items: f.words(l, offered)})
	}
	return out
}

// listPath is where the list of words is that a worker draws their words from.
func listPath(lang string) string { return "/ask/words/" + string(reporting.WordListFor(lang)) }
