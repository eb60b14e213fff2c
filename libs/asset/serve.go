package asset

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Serve answers a GET or a HEAD with the file of that name, or with a 404.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) {
	file, ok := f.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	content, tag := file.plain, file.tag
	h := w.Header()
	if takesGzip(r.Header.Values("Accept-Encoding")) {
		content, tag = file.compressed, file.tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", file.contentType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+tag+`"`)
	// Kept, but asked for each time, which a 304 answers: after another release
	// is rolled out nobody sees a page of one with a script of the other.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", f.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takesGzip reads the header Accept-Encoding (RFC 9110, 12.5.3). What names gzip
// goes before what says *, wherever it stands.
func takesGzip(header []string) bool {
	takes := false
	for item := range strings.SplitSeq(strings.Join(header, ","), ",") {
		coding, parameters, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return !isZero(parameters)
		case "*":
			takes = !isZero(parameters)
		}
	}
	return takes
}

// isZero reports whether the parameters of a coding are those of one that is
// not wanted, q=0.
func isZero(parameters string) bool {
	name, value, _ := strings.Cut(parameters, "=")
	weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return strings.EqualFold(strings.TrimSpace(name), "q") && err == nil && weight == 0
}
