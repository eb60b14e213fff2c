package postgres_test

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// serializable returns two stores in one fresh database where a transaction sees
// nothing that is committed after it began, and is undone for it.
func serializable(t *testing.T) ([2]*postgres.Store, *sql.DB) {
	t.Helper()
	source := postgrestest.New(t)
	service := postgrestest.Service(t, source) + "&default_transaction_isolation=serializable"
	return [2]*postgres.Store{openStore(t, service), openStore(t, service)}, openDB(t, source)
}

// TestSerializable has two replicas do all kinds of work on three accounts.
func TestSerializable(t *testing.T) {
	stores, db := serializable(t)
	accounts := []ledger.Account{
		newAccount(t, stores[0], "alice", 10_000), newAccount(t, stores[0], "bob", 10_000), newAccount(t, stores[0], "carol", 10_000),
	}
	groups := [2]*postgres.GroupCommit{stores[0].NewGroupCommit(), stores[1].NewGroupCommit()}
	keys := newLogKeys(t)

	var calls, unavailable atomic.Int64
	// carryOut sends a request again that was not carried out, as clients do.
	carryOut := func(do func() error) error {
		for {
			calls.Add(1)
			err := do()
			if !errors.Is(err, postgres.ErrUnavailable) || t.Context().Err() != nil {
				return err
			}
			unavailable.Add(1)
		}
	}
	// once has both replicas do what can be done once: one is told that it was.
	once := func(name string, do func(*postgres.Store) error, already fault.Code) {
		var done atomic.Int64
		var both sync.WaitGroup
		for _, store := range stores {
			both.Go(func() {
				switch err := carryOut(func() error { return do(store) }); {
				case err == nil:
					done.Add(1)
				case !errors.Is(err, already):
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		both.Wait()
		if done.Load() != 1 {
			t.Errorf("%s: done %d times", name, done.Load())
		}
	}
	var keyed atomic.Int64
	work := []func(from, to ledger.Account, i int) error{
		func(from, to ledger.Account, i int) error {
			return second(stores[i%2].Deposit(t.Context(), from.ID, 3))
		},
		func(from, to ledger.Account, i int) error {
			return second(stores[i%2].Withdraw(t.Context(), from.ID, 3))
		},
		func(from, to ledger.Account, i int) error {
			return second(groups[i%2].Transfer(t.Context(), transferRequest(from, to, 1)))
		},
		func(from, to ledger.Account, i int) error {
			return second(stores[i%2].TransferAll(t.Context(), ledger.Batch{order(from, to, 2), order(to, from, 1)}))
		},
		func(from, to ledger.Account, i int) error { // by both ways, at both replicas
			r := transferRequest(from, to, 1)
			r.Once = &postgres.IdempotentRequest{Username: from.Owner, Key: fmt.Sprint("k", keyed.Add(1)), Hash: []byte("a")}
			r.Order.Note.Reference = "once " + r.Once.Key
			var both sync.WaitGroup
			for way, send := range []func() error{
				func() error { return second(groups[0].Transfer(t.Context(), r)) },
				func() error { return second(stores[1].TransferAtATime(t.Context(), r)) },
			} {
				both.Go(func() {
					if err := carryOut(send); err != nil && !errors.Is(err, fault.RequestInFlight) {
						t.Errorf("way %d: %v", way, err)
					}
				})
			}
			both.Wait()
			return second(groups[1].Transfer(t.Context(), r))
		},
		func(from, to ledger.Account, i int) error {
			p, err := stores[i%2].Transfer(t.Context(), order(from, to, 2))
			if err == nil {
				once("reverse", func(s *postgres.Store) error {
					return second(s.Reverse(t.Context(), p.Transfer.ID, ledger.Reversal{Username: to.Owner}))
				}, fault.AlreadyReversed)
			}
			return err
		},
		func(from, to ledger.Account, i int) error {
			hold, err := stores[i%2].Reserve(t.Context(), order(from, to, 2), time.Hour)
			if err == nil {
				once("post", func(s *postgres.Store) error {
					return second(s.Post(t.Context(), hold.Transfer.ID, ledger.Post{Username: from.Owner, Amount: 1}))
				}, fault.AlreadyPosted)
			}
			return err
		},
		func(from, to ledger.Account, i int) error {
			hold, err := stores[i%2].Reserve(t.Context(), order(from, to, 2), time.Hour)
			if err == nil {
				once("void", func(s *postgres.Store) error {
					return second(s.Void(t.Context(), hold.Transfer.ID, ledger.Void{Username: to.Owner}))
				}, fault.AlreadyVoided)
			}
			return err
		},
		func(from, to ledger.Account, i int) error {
			_, _, err := stores[i%2].BalanceAt(t.Context(), from.ID, time.Time{})
			return err
		},
		func(from, to ledger.Account, i int) error {
			return second(stores[i%2].EndExpiredReservations(t.Context(), 10))
		},
		func(from, to ledger.Account, i int) error {
			return second(stores[i%2].ExtendLog(t.Context(), keys, postgres.LogBatch))
		},
	}
	var all sync.WaitGroup
	for worker := range 10 {
		all.Go(func() {
			for i := range 3 * len(work) {
				from, to := accounts[(worker+i)%3], accounts[(worker+i+1+i%2)%3]
				kind := (worker + i) % len(work)
				if err := carryOut(func() error { return work[kind](from, to, i) }); err != nil {
					t.Errorf("work %d: %v", kind, err)
				}
			}
		})
	}
	all.Wait()

	t.Logf("%d of %d calls were not carried out", unavailable.Load(), calls.Load())
	if unavailable.Load() > calls.Load()/10 {
		t.Errorf("%d of %d calls were not carried out", unavailable.Load(), calls.Load())
	}
	if moved := rows[int64](t, db, `SELECT count(DISTINCT reference) FROM transfers WHERE reference LIKE 'once %'`)[0]; moved != keyed.Load() {
		t.Errorf("%d keys moved money; want %d", moved, keyed.Load())
	}
	if twice := rows[string](t, db, `SELECT reference FROM transfers WHERE reference LIKE 'once %' GROUP BY 1 HAVING count(*) > 1`); len(twice) > 0 {
		t.Errorf("keys that moved money twice: %v", twice)
	}
	checkBooks(t, db)
	extendLog(t, stores[0], keys, postgres.LogBatch)
	checkLog(t, stores[1], db, keys)
}

// TestExtensionsOfTheLogInTurn has two replicas wait for the log: the one that comes
// after the other goes on from what that has left.
func TestExtensionsOfTheLogInTurn(t *testing.T) {
	stores, db := serializable(t)
	keys := newLogKeys(t)
	account := newAccount(t, stores[0], "alice", 100)
	for range 20 {
		if err := second(stores[0].Deposit(t.Context(), account.ID, 1)); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "SELECT pg_advisory_xact_lock($1)", 0x6c65_6467_6572); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			if added, err := stores[i%2].ExtendLog(t.Context(), keys, 5); err != nil || added != 5 {
				t.Errorf("added %d, %v; want 5", added, err)
			}
		})
	}
	const waiting = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	for deadline := time.Now().Add(20 * time.Second); rows[int](t, db, waiting)[0] < 4; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("they do not wait for the log")
		}
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	extendLog(t, stores[1], keys, postgres.LogBatch)
	checkLog(t, stores[0], db, keys)
}
