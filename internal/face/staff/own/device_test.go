package own_test

import (
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestADeviceInThePlaceOfThePassphrase: at a desk that was left open a passkey is removed after the device said whose it is.
// What asked for it goes on, and a device that has no passkey any more leaves the passphrase.
func TestADeviceInThePlaceOfThePassphrase(t *testing.T) {
	db, clk := storetest.SQLite(t)
	w := apptest.New(t, db, clk)
	server := httptest.NewUnstartedServer(nil)
	address := "http://localhost:" + strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)
	router, err := w.Web(apptest.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, PasskeysAt: address})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = router
	server.Start()
	t.Cleanup(server.Close)

	m := w.Shelter.As(account.Advocate)
	tab := browser.Open(t, browser.Options{Width: 1280, Height: 900, Script: true})
	tab.Passkeys()
	tab.Visit(address + "/desk/sign-in")
	tab.Fill("Sign-in name", m.SignInName)
	tab.Fill("Passphrase", m.Passphrase)
	tab.Fill("Six-digit code", code(t, w, m))
	tab.Submit("Sign in")
	tab.Visit(address + "/desk/keys")
	tab.Submit("Add a passkey")
	tab.Submit("Ask my device")
	tab.See("The passkey is added")

	w.Clock.Advance(6 * time.Minute)
	tab.Submit("Remove this passkey")
	tab.See("Your passphrase once more")
	tab.Screenshot("again-device-1280")
	tab.Submit("Use my device")
	tab.See("Your device will ask you in its own way.")
	for _, v := range tab.Axe() {
		t.Error(v)
	}
	tab.Submit("Use the passphrase instead")
	tab.See("Your passphrase once more")
	tab.DontSee("Please look at this")
	tab.Submit("Use my device")
	tab.Submit("Use my device")
	tab.See("What you chose is still here.")
	tab.Submit("Go on")
	tab.See("The passkey is removed")
	tab.Visit(address + "/desk/own")
	tab.See("Passphrase typed once more")
	tab.Visit(address + "/desk/again?to=/desk/keys")
	tab.DontSee("Use my device")
	for _, problem := range tab.Problems() {
		if !strings.Contains(problem, "401") { // the page that asks, where the words are missing
			t.Errorf("the browser complains: %s", problem)
		}
	}
}
