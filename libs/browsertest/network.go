package browsertest

import (
	"context"

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
	ctx, cancel := context.WithCancel(tab.ctx)
	if err := chromedp.Listen(ctx, func(event any) {
		if event, ok := event.(*fetch.EventRequestPaused); ok {
			// Not here: the listener must not wait for the browser. An error means that the tab is gone.
			go func() {
				_, _ = chromedp.Call(ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: event.RequestID, ErrorReason: network.ErrorReasonConnectionReset})
			}()
		}
	}); err != nil {
		tab.t.Fatal(err)
	}
	call(tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: paths, RequestStage: fetch.RequestStageResponse}}})
	return func() {
		call(tab, fetch.Disable, cdp.Empty{})
		cancel()
	}
}
