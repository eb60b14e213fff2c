package audit

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/transparency"
)

// selectTiles returns each tile, and the hash of it that the tile above has.
const selectTiles = `
	SELECT w.level, w.tile, w.hashes, substring(above.hashes FROM (1 + 32 * (w.tile & 255))::int FOR 32)
	FROM log_tiles w LEFT JOIN log_tiles above ON above.level = w.level::int + 1 AND above.tile = w.tile >> 8
	ORDER BY w.level, w.tile`

// tileWidth is how many hashes a full tile has.
const tileWidth = 1 << transparency.TileHeight

func tileKey(level int, tile any) string { return fmt.Sprintf("level %d, tile %v", level, tile) }

// checkTiles checks that the tiles are those of a log of that size, and each the
// one that the tile above it has the hash of.
func (a *auditor) checkTiles(ctx context.Context, size int64) error {
	hashes := func(level int) int64 { return size >> (transparency.TileHeight * level) }
	tiles := func(level int) int64 { return (hashes(level) + tileWidth - 1) / tileWidth }
	level, next := 0, int64(0) // of the tile that is to come
	missing := func(to int64) {
		if next < to {
			a.find("log_tiles", tileKey(level, span(next, to)), "is missing")
		}
	}
	skip := func(to int) {
		for ; level < to; level, next = level+1, 0 {
			missing(tiles(level))
		}
	}
	err := a.each(ctx, selectTiles, nil, func(scan func(...any) error) error {
		var l int
		var tile int64
		var is, above []byte
		if err := scan(&l, &tile, &is, &above); err != nil {
			return err
		}
		if l < 0 || tile < 0 || tile >= tiles(l) {
			a.find("log_tiles", tileKey(l, tile), "is not of the log, which has %d leaves", size)
			return nil
		}
		skip(l)
		missing(tile)
		next = tile + 1
		switch want := min(hashes(l)-tile*tileWidth, tileWidth); {
		case int64(len(is)) != want*tlog.HashSize:
			a.find("log_tiles", tileKey(l, tile), "has hashes: %d, it must have %d", len(is)/tlog.HashSize, want)
		case want == tileWidth && len(above) == tlog.HashSize && tlog.Hash(above) != root(is):
			a.find("log_tiles", tileKey(l, tile), "has not the hash that is in the tile above")
		}
		return nil
	})
	skip(64 / transparency.TileHeight)
	return err
}

// root returns the hash of the tree whose leaves are the hashes of a full tile.
func root(hashes []byte) tlog.Hash {
	var tree transparency.Frontier
	for len(hashes) >= tlog.HashSize {
		tree.Add(tlog.Hash(hashes[:tlog.HashSize]))
		hashes = hashes[tlog.HashSize:]
	}
	return tree.Tree().Hash
}
