package postgrestest

import (
	"database/sql"
	"testing"
)

// Conflicts has the database undo what writes, as an engine does that lets nobody
// wait for another.
type Conflicts struct{ db *sql.DB }

// NewConflicts prepares a database, given for its superuser, to raise the SQLSTATE
// where a row of any table is written, or else where that is to be committed. It
// raises none before [Conflicts.Raise].
func NewConflicts(t testing.TB, db *sql.DB, sqlstate string, atCommit bool) Conflicts {
	t.Helper()
	kind, deferred := "TRIGGER", ""
	if atCommit {
		kind, deferred = "CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED"
	}
	// A sequence, since what it counts is not undone.
	_, err := db.ExecContext(t.Context(), `
		CREATE SEQUENCE conflicts MINVALUE -1000000000;
		CREATE FUNCTION conflict() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$
		BEGIN
			IF nextval('conflicts') <= 0 THEN
				RAISE EXCEPTION 'conflict with another transaction' USING ERRCODE = TG_ARGV[0];
			END IF;
			RETURN NULL;
		END $$;
		DO $$
		DECLARE written text;
		BEGIN
			FOR written IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
				EXECUTE 'CREATE `+kind+` conflict AFTER INSERT OR UPDATE OR DELETE ON ' || written
					|| ' `+deferred+` FOR EACH ROW EXECUTE FUNCTION conflict(''`+sqlstate+`'')';
			END LOOP;
		END $$`)
	if err != nil {
		t.Fatal(err)
	}
	return Conflicts{db}
}

// Raise has the next n transactions that write undone; none before counts.
func (c Conflicts) Raise(t testing.TB, n int) {
	t.Helper()
	if _, err := c.db.ExecContext(t.Context(), `SELECT setval('conflicts', $1, false)`, 1-n); err != nil {
		t.Fatal(err)
	}
}

// Left returns how many of the n of [Conflicts.Raise] are still to come.
func (c Conflicts) Left(t testing.TB) int {
	t.Helper()
	var left int
	const query = `SELECT greatest(0, 1 - last_value - CASE WHEN is_called THEN 1 ELSE 0 END) FROM conflicts`
	if err := c.db.QueryRowContext(t.Context(), query).Scan(&left); err != nil {
		t.Fatal(err)
	}
	return left
}
