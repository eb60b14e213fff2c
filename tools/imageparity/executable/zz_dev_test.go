package executable

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func devFile(t *testing.T, name string) File {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := f.Stat()
	return File{f, i.Size()}
}

func TestDev(t *testing.T) {
	if os.Getenv("DEV") == "" {
		t.Skip()
	}
	names := strings.Fields(os.Getenv("DEV"))
	a, b := devFile(t, names[0]), devFile(t, names[1])
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	d, err := Compare(a, b)
	el := time.Since(start)
	runtime.ReadMemStats(&after)
	status, _ := os.ReadFile("/proc/self/status")
	for _, l := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(l, "VmHWM") {
			fmt.Println(l)
		}
	}
	fmt.Println(el, "alloc MB", (after.TotalAlloc-before.TotalAlloc)>>20, "sys", after.Sys>>20)
	if err != nil {
		t.Fatal(err)
	}
	if d.Go != nil && os.Getenv("FULL") == "" {
		d.Go.BuildInfo = nil
	}
	out, _ := json.MarshalIndent(d, "", " ")
	if len(out) > 12000 && os.Getenv("FULL") == "" {
		out = out[:12000]
	}
	fmt.Println(string(out))
}
