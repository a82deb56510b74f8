package intake

import (
	"encoding/base64"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// state answers with everything the page may know: what waits, sealed, and who is on duty.
func (f *Face) state(v visit) error {
	s, err := f.Reports.Desk(v.r.Context(), v.actor, v.channel)
	if err != nil {
		return err
	}
	return v.tell(http.StatusOK, f.handled(v, s))
}

// What the script sends is JSON, and what is sealed in it is base64.
const (
	maxSealedText = 16 << 10
	maxKeyText    = 4 << 10
)

var deskForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "opener", Required: true, Max: maxKeyText}, {Name: "sealed", Required: true, Max: maxSealedText},
	{Name: "passkey", Max: maxKeyText}, {Name: "sealed_passkey", Max: maxSealedText},
	{Name: "signer", Required: true, Max: maxKeyText}, {Name: "sealed_signer", Required: true, Max: maxSealedText},
}}

// setUp keeps the keys that the browser made, sealed.
func (f *Face) setUp(v visit) error {
	in := v.read(deskForm)
	k := reporting.DeskKeys{Opener: in.Get("opener"), Sealed: in.bytes("sealed"), Passkey: in.Get("passkey"),
		SealedPasskey: in.bytes("sealed_passkey"), Signer: in.bytes("signer"), SealedSigner: in.bytes("sealed_signer")}
	return v.after(in, func() error { return f.Reports.SetUpDesk(v.r.Context(), v.actor, k) })
}

var windowForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "recipient", Required: true, Max: maxKeyText}, {Name: "sealed", Required: true, Max: maxSealedText},
	{Name: "signature", Required: true, Max: maxKeyText}, {Name: "shown", Required: true, Max: 40, IsName: true},
	{Name: "from", Required: true}, {Name: "until", Required: true},
}}

// addWindow puts a window on the duty list of this room's channel.
func (f *Face) addWindow(v visit) error {
	in := v.read(windowForm)
	w := reporting.Window{Channel: v.channel, Shown: in.Get("shown"), Recipient: in.Get("recipient"), Signature: in.bytes("signature"),
		Sealed: in.bytes("sealed"), From: in.Get("from"), Until: in.Get("until")}
	return v.after(in, func() error { return f.Reports.AddWindow(v.r.Context(), v.actor, w) })
}

var dutyForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{{Name: "on", Kind: webkit.KindBool, Required: true}}}

// setDuty takes the worker off the duty list. A new window is the way onto it.
func (f *Face) setDuty(v visit) error {
	in := v.read(dutyForm)
	return v.after(in, func() error {
		if in.Bool("on") {
			return fault.In("on", "error.option")
		}
		return f.Reports.OffDuty(v.r.Context(), v.actor, v.channel)
	})
}

var openForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "report", Required: true}, {Name: "drop", Required: true},
	{Name: "look", Kind: webkit.KindChoice, Required: true, Options: []string{string(gate.SortReport), string(gate.ReadReport)}},
}}

// open answers with a drop as it came: sealed. The log has the look before the page has a byte.
func (f *Face) open(v visit) error {
	in := v.read(openForm)
	return v.sealed(in, func(report id.ID) ([]byte, error) {
		return f.Reports.OpenDrop(v.r.Context(), v.actor, report, in.Get("drop"), gate.ReportAct(in.Get("look")))
	})
}

var weighForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "report", Required: true}, {Name: "urgent", Kind: webkit.KindBool},
}}

// weigh notes that the answers of a report say otherwise than the urgent mark beside it.
func (f *Face) weigh(v visit) error {
	in := v.read(weighForm)
	return v.about(in, func(report id.ID) error { return f.Reports.Weigh(v.r.Context(), v.actor, report, in.Bool("urgent")) })
}

var decideForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "report", Required: true}, {Name: "event", Required: true, Max: 40}, {Name: "reason", Max: 40},
}}

// decide makes one step of the triage.
func (f *Face) decide(v visit) error {
	in := v.read(decideForm)
	m := reporting.Move{Event: flow.Event(in.Get("event")), Reason: flow.Reason(in.Get("reason")), Version: in.Version()}
	return v.about(in, func(report id.ID) error { return f.Reports.Decide(v.r.Context(), v.actor, report, m) })
}

var identityForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{
	{Name: "report", Required: true}, {Name: "first", Required: true, Max: 16}, {Name: "second", Required: true, Max: 16},
	{Name: "sealed", Required: true, Max: maxSealedText},
	{Name: "reason", Kind: webkit.KindChoice, Required: true, Options: reporting.IdentityReasons},
}}

// identity asks a second custodian to open who a report is from, and hands on what the first one opened: still sealed.
func (f *Face) identity(v visit) error {
	in := v.read(identityForm)
	step := reporting.IdentityStep{First: in.Get("first"), Second: in.Get("second"), Sealed: in.bytes("sealed"), Reason: in.Get("reason")}
	return v.about(in, func(report id.ID) error { return f.Reports.AskIdentity(v.r.Context(), v.actor, report, step) })
}

var nameForm = webkit.Form{JSON: true, Repeatable: true, Fields: []webkit.FormField{{Name: "report", Required: true}, {Name: "second", Required: true, Max: 16}}}

// name hands the second custodian what only their browser opens.
func (f *Face) name(v visit) error {
	in := v.read(nameForm)
	return v.sealed(in, func(report id.ID) ([]byte, error) {
		return f.Reports.OpenIdentity(v.r.Context(), v.actor, report, in.Get("second"))
	})
}

// An input is what a request brought, and what is wrong with it.
type input struct {
	webkit.Values
	problems webkit.Problems
}

func (v visit) read(form webkit.Form) *input {
	values, problems := form.Read(v.r)
	return &input{values, problems}
}

// bytes reads a field that holds bytes.
func (in *input) bytes(name string) []byte {
	b, err := base64.StdEncoding.Strict().DecodeString(in.Get(name))
	if err != nil && !in.problems.Any() {
		in.problems = append(in.problems, webkit.Problem{Field: name, Key: "error.form"})
	}
	return b
}

// after acts on what was read, and answers that it was done.
func (v visit) after(in *input, act func() error) error {
	if in.problems.Any() {
		return v.refuse(in.problems)
	}
	if err := act(); err != nil {
		return err
	}
	return v.tell(http.StatusOK, struct{}{})
}

// about is after for what is done with a report.
func (v visit) about(in *input, act func(report id.ID) error) error {
	return v.after(in, func() error {
		report, err := reportOf(in.Get("report"))
		if err != nil {
			return err
		}
		return act(report)
	})
}

// sealed answers with bytes that open nowhere but in the worker's browser.
func (v visit) sealed(in *input, find func(report id.ID) ([]byte, error)) error {
	if in.problems.Any() {
		return v.refuse(in.problems)
	}
	report, err := reportOf(in.Get("report"))
	if err != nil {
		return err
	}
	body, err := find(report)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/octet-stream")
	_, err = v.w.Write(body)
	return err
}

// reportOf reads the identifier of a report. What is none leads nowhere, like one that nobody has.
func reportOf(report string) (id.ID, error) {
	i, err := id.Parse(report)
	if err != nil {
		return id.ID{}, reporting.ErrNoReport
	}
	return i, nil
}
