package load

import (
	"context"
	"time"
)

// Closed has clients send requests for the duration, each the next one once the one
// before is answered. An answer takes from when its request is sent: a bank that is slow
// is asked less, so that percentiles are of use only beside the rate.
func Closed(ctx context.Context, address string, clients int, duration time.Duration, streams Streams) (Measurement, error) {
	workers, err := connect(ctx, address, clients, streams)
	if err != nil {
		return Measurement{}, err
	}
	defer closeAll(workers)
	return run(workers, duration, func(w *worker, start time.Time) error {
		end := start.Add(duration)
		for now := time.Now(); now.Before(end); now = time.Now() {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.serve(ctx, now); err != nil {
				return err
			}
		}
		return nil
	})
}
