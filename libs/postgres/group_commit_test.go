package postgres_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// transferRequest is an order of the owner of the account, to be answered with
// the posting as JSON.
func transferRequest(from, to ledger.Account, amount money.Amount) postgres.TransferRequest {
	return postgres.TransferRequest{
		Order:  order(from, to, amount),
		Actor:  postgres.Actor{Username: from.Owner, Role: identity.Depositor},
		Answer: func(p ledger.Posting) ([]byte, error) { return json.Marshal(p) },
	}
}

// groups returns the group commits of two replicas, their stores, and the
// database.
func groups(t *testing.T) ([2]*postgres.GroupCommit, [2]*postgres.Store, *sql.DB) {
	t.Helper()
	stores, db := replicas(t)
	return [2]*postgres.GroupCommit{stores[0].NewGroupCommit(), stores[1].NewGroupCommit()}, stores, db
}

// lockAccount locks the account until unlock is called, or the test ends.
func lockAccount(t *testing.T, db *sql.DB, account ledger.Account) (unlock func()) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() }) // an error means that it has ended
	if _, err := tx.ExecContext(t.Context(), "SELECT FROM accounts WHERE id = $1 FOR UPDATE", account.ID); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

func posting(t *testing.T, answer postgres.Answer) (p ledger.Posting) {
	t.Helper()
	if err := json.Unmarshal(answer.Body, &p); err != nil {
		t.Error(err)
	}
	return p
}

// TestGroupCommitRefusesOnlyWhatItMust has many pay one account out of few that
// have too little for all, at two replicas.
func TestGroupCommitRefusesOnlyWhatItMust(t *testing.T) {
	groups, stores, db := groups(t)
	const funds, callers = 20, 90
	merchant := newAccount(t, stores[0], "merchant", 0)
	var payers []ledger.Account
	for i := range 3 {
		payers = append(payers, newAccount(t, stores[0], fmt.Sprintf("payer%d", i), funds))
	}
	var mu sync.Mutex
	var made []int64
	refused := 0
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			answer, err := groups[i%2].Transfer(t.Context(), transferRequest(payers[i%3], merchant, 1))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, fault.InsufficientFunds):
				refused++
			case err != nil:
				t.Error(err)
			default:
				p := posting(t, answer)
				if p.FromAccount.ID != payers[i%3].ID || p.Transfer.FromAccountID != payers[i%3].ID || p.FromEntry.Amount != -1 {
					t.Errorf("answered with somebody else's transfer: %+v", p)
				}
				made = append(made, p.Transfer.ID)
			}
		})
	}
	all.Wait()
	if want := 3 * funds; len(made) != want || refused != callers-want {
		t.Errorf("%d made and %d refused; want %d and %d", len(made), refused, want, callers-want)
	}
	if slices.Sort(made); len(slices.Compact(made)) != 3*funds {
		t.Errorf("one transfer is the answer to two requests: %v", made)
	}
	if got := balance(t, stores[0], merchant.ID); got != 3*funds {
		t.Errorf("the merchant has %d; want %d", got, 3*funds)
	}
	checkBooks(t, db)
}

// TestGroupCommitPassesALockedAccount: who needs an account that is locked waits
// for it, for as long as they have time, and the others do not.
func TestGroupCommitPassesALockedAccount(t *testing.T) {
	groups, stores, db := groups(t)
	locked := newAccount(t, stores[0], "locked", 100)
	free := newAccount(t, stores[0], "free", 100)
	to := newAccount(t, stores[0], "to", 0)
	unlock := lockAccount(t, db, locked)
	var waiting sync.WaitGroup
	for range 5 {
		waiting.Go(func() {
			if _, err := groups[0].Transfer(t.Context(), transferRequest(locked, to, 1)); err != nil {
				t.Error(err)
			}
		})
	}
	hasty, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := groups[0].Transfer(hasty, transferRequest(locked, to, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with too little time: %v; want DeadlineExceeded", err)
	}
	for range 5 {
		if _, err := groups[0].Transfer(t.Context(), transferRequest(free, to, 1)); err != nil {
			t.Error(err)
		}
	}
	if got := balance(t, stores[0], free.ID); got != 95 {
		t.Errorf("the free account has %d while the other is locked; want 95", got)
	}
	time.Sleep(postgres.LockTimeout + 50*time.Millisecond) // each goes on alone
	unlock()
	waiting.Wait()
	// The hasty one was carried out, or not: nobody is told.
	if got := balance(t, stores[0], locked.ID); got != 95 && got != 94 {
		t.Errorf("the account that was locked has %d; want 95 or 94", got)
	}
	checkBooks(t, db)
}

// TestGroupCommitLeavesConnections has more callers wait for a locked account than
// there are connections: whoever does not need it goes on.
func TestGroupCommitLeavesConnections(t *testing.T) {
	groups, stores, db := groups(t)
	locked := newAccount(t, stores[0], "locked", 100)
	free := newAccount(t, stores[0], "free", 100)
	to := newAccount(t, stores[0], "to", 0)
	unlock := lockAccount(t, db, locked)
	var waiting sync.WaitGroup
	for range 50 {
		waiting.Go(func() {
			if _, err := groups[0].Transfer(t.Context(), transferRequest(locked, to, 1)); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(3 * postgres.LockTimeout) // they go on alone
	soon, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, err := stores[0].Account(soon, free.ID); err != nil {
		t.Errorf("read another account: %v", err)
	}
	if _, err := groups[0].Transfer(soon, transferRequest(free, locked, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("transfer to the locked account: %v; want DeadlineExceeded", err)
	}
	if _, err := groups[0].Transfer(t.Context(), transferRequest(free, newAccount(t, stores[0], "other", 0), 1)); err != nil {
		t.Errorf("transfer between others: %v", err)
	}
	unlock()
	waiting.Wait()
	checkBooks(t, db)
}

// TestGroupCommitWithOneThatTheDatabaseRefuses has neighbours of such a one not
// suffer.
func TestGroupCommitWithOneThatTheDatabaseRefuses(t *testing.T) {
	groups, stores, db := groups(t)
	exec(t, db, `CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'poison' USING ERRCODE = 'check_violation'; END $$`)
	exec(t, db, `CREATE TRIGGER poison BEFORE INSERT ON transfers FOR EACH ROW WHEN (NEW.reference = 'poison') EXECUTE FUNCTION poison()`)
	from, to := newAccount(t, stores[0], "from", 1000), newAccount(t, stores[0], "to", 0)
	noAnswer := errors.New("no answer")
	var all sync.WaitGroup
	for i := range 60 {
		r := transferRequest(from, to, 1)
		switch i % 10 {
		case 3:
			r.Order.Note.Reference = "poison"
		case 7:
			r.Answer = func(ledger.Posting) ([]byte, error) { return nil, noAnswer }
		}
		all.Go(func() {
			_, err := groups[i%2].Transfer(t.Context(), r)
			switch i % 10 {
			case 3:
				if err == nil || !strings.Contains(err.Error(), "poison") {
					t.Errorf("poison: %v", err)
				}
			case 7:
				if !errors.Is(err, noAnswer) {
					t.Errorf("without an answer: %v", err)
				}
			default:
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := balance(t, stores[0], to.ID); got != 48 {
		t.Errorf("%d were carried out; want 48", got)
	}
	checkBooks(t, db)
}

// TestGroupCommitOnce sends each request several times at once, and again.
func TestGroupCommitOnce(t *testing.T) {
	groups, stores, db := groups(t)
	from, to := newAccount(t, stores[0], "alice", 1000), newAccount(t, stores[0], "to", 0)
	keyed := func(n int) postgres.TransferRequest {
		r := transferRequest(from, to, 1)
		r.Once = request(fmt.Sprint("k", n), "a")
		return r
	}
	const keys = 15
	var mu sync.Mutex
	made := map[int]string{}
	var all sync.WaitGroup
	for i := range 4 * keys {
		all.Go(func() {
			answer, err := groups[i%2].Transfer(t.Context(), keyed(i%keys))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, fault.RequestInFlight):
			case err != nil:
				t.Error(err)
			case !answer.Replayed && made[i%keys] != "":
				t.Errorf("key %d was carried out twice", i%keys)
			case !answer.Replayed:
				made[i%keys] = string(answer.Body)
			}
		})
	}
	all.Wait()
	for i := range keys {
		answer, err := groups[i%2].Transfer(t.Context(), keyed(i))
		if err != nil || !answer.Replayed || string(answer.Body) != made[i] {
			t.Errorf("again: %s, replayed %t, %v; want %s", answer.Body, answer.Replayed, err, made[i])
		}
	}
	other := keyed(0)
	other.Once.Hash = []byte("b")
	if _, err := groups[0].Transfer(t.Context(), other); !errors.Is(err, fault.KeyReused) {
		t.Errorf("another request with the key: %v; want KeyReused", err)
	}
	if got := balance(t, stores[0], to.ID); got != keys {
		t.Errorf("%d were carried out; want %d", got, keys)
	}
	checkBooks(t, db)
}

// TestGroupCommitRecordsActs has bankers act on accounts of others beside owners
// who act on their own.
func TestGroupCommitRecordsActs(t *testing.T) {
	groups, stores, _ := groups(t)
	from, to := newAccount(t, stores[0], "from", 100), newAccount(t, stores[0], "to", 0)
	newUser(t, stores[0], "banker0")
	newUser(t, stores[0], "banker1")
	var mu sync.Mutex
	by := map[int64]string{}
	var all sync.WaitGroup
	for i := range 12 {
		r := transferRequest(from, to, 1)
		if i%3 > 0 {
			r.Actor = postgres.Actor{Username: fmt.Sprint("banker", i%2), Role: identity.Banker, RequestID: fmt.Sprint(i)}
			r.Order.ActsOnAny = true
		}
		all.Go(func() {
			answer, err := groups[0].Transfer(t.Context(), r)
			if err != nil {
				t.Error(err)
				return
			}
			if i%3 > 0 {
				mu.Lock()
				defer mu.Unlock()
				by[posting(t, answer).Transfer.ID] = r.Actor.Username + " " + r.Actor.RequestID
			}
		})
	}
	all.Wait()
	acts, err := stores[0].Acts(t.Context(), postgres.ActQuery{AccountID: from.ID, Page: postgres.Page{Limit: 100}})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range acts {
		if got := a.Username + " " + a.RequestID; by[a.TransferID] != got || a.Action != "transfer" {
			t.Errorf("transfer %d: %s by %s; want it by %s", a.TransferID, a.Action, got, by[a.TransferID])
		}
	}
	if len(acts) != len(by) {
		t.Errorf("%d acts; want %d", len(acts), len(by))
	}
}

// TestGroupCommitOverBrokenConnections: what was answered is there, and nothing
// is there in part.
func TestGroupCommitOverBrokenConnections(t *testing.T) {
	groups, stores, db := groups(t)
	from, to := newAccount(t, stores[0], "alice", 1_000_000), newAccount(t, stores[0], "to", 0)
	var mu sync.Mutex
	answered := map[int]bool{}
	stop := make(chan struct{})
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := worker; ; n += 8 {
				select {
				case <-stop:
					return
				default:
				}
				r := transferRequest(from, to, 1)
				r.Once = request(fmt.Sprint("k", n), "a")
				if _, err := groups[n%2].Transfer(t.Context(), r); err == nil {
					mu.Lock()
					answered[n] = true
					mu.Unlock()
				}
			}
		})
	}
	for range 20 {
		time.Sleep(20 * time.Millisecond)
		exec(t, db, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5`)
	}
	close(stop)
	all.Wait()
	if len(answered) == 0 {
		t.Fatal("nothing was answered")
	}
	var kept, moved int
	row := db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM transfers WHERE to_account_id = $1)`, to.ID)
	if err := row.Scan(&kept, &moved); err != nil {
		t.Fatal(err)
	}
	if kept != moved || moved < len(answered) {
		t.Errorf("%d transfers, %d answers kept, %d answered", moved, kept, len(answered))
	}
	for n := range answered {
		r := transferRequest(from, to, 1)
		r.Once = request(fmt.Sprint("k", n), "a")
		if answer, err := groups[0].Transfer(t.Context(), r); err != nil || !answer.Replayed {
			t.Errorf("key %d was answered, and is not kept: %v", n, err)
		}
	}
	checkBooks(t, db)
}
