package postgres_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/ledger"
)

// TestDatabaseKeepsReservations tries what would break what pending transfers
// promise, as the service and as the owner of the tables. Of alice's 70 USD 40
// are reserved, and 10 by what has expired and has not been ended.
func TestDatabaseKeepsReservations(t *testing.T) {
	b := openBooks(t)
	store := openStore(t, b.serviceSource)
	open, voided, posted, expired := reserve(t, store, b.alice, b.bob, 40), reserve(t, store, b.alice, b.bob, 10),
		reserve(t, store, b.bob, b.alice, 10), reserve(t, store, b.alice, b.bob, 10)
	if _, err := store.Void(t.Context(), voided.ID, ledger.Void{Username: "alice"}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Post(t.Context(), posted.ID, ledger.Post{Username: "bob", Amount: 1}); err != nil {
		t.Fatal(err)
	}
	expire(t, b.owner, expired.ID)
	fill := func(statement string) string {
		return b.fill(strings.NewReplacer("{open}", decimal(open.ID), "{voided}", decimal(voided.ID), "{posted}", decimal(posted.ID),
			"{expired}", decimal(expired.ID)).Replace(statement))
	}
	// move is a whole transfer, with the columns and values of a posting.
	move := func(from, to, amount, columns, values string) string {
		return strings.NewReplacer("{from}", from, "{to}", to, "{n}", amount, "{columns}", columns, "{values}", values).Replace(
			`WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount{columns}) VALUES ({from}, {to}, {n}{values}) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({from}, -{n}), ({to}, {n})) v (a, b)`)
	}
	posting := func(from, to, amount, of string) string {
		return move(from, to, amount, ", posts_transfer_id", ", "+of)
	}
	const insert = "INSERT INTO pending_transfers (from_account_id, to_account_id, amount, expires_at) VALUES "
	tests := []struct{ name, statement string }{
		{"what is reserved spent", move("{alice}", "{bob}", "31", "", "")},
		{"what is reserved reserved again", insert + "({alice}, {bob}, 31, now() + interval '1 hour')"},
		{"reserved together", insert + "({alice}, {bob}, 10, now() + interval '1 hour'), ({alice}, {bob}, 30, now() + interval '1 hour')"},
		{"of a system account", insert + "({system}, {bob}, 1, now() + interval '1 hour')"},
		{"for a system account", insert + "({alice}, {system}, 1, now() + interval '1 hour')"},
		{"of two currencies", insert + "({alice}, {euros}, 1, now() + interval '1 hour')"},
		{"of one account", insert + "({alice}, {alice}, 1, now() + interval '1 hour')"},
		{"of nothing", insert + "({alice}, {bob}, 0, now() + interval '1 hour')"},
		{"of less than nothing", insert + "({alice}, {bob}, -1, now() + interval '1 hour')"},
		{"born expired", insert + "({alice}, {bob}, 1, now() - interval '1 hour')"},
		{"without end", insert + "({alice}, {bob}, 1, 'infinity')"},
		{"of two months", insert + "({alice}, {bob}, 1, now() + interval '2 months')"},
		{"born posted", "INSERT INTO pending_transfers (from_account_id, to_account_id, amount, expires_at, state, ended_at) " +
			"VALUES ({alice}, {bob}, 1, now() + interval '1 hour', 'posted', now())"},

		{"reserved changed", "UPDATE accounts SET reserved = 0 WHERE id = {alice}"},
		{"account with something reserved", "INSERT INTO accounts (owner, currency, reserved) VALUES ('bob', 'EUR', 1)"},
		{"amount changed", "UPDATE pending_transfers SET amount = 1 WHERE id = {open}"},
		{"recipient changed", "UPDATE pending_transfers SET to_account_id = {system} WHERE id = {open}"},
		{"prolonged", "UPDATE pending_transfers SET expires_at = expires_at + interval '1 hour' WHERE id = {open}"},
		{"note changed", `UPDATE pending_transfers SET metadata = '{"a":1}', reference = 'x' WHERE id = {open}`},
		{"voided and changed", "UPDATE pending_transfers SET state = 'voided', amount = 1 WHERE id = {open}"},
		{"touched", "UPDATE pending_transfers SET state = state WHERE id = {open}"},
		{"deleted", "DELETE FROM pending_transfers WHERE id = {open}"},
		{"truncated", "TRUNCATE pending_transfers CASCADE"},

		{"posted without a transfer", "UPDATE pending_transfers SET state = 'posted' WHERE id = {open}"},
		{"posted by a trigger of its own", `
			CREATE TEMP TABLE loot (id bigint);
			CREATE FUNCTION pg_temp.loot() RETURNS trigger LANGUAGE plpgsql AS
				'BEGIN UPDATE pending_transfers SET state = ''posted'' WHERE id = {open}; RETURN NULL; END';
			CREATE TRIGGER loot AFTER INSERT ON loot FOR EACH ROW EXECUTE FUNCTION pg_temp.loot();
			INSERT INTO loot VALUES (1)`},
		{"expired before its time", "UPDATE pending_transfers SET state = 'expired' WHERE id = {open}"},
		{"voided after it has expired", "UPDATE pending_transfers SET state = 'voided' WHERE id = {expired}"},
		{"voided twice", "UPDATE pending_transfers SET state = 'voided' WHERE id = {voided}"},
		{"voided after it was posted", "UPDATE pending_transfers SET state = 'voided' WHERE id = {posted}"},
		{"voided no more", "UPDATE pending_transfers SET state = 'pending', ended_at = NULL WHERE id = {voided}"},
		{"another state", "UPDATE pending_transfers SET state = 'lost' WHERE id = {open}"},

		{"posting above the amount", posting("{alice}", "{bob}", "41", "{open}")},
		{"posting the wrong way round", posting("{bob}", "{alice}", "1", "{open}")},
		{"posting to somebody else", posting("{alice}", "{system}", "1", "{open}")},
		{"posting after it has expired", posting("{alice}", "{bob}", "10", "{expired}")},
		{"posting of what was voided", posting("{alice}", "{bob}", "10", "{voided}")},
		{"posting twice", posting("{bob}", "{alice}", "1", "{posted}")},
		{"posting of nothing", posting("{alice}", "{bob}", "1", "999")},
		{"posting of a transfer that is booked", posting("{alice}", "{bob}", "1", "{transfer}")},
		{"posting without entries", "INSERT INTO transfers (from_account_id, to_account_id, amount, posts_transfer_id) VALUES ({alice}, {bob}, 1, {open})"},
		{"posting that is a reversal", move("{bob}", "{alice}", "30", ", posts_transfer_id, reverses_transfer_id", ", {open}, {transfer}")},
		{"two postings at once", posting("{alice}", "{bob}", "1", "{open}") + "; " + posting("{alice}", "{bob}", "1", "{open}")},
	}
	before := state(t, b.owner)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for who, db := range map[string]*sql.DB{"service": b.service, "owner": b.owner} {
				if _, err := db.ExecContext(t.Context(), fill(tt.statement)); err == nil {
					t.Errorf("the %s may do it", who)
				}
			}
			if after := state(t, b.owner); after != before {
				t.Fatalf("the books changed from\n%s\nto\n%s", before, after)
			}
		})
	}
	checkBooks(t, b.owner)

	// What is right is taken, from the service: all that is left to test is that
	// the above was refused for what it says.
	for _, statement := range []string{
		posting("{alice}", "{bob}", "40", "{open}"),
		"UPDATE pending_transfers SET state = 'expired' WHERE id = {expired}",
		insert + "({alice}, {bob}, 30, now() + interval '1 hour')",
		"UPDATE pending_transfers SET state = 'voided' WHERE state = 'pending'",
		move("{alice}", "{bob}", "31", "", ""),
	} {
		if _, err := b.service.ExecContext(t.Context(), fill(statement)); err != nil {
			t.Errorf("%s: %v", fill(statement), err)
		}
	}
	checkBooks(t, b.owner)
}

// TestPendingTransferTakesNoIDOfATransfer is of a sequence that somebody has set
// back.
func TestPendingTransferTakesNoIDOfATransfer(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	exec(t, db, "SELECT setval('transfers_id_seq', max(id), false) FROM transfers")
	_, err := store.Reserve(t.Context(), order(alice, bob, 1), time.Hour)
	if err == nil || !strings.Contains(err.Error(), "the sequence of ids was set back") {
		t.Errorf("%v", err)
	}
	if _, err := store.Reserve(t.Context(), order(alice, bob, 1), time.Hour); err != nil {
		t.Error(err)
	}
	checkBooks(t, db)
}
