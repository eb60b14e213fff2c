package audit_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// past begins what a superuser does past the triggers.
const past = "SET session_replication_role = replica; "

// always are the triggers that session_replication_role does not turn off.
var always = map[string][]string{
	"audit_log":          {"audit_log_only_grows"},
	"unlogged_transfers": {"unlogged_transfers_wait", "unlogged_transfers_stay"},
	"log_leaves":         {"log_leaves_stay"},
	"log_tiles":          {"log_tiles_stay", "log_tiles_grow"},
	"log_checkpoints":    {"log_checkpoints_stay"},
}

// bare is what a superuser does to a table of those without its triggers.
func bare(table, statement string) string {
	statement = fmt.Sprintf("ALTER TABLE %[1]s DISABLE TRIGGER ALL; %[2]s; ALTER TABLE %[1]s ENABLE TRIGGER ALL", table, statement)
	for _, trigger := range always[table] {
		statement += fmt.Sprintf("; ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", table, trigger)
	}
	return statement
}

// byHand is what a superuser does who books and leaves the triggers on.
func byHand(from, to string, amount int) string {
	return fmt.Sprintf(`
		WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (%[1]s, %[2]s, %[3]d) RETURNING id)
		INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, n FROM t, (VALUES (%[1]s, -%[3]d), (%[2]s, %[3]d)) v (a, n); `,
		from, to, amount)
}

// swapped gives two entries each other's id.
func swapped(one, other int) string {
	return fmt.Sprintf(`
		CREATE TEMP TABLE swapped ON COMMIT DROP AS SELECT * FROM entries WHERE id IN (%[1]d, %[2]d);
		DELETE FROM entries WHERE id IN (%[1]d, %[2]d);
		INSERT INTO entries (id, transfer_id, account_id, amount, balance, created_at) OVERRIDING SYSTEM VALUE
		SELECT %[1]d + %[2]d - id, transfer_id, account_id, amount, balance, created_at FROM swapped`, one, other)
}

// TestTampering does by hand, as a superuser, what no program of the bank does,
// and wants just the findings given.
func TestTampering(t *testing.T) {
	const newTransfer = "INSERT INTO transfers (from_account_id, to_account_id, amount, created_at) VALUES ({alice}, {bob}, 10, now());"
	tests := []struct {
		name, statement string
		want            []string // check: table key: problem, or the beginning of it
	}{
		{"transfer changed", past + "UPDATE transfers SET amount = 31 WHERE id = {move}", []string{
			"transfers: entries 5, 6: not a side of transfer {move}",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"transfer of another time", past + "UPDATE transfers SET created_at = created_at - interval '1 day' WHERE id = {move}", []string{
			"transfers: entries 5, 6: not a side of transfer {move}",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"transfer deleted", past + "DELETE FROM transfers WHERE id = {move}", []string{
			"transfers: entries 5, 6: of transfer {move}, which does not exist",
			"log: log_leaves 2: is of transfer {move}, which does not exist",
		}},
		{"transfer that the audit log names deleted, entries and all",
			past + "DELETE FROM entries WHERE transfer_id = {deposit}; DELETE FROM transfers WHERE id = {deposit}", []string{
				"balances: entries 3: the balance after it is 95, but 0 before and -5 make -5",
				"balances: entries 4: the balance after it is -95, but 0 before and 5 make 5",
				"balances: accounts {alice}: the balance is 55, but its entries make it -45",
				"balances: accounts {alice}: a user's account is below zero: the balance is 55, its entries make it -45",
				"balances: accounts {system}: the balance is -95, but its entries make it 5",
				"references: audit_log 2: transfer_id is 1, which is not in transfers",
				"log: log_leaves 0: is of transfer 1, which does not exist",
			}},
		{"transfer inserted", past + newTransfer, []string{
			"transfers: transfers 12: has entries: 0, it must have 2",
			"log: transfers 12: is neither in the log of transfers nor waiting for it",
		}},
		{"cash booked by hand", byHand("{system}", "{bob}", 1_000_000), []string{"rows: transfers 12: was booked by database role postgres, not by the service"}},
		{"transfers booked by hand, by way of the view", "INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances) VALUES (ARRAY[{alice}], ARRAY[{bob}], ARRAY[1], ARRAY[54], ARRAY[41])",
			[]string{"rows: transfers 12: was booked by database role postgres, not by the service"}},
		{"transfers booked by hand", byHand("{alice}", "{bob}", 40) + byHand("{bob}", "{alice}", 1), []string{
			"rows: transfers 12: was booked by database role postgres, not by the service",
			"rows: transfers 13: was booked by database role postgres, not by the service",
		}},
		{"mark of a transfer booked by hand deleted", byHand("{alice}", "{bob}", 40) + past + "DELETE FROM row_digests WHERE table_name = 'transfers'", []string{}},
		{"transfers truncated", "ALTER TABLE audit_log DISABLE TRIGGER ALL; ALTER TABLE transfers DISABLE TRIGGER ALL; ALTER TABLE entries DISABLE TRIGGER ALL; TRUNCATE transfers, entries, audit_log; " +
			"ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows; ALTER TABLE transfers ENABLE TRIGGER ALL; ALTER TABLE entries ENABLE TRIGGER ALL", []string{
			"balances: accounts {alice}: the balance is 55, but its entries make it 0",
			"balances: accounts {alice}: has transfer 11",
			"balances: accounts {bob}: the balance is 40, but its entries make it 0",
			"balances: accounts {bob}: has transfer 11",
			"balances: accounts {system}: the balance is -95, but its entries make it 0",
			"balances: accounts {system}: has transfer 2",
			"pending: pending_transfers {posted}: is posted, by transfers: 0, it must be 1",
			"roles: users teller: is banker, but the audit log does not say who did that",
			"rows: audit_log {read}: was deleted past the triggers",
			"rows: audit_log 3: was deleted past the triggers",
			"rows: audit_log 2: was deleted past the triggers",
			"rows: audit_log 1: was deleted past the triggers",
			"log: log_leaves 0: is of transfer 1, which does not exist",
			"log: log_leaves 1: is of transfer 2, which does not exist",
			"log: log_leaves 2: is of transfer {move}, which does not exist",
			"log: log_leaves 3: is of transfer 4, which does not exist",
			"log: log_leaves 4: is of transfer {back}, which does not exist",
			"log: log_leaves 5: is of transfer 6, which does not exist",
			"log: log_leaves 6: is of transfer {post}, which does not exist",
			"log: unlogged_transfers 11: waits for the log, but there is no such transfer",
		}},
		{"transfer to itself", past + "ALTER TABLE transfers DROP CONSTRAINT transfers_accounts_check; UPDATE transfers SET to_account_id = {alice} WHERE id = {move}", []string{
			"schema: transfers constraint transfers_accounts_check: is missing",
			"transfers: entries 6: not a side of transfer {move}",
			"transfers: transfers {move}: moves money from an account to itself",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"transfer to an account that is not there", past + "UPDATE transfers SET to_account_id = 999 WHERE id = {move}", []string{
			"transfers: entries 6: not a side of transfer {move}",
			"transfers: transfers {move}: goes to account 999, which does not exist",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"reversal no longer one", past + "UPDATE transfers SET reverses_transfer_id = {deposit} WHERE id = {back}", []string{
			"transfers: transfers {back}: takes transfer 1 back, but is not that transfer the other way",
			"log: transfers {back}: is not what leaf 4 of the log has",
		}},
		{"reversal of a reversal", past + "UPDATE transfers SET reverses_transfer_id = {back} WHERE id = {move}", []string{
			"transfers: transfers {move}: takes transfer {back} back, which is a reversal itself",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"reversal of nothing", past + "UPDATE transfers SET reverses_transfer_id = 999 WHERE id = {back}", []string{
			"transfers: transfers {back}: takes transfer 999 back, which does not exist",
			"log: transfers {back}: is not what leaf 4 of the log has",
		}},
		{"reversed twice", past + `DROP INDEX transfers_reverses_transfer_id_key;
			INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id, created_at)
				SELECT from_account_id, to_account_id, amount, reverses_transfer_id, now() FROM transfers WHERE id = {back};
			INSERT INTO entries (transfer_id, account_id, amount, balance, created_at) VALUES (12, {bob}, -5, 35, now()), (12, {alice}, 5, 60, now());
			UPDATE accounts SET balance = balance + CASE id WHEN {bob} THEN -5 ELSE 5 END, last_transfer_id = 12, last_transfer_at = now() WHERE id IN ({alice}, {bob})`, []string{
			"schema: transfers index transfers_reverses_transfer_id_key: is missing",
			"transfers: transfers 4: is taken back more than once, by transfers {back}, 12",
			"log: transfers 12: is neither in the log of transfers nor waiting for it",
		}},

		{"entry changed", past + "UPDATE entries SET amount = 31 WHERE id = 6", []string{
			"transfers: entries 6: not a side of transfer {move}",
			"balances: entries 6: the balance after it is 30, but 0 before and 31 make 31",
			"balances: accounts {bob}: the balance is 40, but its entries make it 41",
			"balances: entries in USD: sum to 1, not to zero",
		}},
		{"ids of entries of one transfer swapped", past + swapped(15, 16), []string{
			"transfers: transfers 11: has the entry of the account that is paid before that of the one that pays, by id",
		}},
		{"ids of entries swapped", past + swapped(5, 13), []string{
			"transfers: transfers {move}: has the entry of the account that is paid before that of the one that pays, by id",
			"balances: entries 7: comes after entry 13 in its account, which has a greater id",
			"balances: entries 5: comes after entry 11 in its account, which has a greater id",
		}},
		{"id of an entry changed", past + "UPDATE entries SET id = DEFAULT WHERE id = 5", []string{
			"transfers: transfers {move}: has the entry of the account that is paid before that of the one that pays, by id",
			"balances: entries 7: comes after entry 17 in its account, which has a greater id",
		}},
		{"entry deleted", past + "DELETE FROM entries WHERE id = 6", []string{
			"transfers: transfers {move}: has entries: 1, it must have 2",
			"balances: entries 8: the balance after it is 35, but 0 before and 5 make 5",
			"balances: accounts {bob}: the balance is 40, but its entries make it 10",
			"balances: entries in USD: sum to -30, not to zero",
		}},
		{"entry inserted", past + "INSERT INTO entries (transfer_id, account_id, amount, balance, created_at) VALUES ({move}, 2, 1, 1, now())", []string{
			"transfers: entries 17: not a side of transfer {move}",
			"transfers: transfers {move}: has entries: 3, it must have 2",
			"balances: accounts 2: the balance is 0, but its entries make it 1",
			"balances: accounts 2: has transfer none of no time as its last, but its entries 3",
			"balances: entries in EUR: sum to 1, not to zero",
		}},
		{"entry of no account", past + "UPDATE entries SET account_id = 999 WHERE id = 6", []string{
			"transfers: entries 6: not a side of transfer {move}",
			"balances: entries 8: the balance after it is 35, but 0 before and 5 make 5",
			"balances: accounts {bob}: the balance is 40, but its entries make it 10",
			"balances: entries of account 999: there is no such account; they sum to 30",
			"balances: entries in USD: sum to -30, not to zero",
		}},

		{"balance changed", past + "UPDATE accounts SET balance = 1000 WHERE id = {bob}",
			[]string{"balances: accounts {bob}: the balance is 1000, but its entries make it 40"}},
		{"owner changed", past + "UPDATE accounts SET owner = 'bob' WHERE owner IS NULL AND currency = 'EUR'", []string{
			"currencies: accounts system account in EUR: there are 0, there must be one",
			"rows: accounts 2: is not as its digest says",
		}},
		{"currency of an account changed", past + "UPDATE accounts SET currency = 'EUR' WHERE id = {bob}", []string{
			"transfers: transfers {back}: moves EUR to an account in USD",
			"transfers: transfers 11: moves EUR to an account in USD",
			"transfers: transfers {move}: moves USD to an account in EUR",
			"transfers: transfers 4: moves USD to an account in EUR",
			"transfers: transfers 6: moves USD to an account in EUR",
			"transfers: transfers {post}: moves USD to an account in EUR",
			"balances: entries in EUR: sum to 40, not to zero",
			"balances: entries in USD: sum to -40, not to zero",
			"pending: pending_transfers 10: is not between two accounts of users in one currency",
			"pending: pending_transfers {open}: is not between two accounts of users in one currency",
			"pending: pending_transfers {posted}: is not between two accounts of users in one currency",
			"rows: accounts {bob}: is not as its digest says",
			"log: transfers {back}: is not what leaf 4 of the log has",
		}},
		{"account deleted", past + "DELETE FROM accounts WHERE id = {bob}", []string{
			"transfers: transfers {back}: comes from account {bob}, which does not exist",
			"transfers: transfers 11: comes from account {bob}, which does not exist",
			"transfers: transfers {move}: goes to account {bob}, which does not exist",
			"transfers: transfers 4: goes to account {bob}, which does not exist",
			"transfers: transfers 6: goes to account {bob}, which does not exist",
			"transfers: transfers {post}: goes to account {bob}, which does not exist",
			"balances: entries of account {bob}: there is no such account; they sum to 40",
			"balances: entries in USD: sum to -40, not to zero",
			"pending: pending_transfers 10: is not between two accounts of users in one currency",
			"pending: pending_transfers {open}: is not between two accounts of users in one currency",
			"pending: pending_transfers {posted}: is not between two accounts of users in one currency",
			"references: audit_log {read}: account_id is {bob}, which is not in accounts",
			"references: pending_transfers {open}: to_account_id is {bob}, which is not in accounts",
			"references: pending_transfers {posted}: to_account_id is {bob}, which is not in accounts",
			"references: pending_transfers 10: to_account_id is {bob}, which is not in accounts",
			"rows: accounts {bob}: was deleted past the triggers",
			"log: transfers {back}: is not what leaf 4 of the log has",
		}},
		{"empty account deleted", past + "DELETE FROM accounts WHERE owner = 'teller'",
			[]string{"rows: accounts 158: was deleted past the triggers"}},
		{"account inserted", past + "INSERT INTO accounts (owner, currency) VALUES ('bob', 'EUR')",
			[]string{"rows: accounts 159: was inserted past the triggers"}},
		{"account inserted with triggers", "INSERT INTO accounts (owner, currency) VALUES ('bob', 'EUR')",
			[]string{"rows: accounts 159: was written by database role postgres, not by the service"}},
		{"account of nobody", past + "UPDATE accounts SET owner = 'nobody' WHERE owner = 'teller'", []string{
			"references: accounts 158: owner is nobody, which is not in users",
			"rows: accounts 158: is not as its digest says",
		}},
		{"second system account", past + "ALTER TABLE accounts DROP CONSTRAINT accounts_owner_currency_key; INSERT INTO accounts (currency) VALUES ('EUR')", []string{
			"schema: accounts constraint accounts_owner_currency_key: is missing",
			"schema: accounts index accounts_owner_currency_key: is missing",
			"currencies: accounts system account in EUR: there are 2, there must be one",
			"rows: accounts 159: was inserted past the triggers",
		}},

		{"name changed", past + "UPDATE users SET full_name = 'Mallory' WHERE username = 'alice'",
			[]string{"rows: users alice: is not as its digest says"}},
		{"password changed with triggers", "UPDATE users SET password_hash = 'x', password_changed_at = now() WHERE username = 'alice'",
			[]string{"rows: users alice: was written by database role postgres, not by the service"}},
		{"user deleted", past + "DELETE FROM users WHERE username = 'teller'", []string{
			"references: accounts 158: owner is teller, which is not in users",
			"references: audit_log 1: username is teller, which is not in users",
			"references: audit_log 2: username is teller, which is not in users",
			"references: audit_log 3: username is teller, which is not in users",
			"references: audit_log {read}: username is teller, which is not in users",
			"rows: users teller: was deleted past the triggers",
		}},
		{"user inserted", past + "INSERT INTO users (username, password_hash, full_name, email) VALUES ('mallory', '', '', '')",
			[]string{"rows: users mallory: was inserted past the triggers"}},
		{"user inserted and deleted with triggers", "INSERT INTO users (username, password_hash, full_name, email) VALUES ('mallory', '', '', ''); DELETE FROM users WHERE username = 'mallory'",
			[]string{"rows: users mallory: was deleted by database role postgres"}},
		{"banker made past the triggers", past + "UPDATE users SET role = 'banker' WHERE username = 'alice'", []string{
			"roles: users alice: is banker, but the audit log does not say who did that",
			"rows: users alice: is not as its digest says",
		}},
		{"banker made with triggers", "UPDATE users SET role = 'banker' WHERE username = 'alice'",
			[]string{"roles: users alice: was made banker at "}},
		{"banker made with triggers and a name that is none of ours", "SET simplebank.request_id = 'bank user roles'; UPDATE users SET role = 'banker' WHERE username = 'alice'",
			[]string{"roles: users alice: was made banker at "}},
		{"banker taken back past the triggers", past + "UPDATE users SET role = 'depositor' WHERE username = 'teller'", []string{
			"roles: users teller: is depositor, but by the audit log (1) banker",
			"rows: users teller: is not as its digest says",
		}},
		{"banker inserted", "INSERT INTO users (username, role, password_hash, full_name, email) VALUES ('mallory', 'banker', '', '', '')", []string{
			"roles: users mallory: was made banker at ",
			"rows: users mallory: was written by database role postgres",
		}},

		{"session changed", past + "UPDATE sessions SET refresh_token_hash = 'x'", []string{"rows: sessions {session}: is not as its digest says"}},
		{"session changed with triggers", "UPDATE sessions SET blocked = true", []string{"rows: sessions {session}: was written by database role postgres"}},
		{"session changed, made to expire and deleted with triggers", "UPDATE sessions SET expires_at = now(); DELETE FROM sessions",
			[]string{"rows: sessions {session}: was deleted by database role postgres"}},
		{"session deleted", past + "DELETE FROM sessions", []string{"rows: sessions {session}: was deleted past the triggers"}},
		{"sessions truncated", "TRUNCATE sessions", []string{"rows: sessions {session}: was deleted past the triggers"}},
		{"session inserted", past + "INSERT INTO sessions SELECT '00000000-0000-0000-0000-000000000001', 'nobody', '', '', '', false, now(), now(), now()", []string{
			"references: sessions 00000000-0000-0000-0000-000000000001: username is nobody, which is not in users",
			"rows: sessions 00000000-0000-0000-0000-000000000001: was inserted past the triggers",
		}},

		{"answer changed", past + "UPDATE idempotency_keys SET answer = 'x'", []string{"rows: idempotency_keys alice k 1: is not as its digest says"}},
		{"answer deleted", past + "DELETE FROM idempotency_keys", []string{"rows: idempotency_keys alice k 1: was deleted past the triggers"}},
		{"answer deleted with triggers", "DELETE FROM idempotency_keys", []string{"rows: idempotency_keys alice k 1: was deleted by database role postgres"}},
		{"answer inserted", past + "INSERT INTO idempotency_keys SELECT 'nobody', 'k', '', '', now()", []string{
			"references: idempotency_keys nobody k: username is nobody, which is not in users",
			"rows: idempotency_keys nobody k: was inserted past the triggers",
		}},

		{"act changed", "ALTER TABLE audit_log DISABLE TRIGGER ALL; UPDATE audit_log SET account_id = {alice} WHERE id = {read}; ALTER TABLE audit_log ENABLE TRIGGER ALL", []string{
			// ENABLE is not ENABLE ALWAYS.
			"schema: audit_log trigger audit_log_only_grows: is not what the migrations make, or is disabled",
			"rows: audit_log {read}: is not as its digest says",
		}},
		{"act deleted", "ALTER TABLE audit_log DISABLE TRIGGER ALL; DELETE FROM audit_log WHERE id = {read}; ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows",
			[]string{"rows: audit_log {read}: was deleted past the triggers"}},
		{"act inserted", past + "INSERT INTO audit_log (username, role, action, account_id, transfer_id, request_id) VALUES ('nobody', 'banker', 'deposit', 998, 999, '')", []string{
			"references: audit_log 5: username is nobody, which is not in users",
			"references: audit_log 5: account_id is 998, which is not in accounts",
			"references: audit_log 5: transfer_id is 999, which is not in transfers",
			"rows: audit_log 5: was inserted past the triggers",
		}},
		{"act inserted with triggers", "INSERT INTO audit_log (username, role, action, account_id, request_id) VALUES ('teller', 'banker', 'read', {bob}, 'r')",
			[]string{"rows: audit_log 5: was written by database role postgres"}},
		{"act of a role inserted", past + "UPDATE users SET role = 'banker' WHERE username = 'alice'; INSERT INTO audit_log (username, role, action, request_id, database_role) VALUES ('alice', 'banker', 'role', 'bank user role', 'owner')", []string{
			"rows: users alice: is not as its digest says",
			"rows: audit_log 5: was inserted past the triggers",
		}},

		{"pending transfer changed", past + "UPDATE pending_transfers SET amount = 8 WHERE id = {open}", []string{
			"pending: accounts {alice}: reserves 7, but its pending transfers make it 8",
			"rows: pending_transfers {open}: is not as its digest says",
		}},
		{"pending transfer deleted", past + "DELETE FROM pending_transfers WHERE id = {open}", []string{
			"pending: accounts {alice}: reserves 7, but its pending transfers make it 0",
			"rows: pending_transfers {open}: was deleted past the triggers",
		}},
		{"pending transfer inserted", past + "INSERT INTO pending_transfers (id, from_account_id, to_account_id, amount, expires_at) VALUES (12, {bob}, {alice}, 1, now() + interval '1 hour')", []string{
			"pending: accounts {bob}: reserves 0, but its pending transfers make it 1",
			"pending: transfers transfers_id_seq: is at 11, but there is an id 12: it was set back",
			"rows: pending_transfers 12: was inserted past the triggers",
		}},
		{"ids set back", "SELECT setval('transfers_id_seq', 10)",
			[]string{"pending: transfers transfers_id_seq: is at 10, but there is an id 11: it was set back"}},
		{"ids begun again", "SELECT setval('transfers_id_seq', 11, false)",
			[]string{"pending: transfers transfers_id_seq: is at 11, but there is an id 11: it was set back"}},
		{"pending transfer that was posted deleted", past + "DELETE FROM pending_transfers WHERE id = {posted}", []string{
			"pending: transfers {post}: posts pending transfer {posted}, which does not exist",
			"rows: pending_transfers {posted}: was deleted past the triggers",
		}},
		{"pending transfer opened again", past + "UPDATE pending_transfers SET state = 'pending', ended_at = NULL WHERE id = {posted}", []string{
			"pending: accounts {alice}: reserves 7, but its pending transfers make it 11",
			"pending: transfers {post}: posts pending transfer {posted}, which is pending",
			"rows: pending_transfers {posted}: is not as its digest says",
		}},
		{"pending transfer said to be posted", past + "UPDATE pending_transfers SET state = 'posted', ended_at = now() WHERE id = {open}; UPDATE accounts SET reserved = 0 WHERE id = {alice}", []string{
			"pending: pending_transfers {open}: is posted, by transfers: 0, it must be 1",
			"rows: pending_transfers {open}: is not as its digest says",
		}},
		{"pending transfer posted too late", past + "UPDATE pending_transfers SET ended_at = expires_at WHERE id = {posted}", []string{
			"pending: pending_transfers {posted}: was posted",
			"rows: pending_transfers {posted}: is not as its digest says",
		}},
		{"pending transfer of less than was posted", past + "UPDATE pending_transfers SET amount = 2 WHERE id = {posted}", []string{
			"pending: transfers {post}: posts pending transfer {posted}, but is not of its accounts and at most its amount",
			"rows: pending_transfers {posted}: is not as its digest says",
		}},
		{"pending transfer of another payer", past + "UPDATE pending_transfers SET from_account_id = {system} WHERE id = {open}", []string{
			"pending: accounts {system}: reserves 0, but its pending transfers make it 7",
			"pending: accounts {alice}: reserves 7, but its pending transfers make it 0",
			"pending: pending_transfers {open}: is not between two accounts of users in one currency",
			"rows: pending_transfers {open}: is not as its digest says",
		}},
		{"pending transfer of the id of a transfer", past + "INSERT INTO pending_transfers SELECT {move}, from_account_id, to_account_id, amount, reference, metadata, expires_at, created_at, state, ended_at FROM pending_transfers WHERE state = 'voided'", []string{
			"pending: pending_transfers {move}: has the id of a transfer",
			"rows: pending_transfers {move}: was inserted past the triggers",
		}},
		{"reserved changed", past + "UPDATE accounts SET reserved = 0 WHERE id = {alice}",
			[]string{"pending: accounts {alice}: reserves 0, but its pending transfers make it 7"}},
		{"posted transfer changed", past + "UPDATE transfers SET posts_transfer_id = {open} WHERE id = {post}", []string{
			"pending: transfers {post}: posts pending transfer {open}, which is pending",
			"pending: pending_transfers {posted}: is posted, by transfers: 0, it must be 1",
			"log: transfers {post}: is not what leaf 6 of the log has",
		}},

		{"running balance changed", past + "UPDATE entries SET balance = balance + 1 WHERE id = 5", []string{
			"balances: entries 5: the balance after it is 66, but 95 before and -30 make 65",
			"balances: entries 7: the balance after it is 60, but 66 before and -5 make 61",
		}},
		{"times out of order", past + "UPDATE entries SET created_at = created_at - interval '1 day' WHERE transfer_id = {back}; UPDATE transfers SET created_at = created_at - interval '1 day' WHERE id = {back}", []string{
			"balances: entries 10: is",
			"balances: entries 9: is",
			"log: transfers {back}: is not what leaf 4 of the log has",
		}},
		{"times to come", past + "UPDATE entries SET created_at = '2099-01-01' WHERE transfer_id = 11; UPDATE transfers SET created_at = '2099-01-01' WHERE id = 11; UPDATE accounts SET last_transfer_at = '2099-01-01' WHERE last_transfer_id = 11",
			[]string{"transfers: transfers 11: is of 2099-01-01 00:00:00+00, a time to come: the clock was ahead"}},
		{"times that come soon", past + "UPDATE entries SET created_at = now() + interval '50 s' WHERE transfer_id = 11; UPDATE transfers SET created_at = now() + interval '50 s' WHERE id = 11; UPDATE accounts SET last_transfer_at = now() + interval '50 s' WHERE last_transfer_id = 11", []string{}},
		{"last transfer changed", past + "UPDATE accounts SET last_transfer_id = 6 WHERE id = {bob}",
			[]string{"balances: accounts {bob}: has transfer 6"}},
		{"time of the last transfer deleted", past + "UPDATE accounts SET last_transfer_at = NULL WHERE id = {bob}",
			[]string{"balances: accounts {bob}: has transfer 11 of no time as its last, but its entries 11"}},

		{"reference changed", past + "UPDATE transfers SET reference = 'rent' WHERE id = {move}",
			[]string{"log: transfers {move}: is not what leaf 2 of the log has"}},
		{"metadata changed", past + "UPDATE transfers SET metadata = '{}' WHERE id = {move}",
			[]string{"log: transfers {move}: is not what leaf 2 of the log has"}},
		{"transfer of no time", past + "UPDATE transfers SET created_at = 'infinity' WHERE id = {move}", []string{
			"transfers: entries 5, 6: not a side of transfer {move}",
			"transfers: transfers {move}: is of infinity, a time to come: the clock was ahead",
			"log: transfers {move}: is not what leaf 2 of the log has",
		}},
		{"transfer inserted, with entries and balances", past + "INSERT INTO transfers (from_account_id, to_account_id, amount, created_at) VALUES ({alice}, {bob}, 10, now()); " +
			"INSERT INTO entries (transfer_id, account_id, amount, balance, created_at) VALUES (12, {alice}, -10, 45, now()), (12, {bob}, 10, 50, now()); " +
			"UPDATE accounts SET balance = balance + CASE id WHEN {bob} THEN 10 ELSE -10 END, last_transfer_id = 12, last_transfer_at = now() WHERE id IN ({alice}, {bob})",
			[]string{"log: transfers 12: is neither in the log of transfers nor waiting for it"}},

		{"waiting transfer changed", bare("unlogged_transfers", "UPDATE unlogged_transfers SET transfer_id = 999"), []string{
			"log: transfers 11: is neither in the log of transfers nor waiting for it",
			"log: unlogged_transfers 999: waits for the log, but there is no such transfer",
		}},
		{"waiting transfer deleted", bare("unlogged_transfers", "DELETE FROM unlogged_transfers"),
			[]string{"log: transfers 11: is neither in the log of transfers nor waiting for it"}},
		{"waiting transfer inserted", bare("unlogged_transfers", "INSERT INTO unlogged_transfers VALUES ({move})"),
			[]string{"log: unlogged_transfers {move}: waits for the log, but is in it"}},

		{"leaf changed", bare("log_leaves", "UPDATE log_leaves SET salt = decode(repeat('00', 16), 'hex') WHERE leaf_index = 1"),
			[]string{"log: transfers 2: is not what leaf 1 of the log has"}},
		{"leaf of another transfer", bare("log_leaves", "UPDATE log_leaves SET transfer_id = 999 WHERE leaf_index = 1"), []string{
			"log: log_leaves 1: is of transfer 999, which does not exist",
			"log: transfers 2: is neither in the log of transfers nor waiting for it",
		}},
		{"leaf moved", bare("log_leaves", "UPDATE log_leaves SET leaf_index = 100 WHERE leaf_index = 1"), []string{
			"log: log_leaves 1: is missing: the tiles have its hash",
			"log: log_leaves 100: is out of order: before it there are 7 leaves",
		}},
		{"leaf deleted", bare("log_leaves", "DELETE FROM log_leaves WHERE leaf_index = 1"), []string{
			"log: log_leaves 1: is missing: the tiles have its hash",
			"log: transfers 2: is neither in the log of transfers nor waiting for it",
		}},
		{"last leaves deleted", bare("log_leaves", "DELETE FROM log_leaves WHERE leaf_index > 4"), []string{
			"log: log_leaves 5 to 6: is missing: the tiles have its hash",
			"log: transfers 6: is neither in the log of transfers nor waiting for it",
			"log: transfers {post}: is neither in the log of transfers nor waiting for it",
		}},
		{"leaf inserted", bare("log_leaves", "INSERT INTO log_leaves VALUES (7, 999, decode(repeat('00', 16), 'hex'))"), []string{
			"log: log_leaves 7: is of transfer 999, which does not exist",
			"log: log_checkpoints 8: is missing: the log ends with leaves that were not signed",
			"log: log_tiles level 0, tile 0: has hashes: 7, it must have 8",
		}},
		{"leaf of a waiting transfer inserted", bare("log_leaves", "INSERT INTO log_leaves SELECT 7, transfer_id, decode(repeat('00', 16), 'hex') FROM unlogged_transfers"), []string{
			"log: log_checkpoints 8: is missing: the log ends with leaves that were not signed",
			"log: log_tiles level 0, tile 0: has hashes: 7, it must have 8",
			"log: unlogged_transfers 11: waits for the log, but is in it",
		}},
		{"leaf inserted before all and far away", bare("log_leaves", "INSERT INTO log_leaves VALUES (-1, 998, decode(repeat('00', 16), 'hex')), (9e18, 999, decode(repeat('00', 16), 'hex'))"), []string{
			"log: log_leaves -1: is out of order: before it there are 7 leaves",
			"log: log_leaves 9000000000000000000: is out of order: before it there are 7 leaves",
		}},

		{"tile changed", bare("log_tiles", "UPDATE log_tiles SET hashes = decode(repeat('00', 32), 'hex') || substring(hashes FROM 33)"), []string{
			"log: transfers 1: is not what leaf 0 of the log has",
			"log: log_tiles level 0, tile 0 or after: has other hashes than were signed: the transfers are what was",
		}},
		{"tile cut", bare("log_tiles", "UPDATE log_tiles SET hashes = substring(hashes FROM 1 FOR 64)"),
			[]string{"log: log_tiles level 0, tile 0: has hashes: 2, it must have 7"}},
		{"tile grown", bare("log_tiles", "UPDATE log_tiles SET hashes = hashes || decode(repeat('00', 64), 'hex')"),
			[]string{"log: log_tiles level 0, tile 0: has hashes: 9, it must have 7"}},
		{"tile deleted", bare("log_tiles", "DELETE FROM log_tiles"),
			[]string{"log: log_tiles level 0, tile 0: is missing"}},
		{"tiles inserted", bare("log_tiles", "INSERT INTO log_tiles SELECT level, tile, decode(repeat('00', 32), 'hex') FROM (VALUES (0, 1), (0, -1), (1, 0), (-1, 0), (32767, 0), (0, 9e18)) t (level, tile)"), []string{
			"log: log_tiles level -1, tile 0: is not of the log, which has 7 leaves",
			"log: log_tiles level 0, tile -1: is not of the log, which has 7 leaves",
			"log: log_tiles level 0, tile 1: is not of the log, which has 7 leaves",
			"log: log_tiles level 0, tile 9000000000000000000: is not of the log, which has 7 leaves",
			"log: log_tiles level 1, tile 0: is not of the log, which has 7 leaves",
			"log: log_tiles level 32767, tile 0: is not of the log, which has 7 leaves",
		}},
		{"leaf and tile deleted", bare("log_leaves", "DELETE FROM log_leaves WHERE leaf_index = 1") + "; " + bare("log_tiles", "DELETE FROM log_tiles"), []string{
			"log: log_checkpoints 1: is missing: the log ends with leaves that were not signed",
			"log: log_leaves 2: is out of order: before it there are 1 leaves",
			"log: log_leaves 3: is out of order: before it there are 1 leaves",
			"log: log_leaves 4: is out of order: before it there are 1 leaves",
			"log: log_leaves 5: is out of order: before it there are 1 leaves",
			"log: log_leaves 6: is out of order: before it there are 1 leaves",
			"log: log_checkpoints 4: is of a log of as many leaves, but there are 1",
			"log: log_checkpoints 7: is of a log of as many leaves, but there are 1",
			"log: log_tiles level 0, tile 0: is missing",
			"log: transfers 2: is neither in the log of transfers nor waiting for it",
		}},

		{"checkpoint changed", bare("log_checkpoints", "UPDATE log_checkpoints SET note = replace(note, 'ledger', 'ledgen') WHERE size = 4"), []string{
			"rows: log_checkpoints 4: is not as its digest says",
			"log: log_checkpoints 4: the checkpoint is not signed by ledger.bank.example",
		}},
		{"time of a checkpoint changed", bare("log_checkpoints", "UPDATE log_checkpoints SET created_at = created_at - interval '1 day' WHERE size = 4"),
			[]string{"rows: log_checkpoints 4: is not as its digest says"}},
		{"size of a checkpoint changed", bare("log_checkpoints", "UPDATE log_checkpoints SET size = 3 WHERE size = 4"), []string{
			"rows: log_checkpoints 3: was inserted past the triggers",
			"rows: log_checkpoints 4: was deleted past the triggers",
			"log: log_checkpoints 3: says that it is of 4 leaves",
		}},
		{"checkpoint deleted", bare("log_checkpoints", "DELETE FROM log_checkpoints WHERE size = 4"),
			[]string{"rows: log_checkpoints 4: was deleted past the triggers"}},
		{"last checkpoint deleted", bare("log_checkpoints", "DELETE FROM log_checkpoints WHERE size = 7"), []string{
			"rows: log_checkpoints 7: was deleted past the triggers",
			"log: log_checkpoints 7: is missing: the log ends with leaves that were not signed",
		}},
		{"checkpoint inserted", bare("log_checkpoints", "INSERT INTO log_checkpoints SELECT 5, note FROM log_checkpoints WHERE size = 4; INSERT INTO log_checkpoints VALUES (0, ''), (9, '')"), []string{
			"rows: log_checkpoints 5: was inserted past the triggers",
			"rows: log_checkpoints 0: was inserted past the triggers",
			"rows: log_checkpoints 9: was inserted past the triggers",
			"log: log_checkpoints 5: says that it is of 4 leaves",
			"log: log_checkpoints 0: is of a log of as many leaves, but there are 7",
			"log: log_checkpoints 9: is of a log of as many leaves, but there are 7",
		}},

		{"digest changed", past + "UPDATE row_digests SET digest = 'x' WHERE row_key = 'alice'", []string{"rows: users alice: is not as its digest says"}},
		{"digest deleted", past + "DELETE FROM row_digests WHERE row_key = 'alice'", []string{"rows: users alice: was inserted past the triggers"}},
		{"digest inserted", past + "INSERT INTO row_digests SELECT 'users', 'mallory', 'x'; INSERT INTO row_digests SELECT 'loot', '1', 'x'", []string{
			"rows: users mallory: was deleted past the triggers",
			"rows: row_digests loot 1: is of a table whose rows have no digests",
		}},

		{"currency changed", past + "UPDATE currencies SET minor_digits = 3 WHERE code = 'USD'", []string{"currencies: currencies USD: has 3 minor digits, it must have 2"}},
		{"currency deleted", past + "DELETE FROM currencies WHERE code = 'USD'", []string{
			"currencies: currencies USD: is missing",
			"references: accounts {system}: currency is USD, which is not in currencies",
			"references: accounts {alice}: currency is USD, which is not in currencies",
			"references: accounts {bob}: currency is USD, which is not in currencies",
			"references: accounts 158: currency is USD, which is not in currencies",
		}},
		{"currency inserted", "INSERT INTO currencies VALUES ('XXX', 2)", []string{
			"currencies: currencies XXX: is none of the bank's",
			"currencies: accounts system account in XXX: there are 0, there must be one",
		}},

		{"version changed", "UPDATE schema_migrations SET version = 1", []string{"schema: schema_migrations version: is 1, it must be 23"}},
		{"version deleted", "DELETE FROM schema_migrations", []string{"schema: schema_migrations version: is none, it must be 23"}},
		{"version inserted", "INSERT INTO schema_migrations VALUES (1, true)", []string{"schema: schema_migrations version: is 23, 1 and dirty, it must be 23"}},

		{"trigger disabled", "ALTER TABLE entries DISABLE TRIGGER entries_book", []string{"schema: entries trigger entries_book: is not what the migrations make, or is disabled"}},
		{"trigger dropped", "DROP TRIGGER unlogged_transfers_balance ON unlogged_transfers", []string{"schema: unlogged_transfers trigger unlogged_transfers_balance: is missing"}},
		{"trigger replaced", "CREATE OR REPLACE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts FOR EACH ROW WHEN (NEW.balance < 0) EXECUTE FUNCTION refuse('x')",
			[]string{"schema: accounts trigger accounts_begin_empty: is not what the migrations make"}},
		{"trigger added", "CREATE TRIGGER loot BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", []string{"schema: entries trigger loot: is not of the migrations"}},
		{"foreign key not checked", "ALTER TABLE sessions DISABLE TRIGGER ALL; ALTER TABLE sessions ENABLE TRIGGER USER", []string{"schema: sessions sessions_username_fkey: is not checked"}},
		{"function changed", "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", []string{"schema: refuse function: is not what the migrations make"}},
		{"function open to all", "GRANT EXECUTE ON FUNCTION book_entries() TO PUBLIC", []string{"schema: book_entries function: is not what the migrations make"}},
		{"function with other settings", "ALTER FUNCTION check_transfer() SET search_path = pg_temp", []string{"schema: check_transfer function: is not what the migrations make"}},
		{"function beside", "CREATE FUNCTION row_digest(name, jsonb) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$", []string{"schema: row_digest function name, jsonb: is not of the migrations"}},
		{"function of others", "CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE theirs (id int); CREATE INDEX ON entries (created_at)", []string{}},
		{"function with the rights of its owner", "CREATE FUNCTION loot(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM sessions'",
			[]string{"schema: loot function bigint: is not of the migrations, and runs with the rights of postgres (SECURITY DEFINER)"}},
		{"procedure with the rights of its owner", "CREATE PROCEDURE loot() LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM sessions'; REVOKE ALL ON PROCEDURE loot() FROM PUBLIC",
			[]string{"schema: loot function: is not of the migrations, and runs with the rights of postgres"}},
		{"function with the rights of the service", "CREATE FUNCTION loot() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM sessions'; ALTER FUNCTION loot() OWNER TO bank",
			[]string{"schema: loot function: is not of the migrations, and runs with the rights of bank"}},
		{"function with the rights of a writer", "CREATE FUNCTION loot() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM sessions'; CREATE ROLE writer IN ROLE pg_write_all_data; ALTER FUNCTION loot() OWNER TO writer",
			[]string{"schema: loot function: is not of the migrations, and runs with the rights of writer"}},
		{"function with the rights of others", "CREATE FUNCTION theirs() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; CREATE ROLE theirs; ALTER FUNCTION theirs() OWNER TO theirs", []string{}},
		{"constraint dropped", "ALTER TABLE accounts DROP CONSTRAINT accounts_balance_check", []string{"schema: accounts constraint accounts_balance_check: is missing"}},
		{"constraint not for old rows", "ALTER TABLE accounts DROP CONSTRAINT accounts_balance_check; ALTER TABLE accounts ADD CONSTRAINT accounts_balance_check CHECK (owner IS NULL OR balance >= 0) NOT VALID",
			[]string{"schema: accounts constraint accounts_balance_check: is not what the migrations make"}},
		{"NULL allowed", "ALTER TABLE entries ALTER COLUMN amount DROP NOT NULL", []string{"schema: entries column amount: is not what the migrations make"}},
		{"default changed", "ALTER TABLE users ALTER COLUMN role SET DEFAULT 'banker'", []string{"schema: users column role: is not what the migrations make"}},
		{"rule added", "CREATE RULE loot AS ON INSERT TO audit_log DO INSTEAD NOTHING", []string{"schema: audit_log rule loot: is not of the migrations"}},
		{"rows hidden", "ALTER TABLE entries ENABLE ROW LEVEL SECURITY; CREATE POLICY loot ON entries USING (amount > 0)", []string{
			"schema: entries table: is not what the migrations make",
			"schema: entries policy loot: is not of the migrations",
		}},
		{"view changed", "CREATE OR REPLACE VIEW bookings AS SELECT ARRAY[id] AS from_account_ids, ARRAY[id] AS to_account_ids, amounts, from_balances, to_balances, reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata, transfer_ids, entry_ids, b.created_at FROM bookings b, accounts",
			[]string{"schema: bookings table: is not what the migrations make"}},
		{"rows of a table that inherits", "CREATE TABLE loot () INHERITS (transfers)", []string{"schema: transfers table: is not what the migrations make"}},

		{"grant to the service", "GRANT DELETE ON entries TO simplebank_service", []string{"privileges: entries grant: simplebank_service may DELETE"}},
		{"grant of a column", "GRANT UPDATE (balance) ON accounts TO simplebank_service", []string{"privileges: accounts grant balance: simplebank_service may UPDATE"}},
		{"grant to all", "GRANT SELECT ON users TO PUBLIC", []string{}},
		{"grant to write to all", "GRANT INSERT ON users TO PUBLIC", []string{"privileges: users grant: everybody (PUBLIC) may INSERT"}},
		{"grant to the login", "GRANT SELECT ON audit_log TO bank; GRANT UPDATE ON row_digests TO bank", []string{"privileges: row_digests grant: bank may UPDATE"}},
		{"grant to pass on", "GRANT INSERT (amount) ON entries TO bank WITH GRANT OPTION", []string{"privileges: entries grant amount: bank may INSERT WITH GRANT OPTION"}},
		{"owner is another", "CREATE ROLE loot; ALTER TABLE users OWNER TO loot; ALTER FUNCTION refuse() OWNER TO loot", []string{
			"privileges: refuse owner: is loot, that of schema_migrations is postgres",
			"privileges: users owner: is loot, that of schema_migrations is postgres",
		}},
		{"owner is the service", "ALTER TABLE users OWNER TO simplebank_service", []string{
			"privileges: users owner: is simplebank_service, that of schema_migrations is postgres",
			"privileges: bank role: may do what simplebank_service may",
			"privileges: simplebank_service role: may do what simplebank_service may",
		}},
		{"tables by the service", "GRANT CREATE ON SCHEMA public TO simplebank_service", []string{
			"privileges: bank role: may make tables and functions in schema public",
			"privileges: simplebank_service role: may make tables and functions in schema public",
		}},
		{"service in another role", "GRANT pg_write_all_data TO bank", []string{"privileges: bank role: may do what pg_write_all_data may"}},
		{"service in a role of a superuser", "CREATE ROLE loot SUPERUSER; GRANT loot TO bank", []string{"privileges: bank role: may do what loot may"}},
		{"service in roles by which it gets at more", "CREATE ROLE loot1 CREATEROLE; CREATE ROLE loot2 BYPASSRLS IN ROLE loot1; CREATE ROLE loot3 REPLICATION; GRANT loot2, loot3 TO simplebank_service", []string{
			"privileges: bank role: may do what loot1 may",
			"privileges: bank role: may do what loot2 may",
			"privileges: bank role: may do what loot3 may",
			"privileges: simplebank_service role: may do what loot1 may",
			"privileges: simplebank_service role: may do what loot2 may",
			"privileges: simplebank_service role: may do what loot3 may",
		}},
		{"service in a role that may do nothing", "CREATE ROLE readers; GRANT readers TO bank", []string{}},
		{"function for the service", "GRANT EXECUTE ON FUNCTION book_entries() TO simplebank_service", []string{"privileges: book_entries grant: simplebank_service may EXECUTE"}},
		{"function for the login", "GRANT EXECUTE ON FUNCTION row_digest(text, jsonb) TO bank", []string{"privileges: row_digest grant table_name text, fields jsonb: bank may EXECUTE"}},
	}
	b := newBank(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := tamper(t, b, tt.statement)
			got := strings.Join(lines, "\n")
			for _, want := range tt.want {
				if !strings.Contains("\n"+got, "\n"+b.fill(want)) {
					t.Errorf("not found: %s", b.fill(want))
				}
			}
			if len(lines) != len(tt.want) {
				t.Errorf("%d findings, want %d:\n%s", len(lines), len(tt.want), got)
			}
		})
	}
}

// tamper returns the findings after the statement, which then is undone. What it
// uses up of sequences would stay.
func tamper(t *testing.T, b *bank, statement string) []string {
	t.Helper()
	for _, table := range []string{"accounts", "transfers", "entries", "audit_log"} {
		exec(t, b.db, fmt.Sprintf("SELECT setval('%s_id_seq', (SELECT max(id) FROM %s))", table, table))
	}
	tx, err := b.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), b.fill(statement)+"; SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
		t.Fatalf("%s: %v", b.fill(statement), err)
	}
	report, err := audit.Run(t.Context(), tx, audit.Options{Keys: b.keys.Verifiers()})
	if err != nil {
		t.Fatal(err)
	}
	return lines(report)
}

// TestTamperingThatWasWrittenOver is of rows that the service writes or deletes
// after they were tampered with.
func TestTamperingThatWasWrittenOver(t *testing.T) {
	b := newBank(t)
	exec(t, b.db, past+"UPDATE users SET email = 'mallory@example.com' WHERE username = 'alice'; "+
		"UPDATE idempotency_keys SET expires_at = now(); RESET session_replication_role")
	if _, err := b.store.ChangePassword(t.Context(), "alice", "hash of alice", "another"); err != nil {
		t.Fatal(err)
	}
	if n, err := b.store.RemoveExpiredKeys(t.Context(), 10); err != nil || n != 1 {
		t.Fatalf("%d keys removed, %v", n, err)
	}
	_, lines := run(t, b.source)
	want := "rows: users alice: had been changed past the triggers when it was next written\n" +
		"rows: idempotency_keys alice k 1: was deleted past the triggers"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRoleMadeByHandIsConfirmed shows how the finding of a role that was given by
// hand, or by the release before, ends.
func TestRoleMadeByHandIsConfirmed(t *testing.T) {
	b := newBank(t)
	exec(t, b.db, "UPDATE users SET role = 'auditor' WHERE username = 'alice'")
	if _, lines := run(t, b.source); len(lines) != 1 || !strings.Contains(lines[0], "by database role postgres, not by bank user role") {
		t.Errorf("findings %q", lines)
	}
	if err := openStore(t, b.source).SetRole(t.Context(), "alice", "auditor"); err != nil {
		t.Fatal(err)
	}
	if _, lines := run(t, b.source); len(lines) != 0 {
		t.Errorf("findings after it was confirmed: %q", lines)
	}
}

// TestHandsOff is of changes that are refused even to a superuser.
func TestHandsOff(t *testing.T) {
	b := newBank(t)
	for _, statement := range []string{
		"UPDATE row_digests SET digest = 'x'",
		"DELETE FROM row_digests",
		"TRUNCATE row_digests",
		"INSERT INTO row_digests SELECT 'users', 'mallory', 'x'",
		"INSERT INTO audit_log (username, role, action, request_id, database_role) VALUES ('alice', 'banker', 'role', 'bank user role', 'owner')",
	} {
		if _, err := b.db.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	service := postgres.Actor{Username: "alice", Role: "banker"}
	if err := b.store.As(service).RecordRead(t.Context(), b.bob); err != nil {
		t.Error(err)
	}
}

// TestEntriesAlone is of entries that are added to a transfer that has its two, or
// to none, by a superuser.
func TestEntriesAlone(t *testing.T) {
	b := newBank(t)
	for statement, want := range map[string]string{
		"INSERT INTO entries (transfer_id, account_id, amount) VALUES ({move}, {bob}, 30)":                             "entries_transfer_id_account_id_key",
		"INSERT INTO entries (transfer_id, account_id, amount) VALUES ({move}, {system}, 30)":                          "entries_book",
		"INSERT INTO entries (transfer_id, account_id, amount, balance, created_at) VALUES (999, {bob}, 1, 41, now())": "entries_book",
		"INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 1)":                    "transfers_balance",
	} {
		_, err := b.db.ExecContext(t.Context(), b.fill(statement))
		var refused *pq.Error
		if !errors.As(err, &refused) || refused.Constraint != want {
			t.Errorf("%s: %v, want a violation of %s", statement, err, want)
		}
	}
}

// TestEntriesOfAnotherTable is of a right to execute book_entries: it makes no
// money.
func TestEntriesOfAnotherTable(t *testing.T) {
	b := newBank(t)
	exec(t, b.db, "GRANT EXECUTE ON FUNCTION book_entries() TO simplebank_service")
	service, err := sql.Open("postgres", postgrestest.Service(t, b.source))
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	service.SetMaxOpenConns(1)
	exec(t, service, `CREATE TEMP TABLE e (id bigint, transfer_id bigint, account_id bigint, amount bigint, balance bigint, created_at timestamptz);
		CREATE TRIGGER x AFTER INSERT ON e REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION book_entries()`)
	_, err = service.ExecContext(t.Context(), b.fill("INSERT INTO e VALUES (1, -1, {bob}, 1000000, 1000040, now())"))
	if err == nil || !strings.Contains(err.Error(), "entry 1 is neither side of its transfer") {
		t.Errorf("an entry of no transfer: %v", err)
	}
}
