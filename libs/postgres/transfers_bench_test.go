package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// BenchmarkTransfer tells what a transfer costs, with 16 callers for each
// processor and accounts enough that they seldom wait for each other; and what
// the log adds to that, extended meanwhile as the service does. The database
// does not wait for the disk, so that its own work is what shows.
func BenchmarkTransfer(b *testing.B) {
	b.Run("unlogged", func(b *testing.B) { benchmarkTransfer(b, false, (*postgres.Store).TransferAtATime) })
	b.Run("logged", func(b *testing.B) { benchmarkTransfer(b, true, (*postgres.Store).TransferAtATime) })
	b.Run("grouped", func(b *testing.B) {
		var group *postgres.GroupCommit
		var once sync.Once
		benchmarkTransfer(b, true, func(s *postgres.Store, ctx context.Context, r postgres.TransferRequest) (postgres.Answer, error) {
			once.Do(func() { group = s.NewGroupCommit() })
			return group.Transfer(ctx, r)
		})
	})
}

func benchmarkTransfer(b *testing.B, logged bool, transfer func(*postgres.Store, context.Context, postgres.TransferRequest) (postgres.Answer, error)) {
	source := postgrestest.New(b)
	store, err := postgres.Open(postgrestest.Service(b, source), timeout)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	if !logged {
		exec(b, openDB(b, source), "ALTER TABLE transfers DISABLE TRIGGER transfers_queue_for_log")
	}
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
	if logged {
		defer keepLogging(b, store)()
	}
	var next atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1))
			from, to := accounts[n%len(accounts)], accounts[(n*7+1)%len(accounts)]
			if from.ID == to.ID {
				to = accounts[(n+1)%len(accounts)]
			}
			if _, err := transfer(store, b.Context(), transferRequest(from, to, 1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transfers/s")
}

// keepLogging extends the log four times a second until the function that it
// returns is called.
func keepLogging(b *testing.B, store *postgres.Store) (stop func()) {
	keys := newLogKeys(b)
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			if _, err := store.ExtendLog(b.Context(), keys, postgres.LogBatch); err != nil {
				b.Error(err)
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(250 * time.Millisecond):
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
