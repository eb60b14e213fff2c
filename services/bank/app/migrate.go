package app

import (
	"context"
	"errors"
	"log/slog"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/services/bank/config"
)

// migrate migrates the database, unless its schema is newer than the program:
// while a release is rolled out, replicas of the one before must still be able
// to start.
func migrate(ctx context.Context, c config.Server, log *slog.Logger) error {
	err := migration.Schema{Source: c.Source.Reveal(), Log: log}.Up(ctx)
	if errors.Is(err, migration.ErrNewer) {
		log.WarnContext(ctx, "not migrated", slog.String("reason", err.Error()))
		return nil
	}
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "migrated", slog.Int("version", migration.Latest()))
	return nil
}
