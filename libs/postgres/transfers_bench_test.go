package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// BenchmarkTransfer tells what a transfer costs, with 8 callers for each
// processor and accounts enough that they seldom wait for each other. The
// database does not wait for the disk, so that its own work is what shows.
func BenchmarkTransfer(b *testing.B) {
	store, err := postgres.Open(postgrestest.Service(b, postgrestest.New(b)), timeout)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	var accounts []ledger.Account
	for i := range 100 {
		name := fmt.Sprintf("user%d", i)
		if _, err := store.CreateUser(b.Context(), identity.User{Username: name, Email: name}); err != nil {
			b.Fatal(err)
		}
		a, err := store.CreateAccount(b.Context(), name, money.USD)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := store.Deposit(b.Context(), a.ID, 1_000_000_000); err != nil {
			b.Fatal(err)
		}
		accounts = append(accounts, a)
	}
	var next atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1))
			from, to := accounts[n%len(accounts)], accounts[(n*7+1)%len(accounts)]
			if from.ID == to.ID {
				to = accounts[(n+1)%len(accounts)]
			}
			if _, err := store.Transfer(b.Context(), order(from, to, 1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transfers/s")
}
