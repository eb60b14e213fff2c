package asset_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/fstest"

	"example.com/simplebank/libs/asset"
)

const (
	page   = "<p>Grüezi</p>\n"
	policy = "default-src 'none'"
)

func compressed(t *testing.T, content string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func newFiles(t *testing.T, content string) *asset.Files {
	t.Helper()
	files, err := asset.New(fstest.MapFS{
		"page.html.gz":     {Data: compressed(t, content)},
		"deep/code.js.gz":  {Data: compressed(t, "run()\n")},
		"not-an-asset.txt": {Data: []byte("x")},
	}, policy)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func get(files *asset.Files, method, name string, header http.Header) *http.Response {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "/", nil)
	r.Header = header
	files.Serve(w, r, name)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	reader := r.Body.(io.Reader)
	if r.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if reader, err = gzip.NewReader(r.Body); err != nil {
			t.Fatal(err)
		}
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestServe(t *testing.T) {
	files := newFiles(t, page)
	plain := get(files, http.MethodGet, "page.html", http.Header{})
	zipped := get(files, http.MethodGet, "page.html", http.Header{"Accept-Encoding": {"gzip"}})
	if got := plain.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("without Accept-Encoding: %q", got)
	}
	if got := zipped.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("with Accept-Encoding: %q", got)
	}
	if plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
		t.Error("both forms have one ETag")
	}
	if got, want := zipped.Header.Get("Content-Length"), strconv.Itoa(len(compressed(t, page))); got != want {
		t.Errorf("length of the compressed form %s, want %s", got, want)
	}
	for _, answer := range []*http.Response{plain, zipped} {
		if got := body(t, answer); answer.StatusCode != http.StatusOK || got != page {
			t.Errorf("answer %d %q", answer.StatusCode, got)
		}
		for name, want := range map[string]string{
			"Content-Type":            "text/html; charset=utf-8",
			"Content-Security-Policy": policy,
			"X-Content-Type-Options":  "nosniff",
			"Cache-Control":           "no-cache",
			"Vary":                    "Accept-Encoding",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
	if got := string(files.Content("page.html")); got != page || files.Content("page.html.gz") != nil {
		t.Errorf("content %q", got)
	}
	script := get(files, http.MethodGet, "deep/code.js", http.Header{})
	if got := body(t, script); got != "run()\n" || script.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("script: %q, %v", got, script.Header)
	}
	for _, name := range []string{"page.html.gz", "deep", "not-an-asset.txt", "../page.html", ""} {
		if got := get(files, http.MethodGet, name, http.Header{}); got.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", name, got.StatusCode)
		}
	}
}

func TestHead(t *testing.T) {
	files := newFiles(t, page)
	for _, encoding := range []string{"", "gzip"} {
		header := http.Header{"Accept-Encoding": {encoding}}
		want, got := get(files, http.MethodGet, "page.html", header), get(files, http.MethodHead, "page.html", header)
		if content := body(t, &http.Response{Body: got.Body}); got.StatusCode != http.StatusOK || content != "" {
			t.Errorf("%q: %d %q", encoding, got.StatusCode, content)
		}
		for name := range want.Header {
			if got.Header.Get(name) != want.Header.Get(name) {
				t.Errorf("%q: %s is %q, with GET %q", encoding, name, got.Header.Get(name), want.Header.Get(name))
			}
		}
	}
}

func TestNotModified(t *testing.T) {
	files := newFiles(t, page)
	for _, encoding := range []string{"", "gzip"} {
		header := http.Header{"Accept-Encoding": {encoding}}
		tag := get(files, http.MethodGet, "page.html", header).Header.Get("ETag")
		if again := get(newFiles(t, page), http.MethodGet, "page.html", header).Header.Get("ETag"); again != tag {
			t.Errorf("ETag %s, then %s", tag, again)
		}
		header.Set("If-None-Match", tag)
		if got := get(files, http.MethodGet, "page.html", header); got.StatusCode != http.StatusNotModified || body(t, got) != "" {
			t.Errorf("%q: %d", encoding, got.StatusCode)
		}
		for value, want := range map[string]int{
			"*": 304, "W/" + tag: 304, `"x", ` + tag: 304, `"x"`: 200, tag[1:]: 200, "": 200,
		} {
			header.Set("If-None-Match", value)
			if got := get(files, http.MethodGet, "page.html", header); got.StatusCode != want {
				t.Errorf("If-None-Match: %s: %d, want %d", value, got.StatusCode, want)
			}
		}
		header.Set("If-None-Match", tag)
		if got := get(newFiles(t, page+"more"), http.MethodGet, "page.html", header); got.StatusCode != http.StatusOK {
			t.Errorf("%q, another content: %d", encoding, got.StatusCode)
		}
	}
}

func TestAcceptEncoding(t *testing.T) {
	files := newFiles(t, page)
	for header, want := range map[string]string{
		"":                      "",
		"gzip":                  "gzip",
		"GZIP":                  "gzip",
		"deflate, gzip;q=0.5":   "gzip",
		"br, *":                 "gzip",
		"identity":              "",
		"gzip;q=0":              "",
		"gzip; q=0.000":         "",
		"*;q=0":                 "",
		"*;q=0, gzip":           "gzip",
		"gzip;q=0, *":           "",
		"x-gzip":                "gzip",
		"gzipped, deflate;q=1":  "",
		"gzip;level=0":          "gzip",
		"identity, gzip;q=0.01": "gzip",
	} {
		answer := get(files, http.MethodGet, "page.html", http.Header{"Accept-Encoding": {header}})
		if got := answer.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: encoding %q, want %q", header, got, want)
		}
		if got := body(t, answer); got != page {
			t.Errorf("%q: %q", header, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	whole := compressed(t, page)
	for name, content := range map[string][]byte{
		"a.html.gz": []byte("<p>not compressed</p>"),
		"b.html.gz": whole[:len(whole)-1],
		"c.xyz.gz":  whole,
	} {
		if _, err := asset.New(fstest.MapFS{name: {Data: content}}, policy); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
