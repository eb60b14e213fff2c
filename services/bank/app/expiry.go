package app

import (
	"context"
	"log/slog"
	"time"
)

const (
	// expiryInterval is how often what has expired is removed.
	expiryInterval = time.Minute
	// expiryBatch is how many rows one statement removes: few enough to be done
	// in milliseconds.
	expiryBatch = 500
)

// removeExpired removes idempotency keys that have expired, now and from time
// to time, until ctx ends. A failure is logged and tried again.
func (a *App) removeExpired(ctx context.Context) {
	ticker := time.NewTicker(expiryInterval)
	defer ticker.Stop()
	for {
		if err := a.removeExpiredKeys(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "expired idempotency keys are not removed", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// removeExpiredKeys removes all that have expired, in batches.
func (a *App) removeExpiredKeys(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, expiryInterval)
	defer cancel()
	for {
		removed, err := a.store.RemoveExpiredKeys(ctx, expiryBatch)
		if err != nil || removed < expiryBatch {
			return err
		}
	}
}
