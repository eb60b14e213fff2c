package load

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
)

// serveStandardInput prints an address and answers there until standard input ends.
func serveStandardInput() {
	body := `{"transfer":{"id":12345},"padding":"` + strings.Repeat("x", 700) + `"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "0b5f2d4e-4a57-4f70-a4f7-6b2a3e6d8f0c")
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		io.WriteString(w, body)
	}))
	defer server.Close()
	fmt.Println(server.Listener.Addr())
	io.Copy(io.Discard, os.Stdin)
}
