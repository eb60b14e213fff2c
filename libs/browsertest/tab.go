package browsertest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// interval is how often is looked whether something is there.
const interval = 20 * time.Millisecond

// Tab is a tab of a browser. What it cannot do ends the test.
type Tab struct {
	t        testing.TB
	ctx      context.Context
	close    context.CancelFunc
	problems problems
}

// Open opens a tab and goes to the URL. When the test ends, nothing but what was
// [Tab.Expect]ed must have gone wrong in it.
func (b *Browser) Open(t testing.TB, url string) *Tab {
	t.Helper()
	tab := &Tab{t: t}
	tab.ctx, tab.close = chromedp.NewContext(b.ctx)
	t.Cleanup(func() {
		tab.problems.check(t)
		tab.close()
	})
	if err := chromedp.Do(tab.ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if err := chromedp.Listen(tab.ctx, tab.problems.note); err != nil {
		t.Fatalf("listen to a tab: %v", err)
	}
	call(tab, audits.Enable, cdp.Empty{})
	tab.Size(1024, 768)
	tab.Go(url)
	return tab
}

// Close closes the tab before the test ends.
func (tab *Tab) Close() { tab.close() }

// Go loads the URL.
func (tab *Tab) Go(url string) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, chromedp.Navigate(url)); err != nil {
		tab.t.Fatalf("load %s: %v", url, err)
	}
}

// Reload loads the page anew.
func (tab *Tab) Reload() {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, chromedp.Reload()); err != nil {
		tab.t.Fatalf("reload: %v", err)
	}
}

// Back goes to the page before.
func (tab *Tab) Back() {
	tab.t.Helper()
	history := call(tab, page.GetNavigationHistory, cdp.Empty{})
	before := history.Entries[history.CurrentIndex-1]
	call(tab, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: before.ID})
}

// Size makes the window that large.
func (tab *Tab) Size(width, height int64) {
	tab.t.Helper()
	call(tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// Prefer makes the tab one of a person with a preference, such as
// prefers-color-scheme: dark.
func (tab *Tab) Prefer(feature, value string) {
	tab.t.Helper()
	call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
}

// Evaluate returns what a script comes to, awaited. The script is not bound by the
// page's policy.
func Evaluate[T any](tab *Tab, script string) T {
	tab.t.Helper()
	value, err := chromedp.Run(tab.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// Text returns what can be read on the page.
func (tab *Tab) Text() string {
	tab.t.Helper()
	return Evaluate[string](tab, "document.body.innerText")
}

// See waits until all the texts can be read on the page.
func (tab *Tab) See(texts ...string) {
	tab.t.Helper()
	var text, missing string
	tab.await(func() bool {
		text = strings.ReplaceAll(tab.Text(), "\u00a0", " ")
		for _, missing = range texts {
			if !strings.Contains(text, missing) {
				return false
			}
		}
		return true
	}, func() string { return fmt.Sprintf("%q is not on the page:\n%s", missing, text) })
}

// await waits until done; if it never is, the test ends with what why returns.
func (tab *Tab) await(done func() bool, why func() string) {
	tab.t.Helper()
	for end := time.Now().Add(timeout); !done(); time.Sleep(interval) {
		if time.Now().After(end) {
			tab.Screenshot(strings.ReplaceAll(tab.t.Name(), "/", "-") + "-failed")
			tab.t.Fatal(why())
		}
	}
}

// Wait waits until done, which the test calls by what it is about.
func (tab *Tab) Wait(what string, done func() bool) {
	tab.t.Helper()
	tab.await(done, func() string { return "in vain: " + what })
}
