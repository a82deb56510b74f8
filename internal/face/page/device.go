package page

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Where a device is asked in the place of the words, and where it answers.
const (
	askDevicePath   = DeskAgainPath + "/device"
	heardDevicePath = DeskAgainPath + "/answer"
)

var (
	askDeviceForm   = webkit.Form{Repeatable: true, Fields: againFields}
	heardDeviceForm = webkit.Form{Fields: append([]webkit.FormField{{Name: "answer", Required: true, Max: 20_000}}, againFields...)}
)

// A devicePage is a question to a device, with a form that carries its answer back. The script of the page asks; without
// it, the page says Without.
type devicePage struct {
	Heading, Text   string
	Action, Key     string
	Question        string // JSON
	Kept            []kept
	Go              webkit.Button
	Without, Failed string
	Words           webkit.Button // leads back to the words
	WordsAction     string
}

// hasPasskey reports whether who asks could answer with a device.
func (h *House) hasPasskey(r *http.Request) bool {
	if h.Passkeys == nil || webkit.OriginOf(r).Onion() || roomOf(r.URL.Path) != webkit.Staff {
		return false
	}
	list, err := h.Passkeys.List(r.Context(), Actor(r.Context()))
	return err == nil && len(list) > 0
}

// askDevice shows the question to a device, with what asked for it carried along.
func (h *House) askDevice(w http.ResponseWriter, r *http.Request) error {
	v, problems := askDeviceForm.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	a := askedOf(r, v)
	token, err := h.Passkeys.BeginStepUp(r.Context(), Actor(r.Context()))
	if err != nil {
		return h.notHeard(w, r, a, err)
	}
	question, err := h.Passkeys.Options(r.Context(), account.Stepping, token)
	if err != nil {
		return h.notHeard(w, r, a, err)
	}
	h.Cookies.Set(w, webkit.PendingCookie, token)
	l, shell := h.Speak(r), h.roomShell(r)
	shell.Script = webkit.PasskeyScript
	return Show(w, h.errors, http.StatusOK, "templates/device", webkit.View{Shell: shell, Page: devicePage{
		Heading: l.T("page.again.desk"), Text: l.T("page.again.device_text"), Action: heardDevicePath, Key: id.Reference(), Question: question,
		Kept: a.fields(), Go: webkit.Button{Text: l.T("page.again.device"), Kind: webkit.Primary},
		Without: l.T("page.again.device_without"), Failed: l.T("page.again.device_failed"),
		Words: webkit.Button{Text: l.T("page.again.passphrase_instead")}, WordsAction: DeskAgainPath}})
}

// heardDevice takes the answer of a device. Whatever it is, the question cannot be answered again: where it does not open,
// the words do.
func (h *House) heardDevice(w http.ResponseWriter, r *http.Request) error {
	v, problems := heardDeviceForm.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	a := askedOf(r, v)
	token, _ := h.Cookies.Get(r, webkit.PendingCookie)
	h.Cookies.Clear(w, webkit.PendingCookie)
	session, err := h.Passkeys.FinishStepUp(r.Context(), Actor(r.Context()), token, []byte(v.Get("answer")))
	if err != nil {
		return h.notHeard(w, r, a, err)
	}
	return h.goOn(w, r, session, a)
}

// notHeard asks for the words where a device did not open.
func (h *House) notHeard(w http.ResponseWriter, r *http.Request, a asked, err error) error {
	if fault.KindOf(err) != fault.BadInput {
		return err
	}
	problems := webkit.Problems{{Field: "words", Key: fault.KeyOf(err)}}
	return h.showAgain(w, r, problems.Status(), a, problems)
}
