package webkit

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// An Origin is one address by which browsers reach the house, as in "https://desk.example.org".
type Origin struct {
	secure bool   // https
	host   string // lower case, with the port where it is not that of the scheme
}

// String is the origin as browsers write it.
func (o Origin) String() string {
	if o.secure {
		return "https://" + o.host
	}
	return "http://" + o.host
}

// Onion reports whether the origin is that of an onion service.
func (o Origin) Onion() bool { return isOnion(hostname(o.host)) }

// Origins are the addresses by which the house is reached: at most one of the net and one of an onion service. None at all
// lets the names of one's own machine in, at any port, and nothing else.
type Origins []Origin

// ErrOrigins says that the addresses are not those of a house.
var ErrOrigins = errors.New("an origin is https://host, http://host.onion, or http:// with a name of this machine, and nothing behind it; give one for the net and one for an onion service at most")

// ParseOrigins reads the addresses that an installation names.
func ParseOrigins(texts []string) (Origins, error) {
	var list Origins
	for _, text := range texts {
		o, ok := parseOrigin(text)
		for _, other := range list {
			ok = ok && other.Onion() != o.Onion()
		}
		if !ok {
			return nil, ErrOrigins
		}
		list = append(list, o)
	}
	return list, nil
}

func parseOrigin(text string) (Origin, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme+"://"+u.Host != text {
		return Origin{}, false
	}
	o := Origin{secure: u.Scheme == "https"}
	var ok bool
	if o.host, ok = canonical(u.Host, o.secure); !ok {
		return Origin{}, false
	}
	name := hostname(o.host)
	return o, o.secure || u.Scheme == "http" && (isOnion(name) || isLoopback(name))
}

// of returns the origin by which r came. It is false where r names none of them: another host, another port, or none.
func (l Origins) of(r *http.Request) (Origin, bool) {
	if len(l) == 0 {
		host, ok := canonical(r.Host, false)
		return Origin{host: host}, ok && isLoopback(hostname(host))
	}
	for _, o := range l {
		if host, ok := canonical(r.Host, o.secure); ok && host == o.host {
			return o, true
		}
	}
	return Origin{}, false
}

// canonical writes a host in one way: lower case, and without the port that its scheme means anyway. A name that ends in a
// dot is not taken: for a browser it is another place, with cookies of its own.
func canonical(host string, secure bool) (string, bool) {
	u := url.URL{Host: strings.ToLower(host)}
	name, port := u.Hostname(), u.Port()
	again := name
	if strings.Contains(name, ":") {
		again = "[" + name + "]"
	}
	full := again
	if port != "" {
		full = net.JoinHostPort(name, port)
	}
	if name == "" || strings.HasSuffix(name, ".") || full != u.Host {
		return "", false
	}
	if secure && port == "443" || !secure && port == "80" {
		return again, true
	}
	return full, true
}

func hostname(host string) string { return (&url.URL{Host: host}).Hostname() }

func isOnion(name string) bool { return strings.HasSuffix(name, ".onion") }

// isLoopback reports whether a name always means the machine that asks.
func isLoopback(name string) bool {
	a, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && a.Zone() == "" && a.Unmap().IsLoopback()
}

type originKey struct{}

func withOrigin(r *http.Request, o Origin) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), originKey{}, o))
}

// OriginOf is the origin by which a request came to a handler of a Router.
func OriginOf(r *http.Request) Origin {
	o, ok := r.Context().Value(originKey{}).(Origin)
	if !ok {
		return Origin{secure: true}
	}
	return o
}

// misdirected answers a request for another host: nothing of the house is in it, and nothing is kept of it.
func misdirected(w http.ResponseWriter) {
	h := w.Header()
	h["Date"] = nil // the time of this machine
	h.Set("Connection", "close")
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusMisdirectedRequest)
}
