package layertar

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// generated is a tar that is made while it is read.
type generated struct {
	next   func() (item, bool) // False after the last.
	buffer bytes.Buffer
	writer *tar.Writer
	read   int64 // In bytes.
}

func generate(next func() (item, bool)) *generated {
	g := &generated{next: next}
	g.writer = tar.NewWriter(&g.buffer)
	return g
}

func (g *generated) Read(p []byte) (int, error) {
	for g.buffer.Len() == 0 && g.writer != nil {
		item, ok := g.next()
		if !ok {
			if err := g.writer.Close(); err != nil {
				return 0, err
			}
			g.writer = nil
			break
		}
		item.Size = int64(len(item.content))
		if err := g.writer.WriteHeader(&item.Header); err != nil {
			return 0, err
		}
		if _, err := io.WriteString(g.writer, item.content); err != nil {
			return 0, err
		}
	}
	n, err := g.buffer.Read(p)
	g.read += int64(n)
	return n, err
}

// TestMemory compares tars of 500 MB, of which A has an entry in front, so that no entry is read at
// the same time as its partner. In each entry one field differs as everywhere, and one as nowhere else.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 1 GB")
	}
	const (
		entries = 100_000
		limit   = 48 << 20
	)
	content := strings.Repeat("x", 4600)
	var heap uint64 // The most that was in use, in bytes.
	archive := func(first int, change func(item *item, i int)) *generated {
		i := first - 1
		return generate(func() (item, bool) {
			i++
			if i%1000 == 0 {
				var memory runtime.MemStats
				runtime.ReadMemStats(&memory)
				heap = max(heap, memory.HeapAlloc)
			}
			item := file(fmt.Sprintf("usr/share/package%04d/file%06d", i/100, i), content)
			change(&item, i)
			return item, i <= entries
		})
	}
	a := archive(0, func(*item, int) {})
	b := archive(1, func(item *item, i int) { item.Uname, item.Uid = "root", i })
	d, err := Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MB and %d MB, %d MB of heap", a.read/1e6, b.read/1e6, heap/1e6)
	if d.Common != entries || d.Total != 2*entries || len(d.Groups) != 2 || d.OnlyInA.Total != 1 || d.Order.Total != 0 {
		t.Errorf("got %d entries, %d fields in %d groups, %d only in A, %d moved",
			d.Common, d.Total, len(d.Groups), d.OnlyInA.Total, d.Order.Total)
	}
	if heap > limit {
		t.Errorf("%d bytes of heap, want at most %d", heap, limit)
	}
}
