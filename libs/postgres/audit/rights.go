package audit

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
)

// Rights is what a role may do, as compared with what the migrations let the service
// do.
type Rights struct {
	Role      string // as SQL quotes it
	Superuser bool
	Owner     bool     // it is the owner of the tables, or may act as the owner
	Service   bool     // it has what the service's role has
	Made      bool     // there is the service's role
	Lacks     []string // such as "INSERT ON entries"
	Exceeds   []string // such as "may UPDATE entries"
}

// selectMissing returns what a table, a column, or all of a table, and a privilege
// are, of which the role has not the latter. Whether there are table and column is of
// the schema.
const selectMissing = `
	SELECT DISTINCT g.privilege || ' ON ' || relname
	FROM unnest($2::text[], $3::text[], $4::text[]) g (table_name, column_name, privilege)
	JOIN pg_class c ON relname = table_name AND relnamespace = quote_ident($1)::regnamespace
	LEFT JOIN pg_attribute ON attrelid = c.oid AND attname = column_name
	WHERE CASE column_name WHEN '' THEN NOT has_table_privilege(c.oid, g.privilege)
		ELSE NOT has_column_privilege(c.oid, attnum, g.privilege) END
	ORDER BY 1`

// RightsOf returns the rights of the role that the transaction is of.
func RightsOf(ctx context.Context, tx *sql.Tx) (r Rights, err error) {
	a := &auditor{tx: tx}
	if err := a.findSchema(ctx); err != nil {
		return r, err
	}
	var name string
	var memberOf pq.StringArray
	err = tx.QueryRowContext(ctx, `
		SELECT rolname, quote_ident(rolname), rolsuper,
			pg_has_role(r.oid, (SELECT relowner FROM pg_class WHERE oid = to_regclass('schema_migrations')), 'MEMBER'),
			coalesce(pg_has_role(r.oid, to_regrole($1)::oid, 'USAGE'), false), to_regrole($1) IS NOT NULL,
			ARRAY(SELECT p.rolname::text FROM pg_roles p WHERE pg_has_role(r.oid, p.oid, 'MEMBER'))
		FROM pg_roles r WHERE rolname = current_user`, migration.ServiceRole,
	).Scan(&name, &r.Role, &r.Superuser, &r.Owner, &r.Service, &r.Made, &memberOf)
	if err != nil {
		return r, fault.During("ask for the role", err)
	}
	var tables, columns, privileges pq.StringArray
	for line := range strings.Lines(ofMigrations) {
		if words := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); words[0] == "grant" {
			tables, columns, privileges = append(tables, words[1]), append(columns, words[2]), append(privileges, words[3])
		}
	}
	err = a.each(ctx, selectMissing, []any{a.report.Schema, tables, columns, privileges}, func(scan func(...any) error) error {
		var missing string
		err := scan(&missing)
		r.Lacks = append(r.Lacks, missing)
		return err
	})
	if err != nil {
		return r, fault.During("ask for privileges", err)
	}
	return r, a.eachExcess(ctx, name, func(e excess) {
		// What its own members may do is theirs.
		if e.who == "" || slices.Contains(memberOf, e.who) {
			r.Exceeds = append(r.Exceeds, e.what)
		}
	})
}
