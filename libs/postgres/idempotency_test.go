package postgres_test

import (
	"database/sql"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// replicas returns two stores in one database, as two processes have them, an
// account of alice's that holds 100 USD, and the database.
func replicasWithAccount(t *testing.T) ([2]*postgres.Store, ledger.Account, *sql.DB) {
	t.Helper()
	stores, db := replicas(t)
	return stores, newAccount(t, stores[0], "alice", 100), db
}

func request(key, hash string) *postgres.IdempotentRequest {
	return &postgres.IdempotentRequest{Username: "alice", Key: key, Hash: []byte(hash)}
}

// deposit returns what deposits into the account, once, and answers with the
// new balance.
func deposit(t *testing.T, a ledger.Account, amount money.Amount) func(*postgres.Store) ([]byte, error) {
	return func(store *postgres.Store) ([]byte, error) {
		p, err := store.Deposit(t.Context(), a.ID, amount)
		return strconv.AppendInt(nil, int64(p.ToAccount.Balance), 10), err
	}
}

func TestOnce(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	tests := []struct {
		name     string
		store    int
		request  *postgres.IdempotentRequest
		answer   string
		replayed bool
		want     error
	}{
		{"first", 0, request("k", "a"), "110", false, nil},
		{"again", 0, request("k", "a"), "110", true, nil},
		{"again at another replica", 1, request("k", "a"), "110", true, nil},
		{"another request", 1, request("k", "b"), "", false, fault.KeyReused},
		{"another key", 1, request("K", "b"), "120", false, nil},
		{"again in the end", 1, request("k", "a"), "110", true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := stores[tt.store].Once(t.Context(), tt.request, deposit(t, account, 10))
			if string(answer.Body) != tt.answer || answer.Replayed != tt.replayed || !errors.Is(err, tt.want) {
				t.Errorf("answer %q, replayed %t, %v; want %q, %t, %v", answer.Body, answer.Replayed, err, tt.answer, tt.replayed, tt.want)
			}
		})
	}
	newUser(t, stores[0], "bob")
	others := request("k", "a")
	others.Username = "bob"
	if answer, err := stores[0].Once(t.Context(), others, deposit(t, account, 10)); string(answer.Body) != "130" || answer.Replayed || err != nil {
		t.Errorf("another user's key: answer %q, replayed %t, %v; want 130", answer.Body, answer.Replayed, err)
	}
	checkBooks(t, db)
}

func TestOnceKeepsNoRefusal(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	withdraw := func(store *postgres.Store) ([]byte, error) {
		_, err := store.Withdraw(t.Context(), account.ID, 150)
		return []byte("paid"), err
	}
	for range 2 {
		if _, err := stores[0].Once(t.Context(), request("k", "a"), withdraw); !errors.Is(err, fault.InsufficientFunds) {
			t.Fatalf("withdrawal of too much: %v", err)
		}
	}
	if _, err := stores[0].Deposit(t.Context(), account.ID, 50); err != nil {
		t.Fatal(err)
	}
	if answer, err := stores[0].Once(t.Context(), request("k", "a"), withdraw); string(answer.Body) != "paid" || answer.Replayed || err != nil {
		t.Errorf("with enough: %q, replayed %t, %v", answer.Body, answer.Replayed, err)
	}
	checkBooks(t, db)
}

// TestOnceAnsweredMeanwhile is of a request that another process has answered after
// this one had looked for an answer: as where the other's commit and the end of its
// lock come between the look and the lock, which are one statement.
func TestOnceAnsweredMeanwhile(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	to := newAccount(t, stores[0], "to", 0)
	groups := stores[0].NewGroupCommit()
	answerElsewhere := func(key, hash string) func() {
		return sync.OnceFunc(func() {
			exec(t, db, `INSERT INTO idempotency_keys (username, key, request_hash, answer, expires_at)
				VALUES ('alice', '`+key+`', '`+hash+`', 'elsewhere', now() + interval '1 hour')`)
		})
	}
	for _, tt := range []struct {
		name string
		send func(key string, do func()) (postgres.Answer, error)
	}{
		{"alone", func(key string, do func()) (postgres.Answer, error) {
			return stores[0].Once(t.Context(), request(key, "a"), func(store *postgres.Store) ([]byte, error) {
				do()
				return deposit(t, account, 10)(store)
			})
		}},
		{"in a group", func(key string, do func()) (postgres.Answer, error) {
			r := meanwhile(account, to, 1, do)
			r.Once = request(key, "a")
			return groups.Transfer(t.Context(), r)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := tt.send(tt.name, answerElsewhere(tt.name, "a"))
			if err != nil || !answer.Replayed || string(answer.Body) != "elsewhere" {
				t.Errorf("answer %q, replayed %t, %v; want the other's", answer.Body, answer.Replayed, err)
			}
			other := tt.name + " of another"
			if _, err := tt.send(other, answerElsewhere(other, "b")); !errors.Is(err, fault.KeyReused) {
				t.Errorf("where the other was another request: %v; want KeyReused", err)
			}
			if got := balance(t, stores[0], account.ID); got != 100 {
				t.Errorf("balance %d, want 100", got)
			}
		})
	}
	checkBooks(t, db)
}

func TestOnceOfManyAtOnce(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	var done, replays, inFlight atomic.Int32
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			answer, err := stores[i%2].Once(t.Context(), request("k", "a"), deposit(t, account, 10))
			switch {
			case errors.Is(err, fault.RequestInFlight):
				inFlight.Add(1)
			case err != nil || string(answer.Body) != "110":
				t.Errorf("answer %q, %v", answer.Body, err)
			case answer.Replayed:
				replays.Add(1)
			default:
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 || replays.Load()+inFlight.Load() != 59 {
		t.Errorf("done %d times, replayed %d, in flight %d", done.Load(), replays.Load(), inFlight.Load())
	}
	if got := balance(t, stores[0], account.ID); got != 110 {
		t.Errorf("balance %d, want 110", got)
	}
	checkBooks(t, db)
}

func TestOnceWhileInFlight(t *testing.T) {
	stores, account, _ := replicasWithAccount(t)
	_, err := stores[0].Once(t.Context(), request("k", "a"), func(store *postgres.Store) ([]byte, error) {
		for i, other := range stores {
			if _, err := other.Once(t.Context(), request("k", "a"), deposit(t, account, 10)); !errors.Is(err, fault.RequestInFlight) {
				t.Errorf("replica %d, while it is in flight: %v", i, err)
			}
		}
		return deposit(t, account, 10)(store)
	})
	if got := balance(t, stores[1], account.ID); err != nil || got != 110 {
		t.Errorf("balance %d, %v; want 110", got, err)
	}
}

// TestOnceAfterCrash kills the connection when the money has moved but nothing
// is committed.
func TestOnceAfterCrash(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	_, err := stores[0].Once(t.Context(), request("k", "a"), func(store *postgres.Store) ([]byte, error) {
		answer, err := deposit(t, account, 10)(store)
		const terminate = `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
			WHERE datname = current_database() AND state = 'idle in transaction'`
		if _, err := db.ExecContext(t.Context(), terminate); err != nil {
			t.Error(err)
		}
		return answer, err
	})
	if err == nil {
		t.Fatal("committed over a connection that is gone")
	}
	if got := balance(t, stores[1], account.ID); got != 100 {
		t.Errorf("balance %d after the crash, want 100", got)
	}
	answer, err := stores[1].Once(t.Context(), request("k", "a"), deposit(t, account, 10))
	if string(answer.Body) != "110" || answer.Replayed || err != nil {
		t.Errorf("after the crash: %q, replayed %t, %v", answer.Body, answer.Replayed, err)
	}
	checkBooks(t, db)
}

func TestKeysExpire(t *testing.T) {
	stores, account, db := replicasWithAccount(t)
	once := func(key, hash string) string {
		t.Helper()
		answer, err := stores[0].Once(t.Context(), request(key, hash), deposit(t, account, 10))
		if err != nil {
			t.Fatal(err)
		}
		return string(answer.Body)
	}
	remaining := func() (keys string) {
		t.Helper()
		const query = `SELECT coalesce(string_agg(key, ' ' ORDER BY key), '') FROM idempotency_keys`
		if err := db.QueryRowContext(t.Context(), query).Scan(&keys); err != nil {
			t.Fatal(err)
		}
		return keys
	}
	for _, key := range []string{"a", "b", "c", "d"} {
		once(key, "x")
	}
	var right bool
	const check = `SELECT bool_and(expires_at BETWEEN now() + interval '23:59' AND now() + interval '24:00') FROM idempotency_keys`
	if err := db.QueryRowContext(t.Context(), check).Scan(&right); err != nil || !right {
		t.Errorf("keys do not expire after 24 hours: %v", err)
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE idempotency_keys SET expires_at = now() WHERE key <> 'd'`); err != nil {
		t.Fatal(err)
	}

	if got := once("a", "y"); got != "150" {
		t.Errorf("answer %s to another request with an expired key, want 150", got)
	}
	if got := once("a", "y"); got != "150" {
		t.Errorf("answer %s again, want 150", got)
	}
	for _, want := range []struct {
		removed int64
		left    string
	}{{1, "a c d"}, {1, "a d"}, {0, "a d"}} {
		removed, err := stores[1].RemoveExpiredKeys(t.Context(), 1)
		if err != nil || removed != want.removed || remaining() != want.left {
			t.Errorf("removed %d, %v, left %q; want %+v", removed, err, remaining(), want)
		}
	}
	checkBooks(t, db)
}
