package ground

import (
	"context"
	"database/sql"
	"time"
)

// until asks the database until the answer is yes.
func until(ctx context.Context, db *sql.DB, query string, parameters ...any) error {
	for {
		var yes bool
		if err := db.QueryRowContext(ctx, query, parameters...).Scan(&yes); err != nil {
			return err
		}
		if yes {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
