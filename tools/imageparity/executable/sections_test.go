package executable

import (
	"bytes"
	"io"
	"testing"
)

func TestCompareContent(t *testing.T) {
	zeros := make([]byte, 3*chunkSize/2)
	changed := func(offsets ...int) []byte {
		content := bytes.Clone(zeros)
		for _, offset := range offsets {
			content[offset] = 1
		}
		return content
	}
	for _, test := range []struct {
		name         string
		content      []byte // To compare with zeros.
		first, count int64
	}{
		{"equal", zeros, -1, 0},
		{"first byte", changed(0), 0, 1},
		{"last byte", changed(len(zeros) - 1), int64(len(zeros) - 1), 1},
		{"both sides of a chunk", changed(chunkSize-1, chunkSize), chunkSize - 1, 2},
		{"shorter", zeros[:chunkSize], chunkSize, 0},
		{"shorter and different", changed(5)[:10], 5, 1},
		{"empty", nil, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			reader := func(content []byte) *io.SectionReader {
				return io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content)))
			}
			first, count, err := compareContent(reader(zeros), reader(test.content))
			if err != nil || first != test.first || count != test.count {
				t.Errorf("got %d, %d, %v; want %d, %d", first, count, err, test.first, test.count)
			}
		})
	}
}
