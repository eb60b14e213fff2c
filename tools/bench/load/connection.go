package load

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"example.com/simplebank/tools/bench/workload"
)

// answerTimeout is longer than the bank works on any request.
const answerTimeout = 20 * time.Second

// connection sends one request after the other over one TCP connection. It is used in
// place of an http.Client as the load runs on the processors that it measures, and
// needs half of their time: see BenchmarkConnection.
type connection struct {
	address string
	conn    net.Conn // nil if there is none
	reader  *bufio.Reader
	written []byte
	body    bytes.Buffer
}

// answer is what came back. The body is good until the next request.
type answer struct {
	status   int
	replayed bool // an Idempotency-Key was known
	body     []byte
}

func dial(ctx context.Context, address string) (*connection, error) {
	c := &connection{address: address}
	return c, c.connect(ctx)
}

func (c *connection) connect(ctx context.Context) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", c.address)
	if err != nil {
		return fmt.Errorf("connect to the bank: %w", err)
	}
	c.conn, c.reader = conn, bufio.NewReader(conn)
	return nil
}

// close ends the connection, if there is one.
func (c *connection) close() {
	if c.conn != nil {
		_ = c.conn.Close() // nothing is lost: answers were read before
		c.conn = nil
	}
}

// do sends the request, on a connection that there must be, and reads the answer. After
// an error, or where the bank wants it, the connection is closed.
func (c *connection) do(r workload.Request) (answer, error) {
	a, keep, err := c.exchange(r)
	if !keep {
		c.close()
	}
	return a, err
}

func (c *connection) exchange(r workload.Request) (a answer, keep bool, err error) {
	if err := c.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return answer{}, false, fmt.Errorf("limit the time of a request: %w", err)
	}
	c.written = appendRequest(c.written[:0], c.address, r)
	if _, err := c.conn.Write(c.written); err != nil {
		return answer{}, false, fmt.Errorf("send a request: %w", err)
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return answer{}, false, fmt.Errorf("read an answer: %w", err)
	}
	c.body.Reset()
	if _, err := c.body.ReadFrom(response.Body); err != nil {
		return answer{}, false, fmt.Errorf("read the body of an answer: %w", err)
	}
	return answer{
		status:   response.StatusCode,
		replayed: response.Header.Get("Idempotent-Replayed") == "true",
		body:     c.body.Bytes(),
	}, !response.Close, nil
}

func appendRequest(b []byte, host string, r workload.Request) []byte {
	b = append(b, r.Method...)
	b = append(b, ' ')
	b = append(b, r.Path...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, host...)
	b = append(b, "\r\nAuthorization: Bearer "...)
	b = append(b, r.Token...)
	if r.Key != "" {
		b = append(b, "\r\nIdempotency-Key: \""...)
		b = append(b, r.Key...)
		b = append(b, '"')
	}
	if r.Body != nil {
		b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
		b = strconv.AppendInt(b, int64(len(r.Body)), 10)
	}
	b = append(b, "\r\n\r\n"...)
	return append(b, r.Body...)
}
