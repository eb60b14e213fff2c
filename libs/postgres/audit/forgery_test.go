package audit_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/transparency"
)

// TestForgery is of one who changes a transfer and all that follows from it alike:
// first without the log, then with it, at last with the stolen key.
func TestForgery(t *testing.T) {
	b := newBank(t)
	kept, err := b.store.LogTree(t.Context(), b.keys.Verifiers())
	if err != nil {
		t.Fatal(err)
	}
	plain, keyed := audit.Options{}, audit.Options{Keys: b.keys.Verifiers()}
	compared := audit.Options{Keys: b.keys.Verifiers(), Kept: kept}
	if _, lines := run(t, b.source, compared); len(lines) > 0 {
		t.Fatalf("findings of a clean database: %q", lines)
	}
	want := func(what string, options audit.Options, want ...string) {
		t.Helper()
		_, lines := run(t, b.source, options)
		got := strings.Join(lines, "\n")
		for _, w := range want {
			if !strings.Contains("\n"+got, "\n"+b.fill(w)) {
				t.Errorf("%s: not found: %s", what, b.fill(w))
			}
		}
		if len(lines) != len(want) {
			t.Errorf("%s: %d findings, want %d:\n%s", what, len(lines), len(want), got)
		}
	}

	exec(t, b.db, b.fill(past+`
		UPDATE transfers SET amount = 31 WHERE id = {move};
		UPDATE entries SET amount = CASE account_id WHEN {bob} THEN 31 ELSE -31 END WHERE transfer_id = {move};
		UPDATE entries SET balance = balance + CASE account_id WHEN {bob} THEN 1 ELSE -1 END
			WHERE account_id IN ({alice}, {bob}) AND transfer_id >= {move};
		UPDATE accounts SET balance = balance + CASE id WHEN {bob} THEN 1 ELSE -1 END WHERE id IN ({alice}, {bob});
		RESET session_replication_role`))
	want("the books", plain, "log: transfers {move}: is not what leaf 2 of the log has")

	b.relog(t, newKeys(t).Signer, 7)
	want("the books, the tiles and the last checkpoint, without a key", plain,
		"log: log_checkpoints 4: is not of the first 4 leaves of the log")
	want("the books, the tiles and the last checkpoint", keyed,
		"log: log_checkpoints 4: is not of the first 4 leaves of the log",
		"log: log_checkpoints 7: the checkpoint is not signed by ledger.bank.example+")

	b.relog(t, newKeys(t).Signer, 0)
	want("all of it, without a key", plain) // nothing in the database tells
	want("all of it, with another key", keyed,
		"log: log_checkpoints 4: the checkpoint is not signed by ledger.bank.example+",
		"log: log_checkpoints 7: the checkpoint is not signed by ledger.bank.example+")
	want("all of it, compared with a checkpoint", audit.Options{Kept: kept},
		"log: log_checkpoints that was kept elsewhere: is not of the first 7 leaves of the log")

	b.relog(t, b.keys.Signer, 0)
	want("all of it, with the key", keyed)
	want("all of it, with the key, compared with a checkpoint", compared,
		"log: log_checkpoints that was kept elsewhere: is not of the first 7 leaves of the log")

	kept.N = 9
	want("a log that has shrunk", audit.Options{Kept: kept},
		"log: log_checkpoints that was kept elsewhere: has 9 leaves, the log has only 7")
}

// relog makes the log anew, of the transfers as they are now: the tiles, the
// checkpoints from a size on, and their digests.
func (b *bank) relog(t *testing.T, key transparency.Key, from int64) {
	t.Helper()
	leaves, err := b.store.LoggedLeaves(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []tlog.Hash
	for _, l := range leaves {
		hashes = append(hashes, l.Leaf.Hash())
	}
	grow := func(size int) transparency.Growth {
		growth, err := transparency.Grow(transparency.EmptyTree(), hashes[:size], nil)
		if err != nil {
			t.Fatal(err)
		}
		return growth
	}
	for _, tile := range grow(len(hashes)).Tiles {
		exec(t, b.db, bare("log_tiles", fmt.Sprintf(`UPDATE log_tiles SET hashes = '\x%x' WHERE (level, tile) = (%d, %d)`, tile.Hashes, tile.Level, tile.N)))
	}
	for _, size := range []int{4, 7} {
		if int64(size) < from {
			continue
		}
		checkpoint, err := key.Sign(grow(size).Tree)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, b.db, bare("log_checkpoints", fmt.Sprintf(`UPDATE log_checkpoints SET note = '%s' WHERE size = %d`, checkpoint, size)))
	}
	exec(t, b.db, past+`SET timezone = 'UTC';
		UPDATE row_digests SET digest = (SELECT row_digest('log_checkpoints', to_jsonb(c)) FROM log_checkpoints c WHERE c.size::text = row_key)
		WHERE table_name = 'log_checkpoints';
		RESET session_replication_role`)
}

// TestTilesOfALongLog is of tiles that have others above them.
func TestTilesOfALongLog(t *testing.T) {
	b := newBank(t)
	service, err := sql.Open("postgres", postgrestest.Service(t, b.source))
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	exec(t, service, b.fill(`
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount) SELECT {system}, {bob}, 1 FROM generate_series(1, 700)
			RETURNING id, from_account_id, to_account_id, amount
		)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, from_account_id, -amount FROM t UNION ALL SELECT id, to_account_id, amount FROM t`))
	for added := int64(1); added > 0; {
		if added, err = b.store.ExtendLog(t.Context(), b.keys, 300); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, statement string
		want            []string
	}{
		{"nothing", "SELECT", nil},
		{"tile above changed", "UPDATE log_tiles SET hashes = decode(repeat('00', 32), 'hex') || substring(hashes FROM 33) WHERE level = 1",
			[]string{"log: log_tiles level 0, tile 0: has not the hash that is in the tile above"}},
		{"tile above deleted", "DELETE FROM log_tiles WHERE level = 1", []string{"log: log_tiles level 1, tile 0: is missing"}},
		{"tile above cut", "UPDATE log_tiles SET hashes = substring(hashes FROM 1 FOR 32) WHERE level = 1",
			[]string{"log: log_tiles level 1, tile 0: has hashes: 1, it must have 2"}},
		{"tile between deleted", "DELETE FROM log_tiles WHERE level = 0 AND tile = 1", []string{"log: log_tiles level 0, tile 1: is missing"}},
		{"tiles deleted", "DELETE FROM log_tiles WHERE tile < 2", []string{
			"log: log_tiles level 0, tile 0 to 1: is missing",
			"log: log_tiles level 1, tile 0: is missing",
		}},
		{"hash in the second tile changed", "UPDATE log_tiles SET hashes = overlay(hashes PLACING '\\x0000' FROM 1 + 32 * 10) WHERE level = 0 AND tile = 1", []string{
			"log: transfers ",
			"log: log_tiles level 0, tile 0 or after: has other hashes than were signed: the transfers are what was",
			"log: log_tiles level 0, tile 1: has not the hash that is in the tile above",
		}},
	} {
		got := tamper(t, b, bare("log_tiles", tt.statement))
		for i, line := range got {
			if i >= len(tt.want) || !strings.HasPrefix(line, tt.want[i]) {
				t.Errorf("%s: found %s", tt.name, line)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %d findings, want %d", tt.name, len(got), len(tt.want))
		}
	}
}
