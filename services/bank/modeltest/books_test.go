package modeltest_test

import (
	"testing"
)

// books are queries that find what can never be.
var books = map[string]string{
	"currencies whose balances do not sum to zero": `
		SELECT currency FROM accounts GROUP BY currency HAVING sum(balance) <> 0`,
	"accounts that are overdrawn": `
		SELECT id FROM accounts WHERE owner IS NOT NULL AND balance < 0`,
	"balances that are not the sum of their entries": `
		SELECT a.id FROM accounts a LEFT JOIN entries e ON e.account_id = a.id
		GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)`,
	"transfers without two entries that sum to zero": `
		SELECT t.id FROM transfers t LEFT JOIN entries e ON e.transfer_id = t.id
		GROUP BY t.id HAVING count(e.id) <> 2 OR sum(e.amount) <> 0`,
	"transfers that were reversed twice": `
		SELECT reverses_transfer_id FROM transfers WHERE reverses_transfer_id IS NOT NULL
		GROUP BY reverses_transfer_id HAVING count(*) <> 1`,
	"accounts that do not reserve what is pending": `
		SELECT a.id FROM accounts a LEFT JOIN pending_transfers p ON p.from_account_id = a.id AND p.state = 'pending'
		GROUP BY a.id HAVING a.reserved <> coalesce(sum(p.amount), 0) OR a.reserved > greatest(a.balance, 0)`,
	"pending transfers that are posted without a transfer that posts them, or the other way round": `
		SELECT p.id FROM pending_transfers p LEFT JOIN transfers t ON t.posts_transfer_id = p.id
		WHERE (p.state = 'posted') <> (t.id IS NOT NULL) OR t.amount > p.amount`,
	"users with two accounts in a currency": `
		SELECT owner FROM accounts WHERE owner IS NOT NULL GROUP BY owner, currency HAVING count(*) <> 1`,
}

// checkBooks checks what does not need a model.
func (w *world) checkBooks(t *testing.T) {
	t.Helper()
	for what, query := range books {
		var first string
		var count int
		err := w.db.QueryRowContext(t.Context(), `SELECT count(*), coalesce(min(x::text), '') FROM (`+query+`) AS bad (x)`).Scan(&count, &first)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if count != 0 {
			t.Errorf("%d %s, such as %s", count, what, first)
		}
	}
}

// checkLogs checks that neither replica had to log an error.
func (w *world) checkLogs(t *testing.T) {
	t.Helper()
	for i, replica := range w.replicas {
		for _, line := range replica.Log() {
			if line["level"] == "ERROR" {
				t.Errorf("replica %d logged %v", i, line)
			}
		}
	}
}
