package layertar

import (
	"archive/tar"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFields has one difference per case, between tars of one file that archive/tar writes.
func TestFields(t *testing.T) {
	const (
		ustar = tar.FormatUSTAR
		pax   = tar.FormatPAX
		gnu   = tar.FormatGNU
	)
	long := strings.Repeat("long/", 30) + "name"
	sum := func(content string) string { return digest(sha256.Sum256([]byte(content))) }
	for _, test := range []struct {
		name string
		a, b func(*item) // Change the file app/bank, in USTAR.
		want []string
	}{
		{"nothing", func(i *item) {}, func(i *item) {}, []string{}},
		{"form of the name", func(i *item) {}, func(i *item) { i.Name = "./app/bank" }, []string{"name: app/bank → ./app/bank"}},
		{"mode", func(i *item) {}, func(i *item) { i.Mode = 0o100644 }, []string{"mode: 0000644 → 0100644"}},
		{"uid", func(i *item) {}, func(i *item) { i.Uid = 1000 }, []string{"uid: 0 → 1000"}},
		{"gid", func(i *item) {}, func(i *item) { i.Gid = 1000 }, []string{"gid: 0 → 1000"}},
		{"content", func(i *item) {}, func(i *item) { i.content = "other" }, []string{"content: " + sum("hello") + " → " + sum("other")}},
		{"size", func(i *item) {}, func(i *item) { i.content = "" }, []string{"size: 5 → 0", "content: " + sum("hello") + " → " + sum("")}},
		{"mtime", func(i *item) {}, func(i *item) { i.ModTime = time.Unix(0, 0) }, []string{"mtime: 1700000000 → 0"}},
		{"type", func(i *item) { i.content = "" }, func(i *item) { i.content = ""; i.Typeflag = tar.TypeFifo }, []string{`typeflag: "0" → "6"`}},
		{"link", func(i *item) { i.Linkname = "x" }, func(i *item) { i.Linkname = "y" }, []string{"linkname: x → y"}},
		{"uname", func(i *item) {}, func(i *item) { i.Uname = "root" }, []string{"uname: (none) → root"}},
		{"gname", func(i *item) { i.Gname = " wheel" }, func(i *item) { i.Gname = "" }, []string{`gname: " wheel" → (none)`}},
		{"device", func(i *item) { i.Typeflag = tar.TypeChar; i.content = ""; i.Devmajor = 1; i.Devminor = 3 },
			func(i *item) { i.Typeflag = tar.TypeChar; i.content = ""; i.Devmajor = 1; i.Devminor = 5 }, []string{"devminor: 3 → 5"}},
		{"USTAR and GNU", func(i *item) {}, func(i *item) { i.Format = gnu }, []string{`magic: "ustar\0" → "ustar "`, `version: "00" → " \0"`}},
		{"PAX that needs no records", func(i *item) {}, func(i *item) { i.Format = pax }, []string{}},
		{"fraction of a second", func(i *item) {}, func(i *item) { i.Format = pax; i.ModTime = time.Unix(1700000000, 5e8) },
			[]string{"mtime: 1700000000 → 1700000000.5"}},
		{"other fraction", func(i *item) { i.Format = pax; i.ModTime = time.Unix(1700000000, 25e7) },
			func(i *item) { i.Format = pax; i.ModTime = time.Unix(1700000000, 5e8) }, []string{"mtime: 1700000000.25 → 1700000000.5"}},
		{"access time", func(i *item) { i.Format = pax }, func(i *item) { i.Format = pax; i.AccessTime = time.Unix(5, 0) },
			[]string{"PAX atime: (none) → 5"}},
		{"GNU access time", func(i *item) { i.Format = gnu; i.AccessTime = time.Unix(6, 0) },
			func(i *item) { i.Format = gnu; i.AccessTime = time.Unix(5, 0) }, []string{"atime: 6 → 5"}},
		{"capability", func(i *item) {}, func(i *item) {
			i.Format, i.PAXRecords = pax, map[string]string{"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00\x04"}
		}, []string{"PAX SCHILY.xattr.security.capability: (none) → 0x010000020004"}},
		{"long name by prefix and PAX", func(i *item) { i.Name = long }, func(i *item) {
			i.Name, i.Format, i.PAXRecords = long, pax, map[string]string{"comment": "x"}
		}, []string{"name encoding: header with prefix → PAX path", "PAX comment: (none) → x"}},
		{"long name by prefix and GNU", func(i *item) { i.Name = long }, func(i *item) { i.Name = long; i.Format = gnu },
			[]string{"name encoding: header with prefix → GNU long name", `magic: "ustar\0" → "ustar "`, `version: "00" → " \0"`}},
		{"long link by GNU", func(i *item) { i.Linkname = long; i.Format = gnu }, func(i *item) { i.Linkname = long + "/x"; i.Format = gnu },
			[]string{"linkname: " + long + " → " + long + "/x"}},
		{"long link by GNU and PAX", func(i *item) { i.Linkname = long; i.Format = gnu }, func(i *item) { i.Linkname = long; i.Format = pax },
			[]string{"linkname encoding: GNU long link → PAX linkpath", `magic: "ustar " → "ustar\0"`, `version: " \0" → "00"`}},
		{"UTF-8 in the name", func(i *item) { i.Name = "å"; i.Format = pax }, func(i *item) { i.Name = "./å"; i.Format = pax },
			[]string{"name: å → ./å"}},
		{"large uid", func(i *item) { i.Uid = 1 << 30; i.Format = pax }, func(i *item) { i.Uid = 1 << 30; i.Format = gnu },
			[]string{"uid encoding: PAX uid → header", `magic: "ustar\0" → "ustar "`, `version: "00" → " \0"`}},
		{"small and large uid", func(i *item) { i.Uid = 5; i.Format = gnu }, func(i *item) { i.Uid = 1 << 30; i.Format = gnu },
			[]string{"uid: 5 → 1073741824"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := file("app/bank", "hello"), file("app/bank", "hello")
			a.Format, b.Format = ustar, ustar
			test.a(&a)
			test.b(&b)
			got := describe(compare(t, write(t, a), write(t, b)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
