package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"testing"
)

func TestLayerBytes(t *testing.T) {
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	if _, err := zip.Write(make([]byte, 5000)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}

	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for _, file := range []struct {
		name, content, link string
	}{
		{name: "a/layer.tar", content: string(make([]byte, 300))},
		{name: "b/layer.tar", link: "../a/layer.tar"},
		{name: "blobs/sha256/c", content: zipped.String()},
		{name: "config.json", content: "{}"},
		{name: "manifest.json", content: `[{"Config":"config.json","Layers":["a/layer.tar","b/layer.tar","blobs/sha256/c"]}]`},
	} {
		header := tar.Header{Name: file.name, Size: int64(len(file.content)), Mode: 0o644, Typeflag: tar.TypeReg}
		if file.link != "" {
			header.Typeflag, header.Linkname = tar.TypeSymlink, file.link
		}
		if err := w.WriteHeader(&header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(file.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	got, err := layerBytes(&archive)
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(300 + 300 + 5000); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}
