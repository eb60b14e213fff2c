package gather_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/simplebank/libs/gather"
)

var options = gather.Options{Workers: 1, Group: 10, Waiting: 20, Timeout: time.Minute}

// counter doubles numbers, of which negative ones are refused, a second a group.
type counter struct {
	mu     sync.Mutex
	groups [][]int
}

var errNegative = errors.New("negative")

func (c *counter) double(_ context.Context, numbers []int) []gather.Outcome[int] {
	c.mu.Lock()
	c.groups = append(c.groups, slices.Clone(numbers))
	c.mu.Unlock()
	time.Sleep(time.Second)
	outcomes := make([]gather.Outcome[int], len(numbers))
	for i, n := range numbers {
		outcomes[i].Result = 2 * n
		if n < 0 {
			outcomes[i].Err = errNegative
		}
	}
	return outcomes
}

// call makes the calls in the order given and returns when all have ended.
func call(t *testing.T, g *gather.Gatherer[int, int], numbers ...int) {
	t.Helper()
	var all sync.WaitGroup
	for _, n := range numbers {
		all.Go(func() {
			got, err := g.Do(t.Context(), n)
			if n < 0 && !errors.Is(err, errNegative) {
				t.Errorf("Do(%d) = %v; want errNegative", n, err)
			}
			if n >= 0 && (err != nil || got != 2*n) {
				t.Errorf("Do(%d) = %d, %v; want %d", n, got, err, 2*n)
			}
		})
		synctest.Wait()
	}
	all.Wait()
}

func TestFirstGoesAtOnceAndTheNextTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		begin := time.Now()
		call(t, gather.New(options, c.double), 1, 2, -3, 4)
		if took := time.Since(begin); took != 2*time.Second {
			t.Errorf("took %v; want that of two groups", took)
		}
		if want := [][]int{{1}, {2, -3, 4}}; !slices.EqualFunc(c.groups, want, slices.Equal) {
			t.Errorf("groups %v; want %v", c.groups, want)
		}
	})
}

func TestGroupsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		few := options
		few.Group = 2
		call(t, gather.New(few, c.double), 1, 2, 3, 4, 5, 6)
		if want := [][]int{{1}, {2, 3}, {4, 5}, {6}}; !slices.EqualFunc(c.groups, want, slices.Equal) {
			t.Errorf("groups %v; want %v", c.groups, want)
		}
	})
}

func TestWorkersWorkAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		two := options
		two.Workers = 2
		begin := time.Now()
		call(t, gather.New(two, c.double), 1, 2, 3, 4)
		if took := time.Since(begin); took != 2*time.Second {
			t.Errorf("took %v; want that of two groups", took)
		}
		if len(c.groups) != 3 {
			t.Errorf("groups %v; want 3", c.groups)
		}
	})
}

func TestGathersAgainAfterItWasIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		g := gather.New(options, c.double)
		call(t, g, 1)
		call(t, g, 2)
		if want := [][]int{{1}, {2}}; !slices.EqualFunc(c.groups, want, slices.Equal) {
			t.Errorf("groups %v; want %v", c.groups, want)
		}
	})
}

func TestFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		small := options
		small.Waiting = 2
		g := gather.New(small, c.double)
		var all sync.WaitGroup
		for n := range 3 { // one is carried out, two wait
			all.Go(func() { _, _ = g.Do(t.Context(), n) })
			synctest.Wait()
		}
		if _, err := g.Do(t.Context(), 3); !errors.Is(err, gather.ErrFull) {
			t.Errorf("Do = %v; want ErrFull", err)
		}
		all.Wait()
		if _, err := g.Do(t.Context(), 4); err != nil {
			t.Errorf("Do when there is room again: %v", err)
		}
	})
}

// TestCallerGivesUp: one who waits leaves, one whose request is being carried out
// does not take it back, and neither harms the others.
func TestCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		g := gather.New(options, c.double)
		gaveUp := errors.New("gave up")
		ctx, giveUp := context.WithCancelCause(t.Context())
		var all sync.WaitGroup
		for _, n := range []int{1, 2} {
			all.Go(func() {
				if _, err := g.Do(ctx, n); !errors.Is(err, gaveUp) {
					t.Errorf("Do(%d) = %v; want the cause", n, err)
				}
			})
			synctest.Wait()
		}
		all.Go(func() {
			if got, err := g.Do(t.Context(), 3); got != 6 || err != nil {
				t.Errorf("Do(3) = %d, %v; want 6", got, err)
			}
		})
		synctest.Wait()
		giveUp(gaveUp)
		all.Wait()
		if want := [][]int{{1}, {3}}; !slices.EqualFunc(c.groups, want, slices.Equal) {
			t.Errorf("groups %v; want %v", c.groups, want)
		}
	})
}

func TestGroupHasATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gather.New(options, func(ctx context.Context, _ []int) []gather.Outcome[int] {
			<-ctx.Done()
			return []gather.Outcome[int]{{Err: ctx.Err()}}
		})
		begin := time.Now()
		_, err := g.Do(t.Context(), 1)
		if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != options.Timeout {
			t.Errorf("Do = %v after %v; want DeadlineExceeded after %v", err, took, options.Timeout)
		}
	})
}

func TestPanicIsAnError(t *testing.T) {
	g := gather.New(options, func(context.Context, []int) []gather.Outcome[int] { panic("oh") })
	for range 2 {
		if _, err := g.Do(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "oh") {
			t.Errorf("Do = %v; want one that says oh", err)
		}
	}
}
