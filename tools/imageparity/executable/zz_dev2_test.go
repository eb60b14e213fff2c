package executable

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"
)

func TestDevMutate(t *testing.T) {
	if os.Getenv("DEV3") == "" {
		t.Skip()
	}
	base, _ := os.ReadFile(os.Getenv("DEV3"))
	file, _ := open(fileOf(base))
	rng := rand.New(rand.NewSource(time.Now().UnixNano()))
	kinds := map[string]int{}
	var slowest time.Duration
	for end := time.Now().Add(100 * time.Second); time.Now().Before(end); {
		m := bytes.Clone(base)
		s := file.Sections[rng.Intn(len(file.Sections))]
		for range 1 + rng.Intn(20) {
			off := 0
			switch rng.Intn(4) {
			case 0:
				off = rng.Intn(0x600)
			case 1:
				if contentSize(s) > 0 {
					off = int(s.Offset) + rng.Intn(min(int(contentSize(s)), 4096))
				}
			case 2:
				off = int(file.Section(".gopclntab").Offset) + rng.Intn(int(file.Section(".gopclntab").Size))
			case 3:
				off = rng.Intn(len(m))
			}
			m[off] = byte(rng.Intn(256)) & byte(rng.Intn(256))
		}
		st := time.Now()
		d, err := Compare(fileOf(base), fileOf(m))
		slowest = max(slowest, time.Since(st))
		k := ""
		if err != nil {
			k = "err " + err.Error()
		} else if len(d.Notes) > 0 {
			k = "note " + d.Notes[0]
		} else {
			k = "ok"
		}
		if i := strings.IndexAny(k, "0123456789"); i > 0 {
			k = k[:i]
		}
		kinds[k]++
	}
	for k, n := range kinds {
		fmt.Println(n, k)
	}
	fmt.Println(slowest)
}
