package postgres_test

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/transparency"
)

// TestLogHashes reads all hashes of all levels in tiles, at once: those of a large log,
// which is not there but for them.
func TestLogHashes(t *testing.T) {
	l := newTampered(t)
	exec(t, l.db, "ALTER TABLE log_tiles DISABLE TRIGGER ALL; DELETE FROM log_tiles")
	var indexes []int64
	var want []tlog.Hash
	for _, tile := range []tlog.Tile{
		{H: transparency.TileHeight, L: 0, N: 70_000, W: 256},
		{H: transparency.TileHeight, L: 1, N: 7, W: 256},
		{H: transparency.TileHeight, L: 1, N: 8, W: 100},
		{H: transparency.TileHeight, L: 3, N: 0, W: 1},
	} {
		var hashes []byte
		for n := range tile.W {
			hashes = append(hashes, bytes.Repeat([]byte{byte(tile.L), byte(n)}, tlog.HashSize/2)...)
		}
		exec(t, l.db, fmt.Sprintf(`INSERT INTO log_tiles (level, tile, hashes) VALUES (%d, %d, '\x%x')`, tile.L, tile.N, hashes))
		for level := range tile.H {
			for n := range tile.W >> level {
				index := tlog.StoredHashIndex(tile.L*tile.H+level, tile.N<<(tile.H-level)+int64(n))
				hash, err := tlog.HashFromTile(tile, hashes, index)
				if err != nil {
					t.Fatal(err)
				}
				indexes, want = append(indexes, index), append(want, hash)
			}
		}
	}
	reader := l.store.LogHashes(t.Context())
	got, err := reader.ReadHashes(indexes)
	if err != nil {
		t.Fatal(err)
	}
	for i, index := range indexes {
		if got[i] != want[i] {
			t.Errorf("hash %d is %v, want %v", index, got[i], want[i])
		}
	}
	for name, index := range map[string]int64{
		"after a tile's last": tlog.StoredHashIndex(8, 8<<8+100),
		"of no tile":          tlog.StoredHashIndex(0, 0),
	} {
		if _, err := reader.ReadHashes([]int64{index}); err == nil {
			t.Errorf("the hash %s is read", name)
		}
	}
}
