package pack_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/asset/pack"
)

func repository(files map[string]string) fstest.MapFS {
	root := fstest.MapFS{}
	for name, content := range files {
		root[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return root
}

// uncompress returns the content of the files, "(none)" for one that should
// not be there.
func uncompress(t *testing.T, files map[string][]byte) map[string]string {
	t.Helper()
	contents := map[string]string{}
	for name, compressed := range files {
		if compressed == nil {
			contents[name] = "(none)"
			continue
		}
		reader, err := gzip.NewReader(bytes.NewReader(compressed))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if reader.Name != "" || !reader.ModTime.IsZero() {
			t.Errorf("%s: the header has name %q and time %v", name, reader.Name, reader.ModTime)
		}
		contents[name] = string(content)
	}
	return contents
}

func TestFiles(t *testing.T) {
	files, err := pack.Files(repository(map[string]string{
		pack.List:            "# why\n\nsite\nother/page\n",
		"site/page.html":     "<p>",
		"site/page.html.gz":  "whatever it is now",
		"site/gone.css.gz":   "of a file that is gone",
		"site/deep/b.js":     "b()",
		"site/api.yaml":      "b: 1\na: {200: [x, true, null, 1.5], \"x<\": \"é\"}\nlong: >-\n  two\n  lines\n",
		"site/site.go":       "package site",
		"site/BUILD.bazel":   "",
		"site/README.md":     "",
		"site/.page.html.sw": "",
		"site/page.html~":    "",
		"other/page/a.svg":   "<svg>",
		"other/c.js":         "c()",
		"sites/d.js":         "d()",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"site/page.html.gz":   "<p>",
		"site/gone.css.gz":    "(none)",
		"site/deep/b.js.gz":   "b()",
		"site/api.json.gz":    `{"b":1,"a":{"200":["x",true,null,1.5],"x<":"é"},"long":"two lines"}` + "\n",
		"other/page/a.svg.gz": "<svg>",
	}
	if diff := cmp.Diff(want, uncompress(t, files)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFilesRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		words string
	}{
		"no list":     {nil, "read the list of folders"},
		"no folder":   {map[string]string{pack.List: "site\n"}, "compress the files of site"},
		"bad YAML":    {map[string]string{pack.List: "site\n", "site/a.yaml": "a: [\n"}, "site/a.yaml"},
		"two sources": {map[string]string{pack.List: "site\n", "site/a.yaml": "a: 1\n", "site/a.json": "{}"}, "two files give site/a.json.gz"},
		"a field twice": {map[string]string{pack.List: "site\n", "site/a.yaml": "a: 1\na: 2\n"},
			"site/a.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pack.Files(repository(tt.files)); err == nil || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v, want one about %q", err, tt.words)
			}
		})
	}
}
