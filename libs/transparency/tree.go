package transparency

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
)

// TileHeight is that of the tiles that the tree's hashes are kept in: a full one
// has 256, as in C2SP tlog-tiles.
const TileHeight = 8

// Growth is what a tree becomes with new leaves.
type Growth struct {
	Tree  tlog.Tree
	Tiles []TileGrowth
}

// TileGrowth is what is added to a tile.
type TileGrowth struct {
	Level  int
	N      int64
	Width  int    // how many hashes it had before
	Hashes []byte // that are added
}

// Grow adds leaves, of which it wants the hashes, to the tree. It reads of the
// tree what is on its right edge: as many hashes as the size has bits, at most. It is an
// error if they are not the tree's.
func Grow(tree tlog.Tree, leaves []tlog.Hash, edges tlog.HashReader) (Growth, error) {
	known := map[int64]tlog.Hash{} // by index: the edge, and what is new
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hash, ok := known[index]
			if !ok {
				return nil, fmt.Errorf("hash %d is neither on the edge of the tree nor new", index)
			}
			hashes[i] = hash
		}
		return hashes, nil
	})
	root, err := tlog.TreeHash(tree.N, tlog.HashReaderFunc(func(edge []int64) ([]tlog.Hash, error) {
		hashes, err := edges.ReadHashes(edge)
		for i := range hashes {
			known[edge[i]] = hashes[i]
		}
		return hashes, err
	}))
	if err != nil {
		return Growth{}, fault.During("read the edge of the tree", err)
	}
	if root != tree.Hash {
		return Growth{}, errors.New("what is on the edge of the tree is not what its root is made of")
	}
	size := tree.N
	for _, leaf := range leaves {
		stored, err := tlog.StoredHashesForRecordHash(size, leaf, reader)
		if err != nil {
			return Growth{}, fmt.Errorf("hash leaf %d: %w", size, err)
		}
		for i, hash := range stored {
			known[tlog.StoredHashIndex(0, size)+int64(i)] = hash
		}
		size++
	}
	root, err = tlog.TreeHash(size, reader)
	if err != nil {
		return Growth{}, fault.During("hash the tree", err)
	}
	growth := Growth{Tree: tlog.Tree{N: size, Hash: root}}
	for _, tile := range tlog.NewTiles(TileHeight, tree.N, size) {
		growth.Tiles = append(growth.Tiles, growTile(tile, tree.N, known))
	}
	return growth, nil
}

// growTile returns what a tile has that it had not when the tree was of the size.
func growTile(tile tlog.Tile, size int64, known map[int64]tlog.Hash) TileGrowth {
	first := tile.N << TileHeight
	before := size >> (TileHeight * tile.L) // hashes of that level, in all its tiles
	g := TileGrowth{Level: tile.L, N: tile.N, Width: int(max(before-first, 0))}
	for n := first + int64(g.Width); n < first+int64(tile.W); n++ {
		hash := known[tlog.StoredHashIndex(TileHeight*tile.L, n)]
		g.Hashes = append(g.Hashes, hash[:]...)
	}
	return g
}

// CheckExtends returns an error unless the later tree, whose hashes the reader
// has, begins with all the leaves of the earlier one, unchanged.
func CheckExtends(earlier, later tlog.Tree, reader tlog.HashReader) error {
	switch {
	case earlier.N > later.N:
		return fmt.Errorf("the log has shrunk: it had %d leaves and has %d", earlier.N, later.N)
	case earlier.N == 0:
		return nil
	}
	proof, err := tlog.ProveTree(later.N, earlier.N, reader)
	if err != nil {
		return fault.During("read hashes of the log", err)
	}
	if tlog.CheckTree(proof, later.N, later.Hash, earlier.N, earlier.Hash) != nil {
		return fmt.Errorf("the log of %d leaves does not begin with the %d that were signed before", later.N, earlier.N)
	}
	return nil
}
