package asset

import (
	"net/http"
	"strconv"
	"strings"
)

// Serve answers a GET or a HEAD with the file of that name, or with a 404. It
// does what such files need of http.ServeContent, which takes 20 kB.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) {
	file, ok := f.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	content, tag, encoding := file.plain, `"`+file.tag+`"`, ""
	if takesGzip(r.Header.Values("Accept-Encoding")) {
		content, tag, encoding = file.compressed, `"`+file.tag+`-gzip"`, "gzip"
	}
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Vary", "Accept-Encoding")
	// Kept, but asked for each time, which a 304 answers: after another release
	// is rolled out nobody sees a page of one with a script of the other.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", f.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if names(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", file.contentType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // an error is that the caller has hung up
	}
}

// names reports whether the header If-None-Match names the tag (RFC 9110,
// 13.1.2), be it as a weak one. Our tags have no comma in them.
func names(header []string, tag string) bool {
	for item := range strings.SplitSeq(strings.Join(header, ","), ",") {
		if item = strings.TrimSpace(item); item == "*" || strings.TrimPrefix(item, "W/") == tag {
			return true
		}
	}
	return false
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
