package postgres

import (
	"context"
	"fmt"
	"strings"
)

// needed are the privileges that serving needs, by table. A test serves with
// these and no others.
var needed = []struct {
	table      string
	privileges []string
}{
	{"users", []string{"SELECT", "INSERT", "UPDATE"}},
	{"sessions", []string{"SELECT", "INSERT", "UPDATE", "DELETE"}},
	{"accounts", []string{"SELECT", "INSERT", "UPDATE"}},
	{"transfers", []string{"SELECT", "INSERT"}},
	{"pending_transfers", []string{"SELECT", "INSERT", "UPDATE"}},
	{"entries", []string{"SELECT", "INSERT"}},
	{"bookings", []string{"SELECT", "INSERT"}},
	{"audit_log", []string{"SELECT", "INSERT"}},
	{"idempotency_keys", []string{"SELECT", "INSERT", "UPDATE", "DELETE"}},
	{"unlogged_transfers", []string{"SELECT"}},
	{"log_leaves", []string{"SELECT", "INSERT"}},
	{"log_tiles", []string{"SELECT", "INSERT", "UPDATE"}},
	{"log_checkpoints", []string{"SELECT", "INSERT"}},
	{"schema_migrations", []string{"SELECT"}},
}

func (s *Store) examinePrivileges(ctx context.Context) (Finding, error) {
	var role string
	var superuser bool
	err := s.db.QueryRowContext(ctx, `SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user`).Scan(&role, &superuser)
	if err != nil {
		return Finding{}, fmt.Errorf("ask for the role: %w", err)
	}
	if superuser {
		return Finding{Status: Warning, Detail: fmt.Sprintf("%s is a superuser, whom the database refuses nothing", role),
			Advice: "connect as a role that may only: " + strings.Join(grants(), ", ")}, nil
	}
	var missing []string
	for _, n := range needed {
		for _, privilege := range n.privileges {
			var has bool
			// A grant on columns will do, but for DELETE, which has none. Whether there is the table is of
			// the schema.
			function := "has_any_column_privilege"
			if privilege == "DELETE" {
				function = "has_table_privilege"
			}
			err := s.db.QueryRowContext(ctx, `SELECT coalesce(`+function+`(to_regclass($1), $2), true)`, n.table, privilege).Scan(&has)
			if err != nil {
				return Finding{}, fmt.Errorf("ask for the privilege %s on %s: %w", privilege, n.table, err)
			}
			if !has {
				missing = append(missing, privilege+" ON "+n.table)
			}
		}
	}
	if len(missing) > 0 {
		return Finding{Status: Failed, Detail: fmt.Sprintf("%s lacks %s", role, strings.Join(missing, ", ")),
			Advice: fmt.Sprintf("grant them to %s, as the owner of the tables", role)}, nil
	}
	return Finding{Status: OK, Detail: role + " has what serving needs"}, nil
}

// grants returns the needed privileges as GRANT has them, one a table.
func grants() []string {
	var all []string
	for _, n := range needed {
		all = append(all, strings.Join(n.privileges, ", ")+" ON "+n.table)
	}
	return all
}
