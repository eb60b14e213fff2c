// Package browsertest drives a real Chromium as a person does: it finds controls by
// what assistive technology calls them, and clicks and types. What a page should
// not do, such as to violate its own security policy, fails the test.
package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// timeout is how long anything may take to be there.
const timeout = 30 * time.Second

// programs are the names of the browser, the first that is found.
var programs = []string{"chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable"}

var errNotInstalled = errors.New("no Chromium on the PATH, as chromium, chromium-browser or google-chrome: install it (Debian: apt-get install chromium)")

// Browser is a running browser. Its tabs share what sites store in it.
type Browser struct {
	Downloads string // the folder where files are saved

	ctx context.Context // of its first tab, which stays blank
}

// Start starts a browser that knows nothing yet. It ends with the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	program, err := find()
	if err != nil {
		t.Fatal(err)
	}
	// Not t.TempDir: helpers of the browser may write for a moment after it has ended.
	home, err := os.MkdirTemp("", "browsertest")
	if err != nil {
		t.Fatal(err)
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(home),
		chromedp.Env("HOME="+home),
		// Root, and the sandboxes of tests, cannot have the browser's own one.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("lang", "en-GB"),
		// For a page that is not from this machine, as far as the browser can tell.
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1"),
	)...)
	ctx, stop := chromedp.NewContext(allocator)
	b := &Browser{Downloads: t.TempDir(), ctx: ctx}
	t.Cleanup(func() {
		stop()
		release()
		removeAll(t, home)
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	_, err = chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior:     browser.SetDownloadBehaviorBehaviorAllow,
		DownloadPath: b.Downloads,
	})
	if err != nil {
		t.Fatalf("choose the folder of downloads: %v", err)
	}
	return b
}

func find() (string, error) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNotInstalled
}

// removeAll removes the browser's folder once nothing writes to it.
func removeAll(t testing.TB, dir string) {
	var err error
	for end := time.Now().Add(timeout); time.Now().Before(end); time.Sleep(interval) {
		if err = os.RemoveAll(dir); err == nil {
			return
		}
	}
	t.Errorf("remove the browser's folder: %v", err)
}

// call sends the browser a command about a tab; an error ends the test.
func call[P, R any](tab *Tab, command cdp.Command[P, R], parameters P) R {
	tab.t.Helper()
	result, err := chromedp.Call(tab.ctx, command, parameters)
	if err != nil {
		tab.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}
