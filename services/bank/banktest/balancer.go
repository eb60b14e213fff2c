package banktest

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// Balancer is a load balancer before replicas: each takes the next request. It can be
// told to lose answers, as networks do.
type Balancer struct {
	URL string

	next atomic.Int64
	mu   sync.Mutex
	lose func(*http.Request) bool
	seen map[string]int
}

// NewBalancer returns a balancer before servers.
func NewBalancer(t testing.TB, servers ...*Server) *Balancer {
	t.Helper()
	b := &Balancer{seen: map[string]int{}}
	front := httptest.NewServer(b.handler(servers))
	t.Cleanup(front.Close)
	b.URL = front.URL
	return b
}

// NewTLSBalancer is [NewBalancer] with https, and a certificate that nobody but itself
// vouches for. It returns that in PEM.
func NewTLSBalancer(t testing.TB, servers ...*Server) (b *Balancer, certificate []byte) {
	t.Helper()
	b = &Balancer{seen: map[string]int{}}
	front := httptest.NewUnstartedServer(b.handler(servers))
	front.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients who do not trust it
	front.StartTLS()
	t.Cleanup(front.Close)
	b.URL = front.URL
	return b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw})
}

// Lose has the balancer carry out, and break off in place of an answer, the requests
// that which picks; none if it is nil.
func (b *Balancer) Lose(which func(*http.Request) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lose = which
}

// Seen returns how many requests came for a method and path, such as "POST /transfers".
func (b *Balancer) Seen(request string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen[request]
}

func (b *Balancer) handler(servers []*Server) http.Handler {
	var replicas []http.Handler
	for _, s := range servers {
		replicas = append(replicas, httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: s.Address}))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.seen[r.Method+" "+r.URL.Path]++
		lost := b.lose != nil && b.lose(r)
		b.mu.Unlock()
		replica := replicas[int(b.next.Add(1))%len(replicas)]
		if lost {
			replica.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		replica.ServeHTTP(w, r)
	})
}
