package transparency_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"example.com/simplebank/libs/transparency"
)

// tiles are those of a log, by level and number.
type tiles map[[2]int64][]byte

func (ts tiles) grow(t interface{ Fatalf(string, ...any) }, g transparency.Growth) {
	for _, tile := range g.Tiles {
		at := [2]int64{int64(tile.Level), tile.N}
		if len(ts[at]) != tile.Width*tlog.HashSize {
			t.Fatalf("tile %v has %d bytes, not the %d hashes that are added to", at, len(ts[at]), tile.Width)
		}
		ts[at] = append(ts[at], tile.Hashes...)
	}
}

func (tiles) Height() int { return transparency.TileHeight }

func (ts tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range wanted {
		hashes := ts[[2]int64{int64(tile.L), tile.N}]
		if len(hashes) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", tile.Path(), len(hashes))
		}
		data = append(data, hashes[:tile.W*tlog.HashSize])
	}
	return data, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// TestGrow grows a log in steps, and compares it with tlog's own.
func TestGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, tree := tiles{}, transparency.EmptyTree()
		var full fullLog
		trees := []tlog.Tree{tree}
		for _, step := range rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 3), rapid.IntRange(1, 600)), 1, 6).Draw(t, "steps") {
			var leaves []tlog.Hash
			for i := range step {
				n := tree.N + int64(i)
				hash := tlog.RecordHash(fmt.Append(nil, n))
				leaves = append(leaves, hash)
				hashes, err := tlog.StoredHashesForRecordHash(n, hash, full)
				if err != nil {
					t.Fatal(err)
				}
				full = append(full, hashes...)
			}
			growth, err := transparency.Grow(tree, leaves, tlog.TileHashReader(tree, kept))
			if err != nil {
				t.Fatal(err)
			}
			kept.grow(t, growth)
			tree = growth.Tree
			trees = append(trees, tree)
			if want, err := tlog.TreeHash(tree.N, full); err != nil || tree.Hash != want {
				t.Fatalf("root %v of %d leaves, want %v, %v", tree.Hash, tree.N, want, err)
			}
		}
		reader := tlog.TileHashReader(tree, kept)
		for _, earlier := range trees {
			if err := transparency.CheckExtends(earlier, tree, reader); err != nil {
				t.Error(err)
			}
		}
		index := rapid.Int64Range(0, tree.N-1).Draw(t, "index")
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(fmt.Append(nil, index))); err != nil {
			t.Error(err)
		}
	})
}

// TestGrowChecksTheEdge gives it hashes of another tree.
func TestGrowChecksTheEdge(t *testing.T) {
	leaves := []tlog.Hash{leaf(1).Hash(), leaf(2).Hash(), leaf(3).Hash()}
	log, tree := newLog(t, leaves...)
	another, _ := newLog(t, leaves[0], leaves[1], leaf(4).Hash())
	if _, err := transparency.Grow(tree, leaves, log); err != nil {
		t.Error(err)
	}
	if _, err := transparency.Grow(tree, leaves, another); err == nil || !strings.Contains(err.Error(), "edge of the tree") {
		t.Errorf("the tree grows on another: %v", err)
	}
}

func TestCheckExtends(t *testing.T) {
	var leaves []tlog.Hash
	for n := range 20 {
		leaves = append(leaves, leaf(n).Hash())
	}
	log, tree := newLog(t, leaves...)
	_, earlier := newLog(t, leaves[:13]...)
	leaves[5] = leaf(100).Hash()
	changed, changedTree := newLog(t, leaves...)
	tests := []struct {
		name           string
		earlier, later tlog.Tree
		reader         tlog.HashReader
		words          string // of the error
	}{
		{"grown", earlier, tree, log, ""},
		{"the same", tree, tree, log, ""},
		{"from nothing", transparency.EmptyTree(), tree, log, ""},
		{"shrunk", tree, earlier, log, "has shrunk: it had 20 leaves and has 13"},
		{"changed", earlier, changedTree, changed, "does not begin with the 13"},
		{"with the hashes of another", earlier, tree, changed, "does not begin with the 13"},
		{"changed at the same size", tree, changedTree, changed, "does not begin with the 20"},
	}
	for _, tt := range tests {
		err := transparency.CheckExtends(tt.earlier, tt.later, tt.reader)
		if (err == nil) != (tt.words == "") || err != nil && !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.words)
		}
	}
}
