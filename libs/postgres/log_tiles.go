package postgres

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// hashReader reads hashes of the log for as long as the context goes on. Nothing says that
// they are those of a tree that was signed: a proof that is made of them has to be verified.
type hashReader struct {
	ctx  context.Context
	conn connection
}

// ReadHashes implements tlog.HashReader. A tile may have grown since its tree was signed:
// what it had then stays its beginning.
func (r hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	tiles := make([]tlog.Tile, len(indexes)) // as wide as it takes to know the hash
	widths := map[tlog.Tile]int{}
	for i, index := range indexes {
		tiles[i] = tlog.TileForIndex(transparency.TileHeight, index)
		tile := withoutWidth(tiles[i])
		widths[tile] = max(widths[tile], tiles[i].W)
	}
	data, err := r.readTiles(widths)
	if err != nil {
		return nil, fault.During("read tiles", err)
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if hashes[i], err = tlog.HashFromTile(tiles[i], data[withoutWidth(tiles[i])], index); err != nil {
			return nil, fmt.Errorf("read hash %d of the log: %w", index, err)
		}
	}
	return hashes, nil
}

// withoutWidth returns what all beginnings of a tile have in common.
func withoutWidth(tile tlog.Tile) tlog.Tile {
	tile.W = 0
	return tile
}

// readTiles returns the beginnings of tiles, in such widths or less.
func (r hashReader) readTiles(widths map[tlog.Tile]int) (map[tlog.Tile][]byte, error) {
	var levels, numbers, sizes pq.Int64Array
	for tile, width := range widths {
		levels, numbers = append(levels, int64(tile.L)), append(numbers, tile.N)
		sizes = append(sizes, int64(width*tlog.HashSize))
	}
	rows, err := r.conn.QueryContext(r.ctx, `
		SELECT level, tile, substring(hashes FOR size)
		FROM unnest($1::smallint[], $2::bigint[], $3::integer[]) AS wanted (l, t, size) JOIN log_tiles ON (level, tile) = (l, t)`,
		levels, numbers, sizes)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	data := map[tlog.Tile][]byte{}
	for rows.Next() {
		tile := tlog.Tile{H: transparency.TileHeight}
		var hashes []byte
		if err := rows.Scan(&tile.L, &tile.N, &hashes); err != nil {
			return nil, err
		}
		data[tile] = hashes
	}
	return data, rows.Err()
}
