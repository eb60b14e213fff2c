package postgres_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
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
	u.User = url.UserPassword(role, "hush")
	return u.String()
}

// TestAllIsWell is of a cluster as it is in production, and of a role with the
// privileges that Examine asks for: they are enough for all that a Store does.
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
	for _, grant := range postgres.Grants() {
		if _, err := db.ExecContext(t.Context(), "GRANT "+grant+" TO narrow"); err != nil {
			t.Fatal(err)
		}
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
	if err := store.SetRole(t.Context(), "alice", identity.Banker); err != nil {
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
}

func TestExamine(t *testing.T) {
	source := postgrestest.New(t) // for a superuser, of a cluster for tests
	found := examine(t, source, timeout)
	want(t, found["database"], postgres.OK, "PostgreSQL ")
	want(t, found["tls"], postgres.OK, "own machine")
	want(t, found["schema"], postgres.OK, "current")
	want(t, found["clock"], postgres.OK)
	want(t, found["bookings"], postgres.OK)
	want(t, found["privileges"], postgres.Warning, "superuser", "SELECT, INSERT ON entries")
	want(t, found["settings"], postgres.Failed, "fsync, full_page_writes, synchronous_commit off")

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
	want(t, found["privileges"], postgres.Failed, "poor lacks SELECT ON users", "INSERT ON entries")
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
