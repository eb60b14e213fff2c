package migration

import (
	"context"
	"database/sql"

	"github.com/golang-migrate/migrate/v4"
)

// Files are the migrations.
var Files = files

// To migrates, up or down, to one version.
func (s Schema) To(ctx context.Context, version uint) error {
	return s.run(ctx, func(conn *sql.Conn) error {
		return runLocked(ctx, conn, func(m *migrate.Migrate) error { return m.Migrate(version) })
	})
}
