package account

import (
	"slices"
	"testing"
)

// TestADeviceIsKnownByItsKind: what the common browsers say about themselves, as of 2026.
func TestADeviceIsKnownByItsKind(t *testing.T) {
	for agent, want := range map[string]Device{
		"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                                               {Phone, Firefox},
		"Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0":                                                                               {Tablet, Firefox},
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36":                                    {Phone, Chrome},
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36":                                           {Tablet, Chrome},
		"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": {Phone, Samsung},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":            {Phone, Safari},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/139.0.7258.60 Mobile/15E148 Safari/604.1":     {Phone, Chrome},
		"Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15":                   {Tablet, Firefox},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0":                      {Computer, Edge},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                              {Computer, Safari},
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                             {Computer, Firefox},
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 OPR/121.0.0.0":                       {Computer, Opera},
		"Opera/9.80 (J2ME/MIDP; Opera Mini/9.80 (S60; SymbOS; Opera Mobi/23.348; U; en) Presto/2.5.25 Version/10.54":                                         {Phone, Opera},
		"Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5":                                                                     {Phone, Firefox},
		"curl/8.5.0": {}, "": {}, "\x00\xff": {},
	} {
		if got := ParseDevice(agent); got != want {
			t.Errorf("%q is %v, want %v", agent, got, want)
		}
	}
}

// FuzzParseDevice: whatever a browser says, nothing of it is kept but a word of two short lists, and what stands behind the
// first half kilobyte changes nothing.
func FuzzParseDevice(f *testing.F) {
	for _, agent := range []string{"", "iphone", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "EDG/\xff\x00", "Opera Mini"} {
		f.Add(agent)
	}
	f.Fuzz(func(t *testing.T, agent string) {
		d := ParseDevice(agent)
		if !slices.Contains([]DeviceKind{"", Phone, Tablet, Computer}, d.Kind) || !slices.Contains([]Browser{"", Firefox, Chrome, Safari, Edge, Opera, Samsung}, d.Browser) {
			t.Errorf("%q is %v", agent, d)
		}
		if cut := agent[:min(len(agent), agentRead)]; ParseDevice(cut) != d {
			t.Errorf("%q is another device when it is cut", agent)
		}
	})
}
