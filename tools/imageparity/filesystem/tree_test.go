package filesystem

import (
	"archive/tar"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func file(name, content string) tar.Header {
	// PAXRecords carries the content to layer, which removes it.
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{"content": content}}
}

func dir(name string) tar.Header {
	return tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: 0o750}
}

func symlink(name, target string) tar.Header {
	return tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target, Mode: 0o777}
}

func hardLink(name, target string) tar.Header {
	return tar.Header{Typeflag: tar.TypeLink, Name: name, Linkname: target, Mode: 0o644}
}

func layer(t *testing.T, headers ...tar.Header) *bytes.Buffer {
	t.Helper()
	var buffer bytes.Buffer
	w := tar.NewWriter(&buffer)
	for _, header := range headers {
		content := header.PAXRecords["content"]
		if header.Typeflag == tar.TypeReg {
			header.PAXRecords = nil
		}
		header.Size = int64(len(content))
		if err := w.WriteHeader(&header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &buffer
}

// describe writes one line for each path: type, and size, target or first hard link.
func describe(tree *Tree) []string {
	var lines []string
	entries := tree.Entries()
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		switch e := entries[name]; {
		case e.HardLink != "":
			lines = append(lines, name+" = "+e.HardLink)
		case e.Type == Symlink:
			lines = append(lines, name+" -> "+e.LinkTarget)
		case e.Type == Directory:
			lines = append(lines, fmt.Sprintf("%s %o", name, e.Mode))
		default:
			lines = append(lines, fmt.Sprintf("%s %d", name, e.Size))
		}
	}
	return lines
}

func TestApply(t *testing.T) {
	type layers [][]tar.Header
	for _, test := range []struct {
		name   string
		layers layers
		want   []string
	}{
		{"nothing", layers{{}}, []string{"/ 755"}},
		{"explicit root", layers{{dir("./")}}, []string{"/ 750"}},
		{"names of three forms", layers{{file("./a", "1"), file("b", "22"), file("/c", "333")}},
			[]string{"/ 755", "/a 1", "/b 2", "/c 3"}},
		{"parents are made", layers{{file("a/b/c", "1")}}, []string{"/ 755", "/a 755", "/a/b 755", "/a/b/c 1"}},
		{"directory after its content", layers{{file("a/b", "1"), dir("a")}}, []string{"/ 755", "/a 750", "/a/b 1"}},
		{"parents keep what a lower layer says", layers{{dir("a")}, {file("a/b", "1")}}, []string{"/ 755", "/a 750", "/a/b 1"}},
		{"upper file wins", layers{{file("a", "1")}, {file("a", "22")}}, []string{"/ 755", "/a 2"}},
		{"directory again keeps its content", layers{{file("a/b", "1")}, {dir("a")}}, []string{"/ 755", "/a 750", "/a/b 1"}},
		{"file replaces directory", layers{{file("a/b", "1")}, {file("a", "22")}}, []string{"/ 755", "/a 2"}},
		{"directory replaces file", layers{{file("a", "1")}, {dir("a")}}, []string{"/ 755", "/a 750"}},
		{"path below a lower symlink", layers{{symlink("a", "b"), dir("b")}, {file("a/c", "1")}},
			[]string{"/ 755", "/a 755", "/a/c 1", "/b 750"}},
		{"whiteout of a file", layers{{file("a", "1"), file("b", "1")}, {file(".wh.a", "")}}, []string{"/ 755", "/b 1"}},
		{"whiteout of a directory", layers{{file("a/b/c", "1")}, {file("a/.wh.b", "")}}, []string{"/ 755", "/a 755"}},
		{"whiteout of nothing", layers{{file("a", "1")}, {file(".wh.b", ""), file("x/.wh.c", "")}}, []string{"/ 755", "/a 1"}},
		{"whiteout spares its own layer", layers{{file("a", "1")}, {file("a", "22"), file(".wh.a", "")}}, []string{"/ 755", "/a 2"}},
		{"whiteout and again", layers{{file("a", "1")}, {file(".wh.a", "")}, {file("a", "22")}}, []string{"/ 755", "/a 2"}},
		{"opaque directory", layers{{file("a/b", "1"), file("a/c/d", "1")}, {dir("a"), file("a/e", "1"), file("a/.wh..wh..opq", "")}},
			[]string{"/ 755", "/a 750", "/a/e 1"}},
		{"opaque root", layers{{file("a", "1")}, {file(".wh..wh..opq", ""), file("b", "1")}}, []string{"/ 755", "/b 1"}},
		{"hard link", layers{{file("b", "1"), hardLink("a", "b"), hardLink("c", "./a")}},
			[]string{"/ 755", "/a 1", "/b = /a", "/c = /a"}},
		{"hard link whose target goes", layers{{file("b", "1"), hardLink("a", "/b")}, {file(".wh.b", "")}}, []string{"/ 755", "/a 1"}},
		{"hard link to a lower layer", layers{{file("a", "1")}, {hardLink("b", "a")}}, []string{"/ 755", "/a 1", "/b = /a"}},
		{"replaced file is no hard link any more", layers{{file("a", "1"), hardLink("b", "a")}, {file("a", "1")}},
			[]string{"/ 755", "/a 1", "/b 1"}},
		{"other types", layers{{
			{Typeflag: tar.TypeChar, Name: "c"}, {Typeflag: tar.TypeBlock, Name: "b"}, {Typeflag: tar.TypeFifo, Name: "f"},
			{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": "x"}},
		}}, []string{"/ 755", "/b 0", "/c 0", "/f 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := New()
			for _, headers := range test.layers {
				if err := tree.Apply(layer(t, headers...)); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.want, describe(tree)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestApplyMetadata(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 600, time.UTC)
	tree := New()
	err := tree.Apply(layer(t,
		tar.Header{
			Typeflag: tar.TypeChar, Name: "dev/null", Mode: 0o20666, Uid: 1, Gid: 2, Uname: "u", Gname: "g",
			Devmajor: 1, Devminor: 3, ModTime: when, Format: tar.FormatPAX,
			PAXRecords: map[string]string{"SCHILY.xattr.user.x": "\x01"},
		},
		file("empty", ""),
		file("target", ""),
		tar.Header{Typeflag: tar.TypeLink, Name: "link", Linkname: "target", Mode: 0o4755, Uid: 7, ModTime: when.Truncate(time.Second)},
	))
	if err != nil {
		t.Fatal(err)
	}
	const emptySum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	want := map[string]Entry{
		"/":    {Type: Directory, Mode: 0o755},
		"/dev": {Type: Directory, Mode: 0o755},
		"/dev/null": {
			Type: CharDevice, Mode: 0o666, UID: 1, GID: 2, UserName: "u", GroupName: "g",
			ModTime: when, Device: "1:3", Xattrs: map[string]string{"user.x": "\x01"},
		},
		"/empty":  {Type: Regular, Mode: 0o644, ModTime: time.Unix(0, 0), SHA256: emptySum},
		"/link":   {Type: Regular, Mode: 0o4755, UID: 7, ModTime: when.Truncate(time.Second), SHA256: emptySum},
		"/target": {Type: Regular, Mode: 0o4755, UID: 7, ModTime: when.Truncate(time.Second), SHA256: emptySum, HardLink: "/link"},
	}
	for path, layerPath := range map[string]string{"/dev/null": "/dev/null", "/empty": "/empty", "/link": "/target", "/target": "/target"} {
		entry := want[path]
		entry.LayerPath = layerPath
		want[path] = entry
	}
	if diff := cmp.Diff(want, tree.Entries()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestApplyMalformed(t *testing.T) {
	truncated := layer(t, file("a", strings.Repeat("x", 5000)))
	truncated.Truncate(2000)
	for _, test := range []struct {
		name  string
		layer *bytes.Buffer
		want  string
	}{
		{"no tar", bytes.NewBufferString(strings.Repeat("no tar", 1000)), "malformed tar"},
		{"truncated", truncated, "unexpected EOF"},
		{"path traversal", layer(t, file("a/../../b", "")), `"a/../../b": path traversal`},
		{"hard link traversal", layer(t, hardLink("a", "../b")), `"/a": hard link: "../b": path traversal`},
		{"duplicate", layer(t, file("a", ""), file("./a", "")), `"/a": duplicate entry`},
		{"duplicate directory", layer(t, dir("a/"), dir("a")), `"/a": duplicate entry`},
		{"file with paths below", layer(t, file("a/b", ""), file("a", "")), `"/a": is a regular file, but the same layer has paths below it`},
		{"path below a file", layer(t, file("a", ""), file("a/b", "")), `"/a/b": lies below a regular file of the same layer`},
		{"path below a symlink", layer(t, symlink("a", "/etc"), file("a/b", "")), `"/a/b": lies below a symlink of the same layer`},
		{"hard link to nothing", layer(t, hardLink("a", "b")), `"/a": hard link to "/b", which does not exist`},
		{"hard link to a directory", layer(t, dir("b"), hardLink("a", "b")), `"/a": hard link to the directory "/b"`},
		{"hard link to itself", layer(t, hardLink("a", "a")), `"/a": hard link to itself`},
		{"root is a file", layer(t, symlink("./", "x")), `"/": the root is a symlink`},
		{"whiteout without name", layer(t, file("a/.wh.", "")), `"/a/.wh.": malformed whiteout`},
		{"whiteout of the parent", layer(t, file("a/.wh...", "")), `malformed whiteout`},
		{"AUFS metadata", layer(t, file(".wh..wh.plnk/a", "")), `reserved for whiteouts`},
		{"unsupported type", layer(t, tar.Header{Typeflag: 'Z', Name: "a"}), `"/a": unsupported tar entry type 'Z'`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := New().Apply(test.layer)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
