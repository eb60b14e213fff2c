package postgres

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/transparency"
)

// seenLog is the largest tree of the log that this process has signed or read: what
// is in the database may be of one who has wiped the log, and would have it signed
// anew. It begins with none, as a process does.
type seenLog struct {
	mu   sync.Mutex
	tree tlog.Tree
}

func (l *seenLog) last() tlog.Tree {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tree
}

// add takes a tree that is committed, and extends the last.
func (l *seenLog) add(tree tlog.Tree) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if tree.N > l.tree.N {
		l.tree = tree
	}
}

// nextTree returns the tree that was signed last, if it begins with all that this
// process has seen. What had been seen is asked for first: others may extend the log
// meanwhile, and tell.
func (s *Store) nextTree(ctx context.Context, conn connection, verifiers transparency.Verifiers) (tlog.Tree, error) {
	seen := s.seen.last()
	tree, err := lastTree(ctx, conn, verifiers)
	if err != nil || tree == seen {
		return tree, err
	}
	if err := transparency.CheckExtends(seen, tree, hashReader{ctx, conn}); err != nil {
		return tlog.Tree{}, fmt.Errorf("what this process has signed or seen is gone from the log, or its tiles are damaged: %w", err)
	}
	return tree, nil
}
