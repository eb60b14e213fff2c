package api_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/banktest"
)

// wire is a way to the database that, while it is cut, breaks where the answer to a
// COMMIT comes, and once where that to a booking does that is a transaction of its
// own: what was to be committed is.
type wire struct {
	address        string
	cut, cutBooked atomic.Bool
}

// newWire returns a wire to the server at the address.
func newWire(t *testing.T, to string) *wire {
	t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	w := &wire{address: listener.Addr().String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			go w.join(client, server)
		}
	}()
	return w
}

func (w *wire) join(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	var last atomic.Bool // what the server says next is not passed on
	go func() {
		defer server.Close()
		_, _ = io.Copy(server, io.TeeReader(client, writerFunc(func(sent []byte) {
			booking := bytes.Contains(sent, []byte("INSERT INTO bookings")) && bytes.Contains(sent, []byte("SKIP LOCKED"))
			if w.cut.Load() && bytes.Contains(sent, []byte("COMMIT")) || booking && w.cutBooked.CompareAndSwap(true, false) {
				last.Store(true)
			}
		})))
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil || last.Load() {
			return
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// while has the wire cut while do is called.
func (w *wire) while(do func()) {
	w.cut.Store(true)
	w.cutBooked.Store(true)
	do()
	w.cut.Store(false)
	w.cutBooked.Store(false)
}

// writerFunc is a writer that sees what passes.
type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// TestCommitWhoseAnswerIsLost goes through all that moves money: whoever is told that
// it may have moved, and sends the request again as they are told to, moves it once.
func TestCommitWhoseAnswerIsLost(t *testing.T) {
	b := newBank(t)
	source, err := url.Parse(postgrestest.Service(t, b.Source))
	if err != nil {
		t.Fatal(err)
	}
	w := newWire(t, source.Host)
	source.Host = w.address
	front := banktest.Start(t, "DB_SOURCE="+source.String())
	through := func(c banktest.Client) banktest.Client {
		there := front.Client()
		there.Token = c.Token
		return there
	}
	alice, bob, banker := through(b.alice), through(b.bob), through(b.banker)
	pending := func(of string) string { return "/transfers/" + id(b.reserve(t, 10).ID) + of }
	ofFrom := "/accounts/" + id(b.from.ID)
	tests := []struct {
		name   string
		client banktest.Client
		path   func() string
		body   any
		moves  int64 // into the account
	}{
		{"transfer", alice, func() string { return "/transfers" }, b.order().with("amount", 100), -100},
		{"reserve", alice, func() string { return "/transfers" }, b.order().with("amount", 100).with("pending", true), 0},
		{"batch", alice, func() string { return "/transfers/batch" }, legs(b.leg(3), b.leg(4)), -7},
		{"deposit", banker, func() string { return ofFrom + "/deposits" }, object{"amount": 5}, 5},
		{"withdraw", banker, func() string { return ofFrom + "/withdrawals" }, object{"amount": 5}, -5},
		{"post", alice, func() string { return pending("/post") }, "", -10},
		{"void", alice, func() string { return pending("/void") }, "", 0},
		{"reverse", bob, func() string { return reversePath(b.move(t, 20, "r")) }, "", 20},
	}
	balance := func(t *testing.T) int64 {
		t.Helper()
		return banktest.Decode[account](t, b.alice.Get(t, ofFrom)).Balance
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := tt.path()
			before := balance(t)
			var lost banktest.Answer
			w.while(func() { lost = tt.client.Post(t, path, tt.body) })
			lost.WantRefusal(t, http.StatusServiceUnavailable, "outcome_unknown", "look before you send it again")
			if again := lost.Header.Get("Retry-After"); again != "" {
				t.Errorf("without a key it says Retry-After: %s", again)
			}
			if got := balance(t) - before; got != tt.moves {
				t.Errorf("moved %d; want %d", got, tt.moves)
			}

			path = tt.path()
			before = balance(t)
			keyed := withKey(tt.client, tt.name)
			w.while(func() { lost = keyed.Post(t, path, tt.body) })
			lost.WantRefusal(t, http.StatusServiceUnavailable, "outcome_unknown", "same Idempotency-Key")
			if lost.Header.Get("Retry-After") != "1" {
				t.Errorf("with a key it says Retry-After: %s", lost.Header.Get("Retry-After"))
			}
			again := keyed.Post(t, path, tt.body)
			if again.Status != http.StatusOK || again.Header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("again: %d %v %s", again.Status, again.Header, again.Body)
			}
			if got := balance(t) - before; got != tt.moves {
				t.Errorf("with a key, sent twice: moved %d; want %d", got, tt.moves)
			}
		})
	}
}
