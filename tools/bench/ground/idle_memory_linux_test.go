package ground_test

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"
)

// BenchmarkIdleMemory tells what the machine takes for the first touch of memory that nobody
// has touched for a while: µs/page are of huge pages, each touched once. It is no more than
// the second touch takes (µs/again) where the memory is the machine's own. A hypervisor that
// takes idle memory away has large databases look slower than small ones, which fit in few
// pages. Give it -benchtime 1x, or it waits for long.
func BenchmarkIdleMemory(b *testing.B) {
	const (
		pageSize = 2 << 20
		pages    = 200
	)
	memory, err := syscall.Mmap(-1, 0, pages*pageSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_ANON|syscall.MAP_HUGETLB)
	if err != nil {
		b.Skipf("map %d huge pages, as vm.nr_hugepages is to reserve them: %v", pages, err)
	}
	b.Cleanup(func() {
		if err := syscall.Munmap(memory); err != nil {
			b.Errorf("unmap the huge pages: %v", err)
		}
	})
	for i := range memory {
		memory[i] = 1
	}
	touch := func(b *testing.B) float64 {
		start, sum := time.Now(), 0
		for _, page := range rand.Perm(pages) {
			sum += int(memory[page*pageSize])
		}
		elapsed := time.Since(start)
		if sum != pages {
			b.Fatalf("the pages have %d ones, want %d", sum, pages)
		}
		return float64(elapsed.Nanoseconds()) / 1000 / pages
	}
	for _, idle := range []time.Duration{0, time.Second, 5 * time.Second, 20 * time.Second} {
		b.Run(idle.String(), func(b *testing.B) {
			var first, again float64
			for range b.N {
				b.StopTimer()
				time.Sleep(idle)
				b.StartTimer()
				first += touch(b)
				again += touch(b)
			}
			b.ReportMetric(first/float64(b.N), "µs/page")
			b.ReportMetric(again/float64(b.N), "µs/again")
			b.ReportMetric(0, "ns/op")
		})
	}
}
