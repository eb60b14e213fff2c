package postgres_test

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func decimal(id int64) string { return strconv.FormatInt(id, 10) }

func TestPostsAtOnce(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 0)
	made := reserve(t, stores[0], alice, bob, 60)
	var posted atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_, err := stores[i%2].Post(t.Context(), made.ID, ledger.Post{Username: "alice", Amount: 30})
			if err == nil {
				posted.Add(1)
			} else if !errors.Is(err, fault.AlreadyPosted) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if posted.Load() != 1 {
		t.Errorf("posted %d times", posted.Load())
	}
	wantAvailable(t, stores[0], alice, 70, 70)
	checkBooks(t, db)
}

// TestExpiryWhileEnding has a reservation expire between the look at it and its
// end, which waits for a lock.
func TestExpiryWhileEnding(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 0)
	for name, end := range map[string]func(id int64) error{
		"post": func(id int64) error { return second(stores[0].Post(t.Context(), id, ledger.Post{Username: "alice"})) },
		"void": func(id int64) error { return second(stores[0].Void(t.Context(), id, ledger.Void{Username: "alice"})) },
	} {
		hold, err := stores[0].Reserve(t.Context(), order(alice, bob, 60), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), "SELECT FROM pending_transfers WHERE id = $1 FOR NO KEY UPDATE", hold.Transfer.ID); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- end(hold.Transfer.ID) }()
		time.Sleep(time.Until(hold.Transfer.Reservation.ExpiresAt) + 10*time.Millisecond)
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, fault.PendingExpired) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantAvailable(t, stores[1], alice, 100, 100)
	checkBooks(t, db)
}

// TestPostVoidAndExpiryAtOnce has each of many reservations posted, voided and
// ended, again and again until it has expired.
func TestPostVoidAndExpiryAtOnce(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 0)
	const reservations = 10
	var made []int64
	var last time.Time
	for range reservations {
		hold, err := stores[0].Reserve(t.Context(), order(alice, bob, 10), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		made, last = append(made, hold.Transfer.ID), hold.Transfer.Reservation.ExpiresAt
	}
	var posted, voided, spent atomic.Int64
	over := func(err error) {
		for _, code := range []fault.Code{fault.AlreadyPosted, fault.AlreadyVoided, fault.PendingExpired} {
			if errors.Is(err, code) {
				return
			}
		}
		t.Error(err)
	}
	var all sync.WaitGroup
	for i, id := range made {
		store := stores[i%2]
		early := time.Until(last) * time.Duration(i) / reservations // some are ended before, some at the time of expiry
		all.Go(func() {
			time.Sleep(early)
			if _, err := store.Post(t.Context(), id, ledger.Post{Username: "alice"}); err == nil {
				posted.Add(1)
			} else {
				over(err)
			}
		})
		all.Go(func() {
			time.Sleep(early)
			if _, err := stores[(i+1)%2].Void(t.Context(), id, ledger.Void{Username: "bob"}); err == nil {
				voided.Add(1)
			} else {
				over(err)
			}
		})
	}
	for i := range 2 {
		all.Go(func() {
			for time.Until(last) > -100*time.Millisecond {
				if _, err := stores[i].EndExpiredReservations(t.Context(), 3); err != nil {
					t.Error(err)
				}
				switch _, err := stores[i].Transfer(t.Context(), order(alice, bob, 3)); {
				case err == nil:
					spent.Add(3)
				case !errors.Is(err, fault.InsufficientFunds):
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for { // what was set free after the last of them
		_, err := stores[0].Transfer(t.Context(), order(alice, bob, 3))
		if errors.Is(err, fault.InsufficientFunds) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		spent.Add(3)
	}

	left := money.Amount(100 - posted.Load()*10 - spent.Load())
	wantAvailable(t, stores[0], alice, left, left)
	var inDatabase [2]int64
	const query = `SELECT count(*) FILTER (WHERE state = 'posted'), count(*) FILTER (WHERE state = 'voided') FROM pending_transfers`
	if err := db.QueryRowContext(t.Context(), query).Scan(&inDatabase[0], &inDatabase[1]); err != nil {
		t.Fatal(err)
	}
	if answered := [2]int64{posted.Load(), voided.Load()}; inDatabase != answered {
		t.Errorf("posted and voided %v, answered that %v were", inDatabase, answered)
	}
	checkBooks(t, db)
}

// TestManyOnOneAccount reserves, posts, voids and transfers, in both directions,
// and would dead-lock if accounts were locked in another order anywhere.
func TestManyOnOneAccount(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 100)
	var all sync.WaitGroup
	for i := range 24 {
		store, from, to := stores[i%2], alice, bob
		if i%4 > 1 {
			from, to = bob, alice
		}
		all.Go(func() {
			hold, err := store.Reserve(t.Context(), order(from, to, 1), time.Hour)
			if err != nil {
				t.Error(err)
				return
			}
			if i%3 == 0 {
				_, err = store.Void(t.Context(), hold.Transfer.ID, ledger.Void{Username: to.Owner})
			} else {
				_, err = store.Post(t.Context(), hold.Transfer.ID, ledger.Post{Username: from.Owner})
			}
			if err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			if _, err := store.TransferAll(t.Context(), ledger.Batch{order(to, from, 1), order(from, to, 1)}); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			if _, err := store.EndExpiredReservations(t.Context(), 10); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantAvailable(t, stores[0], alice, 100, 100)
	wantAvailable(t, stores[1], bob, 100, 100)
	checkBooks(t, db)
}
