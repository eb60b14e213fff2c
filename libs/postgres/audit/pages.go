package audit

import (
	"context"
	"fmt"
	"math"
)

// walk calls look for ranges of ids, above the one and up to the other, which
// together are all ids that there can be, and says how many rows of the table each
// has: at most size.
func (a *auditor) walk(ctx context.Context, table string, size int64, look func(above, to, rows int64) error) error {
	query := fmt.Sprintf(`SELECT count(*), coalesce(max(id), 0) FROM (SELECT id FROM %s WHERE id > $1 ORDER BY id LIMIT $2) page`, table)
	above := int64(math.MinInt64)
	for {
		var rows, to int64
		if err := a.tx.QueryRowContext(ctx, query, above, size).Scan(&rows, &to); err != nil {
			return fmt.Errorf("find the next page of %s: %w", table, err)
		}
		if rows < size {
			to = math.MaxInt64
		}
		if err := look(above, to, rows); err != nil {
			return fmt.Errorf("look at %s from %d to %d: %w", table, above, to, err)
		}
		if rows < size {
			return nil
		}
		above = to
	}
}
