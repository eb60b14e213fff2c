package migration_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func open(t *testing.T, source string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func version(t *testing.T, source string) int {
	t.Helper()
	v, err := migration.Schema{Source: source}.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// dump returns a line for each column, constraint, index, trigger, function and
// privilege of the schema.
func dump(t *testing.T, db *sql.DB) []string {
	t.Helper()
	const query = `
		SELECT format('column %s.%s %s null=%s default=%s identity=%s', table_name, column_name,
			data_type, is_nullable, column_default, identity_generation)
		FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL
		SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL
		SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL
		SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
		UNION ALL
		SELECT format('%s %s', pg_get_functiondef(oid), proacl) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL
		SELECT format('privilege %s %s.%s %s', grantee, table_name, column_name, privilege_type)
		FROM information_schema.column_privileges WHERE table_schema = 'public'
		ORDER BY 1`
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
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

func TestUpDownUp(t *testing.T) {
	source := postgrestest.Empty(t)
	db := open(t, source)
	if v := version(t, source); v != 0 {
		t.Errorf("version %d before the first migration, want 0", v)
	}

	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := version(t, source); v != migration.Latest() {
		t.Errorf("version %d after up, want %d", v, migration.Latest())
	}
	first := dump(t, db)
	if all := strings.Join(first, "\n"); !strings.Contains(all, "column entries.amount bigint") {
		t.Errorf("the dump has no entries.amount:\n%s", all)
	}

	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Errorf("up when up to date: %v", err)
	}
	if err := (migration.Schema{Source: source}).Down(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := version(t, source); v != 0 {
		t.Errorf("version %d after down, want 0", v)
	}
	for _, line := range dump(t, db) {
		if !strings.Contains(line, "schema_migrations") {
			t.Errorf("left after down: %s", line)
		}
	}
	if err := (migration.Schema{Source: source}).Down(t.Context()); err != nil {
		t.Errorf("down when down: %v", err)
	}

	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, dump(t, db)); diff != "" {
		t.Errorf("schema after up, down and up (-first +second):\n%s", diff)
	}
}

func TestManyReplicasAtOnce(t *testing.T) {
	source := postgrestest.Empty(t)
	var replicas sync.WaitGroup
	for range 8 {
		replicas.Go(func() {
			if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
				t.Errorf("up: %v", err)
			}
		})
	}
	replicas.Wait()
	if v := version(t, source); v != migration.Latest() {
		t.Errorf("version %d, want %d", v, migration.Latest())
	}
}

func TestDirtySchemaSaysWhatToDo(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET dirty = true"); err != nil {
		t.Fatal(err)
	}
	_, versionErr := migration.Schema{Source: source}.Version(t.Context())
	for name, err := range map[string]error{
		"Version": versionErr,
		"Up":      migration.Schema{Source: source}.Up(t.Context()),
		"Down":    migration.Schema{Source: source}.Down(t.Context()),
	} {
		if err == nil || !strings.Contains(err.Error(), "dirty") || !strings.Contains(err.Error(), "undo by hand") {
			t.Errorf("%s of a dirty schema: %v", name, err)
		}
	}
}

// TestSchemaNewerThanProgram is of a schema that a newer program has migrated, or is just
// migrating: it can be used, but not migrated.
func TestSchemaNewerThanProgram(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	for _, change := range []string{"version = version + 1", "dirty = true"} {
		if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET "+change); err != nil {
			t.Fatal(err)
		}
		if err := (migration.Schema{Source: source}).Up(t.Context()); !errors.Is(err, migration.ErrNewer) || !strings.Contains(err.Error(), "use a newer program") {
			t.Errorf("%s: up: %v", change, err)
		}
		if err := migration.Check(t.Context(), db); err != nil {
			t.Errorf("%s: check: %v", change, err)
		}
	}
	if _, err := (migration.Schema{Source: source}).Version(t.Context()); err == nil || !strings.Contains(err.Error(), "at work") {
		t.Errorf("version: %v", err)
	}
}

// TestMigrationsAreWholeOrNotThere is of what [migration.Check] relies on: a file is sent as one
// message, which is one transaction unless it has one of these in it.
func TestMigrationsAreWholeOrNotThere(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\b(COMMIT|ROLLBACK|CONCURRENTLY|VACUUM)\b`)
	comments := regexp.MustCompile(`--.*`)
	names, err := fs.Glob(migration.Files, "sql/*.sql")
	if err != nil || len(names) < 2*migration.Latest() {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		text, err := migration.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := forbidden.FindString(comments.ReplaceAllString(string(text), "")); found != "" {
			t.Errorf("%s: %s ends the transaction, or cannot be in one", name, found)
		}
	}
}

func TestUnreachableDatabase(t *testing.T) {
	const source = "postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"
	err := migration.Schema{Source: source}.Up(t.Context())
	if err == nil || !strings.Contains(err.Error(), "connect to database") {
		t.Errorf("up: %v", err)
	} else if strings.Contains(err.Error(), "hush") {
		t.Errorf("the error shows the password: %v", err)
	}
}

// TestDownBringsBackFunctions is of the migration that only replaces functions: the
// release before finds its own again.
func TestDownBringsBackFunctions(t *testing.T) {
	const before = 17
	source := postgrestest.Empty(t)
	db := open(t, source)
	functions := func() (all string) {
		t.Helper()
		const query = `
			SELECT string_agg(format('%s%s', pg_get_functiondef(oid), has_function_privilege('public', oid, 'EXECUTE')), E'\n' ORDER BY proname)
			FROM pg_proc WHERE pronamespace = 'public'::regnamespace`
		if err := db.QueryRowContext(t.Context(), query).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	to(t, source, before)
	want := functions()
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if functions() == want {
		t.Error("up changes nothing")
	}
	to(t, source, before)
	if diff := cmp.Diff(want, functions()); diff != "" {
		t.Errorf("after up and down (-before +after):\n%s", diff)
	}
}

// TestDownBringsBackChecks is of the migration that has rows checked a statement at a
// time, with transfers that are there.
func TestDownBringsBackChecks(t *testing.T) {
	const before = 19
	source := postgrestest.Empty(t)
	db := open(t, source)
	to(t, source, before)
	schema := func() []string { // without privileges, which come with the last migration
		lines := slices.DeleteFunc(dump(t, db), func(line string) bool { return strings.HasPrefix(line, "privilege ") })
		for i, line := range lines {
			lines[i], _, _ = strings.Cut(line, "$function$\n ")
		}
		return lines
	}
	want := schema()
	move := func() {
		t.Helper()
		const statement = `
			WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (1, 1001, 10) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES (1, -10), (1001, 10)) v (a, b)`
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (1, 1001, 10)"); err == nil {
			t.Error("a transfer without entries is taken")
		}
	}
	const account = `INSERT INTO users (username, password_hash, full_name, email) VALUES ('u', '', '', '');
		ALTER TABLE accounts ALTER id RESTART WITH 1001; INSERT INTO accounts (owner, currency) VALUES ('u', 'USD')`
	if _, err := db.ExecContext(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	move()
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	move()
	to(t, source, before)
	if diff := cmp.Diff(want, schema()); diff != "" {
		t.Errorf("after up and down (-before +after):\n%s", diff)
	}
	move()
}
