package postgres_test

import (
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// BenchmarkExtendLog tells how fast a backlog gets into the log, as after the
// migration that begins it.
func BenchmarkExtendLog(b *testing.B) {
	source := postgrestest.New(b)
	store, err := postgres.Open(postgrestest.Service(b, source), timeout)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	db := openDB(b, source)
	var accounts []ledger.Account
	for _, name := range []string{"alice", "bob"} {
		if _, err := store.CreateUser(b.Context(), identity.User{Username: name, Email: name}); err != nil {
			b.Fatal(err)
		}
		a, err := store.CreateAccount(b.Context(), name, money.USD)
		if err != nil {
			b.Fatal(err)
		}
		accounts = append(accounts, a)
	}
	if _, err := store.Deposit(b.Context(), accounts[0].ID, money.Amount(b.N)); err != nil {
		b.Fatal(err)
	}
	addTransfers(b, db, accounts[0], accounts[1], b.N)
	b.ResetTimer()
	extendLog(b, store, newLogKeys(b), postgres.LogBatch)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transfers/s")
}
