package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/filesystem"
)

func TestHardLinks(t *testing.T) {
	// group returns regular files, those after the first being hard links to it.
	group := func(paths ...string) map[string]filesystem.Entry {
		entries := map[string]filesystem.Entry{paths[0]: {Type: filesystem.Regular}}
		for _, path := range paths[1:] {
			entries[path] = filesystem.Entry{Type: filesystem.Regular, HardLink: paths[0]}
		}
		return entries
	}
	separate := func(paths ...string) map[string]filesystem.Entry {
		entries := map[string]filesystem.Entry{}
		for _, path := range paths {
			entries[path] = filesystem.Entry{Type: filesystem.Regular}
		}
		return entries
	}
	for _, test := range []struct {
		name string
		a, b map[string]filesystem.Entry
		want []string
	}{
		{"same", group("/b", "/c"), group("/b", "/c"), nil},
		{"first path is new", group("/b", "/c"), group("/a", "/b", "/c"), []string{"/a type"}},
		{"last path is gone", group("/a", "/b", "/c"), group("/a", "/b"), []string{"/c type"}},
		{"separated", group("/a", "/b", "/c"), separate("/a", "/b", "/c"), []string{"/b hard link", "/c hard link"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range compareFiles(test.a, test.b) {
				got = append(got, d.Path+" "+d.Field)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
