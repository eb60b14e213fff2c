package postgres_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/transparency"
)

func exec(t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// addTransfers adds transfers of 1 with one statement.
func addTransfers(t testing.TB, db *sql.DB, from, to ledger.Account, many int) {
	t.Helper()
	const statement = `
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount) SELECT $1, $2, 1 FROM generate_series(1, $3)
			RETURNING id, from_account_id, to_account_id, amount
		)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, from_account_id, -amount FROM t UNION ALL SELECT id, to_account_id, amount FROM t`
	if _, err := db.ExecContext(t.Context(), statement, from.ID, to.ID, many); err != nil {
		t.Fatal(err)
	}
}

// tampered is a log of four leaves, and a fifth transfer that waits.
type tampered struct {
	source    string // for the service
	store     *postgres.Store
	db        *sql.DB // for the superuser
	service   *sql.DB
	keys      transparency.Keys
	transfers []int64
}

func newTampered(t *testing.T) tampered {
	t.Helper()
	source := postgrestest.New(t)
	service := postgrestest.Service(t, source)
	l := tampered{source: service, store: openStore(t, service), db: openDB(t, source), service: openDB(t, service), keys: newLogKeys(t)}
	alice, bob := newAccount(t, l.store, "alice", 1000), newAccount(t, l.store, "bob", 0)
	addTransfers(t, l.db, alice, bob, 3)
	extendLog(t, l.store, l.keys, 2)
	addTransfers(t, l.db, alice, bob, 1)
	l.transfers = rows[int64](t, l.db, "SELECT id FROM transfers ORDER BY id")
	return l
}

func (l tampered) state(t *testing.T) string {
	t.Helper()
	return strings.Join(rows[string](t, l.db, `
		SELECT l::text FROM log_leaves l UNION ALL SELECT t::text FROM log_tiles t
		UNION ALL SELECT c::text FROM log_checkpoints c UNION ALL SELECT u::text FROM unlogged_transfers u ORDER BY 1`), "\n")
}

// TestDatabaseKeepsTheLog tries to change what is logged, as the service and as
// the owner of the tables.
func TestDatabaseKeepsTheLog(t *testing.T) {
	l := newTampered(t)
	before := l.state(t)
	for _, statement := range []string{
		"UPDATE log_leaves SET salt = salt",
		"UPDATE log_leaves SET transfer_id = transfer_id + 100",
		"DELETE FROM log_leaves WHERE leaf_index = 3",
		"TRUNCATE log_leaves",
		"UPDATE log_tiles SET hashes = hashes",
		"UPDATE log_tiles SET hashes = substring(hashes FROM 1 FOR 64)",
		`UPDATE log_tiles SET hashes = substring(hashes FROM 1 FOR 96) || decode(repeat('00', 64), 'hex')`,
		"UPDATE log_tiles SET hashes = hashes || decode('00', 'hex')",
		"UPDATE log_tiles SET level = 1, hashes = hashes || hashes",
		"DELETE FROM log_tiles",
		"TRUNCATE log_tiles",
		"UPDATE log_checkpoints SET note = ''",
		"DELETE FROM log_checkpoints WHERE size = 4",
		"TRUNCATE log_checkpoints",
		"DELETE FROM unlogged_transfers",
		"TRUNCATE unlogged_transfers",
		"UPDATE unlogged_transfers SET transfer_id = 100",
		"INSERT INTO unlogged_transfers SELECT min(transfer_id) FROM log_leaves",
		"INSERT INTO unlogged_transfers VALUES (100)",

		"INSERT INTO log_leaves SELECT 5, transfer_id, decode(repeat('00', 16), 'hex') FROM unlogged_transfers",
		"INSERT INTO log_leaves SELECT 3, transfer_id, decode(repeat('00', 16), 'hex') FROM unlogged_transfers",
		"INSERT INTO log_leaves SELECT -1, transfer_id, decode(repeat('00', 16), 'hex') FROM unlogged_transfers",
		"INSERT INTO log_leaves SELECT 4, transfer_id, decode(repeat('00', 15), 'hex') FROM unlogged_transfers",
		"INSERT INTO log_leaves VALUES (4, 100, decode(repeat('00', 16), 'hex'))",
		"INSERT INTO log_leaves SELECT 4, min(transfer_id), decode(repeat('00', 16), 'hex') FROM log_leaves",
		"INSERT INTO log_checkpoints (size, note) VALUES (5, '')",
		"INSERT INTO log_checkpoints (size, note) VALUES (1, '')",
		"INSERT INTO log_tiles VALUES (0, 0, decode(repeat('00', 32), 'hex'))",
		"INSERT INTO log_tiles VALUES (0, 1, decode(repeat('00', 33), 'hex'))",
		"INSERT INTO log_tiles VALUES (0, 1, decode(repeat('00', 257 * 32), 'hex'))",
		"INSERT INTO log_tiles SELECT level, tile, hashes FROM log_tiles ON CONFLICT (level, tile) DO UPDATE SET hashes = decode(repeat('00', 64), 'hex')",

		"SET session_replication_role = replica; DELETE FROM log_leaves",
		"SET session_replication_role = replica; DELETE FROM log_tiles",
		"SET session_replication_role = replica; DELETE FROM log_checkpoints",
		"SET session_replication_role = replica; DELETE FROM unlogged_transfers",
	} {
		for who, db := range map[string]*sql.DB{"service": l.service, "owner": l.db} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("the %s may %s", who, statement)
			}
		}
	}
	if after := l.state(t); after != before {
		t.Errorf("the log changed from\n%s\nto\n%s", before, after)
	}
	extendLog(t, l.store, l.keys, 100)
	checkLog(t, l.store, l.db, l.keys)
}

// TestServiceCannotBorrowTheLog tries, as the service, the rights of the log's
// triggers, from tables of its own.
func TestServiceCannotBorrowTheLog(t *testing.T) {
	l := newTampered(t)
	before := l.state(t)
	for _, statement := range []string{
		`CREATE TEMP TABLE loot (id bigint);
			CREATE TRIGGER loot AFTER INSERT ON loot REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION queue_for_log();
			INSERT INTO loot VALUES (100)`,
		`CREATE TEMP TABLE loot (leaf_index bigint, transfer_id bigint);
			CREATE TRIGGER loot AFTER INSERT ON loot REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION check_leaves();
			INSERT INTO loot SELECT 4, transfer_id FROM unlogged_transfers`,
		`CREATE TEMP TABLE log_leaves (leaf_index bigint);
			INSERT INTO log_leaves VALUES (9);
			INSERT INTO public.log_checkpoints (size, note) VALUES (10, '')`,
	} {
		if _, err := l.service.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("the service may %s", statement)
		}
	}
	if after := l.state(t); after != before {
		t.Errorf("the log changed from\n%s\nto\n%s", before, after)
	}
}

// TestTampering is of a superuser who turns the triggers off.
func TestTampering(t *testing.T) {
	for name, tt := range map[string]struct {
		statement string
		receipt   string // what the error for the first transfer says; of the second there is none
		extend    string // what the error of an extension says
	}{
		"transfer": {`ALTER TABLE transfers DISABLE TRIGGER ALL; UPDATE transfers SET amount = amount + 1 WHERE id = (SELECT min(id) FROM transfers)`,
			"and the log disagree, or tiles of the log are damaged: the transfer is not leaf 0", ""},
		"time of a transfer": {`ALTER TABLE transfers DISABLE TRIGGER ALL; UPDATE transfers SET created_at = created_at + interval '1 microsecond' WHERE id = (SELECT min(id) FROM transfers)`,
			"and the log disagree", ""},
		"salt": {`ALTER TABLE log_leaves DISABLE TRIGGER ALL; UPDATE log_leaves SET salt = decode(repeat('00', 16), 'hex') WHERE leaf_index = 0`,
			"and the log disagree", ""},
		"tile": {`ALTER TABLE log_tiles DISABLE TRIGGER ALL; UPDATE log_tiles SET hashes = substring(hashes FOR 32) || decode(repeat('00', 32), 'hex') || substring(hashes FROM 65)`,
			"and the log disagree", "on the edge of the tree is not what its root is made of"},
		"tile cut": {`ALTER TABLE log_tiles DISABLE TRIGGER ALL; UPDATE log_tiles SET hashes = substring(hashes FROM 1 FOR 64)`,
			"data len 64 too short for tile", "data len 64 too short for tile"},
		"tile grown": {`ALTER TABLE log_tiles DISABLE TRIGGER ALL; UPDATE log_tiles SET hashes = hashes || hashes`,
			"", "has not the 4 hashes"},
		"checkpoint": {`ALTER TABLE log_checkpoints DISABLE TRIGGER ALL; UPDATE log_checkpoints SET note = replace(note, 'ledger.bank', 'ledger.bang') WHERE size = 4`,
			"last checkpoint, of size 4: the checkpoint is not signed by", "is not signed by"},
		"checkpoint of another size": {`ALTER TABLE log_checkpoints DISABLE TRIGGER ALL; UPDATE log_checkpoints SET size = 5 WHERE size = 4`,
			"last checkpoint, of size 5, says 4", "says 4"},
		"rolled back": {`ALTER TABLE log_checkpoints DISABLE TRIGGER ALL; DELETE FROM log_checkpoints WHERE size = 4`,
			"", "log_leaves_pkey"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newTampered(t)
			checkpoint := wantReceipt(t, l.store, l.keys, l.transfers[3]).Checkpoint
			exec(t, l.db, tt.statement)
			if name == "rolled back" { // what has seen more notices: see below
				l.store = openStore(t, l.source)
			}
			want := func(what string, err error, words string) {
				t.Helper()
				if (err == nil) != (words == "") || err != nil && !strings.Contains(err.Error(), words) {
					t.Errorf("%s: %v, want %q", what, err, words)
				}
			}
			_, err := l.store.Receipt(t.Context(), l.keys, l.transfers[0])
			want("receipt", err, tt.receipt)
			// The tree is as it was, or no proof of that transfer has what was changed.
			if tt.extend == "" || name == "tile" {
				wantReceipt(t, l.store, l.keys, l.transfers[1])
			}
			if name == "rolled back" {
				err = l.store.CheckLogExtends(t.Context(), l.keys.Verifiers(), []byte(checkpoint))
				want("compare", err, "the log has shrunk: it had 4 leaves and has 2")
			}
			_, err = l.store.ExtendLog(t.Context(), l.keys, 100)
			want("extend", err, tt.extend)
		})
	}
}

// TestLogThatWasSeenIsNotSignedAnew is of a superuser who takes leaves that were
// signed out of the log, so that a forged transfer gets into it: a process that was
// there before signs and tells nothing of it, though one that starts then has to
// believe it.
func TestLogThatWasSeenIsNotSignedAnew(t *testing.T) {
	without := func(table, statement string) string {
		return fmt.Sprintf("ALTER TABLE %[1]s DISABLE TRIGGER ALL; %[2]s; ALTER TABLE %[1]s ENABLE TRIGGER ALL; ", table, statement)
	}
	wipe := without("log_leaves", "DELETE FROM log_leaves") + without("log_tiles", "DELETE FROM log_tiles") +
		without("log_checkpoints", "DELETE FROM log_checkpoints") +
		without("transfers", "UPDATE transfers SET reference = 'forged' WHERE id = (SELECT min(id) FROM transfers)") +
		without("unlogged_transfers", "INSERT INTO unlogged_transfers SELECT id FROM transfers ON CONFLICT DO NOTHING")
	for _, tt := range []struct {
		name   string
		signed int64 // by a process that starts after it was wiped; it has 5 transfers
		want   string
	}{
		{"not signed again", 0, "the log has shrunk: it had 4 leaves and has 0"},
		{"signed again, but for some", 3, "the log has shrunk: it had 4 leaves and has 3"},
		{"signed again, as large", 4, "does not begin with the 4 that were signed before"},
		{"signed again, with more", 5, "does not begin with the 4 that were signed before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newTampered(t)
			reader := openStore(t, l.source) // has told the log, and not signed it
			if _, err := reader.LogTree(t.Context(), l.keys.Verifiers()); err != nil {
				t.Fatal(err)
			}
			exec(t, l.db, wipe)
			if tt.signed > 0 {
				if n, err := openStore(t, l.source).ExtendLog(t.Context(), l.keys, tt.signed); err != nil || n != tt.signed {
					t.Fatalf("%d leaves signed by a new process, %v", n, err)
				}
			}
			if tt.signed == 5 { // for there to be something to sign
				exec(t, l.db, without("unlogged_transfers", "INSERT INTO unlogged_transfers VALUES (999)"))
			}
			before := l.state(t)
			for who, store := range map[string]*postgres.Store{"signer": l.store, "reader": reader} {
				_, extend := store.ExtendLog(t.Context(), l.keys, 100)
				_, tree := store.LogTree(t.Context(), l.keys.Verifiers())
				errs := map[string]error{"extend": extend, "tell": tree}
				if tt.signed > 0 {
					_, errs["receipt"] = store.Receipt(t.Context(), l.keys, l.transfers[0])
				}
				for what, err := range errs {
					if err == nil || !strings.Contains(err.Error(), "what this process has signed or seen is gone from the log") || !strings.Contains(err.Error(), tt.want) {
						t.Errorf("%s: %s: %v", who, what, err)
					}
				}
			}
			if after := l.state(t); after != before {
				t.Errorf("the log changed from\n%s\nto\n%s", before, after)
			}
		})
	}
}

// TestLogThatOthersExtendIsSeen is of processes that take turns.
func TestLogThatOthersExtendIsSeen(t *testing.T) {
	l := newTampered(t)
	stores := []*postgres.Store{l.store, openStore(t, l.source)}
	extendLog(t, l.store, l.keys, 100)
	alice, bob := newAccount(t, l.store, "carol", 1000), newAccount(t, l.store, "dave", 0)
	for turn := range 4 {
		addTransfers(t, l.db, alice, bob, 100)
		extendLog(t, stores[turn%2], l.keys, 30)
		for _, store := range stores {
			if _, err := store.LogTree(t.Context(), l.keys.Verifiers()); err != nil {
				t.Error(err)
			}
		}
	}
	checkLog(t, l.store, l.db, l.keys)
}
