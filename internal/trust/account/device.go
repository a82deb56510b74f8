package account

import (
	"context"
	"strings"
)

// A Device is by what an owner may recognise a sign-in: the kind of thing it was and whose browser. No address, no version
// and no model is kept.
type Device struct {
	Kind    DeviceKind `json:"kind,omitempty"`
	Browser Browser    `json:"browser,omitempty"`
}

// A DeviceKind is empty where a browser did not say.
type DeviceKind string

// A Browser is the name that people know it by, empty for any other.
type Browser string

const (
	Phone    DeviceKind = "phone"
	Tablet   DeviceKind = "tablet"
	Computer DeviceKind = "computer"

	Firefox Browser = "Firefox"
	Chrome  Browser = "Chrome"
	Safari  Browser = "Safari"
	Edge    Browser = "Edge"
	Opera   Browser = "Opera"
	Samsung Browser = "Samsung Internet"
)

// Word is the key of the words for a kind of device.
func (k DeviceKind) Word() string {
	if k == "" {
		return "account.device.other"
	}
	return "account.device." + string(k)
}

// agentRead is how much of what a browser says about itself is looked at.
const agentRead = 512

// The marks that browsers put into what they say, in lower case. Those of one list are tried in their order, since most
// browsers also carry the marks of others.
var (
	kindMarks = []struct {
		mark string
		kind DeviceKind
	}{
		{"ipad", Tablet}, {"tablet", Tablet}, {"kindle", Tablet}, {"silk/", Tablet},
		{"iphone", Phone}, {"ipod", Phone}, {"mobile", Phone}, {"midp", Phone}, {"kaios", Phone}, {"opera mini", Phone}, {"windows phone", Phone},
		{"android", Tablet}, // a telephone of this kind says "mobile" as well
		{"windows nt", Computer}, {"macintosh", Computer}, {"cros ", Computer}, {"x11", Computer}, {"linux", Computer},
	}
	browserMarks = []struct {
		mark    string
		browser Browser
	}{
		{"edg/", Edge}, {"edga/", Edge}, {"edgios/", Edge}, {"edge/", Edge},
		{"opr/", Opera}, {"opera", Opera}, {"opios/", Opera}, {"opt/", Opera},
		{"samsungbrowser/", Samsung},
		{"firefox/", Firefox}, {"fxios/", Firefox}, {"focus/", Firefox},
		{"crios/", Chrome}, {"chrome/", Chrome}, {"chromium/", Chrome},
		{"safari/", Safari},
	}
)

// ParseDevice reads the User-Agent header of a request. Whatever it says, the answer is one of the words above.
func ParseDevice(agent string) (d Device) {
	agent = strings.ToLower(agent[:min(len(agent), agentRead)])
	for _, m := range kindMarks {
		if strings.Contains(agent, m.mark) {
			d.Kind = m.kind
			break
		}
	}
	for _, m := range browserMarks {
		if strings.Contains(agent, m.mark) {
			d.Browser = m.browser
			break
		}
	}
	return d
}

type deviceKey struct{}

// WithDevice notes which device a request comes from, for what is written about it in this package.
func WithDevice(ctx context.Context, d Device) context.Context {
	return context.WithValue(ctx, deviceKey{}, d)
}

func deviceOf(ctx context.Context) Device {
	d, _ := ctx.Value(deviceKey{}).(Device)
	return d
}
