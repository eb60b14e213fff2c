package selftest_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/selftest"
)

// TestRun is in a cluster with logins of the service, which the superuser of the source
// is none of.
func TestRun(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	before := everything(t, db)
	for _, hot := range []bool{false, true} {
		o := options(source)
		o.Hot = hot
		r := run(t, o)
		if err := r.Err(); err != nil {
			t.Error(err)
		}
		if r.Requests < 50 || r.Rate <= 0 || r.TransferRate >= r.Rate || r.Refused == 0 || r.Repeated == 0 || r.PerCommit < 1 || r.Audited < 50 ||
			r.P50 <= 0 || r.P50 > r.P90 || r.P90 > r.P99 || r.P99 > r.Max {
			t.Errorf("hot %t: report %+v", hot, r)
		}
		if !strings.HasPrefix(r.PostgreSQL, "1") || r.Fsync != "off" || r.SynchronousCommit != "on" || r.FullPageWrites != "off" {
			t.Errorf("settings of a cluster for tests: %+v", r)
		}
	}
	if diff := cmp.Diff(before, everything(t, db)); diff != "" {
		t.Errorf("what else is in the database (-before +after):\n%s", diff)
	}
}

// everything returns the schemas, the tables with the number of their rows, what may be
// done to them, and the roles.
func everything(t *testing.T, db *sql.DB) (lines []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `
		SELECT format('schema %s %s', nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
		UNION ALL
		SELECT format('%s.%s %s %s', nspname, relname, relacl, CASE WHEN relkind = 'r' THEN
			(xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', nspname, relname), false, true, '')))[1] END)
		FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^(pg_|information_schema)'
		UNION ALL
		SELECT format('role %s, member of %s', rolname, ARRAY(SELECT roleid FROM pg_auth_members WHERE member = r.oid)) FROM pg_roles r
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestRoles is of those that a team may have.
func TestRoles(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	service := options(postgrestest.Service(t, source))
	_, err := selftest.Run(t.Context(), service)
	if err == nil || !strings.Contains(err.Error(), "make a schema: ") || !strings.Contains(err.Error(), "GRANT CREATE ON DATABASE") {
		t.Errorf("as the service: %v", err)
	}
	exec(t, db, `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO bank', current_database()); END $$`)
	run(t, service)
	// What everybody may do with new tables here is not of the trial.
	exec(t, db, "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC")
	run(t, options(source))
}

func TestClose(t *testing.T) {
	source := postgrestest.Empty(t)
	db := open(t, source)
	for _, at := range []string{"schema ", " requests in ", "all are answered"} {
		ctx, cancel := context.WithCancel(t.Context())
		o := options(source)
		o.Progress = func(line string) {
			if strings.Contains(line, at) {
				cancel()
			}
		}
		if r, err := selftest.Run(ctx, o); err == nil || !strings.Contains(err.Error(), "cancel") || len(r.Findings) > 0 {
			t.Errorf("interrupted at %q: %+v, %v", at, r, err)
		}
		cancel()
	}
	o := options(source)
	o.Progress = func(line string) {
		if strings.Contains(line, "answered") {
			exec(t, db, "DROP TABLE "+schemas(t, db)+".log_leaves CASCADE")
		}
	}
	if _, err := selftest.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "log_leaves") {
		t.Errorf("without a table: %v", err)
	}
	if left := schemas(t, db); left != "" {
		t.Errorf("left: %s", left)
	}

	o = options(source)
	o.Keep = true
	run(t, o)
	kept := schemas(t, db)
	var transfers int
	if err := db.QueryRowContext(t.Context(), fmt.Sprintf("SELECT count(*) FROM %s.transfers", kept)).Scan(&transfers); err != nil || transfers < 20 {
		t.Errorf("%d transfers in %q, %v", transfers, kept, err)
	}
}
