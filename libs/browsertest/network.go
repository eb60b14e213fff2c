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
	return tab.interrupt(paths, fetch.RequestStageResponse, func(ctx context.Context, id fetch.RequestID) {
		_, _ = chromedp.Call(ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: id, ErrorReason: network.ErrorReasonConnectionReset})
	})
}

// HoldAnswers has the server do what the tab's requests to such paths ask for, but
// its answers are on their way until the returned function lets them arrive.
func (tab *Tab) HoldAnswers(paths string) (release func()) {
	tab.t.Helper()
	return tab.interrupt(paths, fetch.RequestStageResponse, func(context.Context, fetch.RequestID) {})
}

// AnswerInstead has the tab's requests to such paths answered with the status and
// a page, as by a proxy that does not let them through. The returned function ends
// that.
func (tab *Tab) AnswerInstead(paths string, status int64) (stop func()) {
	tab.t.Helper()
	return tab.interrupt(paths, fetch.RequestStageRequest, func(ctx context.Context, id fetch.RequestID) {
		_, _ = chromedp.Call(ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{RequestID: id, ResponseCode: status, Body: []byte("<html>not here</html>")})
	})
}

// interrupt has requests to such paths dealt with at the stage. An error of that
// means that the tab is gone.
func (tab *Tab) interrupt(paths string, stage fetch.RequestStage, deal func(context.Context, fetch.RequestID)) (stop func()) {
	tab.t.Helper()
	ctx, cancel := context.WithCancel(tab.ctx)
	if err := chromedp.Listen(ctx, func(event any) {
		if event, ok := event.(*fetch.EventRequestPaused); ok {
			go deal(ctx, event.RequestID) // the listener must not wait for the browser
		}
	}); err != nil {
		tab.t.Fatal(err)
	}
	call(tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: paths, RequestStage: stage}}})
	return func() {
		call(tab, fetch.Disable, cdp.Empty{})
		cancel()
	}
}
