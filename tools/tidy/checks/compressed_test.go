package checks

import (
	"testing"
	"testing/fstest"

	"example.com/simplebank/libs/asset/pack"
)

func TestCompressed(t *testing.T) {
	const page = "site/page.html"
	files, err := pack.Files(fstest.MapFS{pack.List: {Data: []byte("site\n")}, page: {Data: []byte("<p>\n")}})
	if err != nil {
		t.Fatal(err)
	}
	compressed := string(files[page+".gz"])
	list := "site\n"
	run(t, Compressed, map[string]scenario{
		"good":        {files: tree{pack.List: list, page: "<p>\n", page + ".gz": compressed}},
		"not there":   {tree{pack.List: list, page: "<p>\n"}, []string{"site/page.html.gz: is not there"}},
		"old":         {tree{pack.List: list, page: "<p>new\n", page + ".gz": compressed}, []string{"site/page.html.gz: is not what its source gives"}},
		"without one": {tree{pack.List: list, "site/x.go": "", page + ".gz": compressed}, []string{"site/page.html.gz: its source is gone"}},
	})
}
