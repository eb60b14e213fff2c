package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// meanwhile returns a request for whose carrying out do is called once, when it is to be
// answered first: of one that is carried out without locks, after its accounts were read
// and before it is booked.
func meanwhile(from, to ledger.Account, amount money.Amount, do func()) postgres.TransferRequest {
	r := transferRequest(from, to, amount)
	var once sync.Once
	answer := r.Answer
	r.Answer = func(p ledger.Posting) ([]byte, error) {
		once.Do(do)
		return answer(p)
	}
	return r
}

// TestLoneTransferIsJudgedByWhatIsBooked has something happen to the accounts of a
// transfer that comes alone, between its being judged and booked.
func TestLoneTransferIsJudgedByWhatIsBooked(t *testing.T) {
	for name, tt := range map[string]struct {
		do      func(t *testing.T, store *postgres.Store, from, to, other ledger.Account)
		want    error
		balance money.Amount // in the end, of the account that pays
	}{
		"nothing": {func(*testing.T, *postgres.Store, ledger.Account, ledger.Account, ledger.Account) {}, nil, 40},
		"the money goes": {func(t *testing.T, store *postgres.Store, from, _, other ledger.Account) {
			pay(t, store, from, other, 50)
		}, fault.InsufficientFunds, 50},
		"some of it goes, enough is left": {func(t *testing.T, store *postgres.Store, from, _, other ledger.Account) {
			pay(t, store, from, other, 10)
		}, nil, 30},
		"more comes": {func(t *testing.T, store *postgres.Store, from, _, other ledger.Account) {
			pay(t, store, other, from, 10)
		}, nil, 50},
		"whoever receives it receives more": {func(t *testing.T, store *postgres.Store, _, to, other ledger.Account) {
			pay(t, store, other, to, 10)
		}, nil, 40},
		"it is reserved": {func(t *testing.T, store *postgres.Store, from, _, other ledger.Account) {
			if _, err := store.Reserve(t.Context(), order(from, other, 50), time.Hour); err != nil {
				t.Error(err)
			}
		}, fault.InsufficientFunds, 100},
		"it is reserved, enough is left": {func(t *testing.T, store *postgres.Store, from, _, other ledger.Account) {
			if _, err := store.Reserve(t.Context(), order(from, other, 40), time.Hour); err != nil {
				t.Error(err)
			}
		}, nil, 40},
	} {
		t.Run(name, func(t *testing.T) {
			groups, stores, db := groups(t)
			from, to, other := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0), newAccount(t, stores[0], "other", 100)
			r := meanwhile(from, to, 60, func() { tt.do(t, stores[1], from, to, other) })
			answer, err := groups[0].Transfer(t.Context(), r)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Fatalf("%v; want %v", err, tt.want)
			}
			if got := balance(t, stores[0], from.ID); got != tt.balance {
				t.Errorf("who pays has %d; want %d", got, tt.balance)
			}
			if err == nil {
				now, err := stores[0].Account(t.Context(), from.ID)
				if err != nil {
					t.Fatal(err)
				}
				if p := posting(t, answer); p.FromAccount.Balance != tt.balance || p.FromAccount.Reserved != now.Reserved || p.FromEntry.ID == 0 || p.Transfer.CreatedAt.IsZero() {
					t.Errorf("answered with %+v", p)
				}
			}
			checkBooks(t, db)
		})
	}
}

func pay(t *testing.T, store *postgres.Store, from, to ledger.Account, amount money.Amount) {
	t.Helper()
	if _, err := store.Transfer(t.Context(), order(from, to, amount)); err != nil {
		t.Error(err)
	}
}

// TestLoneTransferWaitsForALock that somebody takes after the accounts were read.
func TestLoneTransferWaitsForALock(t *testing.T) {
	groups, stores, db := groups(t)
	from, to := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0)
	const held = 50 * time.Millisecond
	start := time.Now()
	r := meanwhile(from, to, 60, func() {
		unlock := lockAccount(t, db, to)
		go func() {
			time.Sleep(held)
			unlock()
		}()
	})
	if _, err := groups[0].Transfer(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < held {
		t.Errorf("it took %v; the lock was held for %v", took, held)
	}
	checkBooks(t, db)
}

// TestLoneTransferWithReservations: what has expired is ended, and binds nothing.
func TestLoneTransferWithReservations(t *testing.T) {
	groups, stores, db := groups(t)
	from, to := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0)
	if _, err := stores[0].Reserve(t.Context(), order(from, to, 50), time.Microsecond); err != nil {
		t.Fatal(err)
	}
	answer, err := groups[0].Transfer(t.Context(), transferRequest(from, to, 100))
	if err != nil {
		t.Fatal(err)
	}
	if p := posting(t, answer); p.FromAccount.Reserved != 0 || p.FromAccount.Balance != 0 {
		t.Errorf("answered with %+v", p.FromAccount)
	}
	checkBooks(t, db)
}

// TestLoneTransferOfABanker is in the audit log, if and only if it was made.
func TestLoneTransferOfABanker(t *testing.T) {
	groups, stores, db := groups(t)
	from, to := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0)
	newUser(t, stores[0], "banker")
	r := transferRequest(from, to, 60)
	r.Actor = postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "request"}
	r.Order.ActsOnAny = true
	answer, err := groups[0].Transfer(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := groups[0].Transfer(t.Context(), r); !errors.Is(err, fault.InsufficientFunds) {
		t.Errorf("once more: %v; want InsufficientFunds", err)
	}
	acts, err := stores[0].Acts(t.Context(), postgres.ActQuery{Page: postgres.Page{Limit: 10}})
	if err != nil {
		t.Fatal(err)
	}
	if len(acts) != 1 || acts[0].Username != "banker" || acts[0].TransferID != posting(t, answer).Transfer.ID {
		t.Errorf("the audit log has %+v", acts)
	}
	checkBooks(t, db)
}

// TestLoneTransferRefusedAtItsCommit: a statement that is a transaction of its own
// returns its row before it is committed.
func TestLoneTransferRefusedAtItsCommit(t *testing.T) {
	groups, stores, db := groups(t)
	exec(t, db, `CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = 'check_violation'; END $$`)
	exec(t, db, `CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW WHEN (NEW.reference = 'late') EXECUTE FUNCTION refuse_late()`)
	from, to := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0)
	r := transferRequest(from, to, 60)
	r.Order.Note.Reference = "late"
	_, err := groups[0].Transfer(t.Context(), r)
	if err == nil || !strings.Contains(err.Error(), "too late") || errors.Is(err, postgres.ErrOutcomeUnknown) {
		t.Errorf("%v; want what the database says", err)
	}
	if got := balance(t, stores[0], from.ID); got != 100 {
		t.Errorf("who pays has %d; want 100", got)
	}
	checkBooks(t, db)
}

// TestLoneTransfersOverBrokenConnections: what was answered is there once; what has
// failed for certain is not there; and nothing is there twice.
func TestLoneTransfersOverBrokenConnections(t *testing.T) {
	groups, stores, db := groups(t)
	var callers sync.WaitGroup
	stop := make(chan struct{})
	var mu sync.Mutex
	outcomes := map[string]error{}
	for caller := range 2 { // one at each replica: each is alone there
		from := newAccount(t, stores[0], fmt.Sprint("from", caller), 1_000_000)
		to := newAccount(t, stores[0], fmt.Sprint("to", caller), 0)
		callers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				r := transferRequest(from, to, 1)
				r.Order.Note.Reference = fmt.Sprint(caller, "-", n)
				_, err := groups[caller].Transfer(t.Context(), r)
				mu.Lock()
				outcomes[r.Order.Note.Reference] = err
				mu.Unlock()
			}
		})
	}
	enough := func() bool {
		mu.Lock()
		defer mu.Unlock()
		made, unknown := 0, 0
		for _, err := range outcomes {
			switch {
			case err == nil:
				made++
			case errors.Is(err, postgres.ErrOutcomeUnknown):
				unknown++
			}
		}
		return made >= 50 && unknown >= 10
	}
	for end := time.Now().Add(20 * time.Second); !enough() && time.Now().Before(end); {
		time.Sleep(rand.N(60 * time.Millisecond))
		exec(t, db, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	}
	close(stop)
	callers.Wait()
	there := map[string]int{}
	rows, err := db.QueryContext(t.Context(), `SELECT reference, count(*) FROM transfers WHERE reference IS NOT NULL GROUP BY reference`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var reference string
		var n int
		if err := rows.Scan(&reference, &n); err != nil {
			t.Fatal(err)
		}
		there[reference] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	made, failed, unknown := 0, 0, 0
	for reference, err := range outcomes {
		n := there[reference]
		switch {
		case err == nil:
			made++
			if n != 1 {
				t.Errorf("%s was answered, and is there %d times", reference, n)
			}
		case errors.Is(err, postgres.ErrOutcomeUnknown):
			unknown++
			if n > 1 {
				t.Errorf("%s is there %d times", reference, n)
			}
		default:
			failed++
			if n != 0 {
				t.Errorf("%s failed (%v), and is there %d times", reference, err, n)
			}
		}
	}
	t.Logf("%d made, %d failed, of %d it is not known", made, failed, unknown)
	if made == 0 || unknown == 0 {
		t.Errorf("%d were made, and of %d it is not known: this has not shown anything", made, unknown)
	}
	checkBooks(t, db)
}
