package browser

import (
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// hear is called for every event, in order and before the answer to the command that caused it.
func (tab *Tab) hear(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			tab.main = e.Frame.ID
			tab.loads++
		}
	case *page.EventFrameRequestedNavigation:
		tab.loading = tab.loading || e.FrameID == tab.main
	case *page.EventFrameStartedLoading:
		tab.loading = tab.loading || e.FrameID == tab.main
	case *page.EventFrameStoppedLoading:
		tab.loading = tab.loading && e.FrameID != tab.main
	default:
		tab.record(event)
	}
}

// record keeps what a test may ask about afterwards: the traffic, and what the browser complained of.
func (tab *Tab) record(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(e.Request.URL, "http") { // data: addresses ask nobody
			tab.requests = append(tab.requests, e.Request.URL)
		}
		if e.RedirectResponse != nil {
			tab.bytes += int64(e.RedirectResponse.EncodedDataLength)
		}
	case *network.EventLoadingFinished:
		tab.bytes += int64(e.EncodedDataLength)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			tab.problems = append(tab.problems, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		tab.problems = append(tab.problems, e.ExceptionDetails.Text)
	}
}

// Requests are all addresses that the tab has asked a host for, in order, redirects and parts of pages included.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.requests...)
}

// TransferredBytes is what came over the wire since the last Visit: heads and bodies, as compressed.
func (tab *Tab) TransferredBytes() int64 {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return tab.bytes
}

// Problems are the errors of the browser's console: refused by the content security policy, failed requests, exceptions.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.problems...)
}
