package layertar

import (
	"archive/tar"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBytes changes what archive/tar has no say in.
func TestBytes(t *testing.T) {
	withRecord := func(format tar.Format, name, comment string) []byte {
		item := file(name, "hello")
		if item.Format = format; comment != "" {
			item.PAXRecords = map[string]string{"comment": comment}
		}
		return write(t, item)
	}
	// The headers are the blocks 0, or 0 and 2 if there are records.
	plain, pax, gnu := withRecord(tar.FormatUSTAR, "a/b", ""), withRecord(tar.FormatPAX, "a/b", "x=y"), withRecord(tar.FormatGNU, "a/b", "")
	type change struct {
		block, offset int
		bytes         string
	}
	for _, test := range []struct {
		name    string
		archive []byte
		changes []change
		want    []string
	}{
		{"numbers as bsdtar writes them", plain, []change{
			{0, 100, "000644 \x00000000 \x00000000 \x0000000000005 14524770400 "}, {0, 329, "000000 \x00000000 \x00"},
		}, []string{`number format of mode, uid, gid, devmajor, devminor: "0000000\0" → "000000 \0"`,
			`number format of size, mtime: "00000000000\0" → "00000000000 "`}},
		{"numbers as Python writes them", plain, []change{{0, 329, string(make([]byte, 16))}},
			[]string{`number format of devmajor, devminor: "0000000\0" → "\0\0\0\0\0\0\0\0"`}},
		{"numbers as old programs wrote them", plain, []change{{0, 100, "   644 \x00     0 \x00     0\x00 "}}, []string{
			`number format of mode, uid: "0000000\0" → "     0 \0"`, `number format of gid: "0000000\0" → "     0\0 "`}},
		{"number without padding", plain, []change{{0, 100, "644\x00\x00\x00\x00\x00"}}, []string{`number format of mode: "0000000\0" → "0\0…"`}},
		{"junk after a number", plain, []change{{0, 100, "644\x00junk"}}, []string{`number format of mode: "0000000\0" → "0\0…"`}},
		{"base-256", plain, []change{{0, 108, "\x80\x00\x00\x00\x00\x00\x00\x00"}}, []string{`number format of uid: "0000000\0" → base-256`}},
		{"other value and format", plain, []change{{0, 108, "000001 \x00"}},
			[]string{"uid: 0 → 1", `number format of uid: "0000000\0" → "000000 \0"`}},
		{"junk after the name", plain, []change{{0, 4, "junk"}}, []string{`name bytes: "a/b" → "a/b\0junk"`}},
		{"name in two parts", plain, []change{{0, 0, "b\x00\x00"}, {0, 345, "a"}}, []string{`name encoding: header → header with prefix`}},
		{"type of old", plain, []change{{0, 156, "\x00"}}, []string{`typeflag: "0" → "\0"`}},
		{"no magic", plain, []change{{0, 257, "\x00\x00\x00\x00\x00\x00\x00\x00"}},
			[]string{`magic: "ustar\0" → "\0\0\0\0\0\0"`, `version: "00" → "\0\0"`}},
		{"unused bytes", plain, []change{{0, 508, "tar\x00"}}, []string{`unused: (none) → "\0\0\0\0\0\0\0\0tar"`}},
		{"padding", plain, []change{{1, 5, "\x00junk"}}, []string{`padding: (none) → "\0junk"`}},

		{"record", pax, []change{{1, 0, "15 comment=X=Y\n"}}, []string{"PAX comment: x=y → X=Y"}},
		{"empty record", pax, []change{{0, 124, "00000000014"}, {1, 0, "12 comment=\n\x00\x00\x00"}}, []string{`PAX comment: x=y → ""`}},
		{"length with a zero", pax, []change{{0, 124, "00000000020"}, {1, 0, "016 comment=x=y\n"}},
			[]string{`PAX bytes: "15 comment=x=y\n" → "016 comment=x=y\n"`}},
		{"padding of records", pax, []change{{1, 20, "junk"}}, []string{`PAX padding: (none) → "\0\0\0\0\0junk"`}},
		{"owner of the record", pax, []change{{0, 108, "0001750"}}, []string{"PAX header uid: 0 → 1000"}},
		{"name of the record", pax, []change{{0, 0, "./PaxHeaders/b\x00"}}, []string{"PAX header name: a/PaxHeaders.0/b → ./PaxHeaders/b"}},
		{"numbers of the record", pax, []change{{0, 100, "000644 \x00"}}, []string{
			"PAX header mode: 0000000 → 0000644", `PAX header number format of mode: "0000000\0" → "000000 \0"`}},
		{"global records", pax, []change{{0, 156, "g"}}, []string{
			"PAX comment: x=y → (none)", "PAX global comment: (none) → x=y"}},
		{"GNU times", gnu, []change{{0, 345, "00000000005\x00"}}, []string{"atime: 0 → 5"}},
		{"GNU times that are none", gnu, []change{{0, 345, "junk"}}, []string{`atime: 0 → "junk\0\0\0\0\0\0\0\0"`}},
		{"GNU sparse map", gnu, []change{{0, 386, "7"}}, []string{`sparse map: (none) → "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\07"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := test.archive
			for _, change := range test.changes {
				changed = edit(changed, change.block, change.offset, change.bytes)
			}
			got := describe(compare(t, test.archive, changed))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
