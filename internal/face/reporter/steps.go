package reporter

import (
	"strings"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// steps are the parts of the page that its script shows one after the other. Which of them, and in which order, is the
// script's to say (web/src/report/steps.js).
func steps(q questions) []step {
	t := func(key string) string { return q.l.T("reporter." + key) }
	about := q.aboutAgency(" ") // the script says where it goes instead
	agency, channel := q.field("agency"), q.field("channel")
	agency.Heading, channel.Heading, agency.Hint = true, true, t("agency.hint")
	return []step{
		{Name: "limits", Heading: t("limits.heading"), Slot: true}, // what stands on the start without script
		{Name: "agency", Fields: []webkit.Component{webkit.Radios{Field: agency}}},
		{Name: "channel", Fields: []webkit.Component{webkit.Radios{Field: channel, Choices: q.choices("channel", "reporter.channel.", "help", "concern")}}},
		{Name: "readers", Heading: t("readers.heading"), Leads: []string{t("readers.lead")}, Slot: true, Fields: []webkit.Component{q.aboutRole(), about}},
		{Name: "danger", Fields: []webkit.Component{q.danger()}},
		{Name: "urgent", Heading: t("urgent.heading"), Fields: []webkit.Component{q.urgent()}},
		{Name: "for", Fields: []webkit.Component{q.concernFor(), q.hinted("relationship", maxShort)}},
		{Name: "age", Fields: []webkit.Component{q.age()}},
		{Name: "needs", Fields: []webkit.Component{q.needs()}},
		{Name: "language", Heading: t("language.heading"), Leads: []string{t("language.lead")},
			Fields: []webkit.Component{q.line("speak", maxShort), q.line("read", maxShort), q.sign()}},
		{Name: "area", Fields: []webkit.Component{q.area()}},
		{Name: "text", Fields: []webkit.Component{q.text()}},
		{Name: "files", Heading: t("files.heading"), Leads: []string{t("files.lead"), t("files.strip"), t("files.not")}, Slot: true},
		{Name: "name", Fields: []webkit.Component{q.name()}},
		{Name: "contact", Heading: t("contact.heading"), Leads: []string{t("contact.lead")}, Fields: q.contact(true)},
		{Name: "reach", Heading: t("reach.heading"), Fields: q.reach()},
		{Name: "keep", Fields: []webkit.Component{q.keep()}},
		{Name: "pin", Fields: []webkit.Component{q.pin()}},
		{Name: "check", Heading: t("check.heading"), Leads: []string{t("check.lead")}, Slot: true},
		{Name: "come", Heading: t("come.heading"), Fields: q.receipt()},
		{Name: "withdraw", Heading: t("withdraw.heading"), Leads: []string{t("withdraw.text")}},
	}
}

// ends are what stands at the end of a way. The script adds what it knows.
func ends(l *locale.Localiser) []step {
	t := func(key string) string { return l.T("reporter." + key) }
	return []step{
		{Name: "closed", Heading: t("closed.heading"), Leads: []string{t("closed.text")}},
		{Name: "stopped", Heading: t("stopped.heading"), Leads: []string{t("stopped.text")}},
		{Name: "done", Heading: t("done.heading")},
		{Name: "end", Heading: t("end.heading"), Leads: []string{t("end.rest")}},
	}
}

// A spoken word is one that the script says, with the places where it puts something in.
type spoken struct {
	key    string
	places []string
}

// name is the key without the face's own part.
func (s spoken) name() string { return strings.TrimPrefix(s.key, "reporter.") }

// args leave the places as they are.
func (s spoken) args() (args []any) {
	for _, p := range s.places {
		args = append(args, p, "{"+p+"}")
	}
	return args
}

var said = []spoken{
	{"reporter.next", nil}, {"reporter.send", nil}, {"reporter.open", nil}, {"reporter.withdraw.do", nil}, {"reporter.offline", nil},
	{"reporter.progress", []string{"n", "total"}},
	{"reporter.readers.one", []string{"name", "role"}}, {"reporter.readers.few", nil}, {"reporter.readers.drawn", nil},
	{"reporter.readers.agency.hint", []string{"name"}}, {"reporter.readers.agency.none", nil},
	{"reporter.role.intake_responder", nil}, {"reporter.role.advocate", nil}, {"reporter.role.supervisor", nil}, {"reporter.role.custodian", nil},
	{"reporter.files.clean", nil}, {"reporter.files.tells", []string{"what"}}, {"reporter.files.unknown", nil}, {"reporter.files.size", []string{"name", "size"}},
	{"reporter.files.tells.place", nil}, {"reporter.files.tells.time", nil}, {"reporter.files.tells.device", nil}, {"reporter.files.tells.name", nil},
	{"reporter.files.many", nil}, {"reporter.files.broken", nil}, {"reporter.files.none", nil},
	{"reporter.voice.on", []string{"seconds"}}, {"reporter.voice.off", nil}, {"reporter.voice.name", nil}, {"reporter.voice.label", nil}, {"reporter.voice.stop", nil},
	{"reporter.contact.address.error", nil},
	{"reporter.closed.heading", nil}, {"reporter.check.empty", nil}, {"reporter.check.same", nil}, {"reporter.check.readers", nil}, {"reporter.check.files", nil}, {"reporter.check.elsewhere", []string{"name"}},
	{"reporter.sending.lock", nil}, {"reporter.sending.part", []string{"n", "total"}}, {"reporter.sending.work", nil}, {"reporter.sending.offline", nil},
	{"reporter.sending.full", nil}, {"reporter.sending.refused", nil}, {"reporter.sending.changed", nil}, {"reporter.sending.elsewhere", nil},
	{"reporter.unsafe.late", nil},
	{"reporter.received.where", []string{"name"}}, {"reporter.proof.nth", []string{"n"}}, {"reporter.proof.wrong", nil}, {"reporter.proof.right", nil},
	{"reporter.end.urgent", nil}, {"reporter.end.urgent.away", nil}, {"reporter.end.day", nil}, {"reporter.end.come", nil}, {"reporter.end.kept", []string{"n"}},
	{"reporter.come.slip", nil}, {"reporter.box.from", []string{"name", "day"}}, {"reporter.box.offline", nil},
	{"reporter.done.withdrawn", nil}, {"reporter.done.kept", []string{"n"}}, {"reporter.done.sent", nil},
}
