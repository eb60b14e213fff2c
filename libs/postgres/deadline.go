package postgres

import (
	"context"
	"net"
	"sync"
	"time"

	"example.com/simplebank/libs/fault"
)

// deadlineDialer dials connections on which no single read or write takes
// longer than the bound. The driver sets no deadline itself: all it does when a
// context ends is to ask the server, over a second connection, to cancel. A
// server that is silent would keep the caller, and the connection, for ever.
type deadlineDialer struct{ bound time.Duration }

// DialContext implements pq.DialerContext, which is what the driver uses.
func (d deadlineDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: d.bound}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, fault.During("dial database", err)
	}
	return &deadlineConn{Conn: conn, bound: d.bound}, nil
}

// Dial implements pq.Dialer.
func (d deadlineDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout implements pq.Dialer.
func (d deadlineDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// deadlineConn sets a deadline for each read and write. One that its user has
// set stays in force if it is earlier: the driver's is of connect_timeout.
type deadlineConn struct {
	net.Conn
	bound time.Duration

	mu          sync.Mutex
	read, write time.Time // the user's
}

func (c *deadlineConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	err := c.Conn.SetReadDeadline(c.until(c.read))
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *deadlineConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	err := c.Conn.SetWriteDeadline(c.until(c.write))
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// until returns the end of the bound or the user's deadline, if that is earlier.
func (c *deadlineConn) until(users time.Time) time.Time {
	end := time.Now().Add(c.bound)
	if !users.IsZero() && users.Before(end) {
		return users
	}
	return end
}

// SetDeadline implements net.Conn.
func (c *deadlineConn) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read, c.write = t, t
	return c.Conn.SetDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (c *deadlineConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = t
	return c.Conn.SetReadDeadline(t)
}

// SetWriteDeadline implements net.Conn.
func (c *deadlineConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write = t
	return c.Conn.SetWriteDeadline(t)
}
