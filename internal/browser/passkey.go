package browser

import (
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Passkeys gives the tab a device that makes passkeys, keeps them, draws secrets from them, and uses them without asking
// anybody. Pages reach it where a browser allows passkeys: over https, and at http://localhost.
func (tab *Tab) Passkeys() {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, do(webauthn.Enable, webauthn.EnableParams{})); err != nil {
		tab.t.Fatalf("turning passkeys on: %v", err)
	}
	device := webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Ctap2version: "ctap2_1", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true,
		HasPrf: true, AutomaticPresenceSimulation: true}}
	if _, err := chromedp.Call(tab.ctx, webauthn.AddVirtualAuthenticator, device); err != nil {
		tab.t.Fatalf("adding a device for passkeys: %v", err)
	}
}
