// Package client is the Go client of Simple Bank: one method a route, values of
// package money for amounts, and errors that are an [*Error] where the bank
// answered.
//
// A call that did not get its answer is made again, as far as that can do no harm:
// reading is, and moving money, as each such call has an Idempotency-Key. Access
// tokens are renewed when the bank no longer takes them. A Client may be used by
// several goroutines at once.
package client

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	defaultTimeout   = 30 * time.Second // the bank works for 15 s on a request at most
	defaultAttempts  = 5
	defaultUserAgent = "simplebank-client"
)

// Options is how a client works; the zero Options will do.
type Options struct {
	// HTTP sends the requests; by default a client of its own, with the proxies of
	// the environment and the system's certificates. Redirects are never followed.
	HTTP *http.Client
	// Timeout is how long to wait for one answer; 30 s by default. For how long to
	// try at all is for the contexts of the calls to say.
	Timeout time.Duration
	// Attempts is how often a call is made at most, the first time included; 5 by
	// default.
	Attempts int
	// UserAgent is kept with the session, for the user to know it by.
	UserAgent string

	// Session is an earlier log-in to go on with.
	Session Session
	// Update keeps the session where it outlives the client, or is shared with other
	// clients: it calls change with the session kept, and keeps what that returns,
	// unless it is an error. The zero Session is none. Of all who share the session
	// only one at a time may be in Update, waiting for the others until ctx is done:
	// of two who show the same refresh token the second ends the session.
	Update func(ctx context.Context, change func(kept Session) (Session, error)) error
}

// Client speaks with one bank, for at most one user at a time.
type Client struct {
	base     string
	http     http.Client
	options  Options
	session  atomic.Pointer[Session]
	changing chan struct{} // has room for the one who changes the session
}

// New returns a client of the server at the URL, such as https://bank.example.com.
// It does not connect.
func New(server string, options Options) (*Client, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the server must be a URL such as https://bank.example.com, not %q", server)
	}
	options.Timeout = cmp.Or(options.Timeout, defaultTimeout)
	options.Attempts = cmp.Or(options.Attempts, defaultAttempts)
	options.UserAgent = cmp.Or(options.UserAgent, defaultUserAgent)
	c := &Client{base: strings.TrimRight(u.String(), "/"), options: options, changing: make(chan struct{}, 1)}
	if options.HTTP != nil {
		c.http = *options.HTTP
	} else {
		c.http.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
		}
	}
	// A redirect would take token and body to wherever it says.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.session.Store(&options.Session)
	return c, nil
}

// Close closes the connections that wait for the next call.
func (c *Client) Close() { c.http.CloseIdleConnections() }
