package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// always is more conflicts than anybody meets.
const always = 1_000_000

// write is something that a store does to the database.
type write struct {
	name  string
	moves int                      // transfers that are booked
	setUp func() (do func() error) // makes what do needs
}

// writes returns all that a store writes, and its owner's, each with what it is done
// to.
func writes(t *testing.T, store, owners *postgres.Store, db *sql.DB) []write {
	t.Helper()
	newUser(t, store, "banker")
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 1000)
	banker := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r"})
	group := store.NewGroupCommit()
	keys := newLogKeys(t)
	numbers := 0
	name := func() string { numbers++; return "user" + decimal(int64(numbers)) }
	now := func(do func() error) func() func() error { return func() func() error { return do } }
	onPending := func(do func(id int64) error) func() func() error {
		return func() func() error {
			made := reserve(t, store, alice, bob, 10)
			return func() error { return do(made.ID) }
		}
	}
	onSession := func(do func(identity.Session) error) func() func() error {
		return func() func() error {
			owner := newUser(t, store, name())
			session := newSession(t, store, owner.Username, time.Hour)
			return func() error { return do(session) }
		}
	}
	return []write{
		{"deposit", 1, now(func() error { return second(store.Deposit(t.Context(), alice.ID, 5)) })},
		{"withdraw", 1, now(func() error { return second(store.Withdraw(t.Context(), alice.ID, 5)) })},
		{"transfer", 1, now(func() error { return second(store.Transfer(t.Context(), order(alice, bob, 5))) })},
		{"batch", 2, now(func() error {
			return second(store.TransferAll(t.Context(), ledger.Batch{order(alice, bob, 5), order(bob, alice, 5)}))
		})},
		{"transfer with a key", 1, now(func() error {
			r := transferRequest(alice, bob, 5)
			r.Once = request(name(), "a")
			return second(store.TransferAtATime(t.Context(), r))
		})},
		{"transfer of a group", 1, now(func() error {
			r := transferRequest(alice, bob, 5)
			r.Once = request(name(), "a")
			return second(group.Transfer(t.Context(), r))
		})},
		{"reverse", 1, func() func() error {
			p, err := store.Transfer(t.Context(), order(alice, bob, 5))
			if err != nil {
				t.Fatal(err)
			}
			return func() error {
				return second(store.Reverse(t.Context(), p.Transfer.ID, ledger.Reversal{Username: "bob"}))
			}
		}},
		{"reserve", 0, now(func() error { return second(store.Reserve(t.Context(), order(alice, bob, 5), time.Hour)) })},
		{"post", 1, onPending(func(id int64) error {
			return second(store.Post(t.Context(), id, ledger.Post{Username: "alice", Amount: 4}))
		})},
		{"void", 0, onPending(func(id int64) error { return second(store.Void(t.Context(), id, ledger.Void{Username: "bob"})) })},
		{"end expired reservations", 0, func() func() error {
			expire(t, db, reserve(t, store, alice, bob, 10).ID)
			return func() error { return second(store.EndExpiredReservations(t.Context(), 10)) }
		}},
		{"remove expired keys", 0, func() func() error {
			exec(t, db, `UPDATE idempotency_keys SET expires_at = now()`)
			return func() error { return second(store.RemoveExpiredKeys(t.Context(), 100)) }
		}},
		{"extend the log", 0, func() func() error {
			if err := second(store.Deposit(t.Context(), alice.ID, 1)); err != nil {
				t.Fatal(err)
			}
			return func() error {
				added, err := store.ExtendLog(t.Context(), keys, postgres.LogBatch)
				if err == nil && added == 0 {
					err = errors.New("nothing was added")
				}
				return err
			}
		}},
		{"record a read", 0, now(func() error { return banker.RecordRead(t.Context(), alice) })},
		{"record reads", 0, now(func() error { return banker.RecordReads(t.Context(), []int64{alice.ID, bob.ID}) })},
		{"create user", 0, now(func() error {
			u := name()
			return second(store.CreateUser(t.Context(), identity.User{Username: u, PasswordHash: "hash", FullName: "N", Email: u + "@example.com"}))
		})},
		{"create account", 0, func() func() error {
			owner := newUser(t, store, name())
			return func() error { return second(store.CreateAccount(t.Context(), owner.Username, money.EUR)) }
		}},
		{"change password", 0, onSession(func(s identity.Session) error {
			return second(store.ChangePassword(t.Context(), s.Username, "hash", "other"))
		})},
		{"set role", 0, now(func() error { return owners.SetRole(t.Context(), "bob", identity.Auditor) })},
		{"create session", 0, func() func() error {
			owner := newUser(t, store, name())
			return func() error {
				return store.CreateSession(t.Context(), session(owner.Username), "hash")
			}
		}},
		{"renew session", 0, onSession(func(s identity.Session) error {
			return store.RenewSession(t.Context(), renewal(s, "first", "second"))
		})},
		{"end session", 0, onSession(func(s identity.Session) error { return store.EndSession(t.Context(), s.Username, s.ID) })},
		{"end other sessions", 0, onSession(func(s identity.Session) error {
			return second(store.EndOtherSessions(t.Context(), s.Username, uuid.New()))
		})},
	}
}

// TestUndoneIsCarriedOutAgain has each thing that a store writes undone twice, and
// then for ever.
func TestUndoneIsCarriedOutAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		sqlstate string
		atCommit bool
	}{
		"serialization failure":           {"40001", false},
		"serialization failure at commit": {"40001", true},
		"deadlock":                        {"40P01", false},
	} {
		t.Run(name, func(t *testing.T) {
			source := postgrestest.New(t)
			store, owners, db := openStore(t, postgrestest.Service(t, source)), openStore(t, source), openDB(t, source)
			all := writes(t, store, owners, db)
			conflicts := postgrestest.NewConflicts(t, db, tt.sqlstate, tt.atCommit)
			booked := func() int { return rows[int](t, db, "SELECT count(*) FROM transfers")[0] }
			for _, w := range all {
				conflicts.Raise(t, 0)
				do := w.setUp()
				before := booked()
				conflicts.Raise(t, 2)
				if err := do(); err != nil || conflicts.Left(t) != 0 {
					t.Errorf("%s: %v, with %d conflicts left", w.name, err, conflicts.Left(t))
				}
				if got := booked() - before; got != w.moves {
					t.Errorf("%s: %d transfers; want %d", w.name, got, w.moves)
				}
			}
			conflicts.Raise(t, 0)
			checkBooks(t, db)
		})
	}
}

// TestUndoneForEver: the attempts are bounded, and those of what is done inside of
// others do not multiply.
func TestUndoneForEver(t *testing.T) {
	store, db := open(t)
	account, to := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	conflicts := postgrestest.NewConflicts(t, db, "40001", true)
	keyed := transferRequest(account, to, 5)
	keyed.Once = request("k", "a")
	for name, tt := range map[string]struct {
		do       func() error
		attempts int
	}{
		"deposit":              {func() error { return second(store.Deposit(t.Context(), account.ID, 5)) }, postgres.MaxAttempts},
		"inside of another":    {func() error { return second(store.TransferAtATime(t.Context(), keyed)) }, postgres.MaxAttempts},
		"statement by itself":  {func() error { return store.CreateSession(t.Context(), session("alice"), "hash") }, postgres.MaxAttempts},
		"in a group and alone": {func() error { return second(store.NewGroupCommit().Transfer(t.Context(), keyed)) }, 3 * postgres.MaxAttempts},
	} {
		conflicts.Raise(t, always)
		if err := tt.do(); !errors.Is(err, postgres.ErrUnavailable) || errors.Is(err, postgres.ErrOutcomeUnknown) {
			t.Errorf("%s: %v; want ErrUnavailable", name, err)
		}
		if got := always - conflicts.Left(t); got != tt.attempts {
			t.Errorf("%s: %d attempts; want %d", name, got, tt.attempts)
		}
	}
	if got := balance(t, store, account.ID); got != 100 {
		t.Errorf("balance %d; want 100", got)
	}
	checkBooks(t, db)
}

// TestUndoneUntilTheTimeEnds: who has little time is not kept.
func TestUndoneUntilTheTimeEnds(t *testing.T) {
	store, db := open(t)
	account := newAccount(t, store, "alice", 100)
	conflicts := postgrestest.NewConflicts(t, db, "40001", false)
	conflicts.Raise(t, always)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	if err := second(store.Deposit(ctx, account.ID, 5)); err == nil {
		t.Error("no error")
	}
	if got := always - conflicts.Left(t); got >= postgres.MaxAttempts {
		t.Errorf("%d attempts in %v", got, time.Since(start))
	}
}

// TestSerializationFailure has the store wait for an account that is another when it
// gets it.
func TestSerializationFailure(t *testing.T) {
	stores, db := serializable(t)
	account := newAccount(t, stores[0], "alice", 100)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "UPDATE accounts SET balance = balance WHERE id = $1", account.ID); err != nil {
		t.Fatal(err)
	}
	deposited := make(chan error, 1)
	go func() { deposited <- second(stores[0].Deposit(t.Context(), account.ID, 5)) }()
	waitForLock(t, db)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-deposited; err != nil {
		t.Error(err)
	}
	if got := balance(t, stores[0], account.ID); got != 105 {
		t.Errorf("balance %d; want 105", got)
	}
	checkBooks(t, db)
}

// TestDeadlock has the store wait for one that waits for the store.
func TestDeadlock(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	lock := func(id int64) {
		t.Helper()
		if _, err := tx.ExecContext(t.Context(), "SELECT FROM accounts WHERE id = $1 FOR UPDATE", id); err != nil {
			t.Error(err)
		}
	}
	// That of the two which looks for a deadlock is undone.
	if _, err := tx.ExecContext(t.Context(), "SET LOCAL deadlock_timeout = '1min'"); err != nil {
		t.Fatal(err)
	}
	lock(bob.ID)
	moved := make(chan error, 1)
	go func() { moved <- second(store.Transfer(t.Context(), order(alice, bob, 10))) }()
	waitForLock(t, db)
	lock(alice.ID) // gets it when the store is undone
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-moved; err != nil {
		t.Error(err)
	}
	if got := balance(t, store, bob.ID); got != 10 {
		t.Errorf("balance %d; want 10", got)
	}
	checkBooks(t, db)
}
