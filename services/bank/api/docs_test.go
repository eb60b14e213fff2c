package api_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestDocs(t *testing.T) {
	server := banktest.Start(t)
	for path, contentType := range map[string]string{
		"/openapi.json":  "application/json",
		"/docs":          "text/html; charset=utf-8",
		"/docs/page.css": "text/css; charset=utf-8",
		"/docs/page.js":  "text/javascript; charset=utf-8",
	} {
		t.Run(path, func(t *testing.T) {
			client := func(name, value string) banktest.Client {
				c := server.Client()
				c.Header = http.Header{"Accept-Encoding": {"identity"}}
				c.Header.Set(name, value)
				return c
			}
			plain := client("Accept", "*/*").Get(t, path)
			zipped := client("Accept-Encoding", "gzip").Get(t, path)
			if got := string(unzip(t, zipped)); got != string(plain.Body) || len(plain.Body) == 0 {
				t.Errorf("compressed: %q, plain: %q", got, plain.Body)
			}
			for _, a := range []banktest.Answer{plain, zipped} {
				tag := a.Header.Get("ETag")
				if a.Status != http.StatusOK || a.Header.Get("Content-Type") != contentType || tag == "" ||
					a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Cache-Control") != "no-cache" ||
					!strings.HasPrefix(a.Header.Get("Content-Security-Policy"), "default-src 'none'; ") {
					t.Errorf("%d %v", a.Status, a.Header)
				}
				again := client("If-None-Match", tag)
				again.Header.Set("Accept-Encoding", cmp.Or(a.Header.Get("Content-Encoding"), "identity"))
				if a := again.Get(t, path); a.Status != http.StatusNotModified || len(a.Body) != 0 {
					t.Errorf("again: %d %s", a.Status, a.Body)
				}
			}
			head := client("Accept", "*/*").Do(t, http.MethodHead, path, nil)
			if head.Status != http.StatusOK || head.Header.Get("ETag") != plain.Header.Get("ETag") ||
				head.Header.Get("Content-Length") != plain.Header.Get("Content-Length") {
				t.Errorf("HEAD: %d %v", head.Status, head.Header)
			}
			client("Accept", "*/*").Post(t, path, object{}).WantRefusal(t, http.StatusMethodNotAllowed, "method_not_allowed")
		})
	}
}

func unzip(t *testing.T, a banktest.Answer) []byte {
	t.Helper()
	if encoding := a.Header.Get("Content-Encoding"); encoding != "gzip" {
		t.Fatalf("Content-Encoding: %q", encoding)
	}
	reader, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestDocsNeedNothingElse follows what the page names, as a browser does.
func TestDocsNeedNothingElse(t *testing.T) {
	client := banktest.Start(t).Client()
	page := client.Get(t, "/docs").Body
	for _, link := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllSubmatch(page, -1) {
		if path := string(link[1]); strings.Contains(path, ":") || client.Get(t, "/"+path).Status != http.StatusOK {
			t.Errorf("the page links to %s", path)
		}
	}
	// The policy would keep them from working.
	if inline := regexp.MustCompile(`<style|<script>|style="|\son[a-z]+="`).Find(page); inline != nil {
		t.Errorf("the page has %s", inline)
	}
	var document struct{ OpenAPI string }
	if err := json.Unmarshal(client.Get(t, "/openapi.json").Body, &document); err != nil || document.OpenAPI != "3.1.0" {
		t.Errorf("%+v, %v", document, err)
	}
}
