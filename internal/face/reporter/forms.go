package reporter

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// What a form without script can ask for.
const (
	doSend     = "send"
	doOpen     = "open"
	doMessage  = "message"
	doAnswer   = "answer"
	doWithdraw = "withdraw"
	doKeep     = "keep"
)

func text(name string, most int) webkit.FormField { return webkit.FormField{Name: name, Max: most} }

func choice(name string, options ...string) webkit.FormField {
	return webkit.FormField{Name: name, Kind: webkit.KindChoice, Options: options}
}

// reach are the fields of the questions about being reached.
func reach(ways ...string) []webkit.FormField {
	return []webkit.FormField{choice("contact", ways...), text("address", 2*maxShort),
		{Name: "days", Kind: webkit.KindChoices, Options: []string{"0", "1", "2", "3", "4", "5", "6"}},
		choice("hours", "morning", "noon", "evening", "day"), choice("voicemail", "yes", "no"),
		text("code", maxShort), text("others", 2*maxShort), choice("again", "7", "30")}
}

func keepField() webkit.FormField {
	f := choice("keep")
	for _, n := range reporting.KeepChoices {
		f.Options = append(f.Options, strconv.Itoa(n))
	}
	return f
}

// whose are the fields of the receipt that every form but the first brings.
func whose() []webkit.FormField {
	return []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline, Max: maxTyped, Required: true}, text("own", maxShort)}
}

// formOf is what a form may bring. Sending it twice is met elsewhere (seen), since the page is the same for everybody and
// can carry no key.
func formOf(do string) webkit.Form {
	fields := []webkit.FormField{text("do", maxShort)}
	switch do {
	case doSend:
		fields = append(fields, choice("channel", string(reporting.Help), string(reporting.Concern)), text("agency", maxShort), text("role", maxShort),
			choice("whole", "yes"), choice("danger", reporting.Danger...), choice("for", reporting.ConcernFor...), text("relationship", maxShort),
			choice("age", reporting.AgeBands...), webkit.FormField{Name: "needs", Kind: webkit.KindChoices, Options: reporting.Needs},
			text("speak", maxShort), text("read", maxShort), choice("sign", "yes"), text("area", maxShort),
			webkit.FormField{Name: "text", Kind: webkit.KindMultiline, Max: maxText}, choice("original", "yes"), choice("urgent", "yes", "no"),
			text("pin", maxShort), keepField())
		fields = append(fields, reach("none", "sms", "call", "email")...)
	case doMessage:
		fields = append(append(fields, whose()...), webkit.FormField{Name: "text", Kind: webkit.KindMultiline, Max: maxText})
		fields = append(fields, reach("take", "none", "sms", "call", "email")...)
	case doAnswer:
		fields = append(append(fields, whose()...), text("to", maxShort), choice("agree", "yes", "no"))
	case doKeep:
		fields = append(append(fields, whose()...), keepField())
	default:
		fields = append(fields, whose()...)
	}
	return webkit.Form{Fields: fields, Repeatable: true}
}

// read checks what was sent as any form of the house is checked.
func (s sent) read(do string) (webkit.Values, webkit.Problems) {
	r := &http.Request{Method: http.MethodPost, URL: &url.URL{}, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: io.NopCloser(strings.NewReader(s.values.Encode()))}
	return formOf(do).Read(r)
}
