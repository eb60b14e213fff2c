package browsertest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/page"
)

// folderVariable names the folder for what a test wants to be kept; Bazel sets it.
const folderVariable = "TEST_UNDECLARED_OUTPUTS_DIR"

// Screenshot keeps a picture of the whole page, as NAME.png, if the environment says
// where.
func (tab *Tab) Screenshot(name string) {
	tab.t.Helper()
	folder := os.Getenv(folderVariable)
	if folder == "" {
		return
	}
	all := true
	picture := call(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &all})
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture.Data, 0o644); err != nil {
		tab.t.Fatal(err)
	}
}
