package app

import (
	"context"
	"log/slog"
	"time"
)

const (
	// expiryInterval is how often what has expired is removed. Nothing depends on
	// it: what has expired is of no effect.
	expiryInterval = time.Minute
	// expiryBatch is how many rows one statement works on: few enough to be done
	// in milliseconds.
	expiryBatch = 500
)

// removeExpired removes idempotency keys that have expired and ends reservations
// that have, now and from time to time, until ctx ends. A failure is logged and
// tried again.
func (a *App) removeExpired(ctx context.Context) {
	ticker := time.NewTicker(expiryInterval)
	defer ticker.Stop()
	for {
		if err := inBatches(ctx, a.store.RemoveExpiredKeys); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "expired idempotency keys are not removed", slog.String("error", err.Error()))
		}
		if err := inBatches(ctx, a.store.EndExpiredReservations); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "expired reservations are not ended", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// inBatches does the work for all rows that there are, for a batch at a time.
func inBatches(ctx context.Context, work func(_ context.Context, limit int64) (int64, error)) error {
	ctx, cancel := context.WithTimeout(ctx, expiryInterval)
	defer cancel()
	for {
		done, err := work(ctx, expiryBatch)
		if err != nil || done < expiryBatch {
			return err
		}
	}
}
