package audit

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// logPage is how many leaves are looked at by one statement: whole tiles.
const logPage = 16 << transparency.TileHeight

// selectLeaves returns what there is of each leaf of a page: its hash in a tile,
// its row, the transfer as it is now, and the checkpoint of the tree that ends with
// it. By OFFSET transfers are found by their index: without, a plan for many leaves
// reads all transfers for each page.
const selectLeaves = `
	SELECT leaf_index, h.hash, l.leaf_index IS NOT NULL, l.salt, c.note, t.id IS NOT NULL,
		coalesce(l.transfer_id, 0), coalesce(t.from_account_id, 0), coalesce(t.to_account_id, 0),
		coalesce(t.amount, 0), coalesce(a.currency, ''),
		coalesce(t.reverses_transfer_id, 0), coalesce(t.posts_transfer_id, 0), coalesce(t.reference, ''),
		coalesce(t.metadata::text, ''), CASE WHEN isfinite(t.created_at) THEN t.created_at ELSE 'epoch' END
	FROM (
		SELECT tile * 256 + n AS leaf_index, substring(hashes FROM 1 + 32 * n FOR 32) AS hash
		FROM log_tiles, generate_series(0, octet_length(hashes) / 32 - 1) n
		WHERE level = 0 AND tile >= $1 / 256 AND tile < $2 / 256
	) h
	FULL JOIN (SELECT * FROM log_leaves WHERE leaf_index >= $1 AND leaf_index < $2) l USING (leaf_index)
	LEFT JOIN LATERAL (SELECT * FROM transfers WHERE id = l.transfer_id OFFSET 0) t ON true
	LEFT JOIN accounts a ON a.id = t.from_account_id
	LEFT JOIN (SELECT * FROM log_checkpoints WHERE size > $1 AND size <= $2) c ON c.size = leaf_index + 1
	ORDER BY leaf_index`

// selectBeyond returns what a log of that size does not have.
const selectBeyond = `
	SELECT 'log_leaves', leaf_index::text, 'is out of order: before it there are ' || $1::bigint || ' leaves'
	FROM log_leaves WHERE leaf_index < 0 OR leaf_index >= $1
	UNION ALL
	SELECT 'log_checkpoints', size::text, 'is of a log of as many leaves, but there are ' || $1
	FROM log_checkpoints WHERE size < 1 OR size > $1`

// selectUnlogged returns transfers that are not either in the log or waiting for it.
const selectUnlogged = `
	SELECT 'transfers', id::text, 'is neither in the log of transfers nor waiting for it'
	FROM transfers t
	WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.transfer_id = t.id)
		AND NOT EXISTS (SELECT FROM unlogged_transfers u WHERE u.transfer_id = t.id)
	UNION ALL
	SELECT 'unlogged_transfers', transfer_id::text, 'waits for the log, but there is no such transfer'
	FROM unlogged_transfers u WHERE NOT EXISTS (SELECT FROM transfers t WHERE t.id = u.transfer_id)
	UNION ALL
	SELECT 'unlogged_transfers', transfer_id::text, 'waits for the log, but is in it'
	FROM unlogged_transfers u WHERE EXISTS (SELECT FROM log_leaves l WHERE l.transfer_id = u.transfer_id)`

// transferLog is what is known of the log after the leaves that were looked at.
type transferLog struct {
	kept, now transparency.Frontier // the tree by the tiles, and by the transfers as they are now
	next      int64                 // how many they are
	lost      int64                 // those from here to next have a hash in the tiles and no row
	size      int64                 // up to the last one that has a row or was signed
	signed    int64                 // the size of the last checkpoint
	untrue    bool                  // the tiles are not what was signed
}

// logLeaf is what there is of one leaf, and the checkpoint that ends with it.
type logLeaf struct {
	index               int64
	hash                []byte // in its tile
	hasRow, hasTransfer bool
	salt                []byte
	checkpoint          sql.NullString
	transparency.Leaf
}

// checkLog checks that the log of transfers has every transfer as it is now, and is
// what was signed.
func (a *auditor) checkLog(ctx context.Context) error {
	if len(a.options.Keys) == 0 {
		a.note = "no key was given: signatures are not checked"
	}
	var log transferLog
	for page := int64(0); log.next == page; page += logPage {
		err := a.each(ctx, selectLeaves, []any{page, page + logPage}, func(scan func(...any) error) error {
			var l logLeaf
			if err := scan(&l.index, &l.hash, &l.hasRow, &l.salt, &l.checkpoint, &l.hasTransfer,
				&l.TransferID, &l.FromAccountID, &l.ToAccountID, &l.Amount, &l.Currency,
				&l.ReversesTransferID, &l.PostsTransferID, &l.Reference, &l.Metadata, &l.CreatedAt); err != nil {
				return err
			}
			copy(l.Salt[:], l.salt)
			if l.index == log.next { // there is no tree beyond a gap
				a.checkLeaf(&log, l)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look at leaves from %d on: %w", page, err)
		}
	}
	if log.signed != log.size {
		a.find("log_checkpoints", fmt.Sprint(log.size), "is missing: the log ends with leaves that were not signed")
	}
	if kept := a.options.Kept; kept.N > log.size {
		a.find("log_checkpoints", keptElsewhere, "has %d leaves, the log has only %d", kept.N, log.size)
	}
	if err := a.findEach(ctx, selectBeyond, log.size); err != nil {
		return err
	}
	if err := a.checkTiles(ctx, log.size); err != nil {
		return fault.During("look at tiles", err)
	}
	return a.findEach(ctx, selectUnlogged)
}

// checkLeaf looks at the next leaf.
func (a *auditor) checkLeaf(log *transferLog, l logLeaf) {
	log.next++
	kept, now := tlog.Hash{}, l.Hash()
	hasHash := copy(kept[:], l.hash) == tlog.HashSize
	switch {
	case !hasHash: // as the tiles are found to be cut
		kept = now
	case !l.hasTransfer:
		now = kept
	case kept != now:
		a.find("transfers", fmt.Sprint(l.TransferID), "is not what leaf %d of the log has", l.index)
	}
	log.kept.Add(kept)
	log.now.Add(now)
	if l.hasRow {
		a.looked(1)
		if !l.hasTransfer {
			a.find("log_leaves", fmt.Sprint(l.index), "is of transfer %d, which does not exist", l.TransferID)
		}
		a.findLost(log, l.index)
	}
	if l.checkpoint.Valid {
		a.findLost(log, log.next)
		a.checkCheckpoint(log, l.checkpoint.String)
	}
	if a.options.Kept.N == log.next {
		a.checkRoot(log, keptElsewhere, a.options.Kept)
	}
}

// findLost finds what has hashes and no rows up to the index, before a leaf or a
// checkpoint that there is.
func (a *auditor) findLost(log *transferLog, to int64) {
	if log.lost < to {
		a.find("log_leaves", span(log.lost, to), "is missing: the tiles have its hash")
	}
	log.lost, log.size = log.next, log.next
}

// span names the numbers from one to before another.
func span(from, to int64) string {
	if to == from+1 {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d to %d", from, to-1)
}

// keptElsewhere is the key of the checkpoint that was given to the audit.
const keptElsewhere = "that was kept elsewhere"

func (a *auditor) checkCheckpoint(log *transferLog, note string) {
	log.signed = log.next
	key := strconv.FormatInt(log.next, 10)
	open := transparency.ReadCheckpoint
	if len(a.options.Keys) > 0 {
		open = a.options.Keys.Open
	}
	tree, err := open([]byte(note))
	switch {
	case err != nil:
		a.find("log_checkpoints", key, "%v", err)
	case tree.N != log.next:
		a.find("log_checkpoints", key, "says that it is of %d leaves", tree.N)
	default:
		a.checkRoot(log, key, tree)
	}
}

// checkRoot compares a tree that was signed, of the size that the log is looked at
// up to.
func (a *auditor) checkRoot(log *transferLog, key string, tree tlog.Tree) {
	switch {
	case tree == log.kept.Tree():
	case tree != log.now.Tree():
		a.find("log_checkpoints", key, "is not of the first %d leaves of the log", tree.N)
	case !log.untrue:
		log.untrue = true
		a.find("log_tiles", tileKey(0, 0)+" or after", "has other hashes than were signed: the transfers are what was")
	}
}
