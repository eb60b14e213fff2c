package layertar

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMalformed(t *testing.T) {
	// Blocks of plain: 0 "a", 1 content, 2 "b", 3 content. Of pax: 0 extension, 1 records, 2 "a".
	plain := write(t, file("a", "hello"), file("b", "hello"))
	withRecord := file("a", "")
	withRecord.PAXRecords = map[string]string{"comment": "12345678901234567890"}
	pax := write(t, withRecord)
	records := func(payload string) []byte { // Of the length of those that pax has.
		return edit(pax, 1, 0, payload+"\n"+strings.Repeat("x", 32-len(payload)))
	}
	const (
		twoGiB   = "20000000000\x00"
		largest  = "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"
		negative = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	)
	for _, test := range []struct {
		name    string
		archive []byte
		want    string
	}{
		{"no tar", []byte(strings.Repeat("no tar ", 100)), "entry 1: not a tar header: the checksum is no number"},
		{"short", []byte("no tar"), "entry 1: reading the header, 6 of 512 bytes: unexpected EOF"},
		{"wrong checksum", slices.Concat([]byte("b"), plain[1:]), "entry 1: not a tar header: the checksum is 3846, stated is 3845"},
		{"garbage after an entry", slices.Concat(plain[:1024], []byte(strings.Repeat("x", 512))), `entry 2 (after "a"): not a tar header`},
		{"mode", edit(plain, 2, 100, "rw-r--r"), `entry 2 (after "a"): mode is no number: "rw-r--r\0"`},
		{"truncated header", plain[:1034], `entry 2 (after "a"): reading the header, 10 of 512 bytes: unexpected EOF`},
		{"truncated content", plain[:1539], `entry 2 ("b"): reading the content, 3 of 5 bytes: unexpected EOF`},
		{"no content", plain[:1536], `entry 2 ("b"): reading the content, 0 of 5 bytes: unexpected EOF`},
		{"truncated padding", plain[:1543], `entry 2 ("b"): reading the padding, 2 of 507 bytes: unexpected EOF`},
		{"largest size", edit(plain, 2, 124, largest), `entry 2 ("b"): reading the content, 1536 of 9223372036854775807 bytes: unexpected EOF`},
		{"negative size", edit(plain, 2, 124, negative), `entry 2 (after "a"): the size is negative: -1`},

		{"only an extension", pax[:1024], "entry 1: the tar ends after its extension headers"},
		{"two extensions", slices.Concat(pax[:1024], pax), "entry 1: PAX header: the entry has two of them"},
		{"truncated extension", pax[:522], "entry 1: PAX header: reading the content, 10 of 32 bytes: unexpected EOF"},
		{"extension of 2 GiB", edit(pax, 0, 124, twoGiB), "entry 1: PAX header: more than 1048576 bytes"},
		{"extension of the largest size", edit(pax, 0, 124, largest), "entry 1: PAX header: more than 1048576 bytes"},
		{"extension of negative size", edit(pax, 0, 124, negative), "entry 1: the size is negative: -1"},
		{"many extensions", bytes.Repeat(edit(pax, 0, 156, "g")[:1024], 2000), "entry 1: PAX global header: more than 1048576 bytes"},
		{"records without a length", records("path=a"), "entry 1: PAX header: record 1: malformed length"},
		{"record of the length 0", records("0 path=a"), "record 1: malformed length"},
		{"record of negative length", records("-5 path=a"), "record 1: malformed length"},
		{"record longer than all", records("99999 path=a"), "record 1: malformed length"},
		{"record without a key", records("5 =a"), "record 1: is not KEY=VALUE and a newline"},
		{"record without a value", records("7 path"), "record 1: is not KEY=VALUE and a newline"},
		{"record without a newline", records("9 path=abc"), "record 1: is not KEY=VALUE and a newline"},
		{"size in a record", records("13 size=1e10"), "record 1: malformed size: 1e10"},
		{"negative size in a record", records("11 size=-1"), "record 1: malformed size: -1"},
		{"time in a record", records("16 mtime=1/1/70"), "record 1: malformed mtime: 1/1/70"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compare(bytes.NewReader(plain), bytes.NewReader(test.archive))
			if err == nil || !strings.HasPrefix(err.Error(), "tar B: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error of tar B with %q", err, test.want)
			}
			_, err = Compare(bytes.NewReader(test.archive), bytes.NewReader(plain))
			if err == nil || !strings.HasPrefix(err.Error(), "tar A: ") {
				t.Errorf("got %v, want an error of tar A", err)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	archive := write(t, file("a", "hello"))
	broken := fmt.Errorf("broken: %w", io.EOF) // Is not the end.
	for size := range archive {
		failing := io.MultiReader(bytes.NewReader(archive[:size]), iotest.ErrReader(broken))
		if _, err := Compare(bytes.NewReader(archive), failing); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: got %v", size, err)
		}
	}
}

func TestReadsInAnyPieces(t *testing.T) {
	archive := write(t, file("a", "hello"), dir("b"))
	d, err := Compare(bytes.NewReader(archive), iotest.OneByteReader(bytes.NewReader(archive)))
	if err != nil || !d.Identical() {
		t.Errorf("got %+v, %v", d, err)
	}
}

func TestLinksHaveNoContent(t *testing.T) {
	archive := write(t, item{tar.Header{Typeflag: tar.TypeLink, Name: "b", Linkname: "a"}, ""}, file("c", ""))
	d := compare(t, archive, edit(archive, 0, 124, "00000000005\x00"))
	if got := describe(d); len(got) != 1 || got[0] != "b: size: 0 → 5" {
		t.Errorf("got %q", got)
	}
}
