package browsertest

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// LoseAnswers has the server do what the tab's requests to such paths (in which *
// is anything) ask for, but its answers never arrive. The returned function ends
// that.
func (tab *Tab) LoseAnswers(paths string) (stop func()) {
	tab.t.Helper()
	paused := make(chan fetch.RequestID, 10)
	if err := chromedp.Listen(tab.ctx, func(event any) {
		if event, ok := event.(*fetch.EventRequestPaused); ok {
			paused <- event.RequestID
		}
	}); err != nil {
		tab.t.Fatal(err)
	}
	call(tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: paths, RequestStage: fetch.RequestStageResponse}}})
	done := make(chan struct{})
	go func() {
		for {
			select {
			case id := <-paused:
				// An error means that the tab is gone.
				_, _ = chromedp.Call(tab.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: id, ErrorReason: network.ErrorReasonConnectionReset})
			case <-done:
				return
			}
		}
	}()
	return func() {
		call(tab, fetch.Disable, cdp.Empty{})
		close(done)
	}
}
