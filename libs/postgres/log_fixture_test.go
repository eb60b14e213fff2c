package postgres_test

import (
	"database/sql"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/transparency"
)

// newLogKeys returns keys with a new signer and what it trusts besides.
func newLogKeys(t testing.TB, trusted ...transparency.Keys) transparency.Keys {
	t.Helper()
	signer, _, err := transparency.GenerateKey("ledger.bank.example")
	if err != nil {
		t.Fatal(err)
	}
	var keys transparency.Keys
	if err := keys.Signer.UnmarshalText([]byte(signer)); err != nil {
		t.Fatal(err)
	}
	for _, other := range trusted {
		keys.Trusted = append(keys.Trusted, other.Verifiers()...)
	}
	return keys
}

// extendLog extends the log until it has all, by so many transfers at a time.
func extendLog(t testing.TB, store *postgres.Store, keys transparency.Keys, step int64) {
	t.Helper()
	for {
		added, err := store.ExtendLog(t.Context(), keys, step)
		if err != nil {
			t.Fatal(err)
		}
		if added == 0 {
			return
		}
	}
}

func rows[T any](t testing.TB, db *sql.DB, query string) []T {
	t.Helper()
	result, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	var all []T
	for result.Next() {
		var row T
		if err := result.Scan(&row); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// checkLog checks what must hold at all times: every transfer is one leaf or
// waits, the last checkpoint is of the tree over the leaves as their transfers
// are now, and each checkpoint goes on from the one before.
func checkLog(t testing.TB, store *postgres.Store, db *sql.DB, keys transparency.Keys) {
	t.Helper()
	if lost := rows[int64](t, db, `SELECT id FROM transfers t
		WHERE (SELECT count(*) FROM log_leaves WHERE transfer_id = t.id) + (SELECT count(*) FROM unlogged_transfers WHERE transfer_id = t.id) <> 1`); len(lost) > 0 {
		t.Errorf("transfers that are not once in the log or waiting for it: %v", lost)
	}
	tree, err := store.LogTree(t.Context(), keys.Verifiers())
	if err != nil {
		t.Fatal(err)
	}
	var hashes []tlog.Hash // as tlog keeps them
	reader := tlog.HashReaderFunc(func(indexes []int64) (read []tlog.Hash, err error) {
		for _, i := range indexes {
			read = append(read, hashes[i])
		}
		return read, nil
	})
	var size int64
	for {
		leaves, err := store.LoggedLeaves(t.Context(), size, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(leaves) == 0 {
			break
		}
		for _, leaf := range leaves {
			if leaf.Index != size {
				t.Fatalf("leaf %d comes after leaf %d", leaf.Index, size-1)
			}
			stored, err := tlog.StoredHashesForRecordHash(size, leaf.Leaf.Hash(), reader)
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, stored...)
			size++
		}
	}
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		t.Fatal(err)
	}
	if tree.N != size || tree.Hash != root {
		t.Errorf("%d leaves of root %v were signed, there are %d of root %v", tree.N, tree.Hash, size, root)
	}
	earlier := transparency.EmptyTree()
	for _, checkpoint := range rows[string](t, db, "SELECT note FROM log_checkpoints ORDER BY size") {
		signed, err := keys.Verifiers().Open([]byte(checkpoint))
		if err != nil {
			t.Fatal(err)
		}
		if err := transparency.CheckExtends(earlier, signed, store.LogHashes(t.Context())); err != nil {
			t.Errorf("from %d to %d leaves: %v", earlier.N, signed.N, err)
		}
		if err := store.CheckLogExtends(t.Context(), keys.Verifiers(), []byte(checkpoint)); err != nil {
			t.Error(err)
		}
		earlier = signed
	}
}

// wantReceipt returns a receipt for the transfer that verifies.
func wantReceipt(t testing.TB, store *postgres.Store, keys transparency.Keys, transferID int64) transparency.Receipt {
	t.Helper()
	receipt, err := store.Receipt(t.Context(), keys, transferID)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := transparency.ParseReceipt(receipt.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsed.Verify(keys.Verifiers()); err != nil || parsed.Leaf.TransferID != transferID {
		t.Errorf("receipt for %d: %v in %s", transferID, err, receipt.Marshal())
	}
	return receipt
}
