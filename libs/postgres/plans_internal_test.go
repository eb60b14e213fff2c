package postgres

import (
	"context"
	"database/sql"
	"strings"
)

// Explaining returns a store that has the database explain, and carry out, each of
// its queries before it asks it, and what the database has said so far.
func (s *Store) Explaining() (*Store, *strings.Builder) {
	e := explainer{s.conn, &strings.Builder{}}
	as := *s
	as.conn = e
	return &as, e.plans
}

type explainer struct {
	connection
	plans *strings.Builder
}

func (e explainer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	e.explain(ctx, query, args)
	return e.connection.QueryContext(ctx, query, args...)
}

func (e explainer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	e.explain(ctx, query, args)
	return e.connection.QueryRowContext(ctx, query, args...)
}

// explain leaves errors to the query itself.
func (e explainer) explain(ctx context.Context, query string, args []any) {
	rows, err := e.connection.QueryContext(ctx, "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) "+query, args...)
	if err != nil {
		return
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if rows.Scan(&line) == nil {
			e.plans.WriteString(line + "\n")
		}
	}
}
