package layertar

import (
	"archive/tar"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestGNUTar compares what GNU tar, with different options, and archive/tar write of the same folder.
func TestGNUTar(t *testing.T) {
	if version, err := exec.Command("tar", "--version").Output(); err != nil || !bytes.Contains(version, []byte("GNU tar")) {
		t.Skip("needs GNU tar, which is not here")
	}
	longDir := "app/" + strings.Repeat("d", 90)
	longFile := longDir + "/" + strings.Repeat("f", 50) // Takes a prefix.
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, longDir), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app/bank", longFile} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("bank", filepath.Join(folder, "app/link")); err != nil {
		t.Fatal(err)
	}
	pack := func(t *testing.T, options string) []byte {
		t.Helper()
		command := exec.Command("tar", append(strings.Fields(options), "--create", "--sort=name", "--numeric-owner",
			"--owner=:0", "--group=:0", "--mode=u=rwX,go=rX")...)
		command.Dir = folder
		command.Stderr = os.Stderr
		archive, err := command.Output()
		if err != nil {
			t.Fatalf("tar %s: %v", options, err)
		}
		return archive
	}
	const (
		ustar = "--format=ustar "
		gnu   = "--format=gnu "
		pax   = "--format=posix --pax-option=delete=atime,delete=ctime,exthdr.name=%f "
	)

	for _, test := range []struct {
		name, a, b string
		want       []string
	}{
		{"again", ustar + "--mtime=@1 app", ustar + "--mtime=@1 app", []string{}},
		{"USTAR and GNU", ustar + "--mtime=@1 app", gnu + "--mtime=@1 app", []string{
			`magic: "ustar\0" → "ustar ": 5 from app`,
			`version: "00" → " \0": 5 from app`,
			"name encoding: header with prefix → GNU long name: 1 from " + longFile,
			"ending: 6656 zero bytes → 5632 zero bytes",
		}},
		{"USTAR and PAX", ustar + "--mtime=@1 app", pax + "--mtime=@1 app", []string{
			"name encoding: header with prefix → PAX path: 1 from " + longFile,
			"ending: 6656 zero bytes → 5632 zero bytes",
		}},
		{"USTAR and what was before", ustar + "--mtime=@1 app/bank", "--format=v7 --mtime=@1 app/bank", []string{
			`typeflag: "0" → "\0": 1 from app/bank`,
			`magic: "ustar\0" → "\0\0\0\0\0\0": 1 from app/bank`,
			`version: "00" → "\0\0": 1 from app/bank`,
		}},
		{"fraction of a second", pax + "--mtime=@1 app/bank", pax + "--mtime=@1.5 app/bank", []string{
			"mtime: 1 → 1.5: 1 from app/bank",
			"ending: 9216 zero bytes → 8192 zero bytes",
		}},
		{"form of names", ustar + "--mtime=@1 app", ustar + "--mtime=@1 ./app", []string{
			"name: …/ → ./…/: 2 from app",
			"name: … → ./…: 3 from app/bank",
		}},
		{"order", ustar + "--mtime=@1 app/bank app/link", ustar + "--mtime=@1 app/link app/bank", []string{"app/bank: moved: 1 → 2"}},
		{"blocking factor", ustar + "--mtime=@1 app", ustar + "--mtime=@1 -b 2 app", []string{"ending: 6656 zero bytes → 1536 zero bytes"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := compare(t, pack(t, test.a), pack(t, test.b))
			got := groupLines(d)
			d.Fields = nil
			if diff := cmp.Diff(test.want, withoutDeviceNumbers(append(got, describe(d)...))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}

	t.Run("archive/tar", func(t *testing.T) {
		items := []item{dir("app/"), file("app/bank", "hello"), dir(longDir + "/"), file(longFile, "hello"),
			{tar.Header{Typeflag: tar.TypeSymlink, Name: "app/link", Linkname: "bank", Mode: 0o755}, ""}}
		for i := range items {
			items[i].ModTime = time.Unix(1, 0)
		}
		want := []string{"ending: 1024 zero bytes → 6656 zero bytes"}
		if diff := cmp.Diff(want, withoutDeviceNumbers(describe(compare(t, write(t, items...), pack(t, ustar+"--mtime=@1 app"))))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// withoutDeviceNumbers drops the one thing that differs between versions of GNU tar: what they write
// as the device numbers of entries that are no device (NULs in the GNU format, from 1.35 on in all).
func withoutDeviceNumbers(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "number format of devmajor, devminor") })
}
