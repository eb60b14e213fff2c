package layertar

import (
	"archive/tar"
	"bytes"
	"slices"
	"strings"
	"testing"
)

// variety returns tars that between them have all that the reader knows.
func variety(t testing.TB) [][]byte {
	long := strings.Repeat("long/", 30) + "name"
	var archives [][]byte
	for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatPAX, tar.FormatGNU} {
		items := []item{dir("app/"), file("app/bank", "hello"), file(long, ""), file("app/bank", "again"),
			{tar.Header{Typeflag: tar.TypeSymlink, Name: "link", Linkname: "app/bank", Uname: "root"}, ""}}
		for i := range items {
			items[i].Format = format
		}
		switch format {
		case tar.FormatPAX:
			items[1].PAXRecords = map[string]string{"comment": "x", "SCHILY.xattr.security.capability": "\x01\x00"}
			items[4].Linkname, items[4].Uid = long, 1<<40
			items = append([]item{{tar.Header{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": "x"}}, ""}}, items...)
		case tar.FormatGNU:
			items[4].Linkname, items[4].Uid = long, 1<<40
		}
		archives = append(archives, write(t, items...))
	}
	// A sparse map that goes on in one more block.
	sparse := edit(write(t, file("sparse", strings.Repeat("x", 512))), 0, 156, "S")
	sparse = edit(edit(sparse, 0, 257, "ustar  \x00"), 0, 482, "\x01")
	return append(archives, slices.Insert(sparse, blockSize, make([]byte, blockSize)...))
}

// TestEveryByte changes each byte, and corrects checksums: there must be a difference, or an error.
func TestEveryByte(t *testing.T) {
	for _, archive := range variety(t) {
		for i := range archive {
			changed := slices.Clone(archive)
			changed[i] ^= 0x11
			correctAll(changed) // Nothing is left of a change of the checksum itself.
			d, err := Compare(bytes.NewReader(archive), bytes.NewReader(changed))
			if err == nil && d.Identical() != bytes.Equal(archive, changed) {
				t.Errorf("byte %d of %d: got %q", i, len(archive), describe(d))
			}
		}
	}
}

// FuzzCompare edits tars rather than making them up, since hardly anything has valid checksums.
func FuzzCompare(f *testing.F) {
	archives := variety(f)
	for i := range archives {
		f.Add(uint8(i), []byte{}, []byte{})
		f.Add(uint8(i), []byte{0, 0, 108, '1'}, []byte{1, 2, 0, 0, 3, 5, 0, 0})
		f.Add(uint8(i), []byte{2, 2, 0, 0}, []byte{0, 2, 124, '7', 0, 2, 0, '.'})
	}
	f.Fuzz(func(t *testing.T, choice uint8, editsA, editsB []byte) {
		archive := archives[int(choice)%len(archives)]
		a, b := apply(archive, editsA), apply(archive, editsB)
		d, err := Compare(bytes.NewReader(a), bytes.NewReader(b))
		if err != nil {
			return
		}
		if d.Identical() != bytes.Equal(a, b) {
			t.Errorf("same bytes: %v, but got %q", bytes.Equal(a, b), describe(d))
		}
		for _, field := range d.Fields {
			if orEmpty(field.A) == orEmpty(field.B) {
				t.Errorf("got %s with twice the value %q", field.Field, show(field.A))
			}
		}
		back, err := Compare(bytes.NewReader(b), bytes.NewReader(a))
		if err != nil || back.Total != d.Total || back.Order.Total != d.Order.Total || back.OnlyInA.Total != d.OnlyInB.Total {
			t.Errorf("got %q, and the other way round %q, %v", describe(d), describe(back), err)
		}
	})
}

// apply takes edits of four bytes: what to do, a block, and an offset in it with a new value.
func apply(archive, edits []byte) []byte {
	archive = slices.Clone(archive)
	for edit := range slices.Chunk(edits, 4) {
		blocks := len(archive) / blockSize
		if len(edit) < 4 || blocks == 0 {
			break
		}
		start := int(edit[1]) % blocks * blockSize
		block := archive[start : start+blockSize]
		switch edit[0] % 4 {
		case 0: // Most fields begin in the first half.
			block[edit[2]] = edit[3]
		case 1:
			block[256+int(edit[2])] = edit[3]
		case 2:
			archive = slices.Delete(archive, start, start+blockSize)
		case 3:
			archive = slices.Insert(archive, start, slices.Clone(block)...)
		}
	}
	correctAll(archive)
	return archive
}

// correctAll corrects the checksums of all blocks that look like headers.
func correctAll(archive []byte) {
	for block := range slices.Chunk(archive, blockSize) {
		if len(block) == blockSize && string(block[257:262]) == "ustar" {
			correct(block)
		}
	}
}
