package layertar

import (
	"archive/tar"
	"bytes"
	"fmt"
	"testing"
	"time"
)

// item is an entry to write.
type item struct {
	tar.Header
	content string
}

func file(name, content string) item {
	return item{tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, ModTime: time.Unix(1700000000, 0)}, content}
}

func dir(name string) item {
	return item{tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: 0o755, ModTime: time.Unix(1700000000, 0)}, ""}
}

// write writes a tar as archive/tar does.
func write(t testing.TB, items ...item) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := tar.NewWriter(&buffer)
	for _, item := range items {
		item.Size = int64(len(item.content))
		if item.Typeflag == tar.TypeXGlobalHeader {
			item.Header = tar.Header{Typeflag: item.Typeflag, Name: item.Name, PAXRecords: item.PAXRecords}
		}
		if err := w.WriteHeader(&item.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(item.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// edit replaces bytes of a block, and corrects its checksum if it is a header, which in the tars that
// are edited those with even numbers are.
func edit(archive []byte, block, offset int, bytes string) []byte {
	archive = append([]byte{}, archive...)
	header := archive[block*blockSize : (block+1)*blockSize]
	copy(header[offset:], bytes)
	if block%2 == 0 {
		correct(header)
	}
	return archive
}

// correct writes the checksum as archive/tar does.
func correct(header []byte) {
	copy(header[148:156], "        ")
	sum := 0
	for _, b := range header {
		sum += int(b)
	}
	copy(header[148:156], fmt.Sprintf("%06o\x00 ", sum))
}

// compare fails the test if the tars cannot be compared.
func compare(t testing.TB, a, b []byte) *Difference {
	t.Helper()
	d, err := Compare(bytes.NewReader(a), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// describe returns a line for whatever differs. It leaves out the entry of fields if there is just one.
func describe(d *Difference) []string {
	lines := []string{}
	for _, f := range d.Fields {
		line := fmt.Sprintf("%s: %s → %s", f.Field, show(f.A), show(f.B))
		if d.Common > 1 {
			line = f.Name + ": " + line
		}
		lines = append(lines, line)
	}
	for _, m := range d.Order.First {
		lines = append(lines, fmt.Sprintf("%s: moved: %d → %d", m.Name, m.A, m.B))
	}
	for _, name := range d.OnlyInA.First {
		lines = append(lines, name+": only in A")
	}
	for _, name := range d.OnlyInB.First {
		lines = append(lines, name+": only in B")
	}
	if d.Ending != nil {
		lines = append(lines, fmt.Sprintf("ending: %s → %s", show(d.Ending.A), show(d.Ending.B)))
	}
	return lines
}

func show(value *string) string {
	if value == nil {
		return "(none)"
	}
	return *value
}
