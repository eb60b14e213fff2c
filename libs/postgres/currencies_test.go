package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// TestDatabaseHasTheCurrenciesOfMoney fails when one is added to, or changed
// in, libs/money without a migration that does the same.
func TestDatabaseHasTheCurrenciesOfMoney(t *testing.T) {
	_, db := open(t)
	rows, err := db.QueryContext(t.Context(), `
		SELECT code, minor_digits, (SELECT count(*) FROM accounts WHERE owner IS NULL AND currency = code) FROM currencies`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	type currency struct{ MinorDigits, SystemAccounts int }
	got := map[money.Currency]currency{}
	for rows.Next() {
		var code money.Currency
		var c currency
		if err := rows.Scan(&code, &c.MinorDigits, &c.SystemAccounts); err != nil {
			t.Fatal(err)
		}
		got[code] = c
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	want := map[money.Currency]currency{}
	for _, code := range money.Currencies() {
		want[code] = currency{MinorDigits: code.MinorDigits(), SystemAccounts: 1}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("currencies of libs/money and of the migrated database: add a migration (-money +database):\n%s", diff)
	}
}

func TestSystemAccountsAreNotFound(t *testing.T) {
	store, db := open(t)
	var last int64
	if err := db.QueryRowContext(t.Context(), "SELECT max(id) FROM accounts").Scan(&last); err != nil {
		t.Fatal(err)
	}
	for id := range last {
		if a, err := store.Account(t.Context(), id+1); !errors.Is(err, fault.AccountNotFound) {
			t.Errorf("system account %d is found: %+v, %v", id+1, a, err)
		}
	}
}

func TestDatabaseRefusesUnknownCurrencies(t *testing.T) {
	store, db := open(t)
	newUser(t, store, "alice")
	if a, err := store.CreateAccount(t.Context(), "alice", "XXX"); err == nil {
		t.Errorf("the database took an account in XXX: %+v", a)
	}
	a := newAccount(t, store, "bob", 0)
	if _, err := db.ExecContext(t.Context(), "UPDATE accounts SET currency = 'usd' WHERE id = $1", a.ID); err == nil {
		t.Error("the database took an account in usd")
	}
	if _, err := db.ExecContext(t.Context(), "DELETE FROM currencies WHERE code = 'USD'"); err == nil {
		t.Error("the database gave up a currency that accounts are in")
	}
}
