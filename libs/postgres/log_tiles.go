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
	widths := map[tlog.Tile]int{} // of tiles, as they are without their widths
	for _, index := range indexes {
		tile, width := tileOf(index)
		widths[tile] = max(widths[tile], width)
	}
	data, err := r.readTiles(widths)
	if err != nil {
		return nil, fault.During("read tiles", err)
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		tile, _ := tileOf(index)
		if hashes[i], err = tlog.HashFromTile(tlog.TileForIndex(transparency.TileHeight, index), data[tile], index); err != nil {
			return nil, fmt.Errorf("read hash %d of the log: %w", index, err)
		}
	}
	return hashes, nil
}

// tileOf returns the tile that the hash is in, without a width, and how many hashes from its
// beginning on it takes to know that one.
func tileOf(index int64) (tile tlog.Tile, width int) {
	tile = tlog.TileForIndex(transparency.TileHeight, index)
	width, tile.W = tile.W, 0
	return tile, width
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
