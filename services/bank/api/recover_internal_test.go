package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

func TestPanicIsAnInternalError(t *testing.T) {
	var log bytes.Buffer
	a := &API{options: Options{Log: slog.New(slog.NewJSONHandler(&log, nil))}}
	r := gin.New()
	r.Use(a.logRequest, a.recoverPanic)
	r.GET("/", func(*gin.Context) { panic("the inside") })

	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))

	var body errorResponse
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%v in %q", err, w.Body)
	}
	if w.Code != http.StatusInternalServerError || body.Code != codeInternal || body.RequestID != w.Header().Get(requestIDHeader) {
		t.Errorf("answer %d %+v", w.Code, body)
	}
	if strings.Contains(w.Body.String(), "inside") || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("the answer shows the inside: %s", w.Body)
	}
	for _, want := range []string{"the inside", "recover_internal_test.go", `"status":500`, body.RequestID} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in the log:\n%s", want, &log)
		}
	}
}
