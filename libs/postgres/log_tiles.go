package postgres

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// tileReader reads tiles of the log for as long as the context goes on.
type tileReader struct {
	ctx  context.Context
	conn connection
}

// Height implements tlog.TileReader.
func (tileReader) Height() int { return transparency.TileHeight }

// SaveTiles implements tlog.TileReader.
func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader. A tile may have grown since its tree was
// signed: what it had then stays its beginning.
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var levels, numbers []int64
	place := map[[2]int64]int{}
	for i, tile := range tiles {
		levels, numbers = append(levels, int64(tile.L)), append(numbers, tile.N)
		place[[2]int64{int64(tile.L), tile.N}] = i
	}
	rows, err := r.conn.QueryContext(r.ctx, `
		SELECT level, tile, hashes FROM log_tiles
		WHERE (level, tile) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`, pq.Array(levels), pq.Array(numbers))
	if err != nil {
		return nil, fault.During("read tiles", err)
	}
	defer rows.Close()
	data := make([][]byte, len(tiles))
	for rows.Next() {
		var at [2]int64
		var hashes []byte
		if err := rows.Scan(&at[0], &at[1], &hashes); err != nil {
			return nil, fault.During("read tiles", err)
		}
		i := place[at]
		data[i] = hashes[:min(len(hashes), tiles[i].W*tlog.HashSize)]
	}
	if err := rows.Err(); err != nil {
		return nil, fault.During("read tiles", err)
	}
	for i, tile := range tiles {
		if len(data[i]) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("of tile %d of level %d there are %d bytes, fewer than were signed", tile.N, tile.L, len(data[i]))
		}
	}
	return data, nil
}
