package survivor

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/page"
	ownplan "github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(webkit.Words(), page.Words(), Words(), room.Words(), plan.Words(), ownplan.Words(), consent.Words())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func bare(t *testing.T) *Face {
	t.Helper()
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	own, err := room.New(&page.House{Words: bundle(t), Assets: assets, Zone: time.UTC, Clock: clock.At(noon).Now}, page.NewHandles())
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(own, Services{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func want(t *testing.T, b *locale.Bundle, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if !b.Has(k) {
			t.Errorf("%q has no words", k)
		}
	}
}

// Whatever the gate can write to the log, the person reads in words.
func TestEveryActionHasWords(t *testing.T) {
	b := bundle(t)
	for _, a := range gate.Actions() {
		for _, o := range []gate.Outcome{gate.Allowed, gate.Refused} {
			want(t, b, lookKey(a, o, true), lookKey(a, o, false))
		}
	}
	for _, f := range contact.Fates() {
		want(t, b, lookWhat(record.Look{Event: gate.Event{Action: gate.Message, Reason: gate.Reason(f)}}))
	}
	for _, c := range gate.Compartments() {
		want(t, b, "survivor.part."+string(c))
	}
	for _, r := range append(account.StaffRoles(), account.Survivor) {
		want(t, b, "room.role."+string(r))
	}
	for _, f := range account.Functions() {
		want(t, b, teamKey(f))
	}
}

func TestEveryChoiceHasWords(t *testing.T) {
	b := bundle(t)
	for _, p := range consent.Purposes() {
		want(t, b, "survivor.purpose."+string(p))
	}
	for _, r := range consent.Reasons() {
		code := stateCode(disclosure.Choice{Reason: r})
		want(t, b, "survivor.state."+code, "survivor.receipt."+code)
	}
	for _, s := range steps {
		want(t, b, "survivor.talk."+s+".heading", "survivor.talk."+s+".lead")
	}
	for _, q := range questions {
		key := "survivor.talk.q." + q.code
		want(t, b, key, key+"."+q.right, key+"."+q.other, key+".again")
	}
	for _, a := range alonenesses {
		want(t, b, "survivor.talk.alone."+a)
	}
	for _, e := range []ending{withdrawing, disputing} {
		for _, part := range []string{"heading", "lead", "point1", "point2", "do", "button"} {
			want(t, b, "survivor."+e.words+"."+part)
		}
	}
}

func TestEveryWayToReachHasWords(t *testing.T) {
	b := bundle(t)
	for _, c := range channelCodes() {
		want(t, b, "survivor.contact.channel."+c, "survivor.contact.address."+c)
	}
	for d := range time.Weekday(7) {
		want(t, b, dayKey(d))
	}
	for _, z := range zones {
		if _, err := time.LoadLocation(z); err != nil {
			t.Error(err)
		}
		want(t, b, zoneKey(z))
	}
	for _, err := range []interface{ Error() string }{contact.ErrChannel, contact.ErrAddress, contact.ErrDays, contact.ErrHours, contact.ErrZone, contact.ErrAgain} {
		p, ok := page.ProblemOf(err.(error))
		if !ok {
			t.Errorf("%v cannot be mended", err)
			continue
		}
		want(t, b, "survivor."+p[0].Key)
	}
}

// The zero value of every kind of this tree can be read by the person; a kind without words fails here.
func TestEveryKindCanBeRead(t *testing.T) {
	f, l := bare(t), bundle(t).For("en")
	var kinds []record.Kind
	for _, k := range [][]record.Kind{record.Kinds(), person.Kinds(), contact.Kinds(), plan.Kinds(), safety.Kinds(), disclosure.Kinds(), feedback.Kinds(), statement.Kinds()} {
		kinds = append(kinds, k...)
	}
	for _, k := range kinds {
		if _, ok := f.TextOf(l, k.Body); !ok {
			t.Errorf("%s cannot be read", k.Name)
		}
	}
}

// An end that is offered is never longer than what was asked, and there is always one.
func TestTheOfferedLengths(t *testing.T) {
	for longest, offered := range map[int][]string{1: {"1"}, 6: {"6"}, 7: {"7"}, 14: {"7", "14"}, 29: {"7", "14"}, 30: {"7", "14", "30"}, 300: {"7", "14", "30"}} {
		c := disclosure.Choice{Record: consent.Record{ValidFrom: noon, ExpiresAt: noon.Add(time.Duration(longest) * 24 * time.Hour)}}
		if got := dayOptions(c); len(got) != len(offered) || got[len(got)-1] != offered[len(offered)-1] {
			t.Errorf("%d days were asked for: offered %v, want %v", longest, got, offered)
		}
	}
}

// What may go wrong is another thing with the police than with a nurse: each purpose is weighed in words of its own, which the
// notice's hash covers.
func TestEveryPurposeIsWeighedInItsOwnWords(t *testing.T) {
	b := bundle(t)
	for _, lang := range b.Languages() {
		l, said := b.For(lang.Tag), map[string]consent.Purpose{}
		for _, p := range consent.Purposes() {
			var m talkModel
			new(Face).fill(l, account.Actor{}, &talk{step: "weigh", choice: disclosure.Choice{Record: consent.Record{Purpose: p}}}, &m)
			for _, point := range m.Points[:2] {
				if other := said[point.Text]; other != "" || point.Text == "" || strings.Contains(point.Text, "consent.") {
					t.Errorf("%s: %s says %q, as does %q", lang.Tag, p, point.Text, other)
				}
				said[point.Text] = p
			}
		}
	}
	for _, beginning := range []string{"consent.good.", "consent.risk."} {
		if !slices.Contains(spoken, beginning) {
			t.Errorf("the hash of the notice leaves out %s", beginning)
		}
	}
}

// The hash changes with the language and stays with the words.
func TestTheNoticeHash(t *testing.T) {
	b, seen := bundle(t), map[string]bool{}
	for _, lang := range b.Languages() {
		h := noticeHash(b, b.For(lang.Tag))
		if len(h) != 64 || seen[h] || h != noticeHash(b, b.For(lang.Tag)) {
			t.Errorf("%s: %q", lang.Tag, h)
		}
		seen[h] = true
	}
}

// What was corrected and what was said beside it hang on the entry that it is about; nothing is lost.
func TestThreads(t *testing.T) {
	entry := func() record.Entry { return record.Entry{ID: id.Random()} }
	first, other := entry(), entry()
	second, third, beside, stray := entry(), entry(), entry(), entry()
	second.Supersedes, third.Supersedes, beside.About, stray.About = first.ID, second.ID, second.ID, id.Random()
	tops := threads([]record.Entry{first, other, second, beside, third, stray})
	if len(tops) != 3 || tops[0].ID != stray.ID || tops[1].ID != third.ID || tops[2].ID != other.ID {
		t.Fatalf("%d threads", len(tops))
	}
	if e := tops[1].earlier; e == nil || e.ID != second.ID || e.earlier == nil || e.earlier.ID != first.ID || len(e.beside) != 1 {
		t.Error("a correction or a statement is lost")
	}
}

// The same look many times on one day is one line.
func TestLooksOfOneDayAreOneLine(t *testing.T) {
	f, l := bare(t), bundle(t).For("en")
	look := func(hours int, who string, a gate.Action) record.Look {
		return record.Look{At: noon.Add(time.Duration(hours) * time.Hour), Event: gate.Event{Who: who, Role: "advocate", Action: a, Outcome: gate.Allowed}}
	}
	views := f.lookViews(l, []record.Look{look(3, "Ruth", gate.List), look(2, "Ruth", gate.List), look(1, "Ruth", gate.Read), look(0, "Imani", gate.List), look(-24, "Ruth", gate.List)})
	if len(views) != 4 {
		t.Fatalf("%d lines: %v", len(views), views)
	}
	if len(views[0].More) != 1 || views[0].More[0] != l.T("survivor.looks.times", "n", 2) {
		t.Errorf("the first line says %v", views[0].More)
	}
}
