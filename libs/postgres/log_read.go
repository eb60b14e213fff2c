package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// ErrNotLogged says that the transfer is not in the log, or not yet.
var ErrNotLogged = errors.New("the transfer is not in the log")

// leafColumns are of a transfer t and its account a.
const leafColumns = `t.id, t.from_account_id, t.to_account_id, t.amount, a.currency,
	coalesce(t.reverses_transfer_id, 0), coalesce(t.posts_transfer_id, 0), coalesce(t.reference, ''), coalesce(t.metadata::text, ''), t.created_at`

// scanLeaf reads the leafColumns, after what else comes first, into the leaf.
func scanLeaf(row scanner, leaf *transparency.Leaf, first ...any) error {
	err := row.Scan(append(first, &leaf.TransferID, &leaf.FromAccountID, &leaf.ToAccountID, &leaf.Amount, &leaf.Currency,
		&leaf.ReversesTransferID, &leaf.PostsTransferID, &leaf.Reference, &leaf.Metadata, &leaf.CreatedAt)...)
	leaf.CreatedAt = leaf.CreatedAt.UTC()
	return err
}

// LoggedLeaf is a leaf of the log, as it follows from what its transfer is now.
type LoggedLeaf struct {
	Index int64
	Leaf  transparency.Leaf
}

const selectLeaf = `SELECT l.leaf_index, l.salt, ` + leafColumns + `
	FROM log_leaves l JOIN transfers t ON t.id = l.transfer_id JOIN accounts a ON a.id = t.from_account_id `

func scanLoggedLeaf(row scanner) (LoggedLeaf, error) {
	var logged LoggedLeaf
	var salt []byte
	err := scanLeaf(row, &logged.Leaf, &logged.Index, &salt)
	copy(logged.Leaf.Salt[:], salt)
	return logged, err
}

// LoggedLeaves returns leaves in the order of the log, at most limit of them,
// from the one with the index on. If one is missing, its transfer is.
func (s *Store) LoggedLeaves(ctx context.Context, from, limit int64) ([]LoggedLeaf, error) {
	rows, err := s.conn.QueryContext(ctx, selectLeaf+`WHERE l.leaf_index >= $1 ORDER BY l.leaf_index LIMIT $2`, from, limit)
	if err != nil {
		return nil, wrap("read leaves of the log", err)
	}
	defer rows.Close()
	var leaves []LoggedLeaf
	for rows.Next() {
		leaf, err := scanLoggedLeaf(rows)
		if err != nil {
			return nil, wrap("read leaves of the log", err)
		}
		leaves = append(leaves, leaf)
	}
	return leaves, wrap("read leaves of the log", rows.Err())
}

// LogTree returns the tree of the log that was signed last, if one of the keys has,
// and it begins with what this process has signed or read before.
func (s *Store) LogTree(ctx context.Context, verifiers transparency.Verifiers) (tlog.Tree, error) {
	tree, err := s.nextTree(ctx, s.conn, verifiers)
	if err != nil {
		return tlog.Tree{}, wrap("read the log", err)
	}
	s.seen.add(tree)
	return tree, nil
}

// Receipt returns the proof that the transfer is in the log as it was signed
// last, or [ErrNotLogged]. If the transfer is no longer what was logged, that is
// an error, and no receipt says otherwise.
func (s *Store) Receipt(ctx context.Context, keys transparency.Keys, transferID int64) (transparency.Receipt, error) {
	receipt, err := s.receipt(ctx, keys, transferID)
	if err != nil {
		return transparency.Receipt{}, wrap("make receipt", err)
	}
	return receipt, nil
}

func (s *Store) receipt(ctx context.Context, keys transparency.Keys, transferID int64) (transparency.Receipt, error) {
	var none transparency.Receipt
	logged, err := scanLoggedLeaf(s.conn.QueryRowContext(ctx, selectLeaf+`WHERE l.transfer_id = $1`, transferID))
	if errors.Is(err, sql.ErrNoRows) {
		return none, ErrNotLogged
	}
	if err != nil {
		return none, fault.During("read leaf", err)
	}
	// Only now: the checkpoint was committed with the leaf, or later. It is signed
	// once more, which gives the same, unless another key's is kept.
	tree, err := s.nextTree(ctx, s.conn, keys.Verifiers())
	if err != nil {
		return none, err
	}
	checkpoint, err := keys.Signer.Sign(tree)
	if err != nil {
		return none, err
	}
	proof, err := tlog.ProveRecord(tree.N, logged.Index, hashReader{ctx, s.conn})
	if err != nil {
		return none, fmt.Errorf("prove leaf %d of %d: %w", logged.Index, tree.N, err)
	}
	receipt := transparency.Receipt{Leaf: logged.Leaf, LeafIndex: logged.Index, Proof: proof, Checkpoint: string(checkpoint)}
	if _, err := receipt.Verify(keys.Verifiers()); err != nil {
		return none, fmt.Errorf("transfer %d and the log disagree, or tiles of the log are damaged: %w", transferID, err)
	}
	s.seen.add(tree)
	return receipt, nil
}

// CheckLogExtends returns an error unless the log, as it was signed last,
// begins with all that was in it at a checkpoint before.
func (s *Store) CheckLogExtends(ctx context.Context, verifiers transparency.Verifiers, checkpoint []byte) error {
	earlier, err := verifiers.Open(checkpoint)
	if err != nil {
		return fault.During("open earlier checkpoint", err)
	}
	later, err := lastTree(ctx, s.conn, verifiers)
	if err != nil {
		return wrap("read the log", err)
	}
	return wrap("compare the log with an earlier checkpoint", transparency.CheckExtends(earlier, later, hashReader{ctx, s.conn}))
}
