package postgres_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// auditLog returns the log, one line a row.
func auditLog(t *testing.T, db *sql.DB) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `
		SELECT concat_ws(' ', username, role, action, account_id, transfer_id, request_id, database_role) FROM audit_log ORDER BY id`)
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

func TestActsAreRecorded(t *testing.T) {
	store, db := open(t)
	alice, bob, banker := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0), newAccount(t, store, "banker", 100)
	as := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r1"})
	var want []string
	record := func(action string, accountID, transferID int64) {
		want = append(want, fmt.Sprintf("banker banker %s %d %d r1", action, accountID, transferID))
	}

	in, err := as.Deposit(t.Context(), bob.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	record("deposit", bob.ID, in.Transfer.ID)
	out, err := as.Withdraw(t.Context(), bob.ID, 5)
	if err != nil {
		t.Fatal(err)
	}
	record("withdraw", bob.ID, out.Transfer.ID)
	others := order(alice, bob, 10)
	others.Username, others.ActsOnAny = "banker", true
	moved, err := as.Transfer(t.Context(), others)
	if err != nil {
		t.Fatal(err)
	}
	record("transfer", alice.ID, moved.Transfer.ID)
	if err := as.RecordRead(t.Context(), alice); err != nil {
		t.Fatal(err)
	}
	want = append(want, fmt.Sprintf("banker banker read %d r1", alice.ID))

	// Cash is, whosesoever account it is, and so is taking it back.
	if in, err = as.Deposit(t.Context(), banker.ID, 10); err != nil {
		t.Fatal(err)
	}
	record("deposit", banker.ID, in.Transfer.ID)
	if out, err = as.Withdraw(t.Context(), banker.ID, 5); err != nil {
		t.Fatal(err)
	}
	record("withdraw", banker.ID, out.Transfer.ID)
	for _, id := range []int64{out.Transfer.ID, in.Transfer.ID} {
		back, err := as.Reverse(t.Context(), id, ledger.Reversal{Username: "banker", Banker: true})
		if err != nil {
			t.Fatal(err)
		}
		record("reverse", banker.ID, back.Transfer.ID)
	}

	// What else is one's own is not recorded, nor what did not happen.
	if _, err := as.Transfer(t.Context(), order(banker, alice, 10)); err != nil {
		t.Fatal(err)
	}
	if err := as.RecordRead(t.Context(), banker); err != nil {
		t.Fatal(err)
	}
	if _, err := as.Withdraw(t.Context(), bob.ID, 1000); !errors.Is(err, fault.InsufficientFunds) {
		t.Errorf("withdraw too much: %v", err)
	}

	if diff := cmp.Diff(want, auditLog(t, db)); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	checkBooks(t, db)
}

func TestNoActWithoutRecord(t *testing.T) {
	store, db := open(t)
	alice := newAccount(t, store, "alice", 100)
	// The log refuses an actor who is not a user.
	as := store.As(postgres.Actor{Username: "nobody", Role: identity.Banker, RequestID: "r1"})
	if _, err := as.Deposit(t.Context(), alice.ID, 10); err == nil {
		t.Error("a deposit that cannot be recorded was made")
	}
	if err := as.RecordRead(t.Context(), alice); err == nil {
		t.Error("a read that cannot be recorded is fine")
	}
	if got := balance(t, store, alice.ID); got != 100 {
		t.Errorf("balance %d, want 100", got)
	}
	checkBooks(t, db)
}

func TestChangesOfRolesAreRecorded(t *testing.T) {
	source := postgrestest.New(t)
	owner, db := openStore(t, source), openDB(t, source)
	newUser(t, owner, "alice")
	newUser(t, owner, "bob")
	for _, role := range []identity.Role{identity.Banker, identity.Banker, identity.Depositor} {
		if err := owner.SetRole(t.Context(), "alice", role); err != nil {
			t.Fatal(err)
		}
	}
	if err := owner.SetRole(t.Context(), "nobody", identity.Banker); !errors.Is(err, fault.UserNotFound) {
		t.Errorf("role of nobody: %v", err)
	}
	// By hand it is an act too, but not of the program.
	if _, err := db.ExecContext(t.Context(), "UPDATE users SET role = 'auditor' WHERE username = 'bob'"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"alice banker role bank user role postgres",
		"alice banker role bank user role postgres",
		"alice depositor role bank user role postgres",
		"bob auditor role  postgres",
	}
	if diff := cmp.Diff(want, auditLog(t, db)); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

func TestAuditLogOnlyGrows(t *testing.T) {
	store, db := open(t)
	alice := newAccount(t, store, "alice", 100)
	newUser(t, store, "banker")
	as := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r1"})
	if err := as.RecordRead(t.Context(), alice); err != nil {
		t.Fatal(err)
	}
	before := auditLog(t, db)
	for _, change := range []string{
		"UPDATE audit_log SET username = 'alice'",
		"UPDATE audit_log SET username = 'alice' WHERE false",
		"DELETE FROM audit_log",
		"TRUNCATE audit_log",
		"TRUNCATE audit_log CASCADE",
		"SET session_replication_role = replica; DELETE FROM audit_log",
	} {
		_, err := db.ExecContext(t.Context(), change)
		if pq.As(err, pqerror.InsufficientPrivilege) == nil || !strings.Contains(err.Error(), "the audit log only grows") {
			t.Errorf("%s: %v", change, err)
		}
	}
	if diff := cmp.Diff(before, auditLog(t, db)); diff != "" {
		t.Errorf("audit log after refused changes (-before +after):\n%s", diff)
	}
}
