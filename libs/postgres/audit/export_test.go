package audit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"example.com/simplebank/libs/postgres/migration"
)

// OfMigrations is what the package takes a migrated database to have.
var OfMigrations = ofMigrations

// Describe returns the same of a database.
func Describe(ctx context.Context, tx *sql.Tx) (string, error) {
	a := auditor{tx: tx}
	if err := a.settle(ctx); err != nil {
		return "", err
	}
	objects, err := a.definitions(ctx)
	if err != nil {
		return "", err
	}
	var lines []string
	for o, digest := range objects {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\n", o.kind, o.table, o.name, digest))
	}
	err = a.each(ctx, selectGrants, []any{a.report.Schema}, func(scan func(...any) error) error {
		var grantee, table, column, privilege string
		err := scan(&grantee, &table, &column, &privilege)
		if err == nil && grantee != migration.ServiceRole {
			err = fmt.Errorf("%s has a privilege on %s", grantee, table)
		}
		lines = append(lines, "grant\t"+grant(table, column, privilege)+"\n")
		return err
	})
	slices.Sort(lines)
	return strings.Join(lines, ""), err
}
