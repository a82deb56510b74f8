package app_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// What a reporter's browser says about itself and where it is. None of it may be kept.
const (
	reporterAgent   = "Browser/77.31 (heron; reeds)"
	reporterAddress = "203.0.113.77"
)

// fromReporter is a request as it comes through a proxy.
func fromReporter(r *http.Request) *http.Request {
	r.RemoteAddr = reporterAddress + ":40123"
	r.Header.Set("User-Agent", reporterAgent)
	r.Header.Set("X-Forwarded-For", reporterAddress)
	r.Header.Set("Accept-Language", "am-ET, heron;q=0.1")
	return r
}

// plainForm is the form of the mode without script, as the page holds it, filled in.
func plainForm(t *testing.T, house app.House, text string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"do": "send", "agency": house.Agency.ID.String(), "channel": "help", "text": text, "danger": "yes", "area": "north of the old harbour bridge"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/ask/en", &body)
	r.Host = "localhost"
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

var fourDigits = regexp.MustCompile(`\b\d{4}\b`)

// TestAHundredReportsLeaveNoWord sends a hundred reports in the mode without script, where the server sees each for a moment,
// and looks for everything that was typed or shown in every file and in a dump of every table (T1.2).
func TestAHundredReportsLeaveNoWord(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap, DeskWork: 4}
			if engine == "postgres" {
				cfg.DatabaseURL = storetest.NewDatabase(t)
			}
			a, err := app.Open(t.Context(), cfg, clock.At(storetest.Start).Now)
			if err != nil {
				t.Fatal(err)
			}
			c, err := a.FoundCoalition(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.OpenIntake(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			router, err := a.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			typed := []string{reporterAgent, reporterAddress, "heron;q=0.1", "north of the old harbour bridge"}
			for i := range 100 {
				text := fmt.Sprintf("they keep my papers in the blue cupboard number %d", i)
				w := httptest.NewRecorder()
				router.ServeHTTP(w, fromReporter(plainForm(t, c.Shelter, text)))
				groups := fourDigits.FindAllString(w.Body.String(), -1)
				if w.Code != http.StatusOK || len(groups) < 12 {
					t.Fatalf("report %d was answered with %d and %d numbers", i, w.Code, len(groups))
				}
				for _, cookie := range w.Result().Cookies() {
					t.Errorf("the answer sets the cookie %s", cookie.Name)
				}
				receipt, err := reporting.ParseReceipt(strings.Join(groups[:12], " "))
				if err != nil {
					t.Fatal(err)
				}
				typed = append(typed, text, strings.Join(receipt.Numbers(), " "), strings.Join(receipt.Numbers(), ""), strings.Join(receipt.Words(reporting.English), " "))
			}
			lookFor(t, typed, files(t, cfg.Folder))
			if engine == "postgres" {
				lookFor(t, typed, dump(t, cfg.DatabaseURL))
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			lookFor(t, typed, files(t, cfg.Folder))
		})
	}
}
