package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/migration"
)

// examinePrivileges looks whether the role has what the migrations give the service,
// and no more. What would be more is for the audit to say, which finds it, too.
func (s *Store) examinePrivileges(ctx context.Context) (Finding, error) {
	var role audit.Rights
	err := s.Snapshot(ctx, func(tx *sql.Tx) (err error) {
		role, err = audit.RightsOf(ctx, tx)
		return err
	})
	if err != nil {
		return Finding{}, err
	}
	const grant = "GRANT " + migration.ServiceRole + " TO "
	another := "connect as another login, which has this and nothing else: " + grant + "…"
	membership := grant + role.Role
	if role.Service {
		membership = `run "bank migrate up" as the owner of the tables: ` + role.Role + " is in " + migration.ServiceRole + ", which lacks it"
	}
	if !role.Made {
		const first = `first run "bank migrate up" as a role that may create roles: it makes ` + migration.ServiceRole + "; then "
		another, membership = first+another, first+membership
	}
	switch {
	case role.Superuser:
		return Finding{Status: Warning, Detail: role.Role + " is a superuser, whom the database refuses nothing", Advice: another}, nil
	case role.Owner:
		return Finding{Status: Warning, Detail: role.Role + " is the owner of the tables, or may act as the owner, who may undo what guards them",
			Advice: another}, nil
	case len(role.Lacks) > 0:
		return Finding{Status: Failed, Detail: fmt.Sprintf("%s lacks %s", role.Role, strings.Join(role.Lacks, ", ")), Advice: membership}, nil
	case len(role.Exceeds) > 0:
		return Finding{Status: Warning, Detail: fmt.Sprintf("%s has what serving needs, and more: it %s", role.Role, strings.Join(role.Exceeds, ", ")),
			Advice: "revoke what is more, or " + another}, nil
	}
	return Finding{Status: OK, Detail: role.Role + " has what serving needs, and no more"}, nil
}
