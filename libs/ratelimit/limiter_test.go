package ratelimit_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/libs/ratelimit"
)

// clock is a time that stands still but for the test.
type clock struct{ at time.Time }

func newClock() *clock                    { return &clock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }
func (c *clock) now() time.Time           { return c.at }
func (c *clock) pass(d time.Duration)     { c.at = c.at.Add(d) }
func upTo(r *rand.Rand, n int64) int64    { return 1 + r.Int64N(n) }
func many(rate ratelimit.Rate) int        { return 20 * rate.Count }
func each(r ratelimit.Rate) time.Duration { return r.Per / time.Duration(r.Count) }

// forAll calls check with many random rates.
func forAll(t *testing.T, check func(t *testing.T, random *rand.Rand, rate ratelimit.Rate)) {
	t.Helper()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 0))
		rate := ratelimit.Rate{Count: int(upTo(random, 20)), Per: time.Duration(upTo(random, int64(time.Hour)))}
		t.Run(fmt.Sprintf("%d %s", seed, rate), func(t *testing.T) { check(t, random, rate) })
	}
}

func TestFirstBurstThenOneEachInterval(t *testing.T) {
	clock := newClock()
	limiter := ratelimit.New(ratelimit.Rate{Count: 3, Per: time.Minute}, 10, clock.now)
	for i, step := range []struct {
		pass, wait time.Duration
	}{
		{0, 0}, {0, 0}, {0, 0}, {0, 20 * time.Second},
		{5 * time.Second, 15 * time.Second},
		{15 * time.Second, 0}, {0, 20 * time.Second},
		{40 * time.Second, 0}, {0, 0}, {0, 20 * time.Second},
		{time.Hour, 0}, {0, 0}, {0, 0}, {0, 20 * time.Second},
	} {
		clock.pass(step.pass)
		if got := limiter.Take("alice"); got != step.wait {
			t.Errorf("step %d: wait %v, want %v", i, got, step.wait)
		}
	}
}

// TestNoWindowHasMoreThanTheRate compares every window of a random history with
// what the rate is: a burst and one for each interval.
func TestNoWindowHasMoreThanTheRate(t *testing.T) {
	forAll(t, func(t *testing.T, random *rand.Rand, rate ratelimit.Rate) {
		clock := newClock()
		limiter := ratelimit.New(rate, 1, clock.now)
		var allowed []time.Time
		for range many(rate) {
			clock.pass(time.Duration(random.Int64N(int64(each(rate)) + 1)))
			if limiter.Take("alice") == 0 {
				allowed = append(allowed, clock.now())
			}
		}
		for i := range allowed {
			for j := i; j < len(allowed); j++ {
				most := int64(rate.Count) + int64(allowed[j].Sub(allowed[i])/each(rate))
				if int64(j-i+1) > most {
					t.Fatalf("%d in %v, want at most %d", j-i+1, allowed[j].Sub(allowed[i]), most)
				}
			}
		}
	})
}

func TestWaitIsExact(t *testing.T) {
	forAll(t, func(t *testing.T, random *rand.Rand, rate ratelimit.Rate) {
		clock := newClock()
		limiter := ratelimit.New(rate, 1, clock.now)
		for range many(rate) {
			clock.pass(time.Duration(random.Int64N(int64(each(rate)) + 1)))
			wait := limiter.Take("alice")
			if wait == 0 {
				continue
			}
			if wait < 0 || wait > each(rate) {
				t.Fatalf("wait %v, want at most %v", wait, each(rate))
			}
			clock.pass(wait - 1)
			if got := limiter.Take("alice"); got != 1 { // that was refused costs nothing
				t.Fatalf("a nanosecond before its time: wait %v, want 1ns", got)
			}
			clock.pass(1)
			if got := limiter.Take("alice"); got != 0 {
				t.Fatalf("after the wait: wait %v more", got)
			}
		}
	})
}

func TestEvenPaceIsNeverRefused(t *testing.T) {
	forAll(t, func(t *testing.T, random *rand.Rand, rate ratelimit.Rate) {
		clock := newClock()
		limiter := ratelimit.New(rate, 1, clock.now)
		for range many(rate) {
			if wait := limiter.Take("alice"); wait != 0 {
				t.Fatalf("wait %v", wait)
			}
			clock.pass(each(rate) + time.Duration(random.Int64N(int64(each(rate)))))
		}
	})
}

func TestKeysDoNotDisturbEachOther(t *testing.T) {
	forAll(t, func(t *testing.T, random *rand.Rand, rate ratelimit.Rate) {
		clock := newClock()
		all := ratelimit.New(rate, 5, clock.now)
		alone := map[string]*ratelimit.Limiter{}
		for range many(rate) {
			clock.pass(time.Duration(random.Int64N(int64(each(rate)) + 1)))
			key := fmt.Sprint(random.IntN(5))
			if alone[key] == nil {
				alone[key] = ratelimit.New(rate, 1, clock.now)
			}
			if got, want := all.Take(key), alone[key].Take(key); got != want {
				t.Fatalf("wait %v, want %v as without the others", got, want)
			}
		}
	})
}

func TestKeysAreBounded(t *testing.T) {
	clock := newClock()
	rate := ratelimit.Rate{Count: 3, Per: 3 * time.Second}
	limiter := ratelimit.New(rate, 100, clock.now)
	for limiter.Take("greedy") == 0 {
	}
	for i := range 10_000 {
		if wait := limiter.Take(fmt.Sprint(i)); wait != 0 {
			t.Fatalf("a new key: wait %v", wait)
		}
		if keys := limiter.Keys(); keys > 100 {
			t.Fatalf("%d keys", keys)
		}
	}
	if limiter.Take("greedy") == 0 {
		t.Error("many keys made the limiter forget the one that uses the most")
	}
	clock.pass(rate.Per)
	limiter.Take("other")
	if keys := limiter.Keys(); keys != 1 {
		t.Errorf("%d keys are kept that have all of their allowance", keys-1)
	}
}

func TestWithoutLimit(t *testing.T) {
	limiter := ratelimit.New(ratelimit.Rate{}, 1, newClock().now)
	for range 1000 {
		if wait := limiter.Take("alice"); wait != 0 {
			t.Fatalf("wait %v", wait)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	limiter := ratelimit.New(ratelimit.Rate{Count: 50, Per: time.Hour}, 10, newClock().now)
	var allowed atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				if limiter.Take("alice") == 0 {
					allowed.Add(1)
				}
			}
		})
	}
	all.Wait()
	if got := allowed.Load(); got != 50 {
		t.Errorf("%d are allowed, want 50", got)
	}
}
