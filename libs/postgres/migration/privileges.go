package migration

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"log/slog"
)

// ServiceRole is the group role that [Schema.Up] gives what the service needs,
// and no more. The role that the service connects as is to be a member of it.
const ServiceRole = "simplebank_service"

//go:embed privileges.sql
var privileges string

// grant gives the service its privileges. Whoever may not make the role, as
// where a database is used as its owner only, goes without.
func (s Schema) grant(ctx context.Context, conn *sql.Conn) error {
	if s.NoService {
		return nil
	}
	const query = `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)
		OR EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole))`
	var possible bool
	if err := conn.QueryRowContext(ctx, query, ServiceRole).Scan(&possible); err != nil {
		return fmt.Errorf("look for role %s: %w", ServiceRole, err)
	}
	if !possible {
		if s.Log != nil {
			s.Log.WarnContext(ctx, "no role for the service: it can connect as the owner of the tables only, until "+
				"someone who may create roles does so, and this is run again", slog.String("role", ServiceRole))
		}
		return nil
	}
	if _, err := conn.ExecContext(ctx, privileges); err != nil {
		return fmt.Errorf("give %s its privileges: %w", ServiceRole, err)
	}
	return nil
}
