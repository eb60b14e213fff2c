package audit

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
)

// ofMigrations is what a database has that was just migrated, one object a line:
// its kind, its table, its name and a digest of its definition. A test holds it to
// that, and rewrites it with -update.
//
//go:embed schema.txt
var ofMigrations string

// selectDefinitions returns kind, table, name and definition of all that guards
// the rows. It leaves out what differs between versions of PostgreSQL (from 18 on
// NOT NULL is a constraint, too), and the name of the schema.
const selectDefinitions = `
	WITH tables AS (
		SELECT * FROM pg_class WHERE relnamespace = quote_ident($1)::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
	)
	SELECT 'table', relname, '', concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity,
		EXISTS (SELECT FROM pg_inherits WHERE tables.oid IN (inhrelid, inhparent)), CASE relkind WHEN 'v' THEN pg_get_viewdef(oid, true) END)
	FROM tables
	UNION ALL
	SELECT 'column', relname, attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
		pg_get_expr(adbin, adrelid, true))
	FROM tables JOIN pg_attribute a ON attrelid = tables.oid LEFT JOIN pg_attrdef ON adrelid = tables.oid AND adnum = attnum
	WHERE attnum > 0 AND NOT attisdropped
	UNION ALL
	SELECT 'constraint', relname, conname, pg_get_constraintdef(c.oid, true)
	FROM tables JOIN pg_constraint c ON conrelid = tables.oid WHERE contype NOT IN ('n', 't')
	UNION ALL
	SELECT 'index', tables.relname, i.relname, concat_ws(' ', pg_get_indexdef(i.oid, 0, true), indisvalid)
	FROM tables JOIN pg_index ON indrelid = tables.oid JOIN pg_class i ON i.oid = indexrelid
	UNION ALL
	SELECT 'trigger', relname, tgname, concat_ws(' ', pg_get_triggerdef(t.oid, true), tgenabled)
	FROM tables JOIN pg_trigger t ON tgrelid = tables.oid WHERE NOT tgisinternal
	UNION ALL
	SELECT 'rule', relname, rulename, pg_get_ruledef(r.oid, true)
	FROM tables JOIN pg_rewrite r ON ev_class = tables.oid WHERE rulename <> '_RETURN'
	UNION ALL
	SELECT 'policy', relname, polname, concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
	FROM tables JOIN pg_policy ON polrelid = tables.oid
	UNION ALL
	SELECT 'function', proname, pg_get_function_identity_arguments(p.oid), concat_ws(' ', pg_get_function_result(p.oid), lanname,
		prosecdef, provolatile, replace(array_to_string(proconfig, ' '), quote_ident($1), 'schema'),
		EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0), prosrc)
	FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE pronamespace = quote_ident($1)::regnamespace AND prokind = 'f'`

// selectDisabled returns foreign keys whose triggers are disabled.
const selectDisabled = `
	SELECT relname, conname, 'is not checked: a trigger of it is disabled'
	FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_constraint o ON o.oid = tgconstraint
	WHERE tgisinternal AND tgenabled <> 'O' AND relnamespace = quote_ident($1)::regnamespace
	GROUP BY relname, conname ORDER BY relname, conname`

// selectDefiners returns functions and procedures that run with the rights of their
// owner, who may write a table of those named: name, arguments and owner.
const selectDefiners = `
	SELECT proname, pg_get_function_identity_arguments(p.oid), rolname
	FROM pg_proc p JOIN pg_roles r ON r.oid = proowner
	WHERE pronamespace = quote_ident($1)::regnamespace AND prosecdef AND EXISTS (
		SELECT FROM pg_class c
		WHERE relnamespace = quote_ident($1)::regnamespace AND relname = ANY ($2) AND (pg_has_role(proowner, relowner, 'USAGE')
			OR has_any_column_privilege(proowner, c.oid, 'INSERT, UPDATE') OR has_table_privilege(proowner, c.oid, 'DELETE, TRUNCATE')))
	ORDER BY 1, 2`

// object is a part of the schema.
type object struct{ kind, table, name string }

func (o object) String() string { return strings.TrimSpace(o.kind + " " + o.table + " " + o.name) }

// guards reports whether the object, which no migration makes, may do something to
// rows of a table that they make. Tables and functions of others may be beside.
func (o object) guards(known map[object]string) bool {
	if o.kind == "index" {
		return false
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(known)), func(k object) bool {
		return k.table == o.table && (k.kind == "function") == (o.kind == "function")
	})
}

// sorted returns the objects in the order of their texts.
func sorted(objects map[object]string) []object {
	list := slices.Collect(maps.Keys(objects))
	// Not slices.SortFunc, of which each type of element has a copy in the binary.
	sort.Slice(list, func(i, j int) bool { return list[i].String() < list[j].String() })
	return list
}

// parse reads the lines of one of the kinds that objects have.
func parse(lines string) map[object]string {
	objects := map[object]string{}
	for line := range strings.Lines(lines) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(words) == 4 && words[0] != "grant" {
			objects[object{words[0], words[1], words[2]}] = words[3]
		}
	}
	return objects
}

func (a *auditor) checkSchema(ctx context.Context) error {
	if err := a.checkVersion(ctx); err != nil {
		return err
	}
	found, err := a.definitions(ctx)
	if err != nil {
		return fault.During("read definitions", err)
	}
	known := parse(ofMigrations)
	for _, o := range sorted(known) {
		switch digest, is := found[o]; {
		case !is:
			a.find(o.table, strings.TrimSpace(o.kind+" "+o.name), "is missing")
		case digest != known[o]:
			a.find(o.table, strings.TrimSpace(o.kind+" "+o.name), "is not what the migrations make, or is disabled")
		}
		delete(found, o)
	}
	for _, o := range sorted(found) {
		if o.guards(known) {
			a.find(o.table, strings.TrimSpace(o.kind+" "+o.name), "is not of the migrations")
		}
	}
	if err := a.checkDefiners(ctx, known); err != nil {
		return fault.During("read functions with the rights of their owner", err)
	}
	return a.findEach(ctx, selectDisabled, a.report.Schema)
}

// checkDefiners looks for functions that nobody but the migrations should make: who may
// call one does what its owner may.
func (a *auditor) checkDefiners(ctx context.Context, known map[object]string) error {
	var tables pq.StringArray
	for o := range known {
		if o.kind == "table" {
			tables = append(tables, o.table)
		}
	}
	return a.each(ctx, selectDefiners, []any{a.report.Schema, tables}, func(scan func(...any) error) error {
		o := object{kind: "function"}
		var owner string
		if err := scan(&o.table, &o.name, &owner); err != nil {
			return err
		}
		if _, is := known[o]; !is {
			a.find(o.table, strings.TrimSpace(o.kind+" "+o.name), "is not of the migrations, and runs with the rights of %s (SECURITY DEFINER)", owner)
		}
		return nil
	})
}

// checkVersion checks that the schema is the one that this program knows.
func (a *auditor) checkVersion(ctx context.Context) error {
	var states []string
	err := a.each(ctx, `SELECT version::text || CASE WHEN dirty THEN ' and dirty' ELSE '' END FROM schema_migrations`, nil,
		func(scan func(...any) error) error {
			var state string
			err := scan(&state)
			states = append(states, state)
			return err
		})
	if err != nil {
		return fault.During("read version", err)
	}
	if want := fmt.Sprint(migration.Latest()); len(states) != 1 || states[0] != want {
		a.find("schema_migrations", "version", "is %s, it must be %s: migrate, or use the program that goes with it",
			strings.Join(append(states, []string{"none"}[:max(0, 1-len(states))]...), ", "), want)
	}
	return nil
}

// definitions returns digests of the definitions of all objects.
func (a *auditor) definitions(ctx context.Context) (map[object]string, error) {
	objects := map[object]string{}
	err := a.each(ctx, selectDefinitions, []any{a.report.Schema}, func(scan func(...any) error) error {
		var o object
		var definition string
		if err := scan(&o.kind, &o.table, &o.name, &definition); err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(definition))
		objects[o] = hex.EncodeToString(sum[:8])
		return nil
	})
	return objects, err
}
