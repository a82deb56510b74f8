package webkit

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of our own proxies, whose X-Forwarded-For is believed; none when people connect directly. From
// such an address nothing but the proxy may connect: who else can, an onion service among it, says what they like.
type Proxies []netip.Prefix

// Neighbourhood names where a request came from: the /24 of an IPv4 address, the /48 of an IPv6 address, since one guesser
// has many addresses in one. Requests without an address share one, and so do all that come through one onion service.
func (p Proxies) Neighbourhood(r *http.Request) string {
	at := p.sender(r)
	bits := 48
	if at.Is4() {
		bits = 24
	}
	near, err := at.Prefix(bits)
	if err != nil {
		return ""
	}
	return near.String()
}

// sender returns the address that the request came from: of the connection, or, when that is one of our proxies, the
// nearest forwarded address that is not.
func (p Proxies) sender(r *http.Request) netip.Addr {
	at := connection(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !p.hold(at) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		at = next.Unmap().WithZone("")
	}
	return at
}

func connection(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

func (p Proxies) hold(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(a) })
}
