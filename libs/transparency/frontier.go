package transparency

import "golang.org/x/mod/sumdb/tlog"

// Frontier is a tree to which leaves are added one by one: of the whole subtrees
// that it is made of, the largest first, it has the hashes, and no others.
type Frontier struct {
	size   int64
	hashes []tlog.Hash
}

// Add adds the leaf of that hash.
func (f *Frontier) Add(hash tlog.Hash) {
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.hashes) - 1
		f.hashes, hash = f.hashes[:last], tlog.NodeHash(f.hashes[last], hash)
	}
	f.hashes = append(f.hashes, hash)
	f.size++
}

// Tree returns the tree as it is.
func (f *Frontier) Tree() tlog.Tree {
	if f.size == 0 {
		return EmptyTree()
	}
	last := len(f.hashes) - 1
	root := f.hashes[last]
	for i := last - 1; i >= 0; i-- {
		root = tlog.NodeHash(f.hashes[i], root)
	}
	return tlog.Tree{N: f.size, Hash: root}
}
