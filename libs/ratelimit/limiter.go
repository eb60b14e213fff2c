// Package ratelimit bounds how often something may be done, by key: a user, an
// address. What it knows is in the memory of one process, and bounded.
package ratelimit

import (
	"container/heap"
	"sync"
	"time"
)

// Limiter applies one rate to each of many keys, by the generic cell rate
// algorithm as ITU-T Recommendation I.371 has it in annex A.1, "virtual
// scheduling". Of a key it keeps one time, the theoretical arrival time (TAT) of
// the next event if events came evenly. An event may come early by as much as
// makes the rate's burst.
//
// Its methods may be called concurrently.
type Limiter struct {
	rate    Rate
	maxKeys int
	now     func() time.Time

	mu    sync.Mutex
	byKey map[string]*arrival
	byTAT arrivals
}

// New returns a limiter that reads the time from now. It keeps at most maxKeys
// keys, which must be above zero: where there are more, those go that have used
// the least of their allowance, and get it back.
func New(rate Rate, maxKeys int, now func() time.Time) *Limiter {
	return &Limiter{rate: rate, maxKeys: maxKeys, now: now, byKey: map[string]*arrival{}}
}

// Take returns 0 if the key may do it now, and counts that. Else it returns how
// long it takes until the key may, if it does nothing else meanwhile; what is
// refused does not count.
func (l *Limiter) Take(key string) time.Duration {
	if l.rate == (Rate{}) {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.forget(now)
	known, ok := l.byKey[key]
	if !ok {
		l.remember(&arrival{key: key, tat: now.Add(l.rate.interval())})
		return 0
	}
	if wait := known.tat.Add(-l.rate.tolerance()).Sub(now); wait > 0 {
		return wait
	}
	known.tat = known.tat.Add(l.rate.interval())
	heap.Fix(&l.byTAT, known.index)
	return 0
}

// Keys returns how many keys are kept.
func (l *Limiter) Keys() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.byKey)
}

// forget drops the keys that have all of their allowance, as unknown ones do.
func (l *Limiter) forget(now time.Time) {
	for len(l.byTAT) > 0 && !l.byTAT[0].tat.After(now) {
		l.drop()
	}
}

func (l *Limiter) remember(a *arrival) {
	for len(l.byTAT) >= l.maxKeys {
		l.drop()
	}
	l.byKey[a.key] = a
	heap.Push(&l.byTAT, a)
}

// drop drops the key that has the most of its allowance left.
func (l *Limiter) drop() {
	delete(l.byKey, heap.Pop(&l.byTAT).(*arrival).key)
}
