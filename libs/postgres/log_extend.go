package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// logLock is the advisory lock of whoever extends the log: "ledger" in ASCII.
const logLock = 0x6c65_6467_6572

// LogBatch is a good limit for [Store.ExtendLog]: more is not faster.
const LogBatch = 1000

// maxLogIdle is after how long the database gives up on a process that has the
// lock and is silent, so that no other waits for it for ever.
const maxLogIdle = "10s"

// eachStatementAnew has each statement see what was committed before it: after a
// lock, what its holder before did. In a snapshot, which is older than the lock, the
// log of that time would look cut off.
var eachStatementAnew = &sql.TxOptions{Isolation: sql.LevelReadCommitted}

// ExtendLog puts transfers that are not in the log there, at most limit of them,
// and the checkpoint of the tree that comes of it: all in one transaction, and
// one such at a time, whichever processes try. It returns how many it were.
//
// It goes on from the last checkpoint only if that is signed by one of the keys,
// the tiles agree with it, and it begins with what this process has signed or read
// before. What was written behind its back is not signed.
func (s *Store) ExtendLog(ctx context.Context, keys transparency.Keys, limit int64) (added int64, err error) {
	// Without the lock, for when there is nothing to do.
	var waiting bool
	if err := s.conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM unlogged_transfers)`).Scan(&waiting); err != nil {
		return 0, wrap("look for unlogged transfers", err)
	}
	if !waiting {
		return 0, nil
	}
	var after tlog.Tree
	err = s.inTransactionOf(ctx, eachStatementAnew, func(tx *sql.Tx) error {
		added, after = 0, tlog.Tree{} // of this attempt
		const lock = `SELECT set_config('idle_in_transaction_session_timeout', $1, true), pg_advisory_xact_lock($2)`
		if _, err := tx.ExecContext(ctx, lock, maxLogIdle, logLock); err != nil {
			return fault.During("lock the log", err)
		}
		before, err := s.nextTree(ctx, tx, keys.Verifiers())
		if err != nil {
			return err
		}
		leaves, err := unlogged(ctx, tx, limit)
		if err != nil || len(leaves) == 0 {
			return err
		}
		added = int64(len(leaves))
		after, err = appendLeaves(ctx, tx, keys.Signer, before, leaves)
		return err
	})
	if err != nil {
		return 0, wrap("extend the log", err)
	}
	if s.tx == nil { // else it is not committed yet
		s.seen.add(after)
	}
	return added, nil
}

// unlogged returns leaves of transfers that are not in the log, with new salts.
// It asks for them by an array: a join would read all transfers there are.
func unlogged(ctx context.Context, tx *sql.Tx, limit int64) ([]transparency.Leaf, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT `+leafColumns+`
		FROM transfers t JOIN accounts a ON a.id = t.from_account_id
		WHERE t.id = ANY (ARRAY(SELECT transfer_id FROM unlogged_transfers ORDER BY transfer_id LIMIT $1))
		ORDER BY t.id`, limit)
	if err != nil {
		return nil, fault.During("read unlogged transfers", err)
	}
	defer rows.Close()
	var leaves []transparency.Leaf
	for rows.Next() {
		var leaf transparency.Leaf
		if err := scanLeaf(rows, &leaf); err != nil {
			return nil, fault.During("read unlogged transfers", err)
		}
		_, _ = rand.Read(leaf.Salt[:]) // never fails
		leaves = append(leaves, leaf)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.During("read unlogged transfers", err)
	}
	return leaves, nil
}

// appendLeaves adds the leaves to the log whose tree is given, and returns the tree
// that comes of it. That they no longer wait for it is the database's doing.
func appendLeaves(ctx context.Context, tx *sql.Tx, key transparency.Key, before tlog.Tree, leaves []transparency.Leaf) (tlog.Tree, error) {
	var hashes []tlog.Hash
	var transfers []int64
	var salts [][]byte
	for _, leaf := range leaves {
		hashes = append(hashes, leaf.Hash())
		transfers = append(transfers, leaf.TransferID)
		salts = append(salts, leaf.Salt[:])
	}
	growth, err := transparency.Grow(before, hashes, hashReader{ctx, tx})
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("grow the tree of %d leaves: %w", before.N, err)
	}
	checkpoint, err := key.Sign(growth.Tree)
	if err != nil {
		return tlog.Tree{}, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO log_leaves (leaf_index, transfer_id, salt)
		SELECT $1 + n - 1, transfer_id, salt
		FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS leaf (transfer_id, salt, n)`,
		before.N, pq.Array(transfers), pq.Array(salts))
	if err != nil {
		return tlog.Tree{}, fault.During("insert leaves", err)
	}
	for _, tile := range growth.Tiles {
		if err := growTile(ctx, tx, tile); err != nil {
			return tlog.Tree{}, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO log_checkpoints (size, note) VALUES ($1, $2)`, growth.Tree.N, string(checkpoint))
	if err != nil {
		return tlog.Tree{}, fault.During("insert checkpoint", err)
	}
	return growth.Tree, nil
}

func growTile(ctx context.Context, tx *sql.Tx, tile transparency.TileGrowth) error {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO log_tiles (level, tile, hashes) VALUES ($1, $2, $3)
		ON CONFLICT (level, tile) DO UPDATE SET hashes = log_tiles.hashes || excluded.hashes
		WHERE octet_length(log_tiles.hashes) = $4`,
		tile.Level, tile.N, tile.Hashes, tile.Width*tlog.HashSize)
	if err != nil {
		return fault.During("add to tile", err)
	}
	written, err := result.RowsAffected()
	if err != nil {
		return fault.During("add to tile", err)
	}
	if written != 1 {
		return fmt.Errorf("tile %d of level %d has not the %d hashes of the last checkpoint", tile.N, tile.Level, tile.Width)
	}
	return nil
}

// lastTree returns the tree that was signed last, if one of the keys has. A log
// without a checkpoint is empty.
func lastTree(ctx context.Context, conn connection, verifiers transparency.Verifiers) (tlog.Tree, error) {
	var size int64
	var checkpoint string
	err := conn.QueryRowContext(ctx, `SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT 1`).Scan(&size, &checkpoint)
	if errors.Is(err, sql.ErrNoRows) {
		return transparency.EmptyTree(), nil
	}
	if err != nil {
		return tlog.Tree{}, fault.During("read last checkpoint", err)
	}
	tree, err := verifiers.Open([]byte(checkpoint))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("last checkpoint, of size %d: %w", size, err)
	}
	if tree.N != size {
		return tlog.Tree{}, fmt.Errorf("last checkpoint, of size %d, says %d", size, tree.N)
	}
	return tree, nil
}
