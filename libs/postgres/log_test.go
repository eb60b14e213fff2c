package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/transparency"
)

func TestReceipt(t *testing.T) {
	store, db := open(t)
	keys := newLogKeys(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 0)
	noted := order(alice, bob, 30)
	noted.Note = ledger.Note{Reference: "café 7", Metadata: []byte(`{"b":1.0,"a":"é\u00e9"}`)}
	sent, err := store.Transfer(t.Context(), noted)
	if err != nil {
		t.Fatal(err)
	}
	back, err := store.Reverse(t.Context(), sent.Transfer.ID, ledger.Reversal{Username: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Receipt(t.Context(), keys, sent.Transfer.ID); !errors.Is(err, postgres.ErrNotLogged) {
		t.Errorf("receipt before the log is extended: %v", err)
	}
	extendLog(t, store, keys, 100)

	got := wantReceipt(t, store, keys, sent.Transfer.ID).Leaf
	want := transparency.Leaf{
		TransferID: sent.Transfer.ID, FromAccountID: alice.ID, ToAccountID: bob.ID, Amount: 30, Currency: money.USD,
		Reference: "café 7", Metadata: `{"b":1.0,"a":"é\u00e9"}`, CreatedAt: sent.Transfer.CreatedAt, Salt: got.Salt,
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Salt == (transparency.Salt{}) {
		t.Errorf("leaf (-want +got):\n%s", diff)
	}
	reversal := wantReceipt(t, store, keys, back.Transfer.ID).Leaf
	if reversal.ReversesTransferID != sent.Transfer.ID || reversal.Metadata != "" || reversal.Salt == got.Salt {
		t.Errorf("leaf of the reversal %+v", reversal)
	}
	if _, err := store.Receipt(t.Context(), keys, 999); !errors.Is(err, postgres.ErrNotLogged) {
		t.Errorf("receipt for no transfer: %v", err)
	}
	checkLog(t, store, db, keys)
}

// TestLogInSteps grows the log past what a tile holds, in steps of all kinds.
func TestLogInSteps(t *testing.T) {
	store, db := open(t)
	keys := newLogKeys(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 0)
	if tree, err := store.LogTree(t.Context(), keys.Verifiers()); err != nil || tree != transparency.EmptyTree() {
		t.Errorf("tree of an empty log: %v, %v", tree, err)
	}
	for _, many := range []int{1, 1, 254, 1, 300, 3} {
		addTransfers(t, db, alice, bob, many)
		extendLog(t, store, keys, 200)
	}
	checkLog(t, store, db, keys)
	if sizes, want := rows[int64](t, db, "SELECT size FROM log_checkpoints ORDER BY size"),
		[]int64{2, 3, 203, 257, 258, 458, 558, 561}; !cmp.Equal(sizes, want) {
		t.Errorf("checkpoints of %v, want %v", sizes, want)
	}
	for _, id := range rows[int64](t, db, "SELECT transfer_id FROM log_leaves WHERE leaf_index IN (0, 1, 255, 256, 511, 512, 560)") {
		wantReceipt(t, store, keys, id)
	}
}

func TestReplicasExtendTheLogAtOnce(t *testing.T) {
	source := postgrestest.New(t)
	keys := newLogKeys(t)
	db := openDB(t, source)
	replicas := []*postgres.Store{openStore(t, postgrestest.Service(t, source)), openStore(t, postgrestest.Service(t, source))}
	alice, bob := newAccount(t, replicas[0], "alice", 1000), newAccount(t, replicas[0], "bob", 0)

	ctx, cancel := context.WithCancel(t.Context())
	var extending, transferring sync.WaitGroup
	for _, store := range append(replicas, replicas...) {
		extending.Go(func() {
			for ctx.Err() == nil {
				if _, err := store.ExtendLog(t.Context(), keys, 7); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 8 {
		store := replicas[i%2]
		transferring.Go(func() {
			for range 25 {
				moved, err := store.Transfer(t.Context(), order(alice, bob, 1))
				if err != nil {
					t.Error(err)
					return
				}
				// Ids of those that are rolled back are never used.
				if _, err := store.Transfer(t.Context(), order(bob, alice, 5000)); err == nil {
					t.Error("an overdraft")
				}
				if _, err := store.Receipt(t.Context(), keys, moved.Transfer.ID); err != nil && !errors.Is(err, postgres.ErrNotLogged) {
					t.Error(err)
				}
			}
		})
	}
	transferring.Wait()
	cancel()
	extending.Wait()
	extendLog(t, replicas[0], keys, 100)

	checkLog(t, replicas[1], db, keys)
	if n := rows[int](t, db, "SELECT count(*) FROM log_leaves")[0]; n != 201 {
		t.Errorf("%d leaves, want 201", n)
	}
	for i, id := range rows[int64](t, db, "SELECT id FROM transfers") {
		wantReceipt(t, replicas[i%2], keys, id)
	}
	checkBooks(t, db)
}

// TestKilledExtension ends the database's process when leaves and tiles are
// written, but the checkpoint is not.
func TestKilledExtension(t *testing.T) {
	store, db := open(t)
	keys := newLogKeys(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 0)
	extendLog(t, store, keys, 100)
	addTransfers(t, db, alice, bob, 300)
	exec(t, db, `
		CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
		CREATE TRIGGER hang AFTER INSERT ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION hang()`)
	killed := make(chan error, 1)
	go func() {
		_, err := store.ExtendLog(t.Context(), keys, 1000)
		killed <- err
	}()
	for {
		select {
		case err := <-killed:
			if !errors.Is(err, postgres.ErrUnavailable) {
				t.Fatalf("killed: %v", err)
			}
		default:
			rows[bool](t, db, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event = 'PgSleep'`)
			continue
		}
		break
	}
	checkLog(t, store, db, keys)
	if left := rows[int](t, db, "SELECT count(*) FROM unlogged_transfers")[0]; left != 300 {
		t.Errorf("%d transfers wait, want 300", left)
	}
	exec(t, db, "DROP TRIGGER hang ON log_checkpoints")
	extendLog(t, store, keys, 1000)
	checkLog(t, store, db, keys)
}

func TestKeyIsChanged(t *testing.T) {
	store, db := open(t)
	before := newLogKeys(t)
	after := newLogKeys(t, before)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 0)
	extendLog(t, store, before, 100)
	id := rows[int64](t, db, "SELECT id FROM transfers")[0]
	old := wantReceipt(t, store, before, id)

	// The new key does for what was signed with the old one, at once.
	renewed := wantReceipt(t, store, after, id)
	if _, err := renewed.Verify(newLogKeys(t, before).Verifiers()); err == nil {
		t.Error("the receipt is signed with the old key")
	}
	addTransfers(t, db, alice, bob, 3)
	extendLog(t, store, after, 100)
	checkLog(t, store, db, after)
	if _, err := old.Verify(before.Verifiers()); err != nil {
		t.Errorf("the old receipt with the old key: %v", err)
	}

	addTransfers(t, db, alice, bob, 1)
	for name, keys := range map[string]transparency.Keys{"the old key": before, "a strange key": newLogKeys(t, before)} {
		if _, err := store.ExtendLog(t.Context(), keys, 100); err == nil || !strings.Contains(err.Error(), "is not signed by") {
			t.Errorf("%s goes on from what it does not know: %v", name, err)
		}
	}
}
