package postgres_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// reserve returns a pending transfer of a week.
func reserve(t *testing.T, store *postgres.Store, from, to ledger.Account, amount money.Amount) ledger.Transfer {
	t.Helper()
	hold, err := store.Reserve(t.Context(), order(from, to, amount), 168*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return hold.Transfer
}

// expire makes it the past when the pending transfer expired, which no trigger
// would let pass. Nobody has ended it yet.
func expire(t *testing.T, db *sql.DB, id int64) {
	t.Helper()
	const query = `
		BEGIN;
		SET LOCAL session_replication_role = replica;
		UPDATE pending_transfers SET created_at = created_at - interval '200 hours', expires_at = expires_at - interval '200 hours'
		WHERE id = `
	if _, err := db.ExecContext(t.Context(), query+decimal(id)+"; COMMIT"); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, store *postgres.Store, id int64) ledger.Transfer {
	t.Helper()
	transfer, _, err := store.TransferBetween(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return transfer
}

// wantAvailable checks what the account holds and what of it is free.
func wantAvailable(t *testing.T, store *postgres.Store, a ledger.Account, balance, available money.Amount) {
	t.Helper()
	got, err := store.Account(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Balance != balance || got.Available() != available {
		t.Errorf("%s holds %d of which %d is available, want %d and %d", a.Owner, got.Balance, got.Available(), balance, available)
	}
}

func TestReserveAndPost(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	o := order(alice, bob, 60)
	o.Note = ledger.Note{Reference: "invoice 17", Metadata: json.RawMessage(`{"a":1}`)}

	hold, err := store.Reserve(t.Context(), o, 15*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	made := hold.Transfer
	reserving := alice
	reserving.Reserved = 60
	want := ledger.Hold{
		Transfer: ledger.Transfer{ID: made.ID, FromAccountID: alice.ID, ToAccountID: bob.ID, Amount: 60, Note: o.Note, CreatedAt: made.CreatedAt,
			Reservation: &ledger.Reservation{Status: ledger.Pending, ExpiresAt: made.CreatedAt.Add(15 * time.Minute)}},
		FromAccount: reserving,
		ToAccount:   bob,
	}
	if diff := cmp.Diff(want, hold); diff != "" || time.Since(made.CreatedAt).Abs() > time.Minute {
		t.Errorf("hold (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(made, find(t, store, made.ID)); diff != "" {
		t.Errorf("pending transfer (-made +found):\n%s", diff)
	}
	wantAvailable(t, store, alice, 100, 40)
	list, err := store.Accounts(t.Context(), "alice", 1, 0)
	if err != nil || len(list) != 1 || list[0] != reserving {
		t.Errorf("accounts %+v, %v", list, err)
	}

	posting, err := store.Post(t.Context(), made.ID, ledger.Post{Username: "alice", Amount: 25})
	if err != nil {
		t.Fatal(err)
	}
	p := posting.Transfer
	if p.PostsTransferID != made.ID || p.ID <= made.ID || p.Amount != 25 || p.Note.Reference != "invoice 17" ||
		posting.FromAccount.Balance != 75 || posting.FromAccount.Reserved != 0 || posting.ToAccount.Balance != 25 {
		t.Errorf("posting %+v", posting)
	}
	if diff := cmp.Diff(p, find(t, store, p.ID)); diff != "" {
		t.Errorf("transfer that posts (-made +found):\n%s", diff)
	}
	posted := find(t, store, made.ID).Reservation
	if posted.Status != ledger.Posted || posted.PostedAmount != 25 || posted.PostedTransferID != p.ID || posted.EndedAt.Before(made.CreatedAt) {
		t.Errorf("posted: %+v", posted)
	}
	wantAvailable(t, store, alice, 75, 75)
	for _, end := range []error{
		second(store.Post(t.Context(), made.ID, ledger.Post{Username: "alice"})),
		second(store.Void(t.Context(), made.ID, ledger.Void{Username: "alice"})),
	} {
		if !errors.Is(end, fault.AlreadyPosted) {
			t.Errorf("second end: %v", end)
		}
	}
	checkBooks(t, db)
}

func second[T any](_ T, err error) error { return err }

// TestPostOfAll is of an account all of whose money is reserved: it must be free
// before it is spent.
func TestPostOfAll(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	one, other := reserve(t, store, alice, bob, 60), reserve(t, store, alice, bob, 40)
	for _, id := range []int64{one.ID, other.ID} {
		if _, err := store.Post(t.Context(), id, ledger.Post{Username: "banker", ActsOnAny: true}); err != nil {
			t.Error(err)
		}
	}
	wantAvailable(t, store, alice, 0, 0)
	wantAvailable(t, store, bob, 100, 100)
	checkBooks(t, db)
}

func TestVoid(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	made := reserve(t, store, alice, bob, 60)
	hold, err := store.Void(t.Context(), made.ID, ledger.Void{Username: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(hold.Transfer, find(t, store, made.ID)); diff != "" || hold.Transfer.Status() != ledger.Voided ||
		hold.Transfer.Reservation.EndedAt.Before(made.CreatedAt) || hold.FromAccount.Available() != 100 {
		t.Errorf("hold %+v (-answered +found):\n%s", hold, diff)
	}
	for _, end := range []error{
		second(store.Post(t.Context(), made.ID, ledger.Post{Username: "alice"})),
		second(store.Void(t.Context(), made.ID, ledger.Void{Username: "alice"})),
	} {
		if !errors.Is(end, fault.AlreadyVoided) {
			t.Errorf("second end: %v", end)
		}
	}
	wantAvailable(t, store, alice, 100, 100)
	checkBooks(t, db)
}

func TestEndOfWhatIsNotPending(t *testing.T) {
	store, _ := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	booked, err := store.Transfer(t.Context(), order(alice, bob, 1))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]fault.Code{booked.Transfer.ID: fault.NotPending, math.MaxInt64: fault.TransferNotFound} {
		if _, err := store.Post(t.Context(), id, ledger.Post{Username: "alice"}); !errors.Is(err, want) {
			t.Errorf("post transfer %d: %v, want %s", id, err, want)
		}
		if _, err := store.Void(t.Context(), id, ledger.Void{Username: "alice"}); !errors.Is(err, want) {
			t.Errorf("void transfer %d: %v, want %s", id, err, want)
		}
	}
	if _, err := store.Reverse(t.Context(), reserve(t, store, alice, bob, 1).ID, ledger.Reversal{Banker: true}); !errors.Is(err, fault.TransferNotFound) {
		t.Errorf("reverse a pending transfer: %v", err)
	}
	if _, _, err := store.TransferBetween(t.Context(), math.MaxInt64); !errors.Is(err, fault.TransferNotFound) {
		t.Errorf("find: %v", err)
	}
}

// spends are the ways to take an amount out of alice's account.
func spends(t *testing.T, store *postgres.Store, alice, bob ledger.Account, received ledger.Transfer) map[string]func(money.Amount) error {
	return map[string]func(money.Amount) error{
		"transfer": func(n money.Amount) error { return second(store.Transfer(t.Context(), order(alice, bob, n))) },
		"reserve": func(n money.Amount) error {
			return second(store.Reserve(t.Context(), order(alice, bob, n), time.Hour))
		},
		"withdrawal": func(n money.Amount) error { return second(store.Withdraw(t.Context(), alice.ID, n)) },
		"batch": func(n money.Amount) error {
			return second(store.TransferAll(t.Context(), ledger.Batch{order(alice, bob, n)}))
		},
		"reversal": func(money.Amount) error {
			return second(store.Reverse(t.Context(), received.ID, ledger.Reversal{Banker: true}))
		},
	}
}

// TestReservationsBindUntilTheyExpire tries every way to spend all of an account,
// with a reservation and after it has expired, in which nobody has ended it.
func TestReservationsBindUntilTheyExpire(t *testing.T) {
	for _, way := range []string{"transfer", "reserve", "withdrawal", "batch", "reversal"} {
		t.Run(way, func(t *testing.T) {
			store, db := open(t)
			alice, bob := newAccount(t, store, "alice", 0), newAccount(t, store, "bob", 100)
			received, err := store.Transfer(t.Context(), order(bob, alice, 100))
			if err != nil {
				t.Fatal(err)
			}
			spend := spends(t, store, alice, bob, received.Transfer)[way]
			made := reserve(t, store, alice, bob, 1)
			if err := spend(100); !errors.Is(err, fault.InsufficientFunds) {
				t.Errorf("with a reservation: %v", err)
			}
			expire(t, db, made.ID)
			wantAvailable(t, store, alice, 100, 100)
			expired := find(t, store, made.ID)
			if expired.Status() != ledger.Expired || !expired.Reservation.EndedAt.Equal(expired.Reservation.ExpiresAt) {
				t.Errorf("expired: %+v", expired.Reservation)
			}
			if err := spend(100); err != nil {
				t.Errorf("after it has expired: %v", err)
			}
			if diff := cmp.Diff(expired, find(t, store, made.ID)); diff != "" {
				t.Errorf("it has changed since it expired (-before +after):\n%s", diff)
			}
			checkBooks(t, db)
		})
	}
}

func TestEndOfWhatHasExpired(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	made := reserve(t, store, alice, bob, 60)
	expire(t, db, made.ID)
	for range 2 { // before anybody ended it, and after
		if _, err := store.Post(t.Context(), made.ID, ledger.Post{Username: "alice"}); !errors.Is(err, fault.PendingExpired) {
			t.Errorf("post: %v", err)
		}
		if _, err := store.Void(t.Context(), made.ID, ledger.Void{Username: "bob"}); !errors.Is(err, fault.PendingExpired) {
			t.Errorf("void: %v", err)
		}
		if _, err := store.EndExpiredReservations(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
	}
	checkBooks(t, db)
}

func TestEndExpiredReservations(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 100)
	var made []int64
	for range 3 {
		made = append(made, reserve(t, stores[0], alice, bob, 10).ID, reserve(t, stores[0], bob, alice, 10).ID)
		reserve(t, stores[0], alice, bob, 10) // stays
	}
	for _, id := range made {
		expire(t, db, id)
	}
	ended := func(limit, want int64) {
		t.Helper()
		if n, err := stores[1].EndExpiredReservations(t.Context(), limit); err != nil || n != want {
			t.Errorf("ended %d, %v; want %d", n, err, want)
		}
	}
	ended(1, 1)

	// One that somebody else works on is left alone, and not waited for.
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE", bob.ID); err != nil {
		t.Fatal(err)
	}
	ended(10, 2)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	ended(10, 3)
	ended(10, 0)
	var left int
	if err := db.QueryRowContext(t.Context(), "SELECT sum(reserved) FROM accounts").Scan(&left); err != nil || left != 30 {
		t.Errorf("%d is reserved, %v; want 30", left, err)
	}
	checkBooks(t, db)
}

// TestCrashWhilePosting kills the connection when the money has moved but nothing
// is committed, and posts once more.
func TestCrashWhilePosting(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 0)
	made := reserve(t, stores[0], alice, bob, 60)
	post := func(store *postgres.Store) ([]byte, error) {
		_, err := store.Post(t.Context(), made.ID, ledger.Post{Username: "alice"})
		return []byte("posted"), err
	}
	_, err := stores[0].Once(t.Context(), request("k", "a"), func(store *postgres.Store) ([]byte, error) {
		answer, err := post(store)
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
	wantAvailable(t, stores[1], alice, 100, 40)
	if got := find(t, stores[1], made.ID); got.Status() != ledger.Pending {
		t.Errorf("after the crash it is %s", got.Status())
	}
	checkBooks(t, db)
	for _, replayed := range []bool{false, true} {
		answer, err := stores[1].Once(t.Context(), request("k", "a"), post)
		if string(answer.Body) != "posted" || answer.Replayed != replayed || err != nil {
			t.Errorf("after the crash: %q, replayed %t, %v; want %t", answer.Body, answer.Replayed, err, replayed)
		}
	}
	wantAvailable(t, stores[1], alice, 40, 40)
	checkBooks(t, db)
}

func TestActsOnPendingTransfersAreRecorded(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	newUser(t, store, "banker")
	as := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r1"})
	others := order(alice, bob, 10)
	others.Username, others.ActsOnAny = "banker", true
	one, err := as.Reserve(t.Context(), others, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	posting, err := as.Post(t.Context(), one.Transfer.ID, ledger.Post{Username: "banker", ActsOnAny: true})
	if err != nil {
		t.Fatal(err)
	}
	two := reserve(t, store, alice, bob, 10)
	if _, err := as.Void(t.Context(), two.ID, ledger.Void{Username: "banker", Banker: true}); err != nil {
		t.Fatal(err)
	}
	// What is one's own is not recorded; what one is to receive is.
	three := reserve(t, store.As(postgres.Actor{Username: "alice"}), alice, bob, 10)
	if _, err := store.As(postgres.Actor{Username: "bob"}).Void(t.Context(), three.ID, ledger.Void{Username: "bob"}); err != nil {
		t.Fatal(err)
	}
	var got string
	const query = `SELECT string_agg(concat_ws(' ', action, account_id = $1, coalesce('t' || transfer_id, 'p' || pending_transfer_id)), ', ' ORDER BY id) FROM audit_log`
	if err := db.QueryRowContext(t.Context(), query, alice.ID).Scan(&got); err != nil {
		t.Fatal(err)
	}
	want := "reserve t p" + decimal(one.Transfer.ID) + ", post t t" + decimal(posting.Transfer.ID) + ", void t p" + decimal(two.ID)
	if got != want {
		t.Errorf("audit log: %s\nwant %s", got, want)
	}
}
