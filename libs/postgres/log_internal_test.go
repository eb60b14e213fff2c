package postgres

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// LogHashes returns what reads hashes of the log.
func (s *Store) LogHashes(ctx context.Context) tlog.HashReader { return hashReader{ctx, s.conn} }
