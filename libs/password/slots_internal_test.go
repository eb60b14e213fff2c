package password

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestSlotsAreBounded(t *testing.T) {
	var running, most atomic.Int32
	var all sync.WaitGroup
	for range 4 * cap(slots) {
		all.Go(func() {
			err := inSlot(t.Context(), func() error {
				defer running.Add(-1)
				if now := running.Add(1); now > most.Load() {
					most.Store(now)
				}
				time.Sleep(10 * time.Millisecond)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := int(most.Load()); got > cap(slots) {
		t.Errorf("%d at once, want at most %d", got, cap(slots))
	}
}

func TestWaitForSlotEndsWithContext(t *testing.T) {
	for range cap(slots) {
		slots <- struct{}{}
	}
	defer func() {
		for range cap(slots) {
			<-slots
		}
	}()
	for name, do := range map[string]func(context.Context) error{
		"Hash":                    func(ctx context.Context) error { _, err := Hash(ctx, "secret"); return err },
		"Matches":                 func(ctx context.Context) error { _, err := Matches(ctx, "hash", "secret"); return err },
		"Matches of unknown user": func(ctx context.Context) error { _, err := Matches(ctx, "", "secret"); return err },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := do(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want that the deadline is exceeded", name, err)
		}
	}
}
