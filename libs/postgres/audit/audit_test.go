package audit_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestCleanDatabase(t *testing.T) {
	b := newBank(t)
	report, lines := run(t, b.source)
	if len(lines) > 0 {
		t.Errorf("findings:\n%s", strings.Join(lines, "\n"))
	}
	if note := report.Checks[9].Note; note != "no key was given: signatures are not checked" {
		t.Errorf("note %q", note)
	}
	var rows int64
	for _, c := range report.Checks {
		rows += c.Rows
	}
	if len(report.Checks) != 10 || rows != report.Rows || report.Schema != "public" || report.AsOf.IsZero() {
		t.Errorf("report %+v", report)
	}
	// 155 currencies, 8 transfers, 16 entries, 3 users, 1 session, 158 accounts, 4 acts, 1 key,
	// 3 pending transfers, 2 checkpoints, 7 leaves.
	if rows != 155+8+16+3+1+158+4+1+3+2+7 {
		t.Errorf("%d rows were looked at: %+v", rows, report.Checks)
	}
}

// TestAuditor is of a role that may read, and of one that may not.
func TestAuditor(t *testing.T) {
	b := newBank(t)
	exec(t, b.db, "CREATE ROLE reader NOLOGIN IN ROLE pg_read_all_data")
	t.Cleanup(func() { exec(t, b.db, "DROP ROLE reader") })
	if _, lines := run(t, b.source+"&options=-c%20role%3Dreader"); len(lines) > 0 {
		t.Errorf("findings:\n%s", strings.Join(lines, "\n"))
	}
	var report audit.Report
	err := openStore(t, postgrestest.Service(t, b.source)).Snapshot(t.Context(), func(tx *sql.Tx) (err error) {
		report, err = audit.Run(t.Context(), tx, audit.Options{})
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "permission denied") || !strings.Contains(report.Error, "GRANT pg_read_all_data TO") {
		t.Errorf("as the service: %v, report %+v", err, report)
	}
}

// TestWhatCannotBeRead is of a table that is gone, and of one whose rows are
// hidden from the auditor: the findings until then are told.
func TestWhatCannotBeRead(t *testing.T) {
	for change, want := range map[string]struct{ finding, err string }{
		"DROP TABLE idempotency_keys":                 {"idempotency_keys table: is missing", `"idempotency_keys" does not exist`},
		"ALTER TABLE users ENABLE ROW LEVEL SECURITY": {"users table: is not what the migrations make", "row-level security"},
	} {
		b := newBank(t)
		exec(t, b.db, change, "CREATE ROLE reader NOLOGIN IN ROLE pg_read_all_data")
		var report audit.Report
		err := openStore(t, b.source+"&options=-c%20role%3Dreader").Snapshot(t.Context(), func(tx *sql.Tx) (err error) {
			report, err = audit.Run(t.Context(), tx, audit.Options{})
			return err
		})
		exec(t, b.db, "DROP ROLE reader")
		if err == nil || !strings.Contains(err.Error(), want.err) {
			t.Errorf("%s: %v", change, err)
		}
		if !slices.ContainsFunc(report.Findings, func(f audit.Finding) bool {
			return strings.Contains(f.Table+" "+f.Key+": "+f.Problem, want.finding)
		}) {
			t.Errorf("%s: findings %+v", change, report.Findings)
		}
	}
}

func TestNoBank(t *testing.T) {
	err := openStore(t, postgrestest.Empty(t)).Snapshot(t.Context(), func(tx *sql.Tx) error {
		_, err := audit.Run(t.Context(), tx, audit.Options{})
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "never migrated") {
		t.Errorf("an empty database: %v", err)
	}
}

// TestBesideALiveService audits again and again while two stores move money, in
// all ways, and put it into the log.
func TestBesideALiveService(t *testing.T) {
	b := newBank(t)
	if _, err := b.store.Deposit(t.Context(), b.bob.ID, 100_000); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var busy sync.WaitGroup
	for range 2 {
		store := openStore(t, postgrestest.Service(t, b.source))
		teller := store.As(actor)
		busy.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(5 * time.Millisecond):
				}
				if _, err := store.ExtendLog(t.Context(), b.keys, 7); err != nil {
					t.Error(err)
					return
				}
			}
		})
		for worker := range 2 {
			busy.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-done:
						return
					default:
					}
					from, to := b.bob, b.alice
					if (n+worker)%2 == 0 {
						from, to = to, from
					}
					err := move(t.Context(), store, teller, order(from, to, 1), n%5)
					if err != nil && !errors.Is(err, fault.InsufficientFunds) {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	var before int64
	options := audit.Options{Keys: b.keys.Verifiers()}
	for range 10 {
		report, lines := run(t, b.source, options)
		if len(lines) > 0 {
			t.Errorf("findings:\n%s", strings.Join(lines, "\n"))
		}
		before = report.Rows
		var err error
		if options.Kept, err = b.store.LogTree(t.Context(), b.keys.Verifiers()); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	busy.Wait()
	if report, _ := run(t, b.source, options); report.Rows <= before || before < 500 || options.Kept.N < 100 {
		t.Errorf("nothing went on during the audit: %d rows, then %d; %d leaves", before, report.Rows, options.Kept.N)
	}
}

// move moves money in one of five ways.
func move(ctx context.Context, store, teller *postgres.Store, o ledger.Order, way int) error {
	switch way {
	case 0:
		p, err := store.Transfer(ctx, o)
		if err == nil {
			_, err = teller.Reverse(ctx, p.Transfer.ID, ledger.Reversal{Username: "teller", Banker: true})
		}
		return err
	case 1:
		_, err := store.TransferAll(ctx, ledger.Batch{o, o})
		return err
	case 2, 3:
		hold, err := store.Reserve(ctx, o, time.Hour)
		if err == nil && way == 2 {
			_, err = store.Post(ctx, hold.Transfer.ID, ledger.Post{Username: o.Username})
		} else if err == nil {
			_, err = store.Void(ctx, hold.Transfer.ID, ledger.Void{Username: o.Username})
		}
		return err
	}
	_, err := store.Transfer(ctx, o)
	return err
}

// TestWhatTheProgramsDo is of everything that changes or deletes rows in order.
func TestWhatTheProgramsDo(t *testing.T) {
	b := newBank(t)
	if _, err := b.store.ChangePassword(t.Context(), "alice", "hash of alice", "another"); err != nil {
		t.Fatal(err)
	}
	owner := openStore(t, b.source)
	for _, role := range []identity.Role{identity.Auditor, identity.Auditor, identity.Depositor} {
		if err := owner.SetRole(t.Context(), "bob", role); err != nil {
			t.Fatal(err)
		}
	}
	// As if time had passed: with digests that go with the times.
	exec(t, b.db, `
		SET timezone = 'UTC'; SET session_replication_role = replica;
		UPDATE idempotency_keys SET expires_at = now() - interval '2 hours';
		UPDATE row_digests SET digest = row_digest('idempotency_keys', (SELECT to_jsonb(k) FROM idempotency_keys k)) WHERE table_name = 'idempotency_keys';
		UPDATE sessions SET expires_at = now() - interval '2 hours';
		UPDATE row_digests SET digest = row_digest('sessions', (SELECT to_jsonb(s) FROM sessions s)) WHERE table_name = 'sessions';
		RESET session_replication_role`)
	if _, lines := run(t, b.source); len(lines) > 0 {
		t.Fatalf("findings of expired rows:\n%s", strings.Join(lines, "\n"))
	}
	if n, err := b.store.RemoveExpiredKeys(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("%d keys removed, %v", n, err)
	}
	if err := b.store.CreateSession(t.Context(), newSession("bob"), "hash of bob"); err != nil {
		t.Fatal(err)
	}
	if report, lines := run(t, b.source); len(lines) > 0 || report.Checks[8].Rows != 3+1+158+7+0+3+2 {
		t.Errorf("findings:\n%s\n%+v", strings.Join(lines, "\n"), report.Checks[8])
	}
}
