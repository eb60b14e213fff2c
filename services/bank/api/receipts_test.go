package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/banktest"
)

// logVerifiers verify what the log of a server signs.
func logVerifiers(t *testing.T) transparency.Verifiers {
	t.Helper()
	var v transparency.Verifiers
	if err := v.UnmarshalText([]byte(banktest.LedgerVerifier)); err != nil {
		t.Fatal(err)
	}
	return v
}

func receiptPath(transferID int64) string { return "/transfers/" + id(transferID) + "/receipt" }

// readReceipt returns the receipt of the answer, and the tree that it is of.
func readReceipt(t *testing.T, answer banktest.Answer) (transparency.Receipt, tlog.Tree) {
	t.Helper()
	if answer.Status != http.StatusOK {
		t.Fatalf("receipt: %d %s", answer.Status, answer.Body)
	}
	if got := answer.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	receipt, err := transparency.ParseReceipt(answer.Body)
	if err != nil {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	tree, err := receipt.Verify(logVerifiers(t))
	if err != nil {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	return receipt, tree
}

func TestReceipt(t *testing.T) {
	b := newBank(t)
	noted := b.order().with("reference", "<café> & \u2028").with("metadata", object{"html": "<b>&"})
	moved := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", noted)).Transfer

	// At once, for both sides.
	receipt, tree := readReceipt(t, b.alice.Get(t, receiptPath(moved.ID)))
	readReceipt(t, b.bob.Get(t, receiptPath(moved.ID)))
	want := transparency.Leaf{
		TransferID: moved.ID, FromAccountID: b.from.ID, ToAccountID: b.to.ID, Amount: 2500, Currency: money.USD,
		Reference: "<café> & \u2028", Metadata: receipt.Leaf.Metadata, CreatedAt: moved.CreatedAt, Salt: receipt.Leaf.Salt,
	}
	if diff := cmp.Diff(want, receipt.Leaf); diff != "" {
		t.Errorf("leaf (-want +got):\n%s", diff)
	}
	if tree.N != 2 || receipt.LeafIndex != 1 { // after the deposit
		t.Errorf("leaf %d of %d", receipt.LeafIndex, tree.N)
	}
	reserved := b.reserve(t, 5)
	posted := banktest.Decode[posting](t, b.alice.Post(t, transferPath(reserved)+"/post", "")).Transfer
	if got, _ := readReceipt(t, b.alice.Get(t, receiptPath(posted.ID))); got.Leaf.PostsTransferID != reserved.ID {
		t.Errorf("leaf of what was posted %+v", got.Leaf)
	}
	b.alice.Get(t, receiptPath(reserved.ID)).WantRefusal(t, http.StatusNotFound, "transfer_not_found", "is not booked")
	refund := banktest.Decode[posting](t, b.bob.Post(t, "/transfers/"+id(moved.ID)+"/reverse", "")).Transfer
	if got, _ := readReceipt(t, b.bob.Get(t, receiptPath(refund.ID))); got.Leaf.ReversesTransferID != moved.ID {
		t.Errorf("leaf of the reversal %+v", got.Leaf)
	}
}

func TestWhoMayHaveReceipts(t *testing.T) {
	b := newBank(t)
	auditor, carol := b.NewUser(t, "auditor"), b.NewUser(t, "carol")
	b.SetRole(t, "auditor", identity.Auditor)
	moved := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order())).Transfer
	deposited := banktest.Decode[posting](t, b.deposit(t, b.to, 5)).Transfer
	db := b.DB(t)
	acts := func() string {
		var all string
		const query = `SELECT coalesce(string_agg(concat_ws(' ', username, action, account_id), ', ' ORDER BY id), '')
			FROM audit_log WHERE action = 'read'`
		if err := db.QueryRowContext(t.Context(), query).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}

	carol.Get(t, receiptPath(moved.ID)).WantRefusal(t, http.StatusUnauthorized, "not_owner", "are not yours")
	b.Client().Get(t, receiptPath(moved.ID)).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	b.alice.Get(t, receiptPath(999)).WantRefusal(t, http.StatusNotFound, "transfer_not_found")
	b.alice.Get(t, "/transfers/x/receipt").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "the transfer id must be")
	readReceipt(t, b.bob.Get(t, receiptPath(deposited.ID)))
	if got := acts(); got != "" {
		t.Errorf("acts %s", got)
	}
	readReceipt(t, auditor.Get(t, receiptPath(moved.ID)))
	readReceipt(t, b.banker.Get(t, receiptPath(deposited.ID)))
	want := fmt.Sprintf("auditor read %d, auditor read %d, banker read %d", b.from.ID, b.to.ID, b.to.ID)
	if got := acts(); got != want {
		t.Errorf("acts %s, want %s", got, want)
	}
}

func TestCheckpoint(t *testing.T) {
	b := newBank(t)
	readReceipt(t, b.alice.Get(t, receiptPath(banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order())).Transfer.ID)))
	answer := b.Client().Get(t, "/ledger/checkpoint")
	tree, err := logVerifiers(t).Open(answer.Body)
	if err != nil || tree.N != 2 || !strings.HasPrefix(string(answer.Body), "ledger.bank.example\n2\n") {
		t.Errorf("checkpoint %s: %v", answer.Body, err)
	}
	if got := answer.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" || answer.Header.Get("Cache-Control") != "public, max-age=1" {
		t.Errorf("header %v", answer.Header)
	}
	b.Client().Post(t, "/ledger/checkpoint", "").WantRefusal(t, http.StatusMethodNotAllowed, "method_not_allowed")
}

func TestCheckpointOfAnEmptyLog(t *testing.T) {
	if tree, err := logVerifiers(t).Open(banktest.Start(t).Client().Get(t, "/ledger/checkpoint").Body); err != nil || tree != transparency.EmptyTree() {
		t.Errorf("tree %v, %v", tree, err)
	}
}

// TestReceiptsOfReplicas asks two replicas at once.
func TestReceiptsOfReplicas(t *testing.T) {
	b := newBank(t)
	other := banktest.Start(t, "DB_SOURCE="+b.Source)
	elsewhere := other.Client()
	elsewhere.Token = b.alice.Token
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			here, there := b.alice, elsewhere
			if i%2 == 1 {
				here, there = there, here
			}
			moved := banktest.Decode[posting](t, here.Post(t, "/transfers", b.order().with("amount", 1)))
			readReceipt(t, there.Get(t, receiptPath(moved.Transfer.ID)))
		})
	}
	all.Wait()
	if _, tree := readReceipt(t, elsewhere.Get(t, receiptPath(1))); tree.N != 41 {
		t.Errorf("a tree of %d, want 41", tree.N)
	}
}

// TestTamperedTransfer is of a transfer that the database's owner changes: there
// is no receipt that says what it never was.
func TestTamperedTransfer(t *testing.T) {
	b := newBank(t)
	moved := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order())).Transfer
	readReceipt(t, b.alice.Get(t, receiptPath(moved.ID)))
	if _, err := b.DB(t).ExecContext(t.Context(), `
		ALTER TABLE transfers DISABLE TRIGGER ALL; UPDATE transfers SET amount = 1 WHERE id = `+id(moved.ID)); err != nil {
		t.Fatal(err)
	}
	b.alice.Get(t, receiptPath(moved.ID)).WantRefusal(t, http.StatusInternalServerError, "internal")
}
