package audit

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
)

// selectGrants returns grantee, table, column and privilege of what is granted
// on tables and sequences to others than their owners. PUBLIC is "".
const selectGrants = `
	SELECT coalesce(rolname, ''), relname, attname, privilege_type || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
	FROM (
		SELECT oid, '' AS attname, (aclexplode(relacl)).* FROM pg_class
		UNION ALL
		SELECT attrelid, attname, (aclexplode(attacl)).* FROM pg_attribute WHERE attacl IS NOT NULL AND NOT attisdropped
	) acl JOIN pg_class c ON c.oid = acl.oid LEFT JOIN pg_roles r ON r.oid = grantee
	WHERE relnamespace = quote_ident($1)::regnamespace AND grantee <> relowner
	ORDER BY 2, 3, 1, 4`

// selectExecutors returns function, its arguments and grantee of what is granted on
// functions to others than their owners. What everybody may execute is of the
// schema.
const selectExecutors = `
	SELECT proname, pg_get_function_identity_arguments(f.oid), rolname
	FROM (SELECT oid, proname, pronamespace, proowner, (aclexplode(proacl)).grantee FROM pg_proc) f JOIN pg_roles r ON r.oid = grantee
	WHERE pronamespace = quote_ident($1)::regnamespace AND grantee <> proowner
	ORDER BY 1, 2, 3`

// selectPowers returns what a role, or a member of it, may do by other roles or by
// what it is.
const selectPowers = `
	WITH members AS (
		SELECT * FROM pg_roles r WHERE rolname = $2
			OR NOT rolsuper AND pg_has_role(r.oid, to_regrole(quote_ident($2))::oid, 'USAGE')
	)
	SELECT s.rolname, 'role', 'may do what ' || p.rolname || ' may'
	FROM members s JOIN pg_roles p ON pg_has_role(s.oid, p.oid, 'MEMBER')
	WHERE p.rolname IN ('pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files')
		OR p.oid IN (SELECT relowner FROM pg_class WHERE relnamespace = quote_ident($1)::regnamespace)
		OR p.oid <> s.oid AND (p.rolsuper OR p.rolcreaterole OR p.rolreplication OR p.rolbypassrls)
	UNION ALL
	SELECT rolname, 'role', 'is a superuser, may make roles, replicate or see past row security'
	FROM members WHERE rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls
	UNION ALL
	SELECT rolname, 'role', 'may make tables and functions in schema ' || $1
	FROM members WHERE has_schema_privilege(oid, $1, 'CREATE')
	ORDER BY 1, 3`

// selectOwners returns tables, sequences and functions that are not of the owner of
// schema_migrations: their owner may do all with them.
const selectOwners = `
	SELECT kind, name, coalesce(r.rolname, owner::text), o.rolname
	FROM (
		SELECT 'table' AS kind, relname AS name, relowner AS owner FROM pg_class
		WHERE relnamespace = quote_ident($1)::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
		UNION ALL
		SELECT 'function', proname, proowner FROM pg_proc WHERE pronamespace = quote_ident($1)::regnamespace
	) all_of_them
	JOIN pg_class m ON m.oid = to_regclass(format('%I.schema_migrations', $1::text)) JOIN pg_roles o ON o.oid = m.relowner
	LEFT JOIN pg_roles r ON r.oid = owner
	WHERE owner <> m.relowner
	ORDER BY 1, 2`

// excess is something that a role may do beyond what the migrations let the service
// do.
type excess struct {
	who  string // the role, or "" for everybody
	what string // such as "may UPDATE entries"
	Finding
}

// checkPrivileges checks that the service may do no more than the migrations let
// it, and that nobody else but the owner may write, who is one.
func (a *auditor) checkPrivileges(ctx context.Context) error {
	return a.eachExcess(ctx, migration.ServiceRole, func(e excess) { a.find(e.Table, e.Key, "%s", e.Problem) })
}

// eachExcess calls do for what anybody was granted too much, and for what the role,
// or a member of it, may do by what it is.
func (a *auditor) eachExcess(ctx context.Context, role string, do func(excess)) error {
	tables, functions, allowed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(ofMigrations) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch words[0] {
		case "function":
			functions[words[1]] = true
		case "grant":
			allowed[grant(words[1], words[2], words[3])] = true
		default:
			tables[words[1]] = true
		}
	}
	err := a.each(ctx, selectGrants, []any{a.report.Schema}, func(scan func(...any) error) error {
		var grantee, table, column, privilege string
		if err := scan(&grantee, &table, &column, &privilege); err != nil {
			return err
		}
		reader := privilege == "SELECT" && grantee != "" && grantee != migration.ServiceRole
		if !allowed[grant(table, column, privilege)] && !reader && (tables[table] || strings.HasSuffix(table, "_seq")) {
			do(excess{grantee, "may " + privilege + " " + strings.TrimSpace(table+" "+column), Finding{
				Table: table, Key: strings.TrimSpace("grant " + column),
				Problem: fmt.Sprintf("%s may %s: nobody should, but the owner", cmp.Or(grantee, "everybody (PUBLIC)"), privilege),
			}})
		}
		return nil
	})
	if err != nil {
		return fault.During("read grants", err)
	}
	err = a.each(ctx, selectExecutors, []any{a.report.Schema}, func(scan func(...any) error) error {
		var function, arguments, grantee string
		if err := scan(&function, &arguments, &grantee); err != nil {
			return err
		}
		if functions[function] {
			do(excess{grantee, "may EXECUTE " + function, Finding{
				Table: function, Key: strings.TrimSpace("grant " + arguments),
				Problem: grantee + " may EXECUTE: nobody should, but the owner",
			}})
		}
		return nil
	})
	if err != nil {
		return fault.During("read who may execute functions", err)
	}
	err = a.each(ctx, selectOwners, []any{a.report.Schema}, func(scan func(...any) error) error {
		var kind, name, owner, should string
		if err := scan(&kind, &name, &owner, &should); err != nil {
			return err
		}
		if kind == "table" && (tables[name] || strings.HasSuffix(name, "_seq")) || kind == "function" && functions[name] {
			do(excess{owner, "owns " + name, Finding{
				Table: name, Key: "owner", Problem: fmt.Sprintf("is %s, that of schema_migrations is %s", owner, should),
			}})
		}
		return nil
	})
	if err != nil {
		return fault.During("read owners", err)
	}
	err = a.each(ctx, selectPowers, []any{a.report.Schema, role}, func(scan func(...any) error) error {
		var f Finding
		err := scan(&f.Table, &f.Key, &f.Problem)
		do(excess{f.Table, f.Problem, f})
		return err
	})
	if err != nil {
		return fmt.Errorf("read what %s may do: %w", role, err)
	}
	return nil
}

func grant(table, column, privilege string) string { return table + "\t" + column + "\t" + privilege }
