package postgres_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/postgres/throwaway"
)

// examine returns what is found, by check.
func examine(t *testing.T, source string, timeout time.Duration) map[string]postgres.Finding {
	t.Helper()
	store, err := postgres.Open(source, timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	found := map[string]postgres.Finding{}
	for _, f := range store.Examine(t.Context()) {
		if f.Detail == "" || (f.Advice == "") != (f.Status == postgres.OK) || strings.Contains(f.Detail+f.Advice, "hush") {
			t.Errorf("finding %+v", f)
		}
		found[f.Check] = f
	}
	if len(found) != 7 {
		t.Errorf("%d findings: %v", len(found), found)
	}
	return found
}

func want(t *testing.T, f postgres.Finding, status postgres.Status, words ...string) {
	t.Helper()
	text := f.Detail + "; " + f.Advice
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in %q", word, text)
		}
	}
	if f.Status != status {
		t.Errorf("%+v, want status %s", f, status)
	}
}

// as returns the source for another role, which it makes, without privileges.
func as(t *testing.T, db *sql.DB, source, role string) string {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD 'hush'", role)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec(fmt.Sprintf("DROP OWNED BY %s; DROP ROLE %s", role, role)); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(strings.Trim(role, `"`), "hush")
	return u.String()
}

// TestAllIsWell is of a cluster as it is in production, and of a role that is made as
// docs/bank.md says: it is enough for all that a Store does when serving, and neither
// Examine nor the audit finds it too much.
func TestAllIsWell(t *testing.T) {
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cluster.Stop() })
	source := cluster.Source("postgres")
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	narrow := as(t, db, source, "narrow")
	if _, err := db.ExecContext(t.Context(), "GRANT "+migration.ServiceRole+" TO narrow"); err != nil {
		t.Fatal(err)
	}

	for check, f := range examine(t, narrow, timeout) {
		if f.Status != postgres.OK {
			t.Errorf("%s: %+v", check, f)
		}
	}

	store, err := postgres.Open(narrow, timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	session := newSession(t, store, "alice", time.Hour)
	if _, err := store.Session(t.Context(), session.ID); err != nil {
		t.Error(err)
	}
	if err := store.RenewSession(t.Context(), renewal(session, "first", "second")); err != nil {
		t.Error(err)
	}
	if _, err := store.Transfer(t.Context(), order(alice, bob, 1)); err != nil {
		t.Error(err)
	}
	if _, err := store.Withdraw(t.Context(), alice.ID, 1); err != nil {
		t.Error(err)
	}
	extendLog(t, store, newLogKeys(t), 2) // in steps, so that it also adds to what is there
	if _, err := store.Accounts(t.Context(), "alice", 1, 0); err != nil {
		t.Error(err)
	}
	if _, err := store.Transfers(t.Context(), postgres.TransferQuery{Owner: "alice", Page: postgres.Page{Limit: 1}}); err != nil {
		t.Error(err)
	}
	if _, _, err := store.BalanceAt(t.Context(), alice.ID, time.Time{}); err != nil { // with a lock
		t.Error(err)
	}
	if _, err := store.Acts(t.Context(), postgres.ActQuery{Page: postgres.Page{Limit: 1}}); err != nil {
		t.Error(err)
	}

	owner, err := postgres.Open(source, timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	err = owner.Snapshot(t.Context(), func(tx *sql.Tx) error {
		report, err := audit.Run(t.Context(), tx, audit.Options{})
		if len(report.Findings) > 0 {
			t.Errorf("the audit finds %+v", report.Findings)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestExamineRoles is of roles that have too little or too much: what is advised is
// what the audit does not find.
func TestExamineRoles(t *testing.T) {
	const grant = "GRANT simplebank_service TO "
	for name, tt := range map[string]struct {
		change string // of the role "Clerk"
		status postgres.Status
		words  []string
	}{
		"nothing":                {"", postgres.Failed, []string{`"Clerk" lacks DELETE ON idempotency_keys, DELETE ON sessions, INSERT ON accounts, `, grant + `"Clerk"`}},
		"the service's role":     {grant + `"Clerk"`, postgres.OK, []string{"no more"}},
		"less than that role":    {grant + `"Clerk"; REVOKE SELECT ON entries FROM simplebank_service`, postgres.Failed, []string{"lacks SELECT ON entries", "bank migrate up"}},
		"table by table":         {`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "Clerk"`, postgres.Warning, []string{"may UPDATE entries", "may DELETE transfers", "revoke", grant}},
		"more":                   {grant + `"Clerk"; GRANT UPDATE (amount), TRUNCATE ON entries TO "Clerk"`, postgres.Warning, []string{"may TRUNCATE entries, may UPDATE entries amount; revoke", grant}},
		"more by another role":   {grant + `"Clerk"; CREATE ROLE loot IN ROLE pg_write_all_data; GRANT loot TO "Clerk"`, postgres.Warning, []string{"may do what pg_write_all_data may"}},
		"more, as has everybody": {grant + `"Clerk"; GRANT DELETE ON transfers TO PUBLIC`, postgres.Warning, []string{"may DELETE transfers"}},
		"a function":             {grant + `"Clerk"; GRANT EXECUTE ON FUNCTION book_entries() TO "Clerk"`, postgres.Warning, []string{"may EXECUTE book_entries"}},
		"tables of its own":      {grant + `"Clerk"; GRANT CREATE ON SCHEMA public TO "Clerk"`, postgres.Warning, []string{"may make tables and functions in schema public"}},
		"maker of roles":         {grant + `"Clerk"; ALTER ROLE "Clerk" CREATEROLE`, postgres.Warning, []string{"may make roles"}},
		"owner":                  {`ALTER TABLE schema_migrations OWNER TO "Clerk"`, postgres.Warning, []string{"is the owner of the tables", grant}},
		"in the owner's role":    {`CREATE ROLE loot; ALTER TABLE schema_migrations OWNER TO loot; GRANT loot TO "Clerk"`, postgres.Warning, []string{"may act as the owner", grant}},
		"owner of one":           {grant + `"Clerk"; ALTER TABLE entries OWNER TO "Clerk"`, postgres.Warning, []string{"owns entries"}},
		"superuser":              {`ALTER ROLE "Clerk" SUPERUSER`, postgres.Warning, []string{"superuser", grant}},
		"what others have":       {grant + `"Clerk"; CREATE ROLE loot IN ROLE "Clerk"; GRANT DELETE ON entries TO loot`, postgres.OK, []string{"no more"}},
	} {
		t.Run(name, func(t *testing.T) {
			source := postgrestest.New(t)
			db, err := sql.Open("postgres", source)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			clerk := as(t, db, source, `"Clerk"`)
			if _, err := db.ExecContext(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				// Roles are of the whole cluster.
				if _, err := db.Exec("DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'loot') THEN DROP OWNED BY loot CASCADE; DROP ROLE loot; END IF; END $$"); err != nil {
					t.Error(err)
				}
			})
			want(t, examine(t, clerk, timeout)["privileges"], tt.status, tt.words...)
		})
	}
}

func TestExamine(t *testing.T) {
	source := postgrestest.New(t) // for a superuser, of a cluster for tests
	found := examine(t, source, timeout)
	want(t, found["database"], postgres.OK, "PostgreSQL ")
	want(t, found["tls"], postgres.OK, "own machine")
	want(t, found["schema"], postgres.OK, "current")
	want(t, found["clock"], postgres.OK)
	want(t, found["bookings"], postgres.OK)
	want(t, found["privileges"], postgres.Warning, "superuser", "GRANT simplebank_service TO")
	want(t, found["settings"], postgres.Failed, "fsync, full_page_writes off")

	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	change := func(query string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	readOnly := examine(t, source+"&default_transaction_read_only=on", timeout)
	want(t, readOnly["database"], postgres.Failed, "read only", "primary")

	poor := as(t, db, source, "poor")
	found = examine(t, poor, timeout)
	want(t, found["privileges"], postgres.Failed, "poor lacks ", "INSERT ON entries", "SELECT ON users", "GRANT simplebank_service TO poor")
	want(t, found["schema"], postgres.Unknown, "permission denied")

	change("UPDATE schema_migrations SET version = version + 1")
	want(t, examine(t, source, timeout)["schema"], postgres.OK, "newer")
	change("UPDATE schema_migrations SET version = 1")
	want(t, examine(t, source, timeout)["schema"], postgres.Failed, "version 1", "bank migrate up")
	change("UPDATE schema_migrations SET dirty = true")
	want(t, examine(t, source, timeout)["schema"], postgres.Failed, "dirty")
	change("DROP TABLE schema_migrations")
	found = examine(t, source, timeout)
	want(t, found["schema"], postgres.Failed, "version 0")
}

func TestExamineOfWhatIsNotReached(t *testing.T) {
	source := postgrestest.New(t)
	proxy, through := startProxy(t, source)
	proxy.hung.Store(true)
	other := func(change func(u *url.URL)) string {
		u, err := url.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		change(u)
		return u.String()
	}
	for name, tt := range map[string]struct{ source, words string }{
		"nobody listens":   {"postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable", "see that the server runs"},
		"hangs":            {through + "&connect_timeout=1", "see that the server runs"},
		"wrong password":   {other(func(u *url.URL) { u.User = url.UserPassword("postgres", "hush") }), "correct the user and the password"},
		"no such database": {other(func(u *url.URL) { u.Path = "nowhere" }), "create the database"},
		"no TLS":           {other(func(u *url.URL) { u.RawQuery = "sslmode=require" }), "turn TLS on"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			found := examine(t, tt.source, time.Second)
			want(t, found["database"], postgres.Failed, tt.words)
			for _, check := range []string{"tls", "schema", "clock", "bookings", "privileges", "settings"} {
				want(t, found[check], postgres.Unknown, "not reached")
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
